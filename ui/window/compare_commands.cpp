// Comparing runs: the part of the main window that pins them.

#include <QAction>
#include <QFileDialog>
#include <QSettings>
#include <QStatusBar>

#include "ui/compare/compare_view.h"
#include "ui/compare/comparison.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/picture_tabs.h"
#include "ui/window/window_actions.h"

namespace nmf::ui {

void MainWindow::connectComparison() {
  constexpr int kSeen = 6000;  // milliseconds
  connect(actions_->pin, &QAction::triggered, comparison_, &Comparison::pin);
  connect(actions_->openBeside, &QAction::triggered, this, &MainWindow::openBeside);
  connect(tabs_->compare(), &CompareView::openRequested, this, &MainWindow::openBeside);
  connect(tabs_->compare(), &CompareView::copied, this,
          [this](const QString& sentence) { statusBar()->showMessage(sentence, kSeen); });
  connect(comparison_, &Comparison::pinned, this, [this](const QString& name, bool shown) {
    const QString sentence =
        shown ? tr("Pinned: %1. The next run is drawn over it; Compare shows both.")
              : tr("Pinned: %1. It is hidden, as many others are drawn; its check box in Compare shows it.");
    statusBar()->showMessage(sentence.arg(name), kSeen);
  });
  connect(comparison_, &Comparison::problem, this, [this](const QString& sentence) {
    message_->showMessage(MessageBar::Topic::Files, MessageBar::Kind::Error, sentence);
  });
  connect(tabs_->compare(), &CompareView::saveRequested, this, [this](std::uint64_t run) { save(run); });
  connect(comparison_, &Comparison::saved, this, &MainWindow::showSaved);
  connect(comparison_, &Comparison::saveFailed, this,
          [this](std::uint64_t run, const QString& sentence) { showSaveFailure(sentence, run); });
  connect(session_.get(), &RunSession::statusChanged, this,
          [this] { actions_->pin->setEnabled(comparison_->canPin()); });
}

void MainWindow::openBeside() {
  const QString folder = QFileDialog::getExistingDirectory(
      this, tr("Open a result folder to compare"), QSettings().value("save/folder", "results").toString());
  if (!folder.isEmpty()) comparison_->open(folder);
}

}  // namespace nmf::ui
