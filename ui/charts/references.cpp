#include <algorithm>
#include <cmath>
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
  if (std::isfinite(spectrum.effectiveRank)) {
    Reference reference;
    reference.value = spectrum.effectiveRank;
    reference.label = QStringLiteral("rank of A = %1").arg(valueText(spectrum.effectiveRank, 3));
    list.push_back(reference);
  }
  return list;
}

std::vector<Reference> nuclearRank(const RunCurves& run) {
  const DataSpectrum& spectrum = *run.spectrum;
  if (!spectrum.complete || spectrum.sigma.empty() || !(spectrum.sigma.front() > 0)) return {};
  double sum = 0;
  for (const double sigma : spectrum.sigma) sum += sigma;
  Reference reference;
  reference.value = sum / spectrum.sigma.front();
  reference.label = QStringLiteral("nuclear rank of A = %1").arg(valueText(reference.value, 3));
  return {reference};
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
