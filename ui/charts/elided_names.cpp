#include "ui/charts/elided_names.h"

#include <algorithm>
#include <limits>
#include <map>

namespace nmf::ui {
namespace {

/// How many letters all that differ from the first of them begin with.
qsizetype sameLetters(const QStringList& names) {
  const QString& first = names.first();
  qsizetype least = first.size();
  for (const QString& name : names) {
    if (name == first) continue;
    const auto [end, other] = std::mismatch(first.begin(), first.end(), name.begin(), name.end());
    least = std::min<qsizetype>(least, end - first.begin());
  }
  return least;
}

/// `name` from the word on in which it differs from others after `same` letters, with the word before that
/// says of what it is, where both have room.
QString fromDifference(const QString& name, qsizetype same, const QFontMetricsF& metrics, double width) {
  const QChar space = QLatin1Char(' '), dots = QChar(0x2026);
  const auto wordAt = [&](qsizetype at) { return at > 0 ? name.lastIndexOf(space, at - 1) + 1 : 0; };
  const qsizetype word = wordAt(same), before = wordAt(word - 1), end = name.indexOf(space, same);
  const bool both =
      metrics.horizontalAdvance(dots + name.mid(before, end < 0 ? -1 : end - before) + dots) <= width;
  return metrics.elidedText(dots + name.mid(both ? before : word), Qt::ElideRight, width);
}

}  // namespace

QStringList elidedApart(const QStringList& names, const QFontMetricsF& metrics,
                        const std::vector<double>& widths) {
  QStringList shown;
  std::vector<qsizetype> shortened;
  double least = std::numeric_limits<double>::infinity();
  for (qsizetype i = 0; i < names.size(); ++i) {
    const double width = widths[static_cast<std::size_t>(i)];
    shown << metrics.elidedText(names[i], Qt::ElideMiddle, width);
    if (shown[i] == names[i]) continue;
    shortened.push_back(i);
    least = std::min(least, width);
  }
  // At one width: a letter more or less in the middle tells nothing.
  std::map<QString, std::vector<qsizetype>> alike;
  for (const qsizetype i : shortened)
    alike[metrics.elidedText(names[i], Qt::ElideMiddle, least)].push_back(i);
  for (const auto& [text, members] : alike) {
    QStringList group;
    for (const qsizetype i : members) group << names[i];
    if (group.count(group.first()) == group.size()) continue;
    const qsizetype same = sameLetters(group);
    for (const qsizetype i : members)
      shown[i] = fromDifference(names[i], same, metrics, widths[static_cast<std::size_t>(i)]);
  }
  return shown;
}

}  // namespace nmf::ui
