#pragma once

#include <QFrame>
#include <QString>

class QBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace nmf::ui {

/// A lesson beside its run: what to look for, a button that runs it, one that pins the run and starts the run
/// to compare it with, where the lesson has one, and one that goes on to the next lesson.
class LessonCard : public QFrame {
  Q_OBJECT
 public:
  explicit LessonCard(QWidget* parent = nullptr);

  /// Shows the preset `name`; hides the card where there is none.
  void showLesson(const QString& name);
  /// The preset shown; empty: none.
  QString lesson() const { return name_; }
  /// Whether there is a run to pin.
  void setHasRun(bool hasRun);
  /// A strip that is wide and low, or a card for a narrow column.
  void setStrip(bool strip);
  /// Whether compare() would do something.
  bool canCompare() const;
  /// As the button that pins the run and starts the one to compare it with.
  void compare();

 signals:
  void runRequested();
  /// Pin the run, then show and run the preset `then`.
  void comparisonRequested(const QString& then);
  void nextRequested(const QString& next);
  void closed();

 private:
  QBoxLayout* cardLayout();
  QBoxLayout* stripLayout();

  QString name_, then_, next_;
  bool hasRun_ = false;
  QLabel *title_, *text_;
  QPushButton *run_, *compare_, *nextLesson_;
  QToolButton* close_;
};

}  // namespace nmf::ui
