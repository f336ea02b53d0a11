// Which data the main window works on: the dialog that chooses it, and data opened by its path.

#include <QDir>
#include <QDropEvent>
#include <QFileInfo>
#include <QStatusBar>

#include "ui/dataset/data_preview.h"
#include "ui/dataset/dataset_dialog.h"
#include "ui/dataset/dropped_path.h"
#include "ui/dataset/recent_data.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/recent_files.h"

namespace nmf::ui {

namespace {

/// Whether a sentence is about something that a person can choose, so that the dialog is the answer.
bool asksSomething(const QString& sentence) {
  for (const char* flag : {"--array", "--image-shape", "--resize", "--split"}) {
    if (sentence.contains(QLatin1String(flag))) return true;
  }
  return false;
}

}  // namespace

DatasetDialog* MainWindow::datasetDialog() {
  if (datasetDialog_) return datasetDialog_;
  datasetDialog_ = new DatasetDialog(this);
  connect(datasetDialog_, &DatasetDialog::used, this, &MainWindow::useData);
  return datasetDialog_;
}

void MainWindow::chooseData() {
  if (!session_->allows(RunAction::EditExperiment)) return;
  if (datasetDialog_ && datasetDialog_->isVisible()) {
    datasetDialog_->raise();
    datasetDialog_->activateWindow();
    return;
  }
  const Experiment experiment = panel_->experiment().value_or(session_->experiment());
  datasetDialog()->showFor(experiment.data, experiment.model.seed);
}

void MainWindow::openData(const QString& path) {
  if (datasetDialog_ && datasetDialog_->isVisible()) {
    datasetDialog_->choosePath(path);
    return;
  }
  DatasetRequest request;  // rows, labels and the rest were chosen for other data
  request.dataset = path.toStdString();
  if (const auto experiment = panel_->experiment()) request.heldOut.share = experiment->data.heldOut.share;
  statusBar()->showMessage(tr("Opening %1...").arg(QFileInfo(path).fileName()));
  probe_ = std::make_unique<DataPreview>();
  connect(probe_.get(), &DataPreview::changed, this, &MainWindow::takeProbed, Qt::QueuedConnection);
  probe_->show(request);
}

void MainWindow::takeProbed() {
  if (!probe_) return;
  const bool failed = probe_->stage() == DataPreview::Stage::Failed;
  if (!failed && !probe_->pictures()) return;
  const std::unique_ptr<DataPreview> probe = std::move(probe_);
  statusBar()->clearMessage();
  const DatasetRequest& request = probe->request();
  if (!failed) {
    useData(request, probe->whole(), false);
  } else if (asksSomething(probe->problem())) {
    datasetDialog()->showFor(request, panel_->experiment().value_or(session_->experiment()).model.seed);
  } else {
    message_->showMessage(MessageBar::Topic::Data, MessageBar::Kind::Error, probe->problem(),
                          {{tr("Choose data..."), "messageChooseData", [this] { chooseData(); }}});
  }
}

void MainWindow::useData(const DatasetRequest& request, const DatasetPtr& loaded, bool run) {
  const QString path = QString::fromStdString(request.dataset);
  if (QDir::isAbsolutePath(path)) {
    rememberData(path);
    RecentFiles::remember(path);
  }
  DatasetRequest shown = request;
  shown.noiseSeed = 0;  // it is the run's
  panel_->setData(shown);
  previewTimer_.stop();
  if (loaded) session_->offer(request, loaded);
  if (run) {
    if (session_->state() == RunState::Loading) session_->stop();  // of other data
    restart();
  } else if (panel_->experiment()) {
    session_->preview(*panel_->experiment());
  }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedPath(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  openPath(droppedPath(event->mimeData()));
}

}  // namespace nmf::ui
