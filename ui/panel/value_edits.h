#pragma once

#include <QAbstractSpinBox>
#include <QVector>
#include <functional>

#include "ui/panel/value_edit.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QToolButton;

namespace nmf::ui {

/// How the arrows of a number change it.
enum class Stepping { ByOne, OneTwoFive };

/// A spin box that takes any number in any notation ("1e-3") and steps by one or along 1, 2, 5, 10, 20...
/// What it cannot read is not corrected behind the person's back: the panel says what is wrong with it.
class NumberBox : public QAbstractSpinBox {
  Q_OBJECT
 public:
  explicit NumberBox(Stepping stepping, QWidget* parent = nullptr);

  QString valueText() const;
  void setValueText(const QString& text);
  /// The lowest value that stepping reaches.
  void setLowest(double lowest) { lowest_ = lowest; }

  void stepBy(int steps) override;
  QValidator::State validate(QString& input, int& position) const override;

 signals:
  void edited();
  void stepped();

 protected:
  StepEnabled stepEnabled() const override;

 private:
  Stepping stepping_;
  double lowest_ = 0;
};

/// The next value along 1, 2, 5, 10, 20, 50... (also below 1) in the direction of `steps`.
double stepOneTwoFive(double value, int steps);

class NumberEdit : public ValueEdit {
  Q_OBJECT
 public:
  /// `unit` stands behind the number, where it has one.
  explicit NumberEdit(Stepping stepping, double lowest = 0, const QString& unit = {},
                      QWidget* parent = nullptr);
  QString text() const override;
  void setText(const QString& text) override;
  QWidget* control() const override;

 private:
  NumberBox* box_;
};

/// Free text, such as "40,20" or "0:2000". `empty`: the option's text that an empty field stands for.
class TextEdit : public ValueEdit {
  Q_OBJECT
 public:
  explicit TextEdit(const QString& placeholder, const QString& empty = {}, QWidget* parent = nullptr);
  QString text() const override;
  void setText(const QString& text) override;
  QWidget* control() const override;

 private:
  QLineEdit* line_;
  QString empty_;
};

/// One of several words, shown under names that say more.
class ChoiceEdit : public ValueEdit {
  Q_OBJECT
 public:
  struct Item {
    QString word, label;  ///< an empty word: the text is the number alone
    QString toolTip = {};
    bool enabled = true;
  };
  /// An entry that asks for a file or folder; `choose` returns its path, or nothing when the person gave up.
  struct Browse {
    QString label;
    std::function<QString(QWidget*)> choose;
  };
  explicit ChoiceEdit(const QVector<Item>& items, const QVector<Browse>& browse = {},
                      QWidget* parent = nullptr);
  QString text() const override;
  /// A text that is none of the words is taken as a path and gets an entry of its own.
  void setText(const QString& text) override;
  QWidget* control() const override;

 private:
  void activate(int index);

  QComboBox* box_;
  QVector<Browse> browse_;
  int wordCount_;
  int last_ = 0;
};

/// A kind with a number of its own: "off", "plateau:2", "gaussian:0.1".
class KindEdit : public ValueEdit {
  Q_OBJECT
 public:
  struct Kind {
    QString word, label;
    QString number = {};  ///< what the number is to start with; empty: this kind has none
    QString numberName = {};
    Stepping stepping = Stepping::ByOne;
  };
  explicit KindEdit(const QVector<Kind>& kinds, QWidget* parent = nullptr);
  QString text() const override;
  void setText(const QString& text) override;
  QWidget* control() const override;
  /// Names the number's box after the kind's own control, which must have its names by then.
  void nameNumber();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void showNumber();
  void fit();

  QComboBox* box_;
  NumberBox *byOne_, *oneTwoFive_;
  QVector<Kind> kinds_;
};

class FlagEdit : public ValueEdit {
  Q_OBJECT
 public:
  explicit FlagEdit(QWidget* parent = nullptr);
  QString text() const override;
  void setText(const QString& text) override;
  QWidget* control() const override;

 private:
  QCheckBox* box_;
};

/// A seed with a button that draws a new one.
class SeedEdit : public ValueEdit {
  Q_OBJECT
 public:
  explicit SeedEdit(QWidget* parent = nullptr);
  QString text() const override;
  void setText(const QString& text) override;
  QWidget* control() const override;
  QToolButton* button() const { return button_; }
  /// Puts a new random seed into the field, as the button does.
  void draw();

 private:
  QLineEdit* line_;
  QToolButton* button_;
};

}  // namespace nmf::ui
