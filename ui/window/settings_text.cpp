// The settings as one text: the part of the main window that copies and pastes them, opens and saves them.

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSettings>
#include <QStatusBar>

#include "core/experiment/command_text.h"
#include "core/experiment/json_file.h"
#include "core/experiment/settings.h"
#include "ui/figures/save_file.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/session/sentence.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/recent_files.h"
#include "ui/window/window_actions.h"

namespace nmf::ui {

namespace {

constexpr int kSeen = 4000;  // milliseconds
constexpr auto kFolderKey = "settings/folder";

/// Asks for a configuration file, beginning where the last one was; empty: given up.
QString askForFile(QFileDialog& dialog) {
  dialog.setObjectName("settingsFileDialog");
  dialog.setNameFilters(
      {MainWindow::tr("Configuration files (*.json)"), MainWindow::tr("All files") + " (*)"});
  dialog.setDirectory(QSettings().value(kFolderKey, dialog.directory().path()).toString());
  if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty()) return {};
  const QString path = dialog.selectedFiles().constFirst();
  QSettings().setValue(kFolderKey, QFileInfo(path).path());
  return path;
}

}  // namespace

void MainWindow::connectSettingsText() {
  const auto copy = [this](const auto& textOf, const QString& sentence) {
    if (!panelIsUsable()) return;
    QGuiApplication::clipboard()->setText(QString::fromStdString(textOf(*panel_->experiment())));
    statusBar()->showMessage(sentence, kSeen);
  };
  connect(actions_->copySettings, &QAction::triggered, this,
          [copy] { copy(configText, tr("The settings are on the clipboard.")); });
  connect(actions_->copyCommand, &QAction::triggered, this,
          [copy] { copy(runCommand, tr("The command is on the clipboard.")); });
  connect(actions_->pasteSettings, &QAction::triggered, this, &MainWindow::pasteSettings);
  connect(actions_->openSettings, &QAction::triggered, this, &MainWindow::chooseSettings);
  connect(actions_->defaultSettings, &QAction::triggered, this, [this] {
    message_->clear();
    takeSettings([] { return Settings(); });
  });
  connect(actions_->saveSettings, &QAction::triggered, this, &MainWindow::saveSettings);
}

void MainWindow::chooseSettings() {
  QFileDialog dialog(this, tr("Open settings"));
  dialog.setFileMode(QFileDialog::ExistingFile);
  const QString path = askForFile(dialog);
  if (path.isEmpty()) return;
  message_->clear();
  openSettings(path);
}

void MainWindow::openSettings(const QString& path) {
  const std::string name = path.toStdString();
  if (!takeSettings([&name] { return settingsFromJson(readConfig(name), name); })) return;
  // Another ending would be opened as data from the list.
  if (path.endsWith(".json", Qt::CaseInsensitive)) RecentFiles::remember(path);
}

void MainWindow::saveSettings() {
  if (!panelIsUsable()) return;
  QFileDialog dialog(this, tr("Save settings as"));
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setDefaultSuffix("json");
  dialog.selectFile("settings.json");
  const QString path = askForFile(dialog);
  if (path.isEmpty() || !panelIsUsable()) return;
  const QByteArray text = QByteArray::fromStdString(configText(*panel_->experiment()));
  QSaveFile file(path);
  if (!openUnbuffered(file) || !writeAll(file, text.constData(), text.size()) || !file.commit()) {
    message_->showMessage(MessageBar::Topic::Files, MessageBar::Kind::Error,
                          tr("The settings could not be written to %1: %2.").arg(path, file.errorString()));
    return;
  }
  message_->outdate(MessageBar::Topic::Files);
  if (path.endsWith(".json", Qt::CaseInsensitive)) RecentFiles::remember(path);
  statusBar()->showMessage(tr("The settings were saved to %1.").arg(path), kSeen);
}

void MainWindow::pasteSettings() {
  message_->clear();
  const std::string text = QGuiApplication::clipboard()->text().trimmed().toStdString();
  if (!text.starts_with('{') || text.size() > static_cast<std::size_t>(kLargestJson)) {
    message_->showMessage(
        MessageBar::Topic::Settings, MessageBar::Kind::Error,
        tr("The clipboard holds no settings; what can be pasted is what Copy settings copied, or the text of "
           "a config.json."));
    return;
  }
  const std::string name = tr("The clipboard").toStdString();
  if (takeSettings([&] { return settingsFromJson(parseJson(text, name), name); }))
    statusBar()->showMessage(tr("The panel shows the settings that were pasted."), kSeen);
}

/// Fills the panel with what `read` gives, for the next run; what `read` throws is said instead.
bool MainWindow::takeSettings(const std::function<Settings()>& read) {
  Settings settings;
  const QString trouble = sentenceOf([&] { settings = read(); });
  if (!trouble.isEmpty()) {
    message_->showMessage(MessageBar::Topic::Settings, MessageBar::Kind::Error, trouble);
    return false;
  }
  replaceExperiment(settings.experiment);
  previewTimer_.stop();
  if (panel_->experiment()) session_->preview(*panel_->experiment());
  passOver(settings);
  return true;
}

void MainWindow::passOver(const Settings& settings) {
  const std::size_t changes = settings.changes.size(), went = settings.continuedAt.size();
  if (changes + went == 0) return;
  QString what;
  if (changes > 0)
    what = changes == 1 ? tr("A parameter was changed while that run trained")
                        : tr("Parameters were changed %1 times while that run trained").arg(changes);
  if (went > 0) {
    what += changes > 0 ? tr(", and it went on") : tr("That run went on");
    if (went > 1) what += tr(" %1 times").arg(went);
    what += tr(" after early stopping had ended it");
  }
  message_->showMessage(MessageBar::Topic::Settings, MessageBar::Kind::Info,
                        tr("%1; the window does not repeat that (the command run --config does).").arg(what));
}

}  // namespace nmf::ui
