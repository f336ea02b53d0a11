#include "ui/window/recent_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include "ui/controls/tool_tip.h"

namespace nmf::ui {

namespace {

constexpr auto kKey = "recent/paths";
constexpr qsizetype kMost = 10;

/// The path as people write it, with the home folder as ~.
QString shortened(const QString& path) {
  const QString home = QDir::homePath() + '/';
  return path.startsWith(home) ? "~/" + path.mid(home.size()) : path;
}

}  // namespace

RecentFiles::RecentFiles(std::function<void(const QString&)> open, QWidget* parent)
    : QMenu(tr("Open &recent"), parent), open_(std::move(open)) {
  setObjectName("menuRecent");
  setToolTipsVisible(true);
  connect(this, &QMenu::aboutToShow, this, &RecentFiles::fill);
}

void RecentFiles::remember(const QString& path) {
  QSettings settings;
  const QString absolute = QFileInfo(path).absoluteFilePath();
  QStringList paths = settings.value(kKey).toStringList();
  paths.removeAll(absolute);
  paths.prepend(absolute);
  settings.setValue(kKey, paths.first(std::min(paths.size(), kMost)));
}

void RecentFiles::fill() {
  clear();
  const QStringList paths = QSettings().value(kKey).toStringList();
  int number = 0;
  for (const QString& path : paths) {
    const bool there = QFileInfo::exists(path);
    QString text = shortened(path).replace('&', "&&");
    if (++number < 10) text = QStringLiteral("&%1  %2").arg(number).arg(text);
    QAction* action = addAction(there ? text : tr("%1 (not there)").arg(text));
    action->setEnabled(there);
    action->setData(path);
    action->setToolTip(plainToolTip(path));
    connect(action, &QAction::triggered, this, [this, path] { open_(path); });
  }
  if (paths.isEmpty()) {
    addAction(tr("Nothing was opened yet"))->setEnabled(false);
    return;
  }
  addSeparator();
  connect(addAction(tr("&Clear the list")), &QAction::triggered, this, [] { QSettings().remove(kKey); });
}

}  // namespace nmf::ui
