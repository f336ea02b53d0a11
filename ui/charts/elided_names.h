#pragma once

#include <QFontMetricsF>
#include <QStringList>
#include <vector>

namespace nmf::ui {

/// Each name shortened to its width. Of names that would read the same then, what they differ in is shown:
/// "…seed 2 learning rate…".
QStringList elidedApart(const QStringList& names, const QFontMetricsF& metrics,
                        const std::vector<double>& widths);

}  // namespace nmf::ui
