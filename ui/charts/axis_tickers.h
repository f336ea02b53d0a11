#pragma once

#include <qcustomplot.h>

#include <functional>

namespace nmf::ui {

/// Ticks whose labels leave each other room: on an axis too short for all of them, some ticks have none.
class SpacedTicker : public QCPAxisTicker {
 public:
  /// The pixels of the axis, and those that a label takes along it.
  void setRoom(double length, bool logarithmic, std::function<double(const QString&)> extentOf);

  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks, QVector<QString>* tickLabels) override;

 private:
  double length_ = 0;
  bool logarithmic_ = false;
  std::function<double(const QString&)> extentOf_;
};

/// Ticks of a linear value axis.
class ValueTicker : public SpacedTicker {
 protected:
  QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

/// Ticks of a linear epoch axis: whole epochs only, shortened labels.
class EpochTicker : public SpacedTicker {
 protected:
  double getTickStep(const QCPRange& range) override;
  int getSubTickCount(double tickStep) override;
  QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

 private:
  double step_ = 1;
};

/// Ticks of a logarithmic axis that stay readable at any span: every few decades, decades, 1-2-5, or, within
/// less than a decade, even steps. (QCPAxisTickerLog labels nothing inside a decade.)
class LogTicker : public SpacedTicker {
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
