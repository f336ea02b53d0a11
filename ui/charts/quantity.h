#pragma once

#include <QList>
#include <QString>

namespace nmf::ui {

/// What a chart shows over the epochs.
enum class Quantity { RelativeError, EffectiveRank, NuclearRank, SingularValues };

/// All of them, in the order in which the window shows them.
QList<Quantity> allQuantities();

/// The words that go with a quantity.
struct QuantityText {
  QString title;     ///< "Relative error"
  QString name;      ///< base name of files: "error", "effective_rank", "nuclear_rank", "singular_values"
  QString axis;      ///< of the y axis, with the unit or the ratio it is
  QString formula;   ///< one line in words, for formulaText()
  bool logarithmic;  ///< whether the y axis starts out logarithmic
};
QuantityText textOf(Quantity quantity);

}  // namespace nmf::ui
