#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace nmf {

/// When the effective rank counts as waiting.
/// s(t) = (ln r(t) - ln r((1-w)t)) / -ln(1-w) is the slope of ln r over ln t, taken at the earlier record
/// nearest to (1-w)t; where that is further away than w t / 2, records being sparse, over the span to it.
struct PlateauRule {
  double open = 0.1;       ///< a stretch begins where |s| < open
  double close = 0.5;      ///< a found plateau ends at the first s > close
  double share = 0.1;      ///< a stretch is found when its length reaches max(min, share * epoch)
  double window = 0.1;     ///< w
  std::int64_t min = 100;  ///< epochs
  bool operator==(const PlateauRule&) const = default;
};

/// Throws InputError naming the option unless 0 < open, open <= close, 0 < window < 1, share >= 0, min >= 1.
void checkPlateauRule(const PlateauRule& rule);

/// A stretch of epochs over which the effective rank waits.
struct Plateau {
  std::int64_t start = 0;
  std::int64_t found = 0;
  std::optional<std::int64_t> end;  ///< empty while it is open
  double level = 0;                 ///< median effective rank over it, so far
  double relativeError = 0;         ///< the relative error at its last record, or now
  bool operator==(const Plateau&) const = default;
};

/// Finds plateaus online, one record after the other.
class PlateauDetector {
 public:
  explicit PlateauDetector(const PlateauRule& rule = {});
  ~PlateauDetector();
  PlateauDetector(const PlateauDetector& other);
  PlateauDetector(PlateauDetector&&) noexcept;
  PlateauDetector& operator=(PlateauDetector&&) noexcept;

  /// Takes the next record; epochs must increase. A rank that is NaN or <= 0 breaks the stretch.
  void add(std::int64_t epoch, double effectiveRank, double relativeError);

  /// The plateaus found so far; the last may be open.
  const std::vector<Plateau>& plateaus() const;

  /// The slope s at the last record; NaN before epoch 20.
  double slope() const;

  /// While a stretch is under way but not found: its first epoch.
  std::optional<std::int64_t> stretchStart() const;

  /// Epochs still missing until the stretch under way is found, if nothing resets it.
  std::optional<std::int64_t> epochsUntilFound() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmf
