#pragma once

#include <QWidget>

namespace nmf::ui {

/// The small mark behind a parameter: a dot where a change acts at once, a ring where it acts at the next
/// run, an amber dot while the value shown is not yet in effect. Quiet by design; the tool tip says it in
/// words.
class Badge : public QWidget {
  Q_OBJECT
 public:
  explicit Badge(bool live, QWidget* parent = nullptr);

  /// `byEnter`: pressing Enter in the field puts the value into effect.
  void setPending(bool pending, bool byEnter);
  bool isPending() const { return pending_; }
  bool isLive() const { return live_; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void describe();

  bool live_;
  bool pending_ = false, byEnter_ = false;
};

}  // namespace nmf::ui
