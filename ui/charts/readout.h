#pragma once

#include <QColor>
#include <QLabel>
#include <QVector>

#include "core/metrics/epoch_record.h"

namespace nmf::ui {

/// Names with their values in a line. Where there is no room for all, the last ones are left out whole, never
/// cut; the tool tip has them all.
class Readout : public QLabel {
  Q_OBJECT
 public:
  struct Part {
    QString name, value;
    bool operator==(const Part&) const = default;
  };
  explicit Readout(QWidget* parent = nullptr);

  void setParts(const QVector<Part>& parts);
  /// Epoch, error, ranks and the first singular value of a record.
  void setRecord(const EpochRecord& record);
  /// Of the names.
  void setMutedColour(const QColor& colour);
  /// How many of the parts are shown.
  int shown() const { return shown_; }

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void arrange();

  QVector<Part> parts_;
  QColor muted_;
  int shown_ = 0;
};

}  // namespace nmf::ui
