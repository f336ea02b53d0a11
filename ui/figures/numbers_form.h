#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QSettings;

namespace nmf::ui {

/// The rows of the export dialog for what is no still picture: the numbers behind charts and views, and views
/// over the timeline.
class NumbersForm : public QObject {
  Q_OBJECT
 public:
  /// Adds its rows to `form`. `snapshots`: how many there are over the timeline.
  NumbersForm(QFormLayout* form, int snapshots, QWidget* parent);

  bool csv() const;
  bool wholeRun() const;
  bool npz() const;
  bool everyEpoch() const;
  bool gif() const;
  int framesPerSecond() const;
  double gifScale() const;

  void restore(const QSettings& settings);
  void remember(QSettings& settings) const;

 signals:
  void changed();

 private:
  QCheckBox *csv_, *npz_, *gif_;
  QComboBox *records_, *epochs_, *rate_, *size_;
};

}  // namespace nmf::ui
