// The settings as one text: the part of the main window that copies and pastes them.

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QStatusBar>

#include "core/experiment/command_text.h"
#include "core/experiment/json_file.h"
#include "core/experiment/settings.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/session/sentence.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/window_actions.h"

namespace nmf::ui {

namespace {
constexpr int kSeen = 4000;  // milliseconds
}

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
  panel_->setExperiment(settings.experiment);
  previewTimer_.stop();
  if (panel_->experiment()) session_->preview(*panel_->experiment());
  return true;
}

}  // namespace nmf::ui
