#pragma once

#include <qcustomplot.h>

namespace nmf::ui {

/// Ticks of a linear value axis.
class ValueTicker : public QCPAxisTicker {
 protected:
  QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

/// Ticks of a linear epoch axis: whole epochs only, shortened labels.
class EpochTicker : public QCPAxisTicker {
 protected:
  double getTickStep(const QCPRange& range) override;
  int getSubTickCount(double tickStep) override;
  QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

 private:
  double step_ = 1;
};

/// Ticks of a logarithmic axis that stay readable at any span: every few decades, decades, 1-2-5, or, within
/// less than a decade, even steps. (QCPAxisTickerLog labels nothing inside a decade.)
class LogTicker : public QCPAxisTicker {
 public:
  enum class Labels { Values, Epochs };
  explicit LogTicker(Labels labels) : labels_(labels) {}

 protected:
  double getTickStep(const QCPRange& range) override;
  QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
  QVector<double> createSubTickVector(int subTickCount, const QVector<double>& ticks) override;
  QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

 private:
  Labels labels_;
  QVector<double> subTicks_;
};

}  // namespace nmf::ui
