#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ui/charts/chart_model.h"
#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

std::vector<Reference> eckartYoungFloors(const RunCurves& run) {
  // M has no more than the smallest of the ranks; EY(1) is where a rank-one M would end.
  std::set<int> ranks{1};
  if (!run.ranks.empty()) ranks.insert(*std::min_element(run.ranks.begin(), run.ranks.end()));
  std::vector<Reference> list;
  for (const int k : ranks) {
    const double floor = run.spectrum->floorOfRank(k);
    if (!std::isfinite(floor)) continue;
    Reference reference;
    reference.value = floor;
    reference.label = QStringLiteral("EY(%1) = %2").arg(k).arg(valueText(floor, 3));
    list.push_back(reference);
  }
  return list;
}

/// A number that follows from the whole spectrum of A. Where only the leading singular values are known it is
/// said to be missing: a line that is simply not there would look like one far away.
Reference ofWholeSpectrum(const QString& name, double value, const DataSpectrum& spectrum) {
  Reference reference;
  reference.value = spectrum.complete ? value : std::numeric_limits<double>::quiet_NaN();
  reference.label = spectrum.complete ? QStringLiteral("%1 = %2").arg(name, valueText(value, 3))
                                      : QStringLiteral("%1 not computed").arg(name);
  return reference;
}

std::vector<Reference> effectiveRanks(const RunCurves& run) {
  std::vector<Reference> list;
  const DataSpectrum& spectrum = *run.spectrum;
  const int most = run.ranks.empty() ? 0 : *std::min_element(run.ranks.begin(), run.ranks.end());
  for (int k = 1; k <= most && k < static_cast<int>(spectrum.truncatedEffectiveRank.size()); ++k) {
    Reference reference;
    reference.value = spectrum.truncatedEffectiveRank[static_cast<std::size_t>(k)];
    reference.label = QStringLiteral("A") + subscript(k);
    reference.style = Reference::Style::Dotted;
    reference.important = false;
    if (std::isfinite(reference.value)) list.push_back(reference);
  }
  if (!spectrum.complete || std::isfinite(spectrum.effectiveRank))
    list.push_back(ofWholeSpectrum(QStringLiteral("rank of A"), spectrum.effectiveRank, spectrum));
  return list;
}

std::vector<Reference> nuclearRank(const RunCurves& run) {
  const DataSpectrum& spectrum = *run.spectrum;
  if (spectrum.sigma.empty() || !(spectrum.sigma.front() > 0)) return {};
  double sum = 0;
  for (const double sigma : spectrum.sigma) sum += sigma;
  return {ofWholeSpectrum(QStringLiteral("nuclear rank of A"), sum / spectrum.sigma.front(), spectrum)};
}

std::vector<Reference> singularValues(const RunCurves& run, int count) {
  std::vector<Reference> list;
  for (int k = 0; k < count && k < static_cast<int>(run.spectrum->sigma.size()); ++k) {
    Reference reference;
    reference.value = run.spectrum->sigma[static_cast<std::size_t>(k)];
    reference.colour = k;
    list.push_back(reference);
  }
  return list;
}

}  // namespace

std::vector<Reference> referencesOf(Quantity quantity, const RunCurves& run, int sigmaCount) {
  if (!run.spectrum) return {};
  switch (quantity) {
    case Quantity::RelativeError:
      return eckartYoungFloors(run);
    case Quantity::EffectiveRank:
      return effectiveRanks(run);
    case Quantity::NuclearRank:
      return nuclearRank(run);
    case Quantity::SingularValues:
      return singularValues(run, sigmaCount);
  }
  return {};
}

}  // namespace nmf::ui
