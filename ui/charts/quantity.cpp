#include "ui/charts/quantity.h"

namespace nmf::ui {

QList<Quantity> allQuantities() {
  return {Quantity::RelativeError, Quantity::EffectiveRank, Quantity::NuclearRank, Quantity::SingularValues};
}

QuantityText textOf(Quantity quantity) {
  switch (quantity) {
    case Quantity::RelativeError:
      return {QStringLiteral("Relative error"), QStringLiteral("error"), QStringLiteral("‖A − M‖² / ‖A‖²"),
              QStringLiteral(
                  "‖A − M‖² / ‖A‖² in the Frobenius norm: the share of the data that the reconstruction M "
                  "misses"),
              true};
    case Quantity::EffectiveRank:
      return {
          QStringLiteral("Effective rank"), QStringLiteral("effective_rank"),
          QStringLiteral("effective rank"),
          QStringLiteral("exp(−Σ pᵢ ln pᵢ) with pᵢ = σᵢ / Σ σⱼ, the singular values of the reconstruction M "
                         "(Roy & Vetterli 2007)"),
          false};
    case Quantity::NuclearRank:
      return {QStringLiteral("Nuclear rank"), QStringLiteral("nuclear_rank"), QStringLiteral("Σ σᵢ / σ₁"),
              QStringLiteral("Σ σᵢ / σ₁ of the reconstruction M: its nuclear norm over its operator norm"),
              false};
    case Quantity::SingularValues:
      return {
          QStringLiteral("Singular values"), QStringLiteral("singular_values"), QStringLiteral("σₖ(M)"),
          QStringLiteral("the largest singular values of the reconstruction M; dashed: those of the data A"),
          true};
  }
  return {};
}

}  // namespace nmf::ui
