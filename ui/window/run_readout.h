#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/data/dataset.h"
#include "core/training/history.h"

class QLabel;

namespace nmf::ui {

class RunSession;

/// Epoch, speed and time left, in the toolbar. Where room is short the speed gives way.
class RunReadout : public QWidget {
  Q_OBJECT
 public:
  explicit RunReadout(QWidget* parent = nullptr);
  void show(const RunSession& session);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();

  QLabel *epoch_, *speed_, *left_;
};

/// State, data, error, rank and plateau, in the status bar. Where room is short what the charts say too gives
/// way: first the data, then rank and error.
class RunFacts : public QWidget {
  Q_OBJECT
 public:
  explicit RunFacts(QWidget* parent = nullptr);
  void show(const RunSession& session);
  void setColours(const QColor& quiet, const QColor& busy, const QColor& good, const QColor& bad);
  /// Needs no width: what does not fit is not shown.
  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  /// The tool tips of error and rank give their formulas with the newest numbers, put together when asked
  /// for.
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void fit();
  void showErrors(const EpochRecord& last, const History& history, const DatasetPtr& dataset);

  QLabel *state_, *data_, *error_, *rank_, *plateau_;
  std::shared_ptr<const History> history_;
  std::vector<int> ranks_;
  QColor quiet_, busy_, good_, bad_;
};

/// "plateau 1 since epoch 4,840 at rank 5.0", or how far a stretch is from being one, and what is missing
/// until early stopping ends the run; empty when nothing waits.
QString plateauText(const RunSession& session);

}  // namespace nmf::ui
