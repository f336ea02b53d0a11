#include "ui/window/help_dialogs.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFile>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <utility>

#include "ui/controls/fitting_area.h"
#include "ui/window/icons.h"

namespace nmf::ui {

namespace {

void showPage(QWidget* parent, const QString& name, const QString& title, const QString& html, QSize size) {
  if (auto* shown = parent->findChild<QDialog*>(name)) {
    shown->raise();
    shown->activateWindow();
    return;
  }
  auto* dialog = new QDialog(parent);
  dialog->setObjectName(name);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  auto* text = new QTextBrowser;
  text->setObjectName(name + "Text");
  text->setAccessibleName(title);
  text->setFrameShape(QFrame::NoFrame);
  text->setOpenExternalLinks(true);
  text->document()->setDocumentMargin(14);
  text->setHtml(html);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setObjectName(name + "Close");
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
  auto* column = new QVBoxLayout(dialog);
  column->setContentsMargins(0, 0, 0, 8);
  column->addWidget(text);
  column->addWidget(buttons);
  resizeOnScreen(dialog, size);
  dialog->show();
}

QString row(const QString& key, const QString& what) {
  return QStringLiteral("<tr><td style='padding:2px 18px 2px 0'><b>%1</b></td><td>%2</td></tr>")
      .arg(key.toHtmlEscaped(), what.toHtmlEscaped());
}

QString tr(const char* text) {
  return QCoreApplication::translate("Help", text);
}

/// Keys under a heading, each with what it does.
QString section(const QString& title, const QList<std::pair<QString, QString>>& keys) {
  QString html = "<h3>" + title.toHtmlEscaped() + "</h3><table>";
  for (const auto& [key, what] : keys) html += row(key, what);
  return html + "</table>";
}

QString chartKeys() {
  return section(tr("Charts"),
                 {{tr("Wheel, drag"), tr("Zoom and pan the epochs; the charts stop following the run")},
                  {tr("+, -"), tr("Zoom the epochs in and out about the cursor")},
                  {tr("Comma, Period"), tr("Pan the epochs back or onwards")},
                  {tr("Up, Down"), tr("Zoom the values in and out; with Shift, pan them")},
                  {tr("F, Home, double click"), tr("Follow the run again, with all its values")},
                  {tr("Left, Right"), tr("Move the cursor by a pixel, at least to the next record")},
                  {tr("Shift+Left, Shift+Right"), tr("Move the cursor to the record before or after")},
                  {tr("Page Up, Page Down"), tr("Move the cursor a tenth of the chart onwards or back")},
                  {tr("End, Esc"), tr("Back to the newest epoch, without a cursor")},
                  {tr("L, X"), tr("Logarithmic values of the chart, logarithmic epochs")},
                  {tr("S"), tr("Smooth the curves more, then not at all")},
                  {tr("C"), tr("Let the next curve of the legend stand out, after the last none")},
                  {tr("M"), tr("Let the chart fill the panel, and back")},
                  {tr("Ctrl+C"), tr("Copy the chart or picture in use as a PNG")}});
}

QString timelineKeys() {
  return section(tr("Timeline"), {{tr("Left, Right"), tr("The snapshot before or after")},
                                  {tr("Page Up, Page Down"), tr("Ten snapshots back or onwards")},
                                  {tr("Ctrl+Left, Ctrl+Right"), tr("The bookmark before or after")},
                                  {tr("Home, End"), tr("The first snapshot; follow the newest epoch")},
                                  {tr("Space"), tr("Play, and pause playing")}});
}

QString pictureKeys() {
  return section(tr("Signatures"), {{tr("Arrow keys"), tr("Another signature")},
                                    {tr("Enter"), tr("Enlarge the signature, and back to all")},
                                    {tr("K"), tr("Keep the scale of the epoch shown for all epochs")},
                                    {tr("Esc"), tr("Back to all signatures")}}) +
         section(tr("Reconstruction"),
                 {{tr("Left, Right"), tr("The image before or after")},
                  {tr("Page Up, Page Down"), tr("As many images as stand in the strip")},
                  {tr("Home, End"), tr("The first or last image")}}) +
         section(tr("Compare"), {{tr("Up, Down"), tr("Scroll the pictures; choose a run in the table")},
                                 {tr("Space"), tr("Hide the run whose name is chosen, or show it")},
                                 {tr("F2"), tr("Rename the run whose name is chosen")},
                                 {tr("Del"), tr("Unpin the chosen runs")}});
}

}  // namespace

void showShortcuts(const QList<QAction*>& actions, QWidget* parent) {
  QString html = "<h2>" + tr("Keyboard shortcuts") + "</h2><table>";
  for (const QAction* action : actions) {
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    if (!keys.isEmpty()) html += row(keys.join(tr(" or ")), action->toolTip());
  }
  html += "</table>" + chartKeys() + timelineKeys() + pictureKeys();
  html += section(tr("Everywhere"), {{tr("Tab, Shift+Tab"), tr("Next and previous control")},
                                     {tr("Alt+letter"), tr("Open a menu")}});
  showPage(parent, "shortcutsDialog", tr("Keyboard shortcuts"), html, {560, 620});
}

void showCurvesHelp(QWidget* parent) {
  initResources();
  QFile file(":/help/curves.html");
  const QString html = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
  showPage(parent, "curvesDialog", tr("How to read the curves"), html, {620, 640});
}

void showAbout(QWidget* parent) {
  const QString html = "<h2>NMF Explorer " NMF_VERSION "</h2><p>" +
                       tr("See how a non-negative matrix factorisation learns: the error falls, the "
                          "effective rank waits on a plateau, "
                          "then climbs.") +
                       "</p><p>" +
                       tr("Free software under the GNU General Public License, version 3 or later. Built "
                          "with Qt, QCustomPlot, Eigen, "
                          "oneTBB, libarchive, CLI11, nlohmann-json and giflib.") +
                       "</p>";
  showPage(parent, "aboutDialog", tr("About NMF Explorer"), html, {460, 260});
}

}  // namespace nmf::ui
