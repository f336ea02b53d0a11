#pragma once

#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"
#include "ui/compare/compare_view.h"
#include "ui/compare/comparison.h"

namespace nmf::test {

/// A window whose Compare tab is chosen by hand.
struct Comparing : Shown {
  explicit Comparing(const Experiment& experiment) : Shown(experiment) {
    auto* tabs = window.findChild<QTabWidget*>("pictures");
    view = window.findChild<ui::CompareView*>();
    const int index = tabs->indexOf(view);
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(index).center());
    table = view->findChild<QTableView*>("compareTable");
    charts = window.findChild<ui::ChartsPanel*>("charts");
    pins = &window.findChild<ui::Comparison*>()->pins();
  }

  bool runOnce() {
    if (!QTest::qWaitFor([this] { return state() != RunState::Loading; }, kPatience)) return false;
    key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    return QTest::qWaitFor([this] { return state() == RunState::Finished && records() > 1; }, kPatience);
  }
  QString cell(int row, const char* column) {
    const QAbstractItemModel* model = table->model();
    for (int c = 0; c < model->columnCount(); ++c)
      if (model->headerData(c, Qt::Horizontal).toString() == column)
        return model->index(row, c).data().toString();
    return QStringLiteral("no such column");
  }
  ui::Chart* chart(int index) { return charts->charts()[index]; }

  ui::CompareView* view;
  QTableView* table;
  ui::ChartsPanel* charts;
  ui::PinnedRuns* pins;
};

}  // namespace nmf::test
