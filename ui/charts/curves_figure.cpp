#include "ui/charts/curves_figure.h"

#include <algorithm>
#include <utility>

namespace nmf::ui {

RunCurves curvesOf(const RunResult& run, std::shared_ptr<const DataSpectrum> spectrum) {
  RunCurves curves;
  curves.name = QString::fromLatin1(word(run.experiment.model.model));
  // Shares nothing: the caller keeps the run.
  curves.history = std::shared_ptr<const History>(std::shared_ptr<const void>(), &run.history);
  curves.ranks = run.experiment.model.ranks;
  curves.plateaus = run.plateaus;
  curves.changes = changeMarks(run.experiment.model, run.changes, run.resumedAt);
  curves.spectrum = std::move(spectrum);
  addFurtherCurves(curves, !run.history.heldOut().empty(), !run.history.clean().empty());
  return curves;
}

std::vector<std::unique_ptr<Chart>> chartsOf(const std::vector<RunCurves>& runs) {
  double last = 1;
  for (const RunCurves& run : runs)
    if (run.history && !run.history->empty())
      last = std::max(last, static_cast<double>(run.history->epoch().back()));
  std::vector<std::unique_ptr<Chart>> charts;
  for (const Quantity quantity : allQuantities()) {
    charts.push_back(std::make_unique<Chart>(quantity));
    charts.back()->setRuns(runs);
    charts.back()->setEpochRange({0, last, false});
  }
  return charts;
}

namespace {

constexpr double kNarrowest = 200;  // points that a chart needs

int columnsIn(double width) {
  return width < 2 * kNarrowest ? 1 : 2;
}

}  // namespace

int CurvesFigure::rows(int columns) const {
  return std::max(1, (static_cast<int>(charts_.size()) + columns - 1) / columns);
}

QSizeF CurvesFigure::figureSize() const {
  const QSizeF one = charts_.empty() ? QSizeF(420, 270) : charts_.front()->figureSize();
  return {2 * one.width(), rows(2) * one.height()};
}

double CurvesFigure::figureHeight(const Theme& theme, double width) const {
  if (charts_.empty()) return Figure::figureHeight(theme, width);
  const int columns = columnsIn(width);
  double height = 0;
  for (const Chart* chart : charts_) height = std::max(height, chart->figureHeight(theme, width / columns));
  return rows(columns) * height;
}

void CurvesFigure::prepareFigure() {
  for (Chart* chart : charts_) chart->prepareFigure();
}

bool CurvesFigure::changesOverTime() const {
  return !charts_.empty() && charts_.front()->changesOverTime();
}

std::optional<std::int64_t> CurvesFigure::shownEpoch() const {
  if (charts_.empty()) return {};
  return charts_.front()->shownEpoch();
}

void CurvesFigure::atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) {
  std::function<void()> all = paint;
  for (Chart* chart : charts_)
    all = [chart, snapshot, inner = std::move(all)] { chart->atEpoch(snapshot, inner); };
  all();
}

void CurvesFigure::paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) {
  if (charts_.empty()) return;
  const auto columns = static_cast<std::size_t>(columnsIn(area.width()));
  const QSizeF cell(area.width() / static_cast<double>(columns),
                    area.height() / rows(static_cast<int>(columns)));
  int margin = 0;
  for (Chart* chart : charts_) margin = std::max(margin, chart->figureMargin(cell, theme));
  for (std::size_t i = 0; i < charts_.size(); ++i) {
    const QPointF corner(area.left() + static_cast<double>(i % columns) * cell.width(),
                         area.top() + static_cast<double>(i / columns) * cell.height());
    charts_[i]->paintFigure(painter, QRectF(corner, cell), theme, margin);
  }
}

}  // namespace nmf::ui
