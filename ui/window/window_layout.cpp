// What the main window looks like from one start to the next.

#include <QAction>
#include <QSettings>
#include <QSplitter>
#include <algorithm>

#include "ui/charts/charts_panel.h"
#include "ui/controls/fitting_area.h"
#include "ui/panel/experiment_panel.h"
#include "ui/views/timeline.h"
#include "ui/views/view.h"
#include "ui/window/appearance.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/picture_tabs.h"
#include "ui/window/scale.h"
#include "ui/window/window_actions.h"

namespace nmf::ui {

namespace {

constexpr int kLayoutVersion = 1;  // a layout of another version is not restored

QString logValuesKey(const Chart* chart) {
  return "window/logValues/" + textOf(chart->quantity()).name;
}

}  // namespace

void MainWindow::restoreLayout() {
  resetLayout();
  QSettings settings;
  if (settings.value("window/version").toInt() != kLayoutVersion) return;
  restoreGeometry(settings.value("window/geometry").toByteArray());
  body_->restoreState(settings.value("window/body").toByteArray());
  work_->restoreState(settings.value("window/work").toByteArray());
  actions_->panel->setChecked(settings.value("window/panel", true).toBool());
  actions_->pictures->setChecked(settings.value("window/pictures", true).toBool());
  actions_->timeline->setChecked(settings.value("window/timeline", true).toBool());
  actions_->charts->setChecked(settings.value("window/charts", true).toBool());
  charts_->setMaximised(charts_->charts().value(settings.value("window/maximised", -1).toInt()));
  charts_->setLogX(settings.value("window/logEpochs").toBool());
  for (Chart* chart : charts_->charts())
    chart->setLogY(settings.value(logValuesKey(chart), chart->logY()).toBool());
  charts_->setSmoothing(settings.value("window/smoothing").toLongLong());
  const QString tab = settings.value("window/tab").toString();
  for (View* view : tabs_->views()) {
    if (view->objectName() == tab) tabs_->choose(view);
  }
}

void MainWindow::saveLayout() {
  if (appearance_->presenting()) return;
  QSettings settings;
  settings.setValue("window/version", kLayoutVersion);
  settings.setValue("window/geometry", saveGeometry());
  settings.setValue("window/body", body_->saveState());
  settings.setValue("window/work", work_->saveState());
  settings.setValue("window/panel", actions_->panel->isChecked());
  settings.setValue("window/pictures", actions_->pictures->isChecked());
  settings.setValue("window/timeline", actions_->timeline->isChecked());
  settings.setValue("window/charts", actions_->charts->isChecked());
  settings.setValue("window/maximised", charts_->charts().indexOf(charts_->maximised()));
  settings.setValue("window/logEpochs", charts_->logX());
  for (const Chart* chart : charts_->charts()) settings.setValue(logValuesKey(chart), chart->logY());
  settings.setValue("window/smoothing", static_cast<qlonglong>(charts_->smoothing()));
  // A tab that lies on top without having been chosen goes on following the run.
  settings.setValue("window/tab", tabs_->chosen() ? tabs_->currentWidget()->objectName() : QString());
}

void MainWindow::connectPanes() {
  const WindowActions& a = *actions_;
  connect(a.panel, &QAction::toggled, panel_, &QWidget::setVisible);
  connect(a.pictures, &QAction::toggled, tabs_, &QWidget::setVisible);
  connect(a.timeline, &QAction::toggled, timeline_, &QWidget::setVisible);
  connect(a.charts, &QAction::toggled, charts_, &QWidget::setVisible);
  // Without either the window would be empty: the one comes for the other.
  const auto instead = [this](QAction* hidden, QAction* other) {
    connect(hidden, &QAction::toggled, this, [other](bool on) {
      if (!on) other->setChecked(true);
    });
  };
  instead(a.pictures, a.charts);
  instead(a.charts, a.pictures);
}

/// What the mouse does with the border between charts and pictures.
void MainWindow::widenPictures(int steps) {
  constexpr int kStepsAcross = 20;
  const QList<int> sizes = work_->sizes();
  const int by = steps * work_->width() / kStepsAcross;
  work_->setSizes({sizes[0] - by, sizes[1] + by});
}

void MainWindow::resetLayout() {
  for (QAction* pane : {actions_->panel, actions_->pictures, actions_->timeline, actions_->charts})
    pane->setChecked(true);
  if (isVisible()) {
    tabs_->follow();
    updateFrames();
  } else {
    resizeOnScreen(this, {1480, 900});
  }
  const int all = std::max(width(), 900);
  constexpr int kPanel = 306;
  body_->setSizes({kPanel, all - kPanel});
  work_->setSizes({(all - kPanel) * 58 / 100, (all - kPanel) * 42 / 100});
  panel_->resetSections();
  charts_->setMaximised(nullptr);
  charts_->setLogX(false);
  for (Chart* chart : charts_->charts()) chart->setLogY(textOf(chart->quantity()).logarithmic);
  charts_->setSmoothing(0);
}

void MainWindow::connectScale() {
  for (int i = 0; i < actions_->scales.size(); ++i) {
    connect(actions_->scales[i], &QAction::triggered, this, [this, percent = kScales[i]] {
      chooseScale(percent);
      QString sentence = tr("The scale of %1 % acts at the next start.").arg(percent);
      if (scaleIsGiven())
        sentence = tr("The scale of %1 % is kept, but the environment's QT_SCALE_FACTOR comes before it.")
                       .arg(percent);
      message_->showMessage(MessageBar::Topic::Settings, MessageBar::Kind::Info, sentence);
    });
  }
}

}  // namespace nmf::ui
