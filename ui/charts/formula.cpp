#include "ui/charts/formula.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

constexpr int kTerms = 3;   // of a sum that are written out
constexpr int kSigmas = 8;  // that are listed for their own sake
const QString kRest = QStringLiteral("…");

struct Formula {
  Q_DECLARE_TR_FUNCTIONS(Formula)
};

/// A record with how many singular values its M can have.
class Numbers {
 public:
  Numbers(const EpochRecord& record, const std::vector<int>& ranks)
      : record_(record),
        count_(ranks.empty() ? record.sigmaCount : *std::min_element(ranks.begin(), ranks.end())) {}

  double sigma(int k) const { return static_cast<double>(record_.sigma[static_cast<std::size_t>(k)]); }
  /// Whether the largest singular value is known, and M is not 0.
  bool hasSigma() const { return record_.sigmaCount > 0 && sigma(0) > 0; }
  int count() const { return count_; }

  /// The terms of the largest singular values, at most `most`; dots stand for those that are left out.
  template <class Term>
  QStringList terms(int most, Term term) const {
    const int written = std::min({most, record_.sigmaCount, count_});
    QStringList list;
    for (int k = 0; k < written; ++k) list << term(k);
    if (written < count_) list << kRest;
    return list;
  }

  QString sigmas(int most) const {
    const QStringList list = terms(most, [this](int k) {
      return QStringLiteral("σ") + subscript(k + 1) + QStringLiteral(" = ") + valueText(sigma(k), 3);
    });
    return list.join(QStringLiteral(", ")) +
           (list.last() == kRest ? Formula::tr(" of %1").arg(count_) : QString());
  }

  /// "123.4 / 5,678": the squared norm of A is the error over the relative error.
  QString errorRatio() const {
    const double norm = record_.error / record_.relativeError;
    if (!(record_.error > 0) || !(norm > 0) || !std::isfinite(norm)) return {};
    return valueText(record_.error) + QStringLiteral(" / ") + valueText(norm);
  }

  QString nuclearRatio() const {
    const QStringList list = terms(kTerms, [this](int k) { return valueText(sigma(k), 3); });
    return QStringLiteral("(%1) / %2").arg(list.join(QStringLiteral(" + ")), valueText(sigma(0), 3));
  }

  /// The sum of all singular values, of which only the largest are recorded, from the nuclear rank.
  double sigmaSum() const { return record_.nuclearRank * sigma(0); }

  QString entropy() const {
    const QStringList list = terms(kTerms, [this](int k) {
      const QString p = valueText(sigma(k) / sigmaSum(), 2);
      return sigma(k) > 0 ? QStringLiteral("%1 ln %1").arg(p) : QStringLiteral("0");
    });
    return QStringLiteral("exp(−(%1))").arg(list.join(QStringLiteral(" + ")));
  }

 private:
  const EpochRecord& record_;
  int count_;
};

/// "= 123.4 / 5,678 = 0.0217 at epoch 5,214", with the middle where there is one.
QString equation(const QString& filled, double value, qint64 epoch) {
  if (!std::isfinite(value)) return Formula::tr("no finite value at epoch %1").arg(epochText(epoch));
  const QString start = filled.isEmpty() ? QString() : QStringLiteral("= ") + filled + QLatin1Char(' ');
  return start + Formula::tr("= %1 at epoch %2").arg(valueText(value), epochText(epoch));
}

QStringList filledIn(Quantity quantity, const EpochRecord& record, const std::vector<int>& ranks) {
  const Numbers numbers(record, ranks);
  const bool sigmas = numbers.hasSigma();
  switch (quantity) {
    case Quantity::RelativeError:
      return {equation(numbers.errorRatio(), record.relativeError, record.epoch)};
    case Quantity::EffectiveRank: {
      const bool shares = sigmas && std::isfinite(record.nuclearRank);
      QStringList lines{equation(shares ? numbers.entropy() : QString(), record.effectiveRank, record.epoch)};
      if (sigmas) lines << numbers.sigmas(kTerms);
      if (shares) lines << Formula::tr("Σ σⱼ = nuclear rank · σ₁ = %1").arg(valueText(numbers.sigmaSum(), 3));
      return lines;
    }
    case Quantity::NuclearRank: {
      QStringList lines{
          equation(sigmas ? numbers.nuclearRatio() : QString(), record.nuclearRank, record.epoch)};
      if (sigmas) lines << numbers.sigmas(kTerms);
      return lines;
    }
    case Quantity::SingularValues:
      if (!sigmas) return {};
      return {Formula::tr("%1 at epoch %2").arg(numbers.sigmas(kSigmas), epochText(record.epoch))};
  }
  return {};
}

}  // namespace

QString formulaText(Quantity quantity, const std::optional<EpochRecord>& record,
                    const std::vector<int>& ranks) {
  const QuantityText text = textOf(quantity);
  QStringList lines{text.title, text.formula};
  if (record) lines << filledIn(quantity, *record, ranks);
  return lines.join(QLatin1Char('\n'));
}

}  // namespace nmf::ui
