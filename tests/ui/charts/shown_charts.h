#pragma once

#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>
#include <memory>

#include "synthetic_run.h"
#include "ui/charts/chart_plot.h"
#include "ui/charts/charts_panel.h"

namespace nmf::ui::testing {

/// The owner's timer: every chart gets its turn.
inline void flushAll(ChartsPanel& panel) {
  QTRY_VERIFY_WITH_TIMEOUT(
      [&] {
        panel.flush();
        for (Chart* chart : panel.charts())
          if (chart->isVisible() && chart->isDirty()) return false;
        return true;
      }(),
      5000);
}

inline void wheelOver(Chart* chart, const QPoint& at, int notches,
                      Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QWheelEvent event(QPointF(at), chart->plot()->mapToGlobal(QPointF(at)), QPoint(), QPoint(0, 120 * notches),
                    Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
  QApplication::sendEvent(chart->plot(), &event);
}

inline void moveOver(Chart* chart, const QPoint& at) {
  QMouseEvent event(QEvent::MouseMove, QPointF(at), chart->plot()->mapToGlobal(QPointF(at)), Qt::NoButton,
                    Qt::NoButton, Qt::NoModifier);
  QApplication::sendEvent(chart->plot(), &event);
}

inline void dragOver(Chart* chart, const QPoint& from, const QPoint& to,
                     Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QTest::mousePress(chart->plot(), Qt::LeftButton, modifiers, from);
  moveOver(chart, (from + to) / 2);
  moveOver(chart, to);
  QTest::mouseRelease(chart->plot(), Qt::LeftButton, modifiers, to);
}

/// A panel of charts on the screen, a fresh one for each test.
class ShownCharts : public QObject {
  Q_OBJECT

 protected:
  std::unique_ptr<ChartsPanel> panel_;
  Chart* chart(Quantity quantity) const { return panel_->charts().at(static_cast<int>(quantity)); }

 private slots:
  void init() {
    panel_ = std::make_unique<ChartsPanel>();
    panel_->resize(900, 600);
    panel_->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
  }
  void cleanup() { panel_.reset(); }
};

}  // namespace nmf::ui::testing
