// What a person does in the main window: running, saving, opening, exporting.

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>
#include <QStatusBar>
#include <QUrl>
#include <algorithm>

#include "core/experiment/presets.h"
#include "ui/charts/charts_panel.h"
#include "ui/charts/curves_figure.h"
#include "ui/compare/comparison.h"
#include "ui/figures/export_dialog.h"
#include "ui/figures/export_figure.h"
#include "ui/figures/run_figures.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/views/picture_text.h"
#include "ui/views/signatures_over_time.h"
#include "ui/views/timeline.h"
#include "ui/views/view.h"
#include "ui/window/appearance.h"
#include "ui/window/experiment_text.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/picture_tabs.h"
#include "ui/window/recent_files.h"
#include "ui/window/window_actions.h"

namespace nmf::ui {

namespace {
constexpr auto kSaveFolderKey = "save/folder";
constexpr int kMessageMs = 4000;

/// The name of data without the endings of files, which those that bear it have of their own.
QString nameForFiles(QString name) {
  static const QRegularExpression endings("(?<=.)(\\.(gz|tgz|tar|zip|npz|npy|csv|mat))+$",
                                          QRegularExpression::CaseInsensitiveOption);
  return name.remove(endings);
}

}  // namespace

// ---- running

bool MainWindow::panelIsUsable() {
  if (panel_->experiment()) return true;
  panel_->focusProblem();
  const int count = panel_->problemCount();
  message_->showMessage(
      MessageBar::Topic::Settings, MessageBar::Kind::Error,
      count == 1 ? tr("One setting cannot be used; the panel says what would be right.")
                 : tr("%1 settings cannot be used; the panel says what would be right.").arg(count));
  return false;
}

void MainWindow::run() {
  if (!panelIsUsable()) return;
  message_->clear();
  session_->goOn(*panel_->experiment());
}

void MainWindow::step(std::int64_t epochs) {
  if (panelIsUsable()) session_->step(*panel_->experiment(), epochs);
}

void MainWindow::restart() {
  if (!panelIsUsable()) return;
  message_->clear();
  session_->restart(*panel_->experiment());
}

void MainWindow::startRun() {
  restart();
}

void MainWindow::startFirstLesson() {
  panel_->choosePreset(QString::fromStdString(presets().front().name));
  restart();
}

void MainWindow::newSeed() {
  panel_->newSeed();
  restart();
}

// ---- files

void MainWindow::save(std::optional<std::uint64_t> pinned) {
  saveIn(QSettings().value(kSaveFolderKey, "results").toString(), pinned);
}

void MainWindow::saveIn(const QString& folder, std::optional<std::uint64_t> pinned) {
  if (pinned && !comparison_->pins().find(*pinned)) {
    statusBar()->showMessage(tr("That run is no longer pinned."), kMessageMs);
    return;
  }
  OutputOptions out;
  out.out = folder.toStdString();
  const FigureWriter figures = [this, &out](const RunResult& run, const std::filesystem::path& target) {
    // A pinned run may be of other data.
    const bool isOfTheseData = run.data && run.data == session_->data();
    writeRunFigures(run, target, out.figures, isOfTheseData ? session_->spectrum() : nullptr);
  };
  statusBar()->showMessage(tr("Saving the run..."));
  if (pinned)
    comparison_->save(*pinned, out, figures);
  else
    session_->save(out, figures);
  showState();
}

void MainWindow::openFolder(const QString& folder) {
#ifdef Q_OS_LINUX
  // Qt, too, would say that there is none, but only to a terminal.
  const bool isThereAProgram = !QStandardPaths::findExecutable(QStringLiteral("xdg-open")).isEmpty();
#else
  const bool isThereAProgram = true;
#endif
  if (isThereAProgram && QDesktopServices::openUrl(QUrl::fromLocalFile(folder))) return;
  message_->showMessage(MessageBar::Topic::Files, MessageBar::Kind::Warning,
                        tr("There is no program here that opens folders. It is %1.").arg(folder),
                        {{tr("Copy its path"), "messageCopyPath",
                          [folder] { QGuiApplication::clipboard()->setText(folder); }}});
}

void MainWindow::showSaved(const QString& folder) {
  statusBar()->clearMessage();
  showState();
  RecentFiles::remember(folder);
  message_->showMessage(MessageBar::Topic::Files, MessageBar::Kind::Info,
                        tr("The run was saved to %1.").arg(folder),
                        {{tr("Open folder"), "messageOpenFolder", [this, folder] { openFolder(folder); }}});
}

void MainWindow::showSaveFailure(const QString& sentence, std::optional<std::uint64_t> pinned) {
  statusBar()->clearMessage();
  showState();
  message_->showMessage(
      MessageBar::Topic::Files, MessageBar::Kind::Error, sentence,
      {{tr("Save elsewhere..."), "messageSaveIn", [this, pinned] { chooseSaveFolder(pinned); }}});
}

void MainWindow::chooseSaveFolder(std::optional<std::uint64_t> pinned) {
  QSettings settings;
  const QString before = settings.value(kSaveFolderKey, "results").toString();
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for result folders"), before);
  if (folder.isEmpty()) return;
  settings.setValue(kSaveFolderKey, folder);
  saveIn(folder, pinned);
}

void MainWindow::openRun() {
  const QString folder = QFileDialog::getExistingDirectory(
      this, tr("Open a result folder"), QSettings().value(kSaveFolderKey, "results").toString());
  if (!folder.isEmpty()) openPath(folder);
}

void MainWindow::openPath(const QString& path) {
  const QFileInfo info(path);
  message_->clear();
  if (info.isDir() && QFileInfo::exists(info.filePath() + "/config.json")) {
    if (!session_->allows(RunAction::OpenRun)) return;
    statusBar()->showMessage(tr("Reading the run..."));
    session_->open(info.absoluteFilePath());
    return;
  }
  if (info.suffix().compare("json", Qt::CaseInsensitive) == 0) {
    openSettings(path);
    return;
  }
  openData(info.absoluteFilePath());
}

// ---- the timeline

/// The newest epoch; of an opened run that of its factors, where records go further.
qint64 MainWindow::liveEpoch() const {
  const qint64 newest = session_->history()->empty() ? 0 : session_->history()->back().epoch;
  const SnapshotPtr factors = session_->latestSnapshot();
  const bool moves = !session_->opened() && !session_->ending();
  return !moves && factors ? std::min<qint64>(newest, factors->epoch) : newest;
}

SnapshotPtr MainWindow::snapshotToShow() const {
  if (live_) return session_->latestSnapshot();
  const SnapshotPtr kept = session_->snapshotNear(shownEpoch_);
  const auto distance = [this](const SnapshotPtr& snapshot) {
    return std::abs(snapshot->epoch - shownEpoch_);
  };
  // What is shown stays, though it was thinned meanwhile.
  return shown_ && (!kept || distance(shown_) <= distance(kept)) ? shown_ : kept;
}

void MainWindow::bookmark() {
  // While the pictures are hidden nothing keeps them up to date.
  const bool hidden = live_ && !actions_->pictures->isChecked();
  const SnapshotPtr snapshot = hidden ? session_->newestFactors() : shown_;
  if (!snapshot) {
    statusBar()->showMessage(tr("There are no factors to bookmark yet."), kMessageMs);
    return;
  }
  session_->toggleBookmark(snapshot);
  timeline_->setShown(snapshot->epoch);
  const auto& bookmarks = session_->bookmarks();
  const bool marked = std::binary_search(bookmarks.begin(), bookmarks.end(), snapshot->epoch);
  QString sentence = marked ? tr("Epoch %1 is bookmarked.") : tr("Epoch %1 is no longer bookmarked.");
  const bool kept = session_->restored() && session_->savedRecords() == 0;  // against a crash
  if (session_->opened() && !kept) sentence += " " + tr("Save the run to keep that.");
  statusBar()->showMessage(sentence.arg(grouped(snapshot->epoch)), kMessageMs);
}

// ---- figures

QList<Figure*> MainWindow::figures() const {
  QList<Figure*> all = charts_->figures();
  for (View* view : tabs_->views()) all << view;
  return all;
}

Figure* MainWindow::focusedFigure() const {
  for (QWidget* widget = QApplication::focusWidget(); widget; widget = widget->parentWidget()) {
    if (auto* chart = qobject_cast<Chart*>(widget)) return chart;
    if (auto* view = qobject_cast<View*>(widget)) return view;
  }
  return nullptr;
}

void MainWindow::exportFigures(Figure* chosen) {
  const QList<Figure*> checked = chosen ? QList<Figure*>{chosen} : figures();
  const RunResult run = session_->result();
  const QString name =
      run.data ? nameForFiles(QString::fromStdString(run.data->name)) : QStringLiteral("run");
  const auto& pinned = comparison_->pins().runs();
  const bool isAlone =
      std::none_of(pinned.begin(), pinned.end(), [](const PinnedRun& each) { return each.shown; });
  const QString among = isAlone ? QString() : comparison_->currentName();
  // What the window shows one by one, together on a sheet too.
  CurvesFigure curves({charts_->charts().begin(), charts_->charts().end()});
  SignaturesOverTimeFigure overTime(run.snapshots, imageShape(run));
  QList<Figure*> all = figures();
  all.insert(charts_->figures().size(), &curves);
  if (!run.snapshots.empty()) all << &overTime;
  ExportDialog dialog(all, checked, captionOf(run, session_->history(), among), name, appearance_->theme(),
                      this, run.snapshots);
  connect(&dialog, &ExportDialog::stillnessWanted, session_.get(), &RunSession::setStill);
  dialog.exec();
  if (dialog.result() == QDialog::Accepted && !dialog.written().isEmpty()) {
    const QString folder = QFileInfo(dialog.written().first()).absolutePath();
    message_->showMessage(MessageBar::Topic::Files, MessageBar::Kind::Info,
                          tr("%1 files were exported to %2.").arg(dialog.written().size()).arg(folder),
                          {{tr("Open folder"), "messageOpenFolder", [this, folder] { openFolder(folder); }}});
  }
}

void MainWindow::copyFigure() {
  Figure* figure = focusedFigure();
  if (!figure) figure = qobject_cast<View*>(tabs_->currentWidget());
  if (!figure) return;
  ExportOptions options;
  options.scale = 2;
  options.theme = appearance_->theme();
  ui::copyFigure(*figure, options);
  statusBar()->showMessage(tr("%1 is on the clipboard.").arg(figure->figureTitle()), kMessageMs);
}

/// Escape, where nothing else takes it, leaves presentation mode as it does elsewhere.
void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && appearance_->presenting())
    actions_->presentation->setChecked(false);
  else
    QMainWindow::keyPressEvent(event);
}

void MainWindow::setPresenting(bool presenting) {
  if (presenting == appearance_->presenting()) return;
  if (presenting) wasMaximised_ = isMaximized();
  statusBar()->clearMessage();  // a bar of another height shows what the message hides, and both at once
  appearance_->setPresenting(presenting);
  menuBar()->setVisible(!presenting);
  placeLesson(presenting);
  panel_->setVisible(!presenting && actions_->panel->isChecked());
  if (presenting) {
    showFullScreen();
  } else if (wasMaximised_) {
    showMaximized();
  } else {
    showNormal();
  }
}

}  // namespace nmf::ui
