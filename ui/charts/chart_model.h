#pragma once

#include <QSet>
#include <QString>
#include <optional>
#include <vector>

#include "ui/charts/axis_fit.h"
#include "ui/charts/curve_sampler.h"
#include "ui/charts/min_max_pyramid.h"
#include "ui/charts/quantity.h"
#include "ui/charts/run_curves.h"

namespace nmf::ui {

/// The part of the epochs that charts show; linked charts share one.
struct EpochRange {
  double lower = 0;
  double upper = 10;
  bool logarithmic = false;
  bool operator==(const EpochRange&) const = default;
};

/// `range` brought back to where something can be seen: no epochs below 0 (below 0.5 where logarithmic), not
/// beyond a few times `last`, and a span of at least a few epochs.
EpochRange clamped(EpochRange range, double last);

/// A horizontal line behind the curves: something known about the data.
struct Reference {
  enum class Style { Dashed, Dotted };
  double value = 0;  ///< NaN: not computed, which the label says
  QString label;     ///< empty: none
  int colour = -1;   ///< index of a line colour; -1: the theme's reference colour
  Style style = Style::Dashed;
  bool important = true;  ///< widens a fitted axis where it is near, is pointed at where it is not
};

/// The references of a quantity of one run, from the spectrum of its data; empty where that is not known.
/// `sigmaCount` singular values are drawn.
std::vector<Reference> referencesOf(Quantity quantity, const RunCurves& run, int sigmaCount);

/// What one chart shows and how, without any widget: the same model is drawn on the screen and into files.
class ChartModel {
 public:
  /// One line of the chart.
  struct Curve {
    std::size_t run = 0;           ///< index into runs()
    int sigma = -1;                ///< which singular value, from 0; -1: another quantity
    const void* source = nullptr;  ///< what holds the records
    const ErrorCurve* further = nullptr;
    QString name;    ///< in the legend and the read-out
    QString key;     ///< what tells it from the others; stays when a run is restarted
    int colour = 0;  ///< index of colour and dash
    MinMaxPyramid pyramid;
  };

  explicit ChartModel(Quantity quantity);

  Quantity quantity() const { return quantity_; }
  const std::vector<RunCurves>& runs() const { return runs_; }
  void setRuns(const std::vector<RunCurves>& runs);

  const std::vector<Curve>& curves() const { return curves_; }
  const std::vector<std::int64_t>& epochs(const Curve& curve) const;
  ValueColumn values(const Curve& curve) const;
  /// The record of the curve nearest to `epoch`; empty when there is none.
  std::optional<std::size_t> recordNear(const Curve& curve, double epoch) const;
  /// The same, but none beyond the end of an overlaid run: what is read at `epoch`.
  std::optional<std::size_t> recordAt(const Curve& curve, double epoch) const;
  /// How many epochs lie between two records, where they lie furthest apart.
  std::int64_t epochsPerRecord() const;
  /// Of the first run; empty while it has no record.
  std::optional<qint64> newestEpoch() const;

  /// One that is alone is always drawn: neither legend nor menu could bring it back.
  bool isVisible(const Curve& curve) const { return curves_.size() == 1 || !hidden_.contains(curve.key); }
  void setVisible(const Curve& curve, bool visible);

  /// Takes in new records and, where it follows the data, fits the y range to what is visible.
  void update();

  std::vector<Reference> references() const;

  EpochRange x;
  AxisRange y;
  bool logY = false;
  bool fitsY = true;
  bool showReferences = true;
  std::int64_t smoothing = 0;    ///< epochs whose mean is drawn before the records; 0: only those
  std::optional<qint64> cursor;  ///< the timeline's epoch
  std::optional<qint64> hover;
  std::vector<int> emphasised;  ///< curves that the mouse points at in the legend
  std::optional<std::uint64_t> emphasisedRun;
  /// Whether a curve stands out from the others; those of emphasisedRun where the mouse points at none.
  bool standsOut(std::size_t curve) const;
  /// Whether any that is drawn does.
  bool emphasises() const;

 private:
  void buildCurves();
  void fitY();
  int sigmaCount(const RunCurves& run) const;

  Quantity quantity_;
  std::vector<RunCurves> runs_;
  std::vector<Curve> curves_;
  std::vector<int> sigmaCounts_;
  QSet<QString> hidden_;
};

}  // namespace nmf::ui
