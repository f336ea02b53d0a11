#include "ui/charts/axis_tickers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

/// The numbers `multiples` x 10^k inside the range, every `decadeStep`-th decade.
QVector<double> multiplesOfDecades(const QCPRange& range, const QVector<int>& multiples, int decadeStep = 1) {
  QVector<double> ticks;
  const int first = static_cast<int>(std::floor(std::log10(range.lower) - 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(range.upper) + 1e-9));
  for (int decade = first; decade <= last; ++decade) {
    if (((decade % decadeStep) + decadeStep) % decadeStep != 0) continue;
    for (const int multiple : multiples) {
      const double tick = multiple * std::pow(10.0, decade);
      if (tick >= range.lower * (1 - 1e-9) && tick <= range.upper * (1 + 1e-9)) ticks.append(tick);
    }
  }
  return ticks;
}

}  // namespace

void SpacedTicker::setRoom(double length, bool logarithmic, std::function<double(const QString&)> extentOf) {
  length_ = length;
  logarithmic_ = logarithmic;
  extentOf_ = std::move(extentOf);
}

void SpacedTicker::generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                            QVector<double>& ticks, QVector<double>* subTicks, QVector<QString>* tickLabels) {
  QCPAxisTicker::generate(range, locale, formatChar, precision, ticks, subTicks, tickLabels);
  if (!tickLabels || !extentOf_) return;
  const auto pixelOf = [&](double tick) {
    return length_ * (logarithmic_ ? std::log(tick / range.lower) / std::log(range.upper / range.lower)
                                   : (tick - range.lower) / range.size());
  };
  double end = -std::numeric_limits<double>::infinity();
  for (qsizetype i = 0; i < std::min(ticks.size(), tickLabels->size()); ++i) {
    QString& label = (*tickLabels)[i];
    const double middle = pixelOf(ticks[i]), half = extentOf_(label) / 2;
    if (middle - half < end)
      label.clear();
    else
      end = middle + half;
  }
}

QString ValueTicker::getTickLabel(double tick, const QLocale&, QChar, int) {
  return valueTickText(tick);
}

double EpochTicker::getTickStep(const QCPRange& range) {
  step_ = std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
  return step_;
}

int EpochTicker::getSubTickCount(double tickStep) {
  if (tickStep < 10) return std::max(0, static_cast<int>(tickStep) - 1);
  return QCPAxisTicker::getSubTickCount(tickStep);
}

QString EpochTicker::getTickLabel(double tick, const QLocale&, QChar, int) {
  return epochTickText(tick, step_);
}

double LogTicker::getTickStep(const QCPRange&) {
  return 1;
}

QVector<double> LogTicker::createTickVector(double, const QCPRange& range) {
  subTicks_.clear();
  if (!(range.lower > 0) || !(range.upper > range.lower)) return {};
  const double decades = std::log10(range.upper / range.lower);
  const auto fits = [&](const QVector<double>& ticks) { return ticks.size() <= mTickCount + 1; };

  if (decades < 1) {
    // Even steps read well where the axis hardly bends.
    const QVector<double> coarse = multiplesOfDecades(range, {1, 2, 5});
    if (coarse.size() < 3) {
      double step = QCPAxisTicker::getTickStep(range);
      if (labels_ == Labels::Epochs) step = std::max(1.0, std::round(step));
      QVector<double> ticks;
      for (double k = std::ceil(range.lower / step - 1e-9); k * step <= range.upper * (1 + 1e-12); ++k)
        if (k > 0) ticks.append(k * step);
      if (labels_ == Labels::Values)
        for (double k = std::ceil(range.lower / (step / 5)); k * step / 5 <= range.upper; ++k)
          subTicks_.append(k * step / 5);
      return ticks;
    }
  }
  const QVector<double> ones = multiplesOfDecades(range, {1});
  if (const QVector<double> ticks = multiplesOfDecades(range, {1, 2, 5}); fits(ticks)) {
    subTicks_ = multiplesOfDecades(range, {3, 4, 6, 7, 8, 9});
    return ticks;
  }
  if (fits(ones) && ones.size() >= 2) {
    subTicks_ = multiplesOfDecades(range, {2, 3, 4, 5, 6, 7, 8, 9});
    return ones;
  }
  if (ones.size() < 2) {
    const QVector<double> ticks = multiplesOfDecades(range, {1, 3});
    subTicks_ = multiplesOfDecades(range, {2, 4, 5, 6, 7, 8, 9});
    return ticks;
  }
  int step = 2;
  QVector<double> ticks = multiplesOfDecades(range, {1}, step);
  while (!fits(ticks)) ticks = multiplesOfDecades(range, {1}, ++step);
  subTicks_ = ones;
  return ticks;
}

QVector<double> LogTicker::createSubTickVector(int, const QVector<double>&) {
  return subTicks_;
}

QString LogTicker::getTickLabel(double tick, const QLocale&, QChar, int) {
  if (labels_ == Labels::Epochs) return epochTickText(tick, tick >= 1e6 ? 1e6 : tick >= 1e4 ? 1e3 : 1);
  return valueTickText(tick);
}

}  // namespace nmf::ui
