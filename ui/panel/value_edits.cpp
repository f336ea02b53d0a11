#include "ui/panel/value_edits.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QStyleOptionComboBox>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "ui/controls/tool_tip.h"
#include "ui/controls/wheel_guard.h"

namespace nmf::ui {

namespace {
constexpr int kNarrowest = 40;  // a box for a number
}  // namespace

double stepOneTwoFive(double value, int steps) {
  constexpr double kMantissas[] = {1, 2, 5};
  for (int i = std::abs(steps); i > 0; --i) {
    const int decade = static_cast<int>(std::floor(std::log10(value) + 1e-9));
    double best = steps > 0 ? INFINITY : 0;
    for (int d = decade - 1; d <= decade + 1; ++d) {
      for (const double mantissa : kMantissas) {
        const double candidate = mantissa * std::pow(10.0, d);
        if (steps > 0 && candidate > value * (1 + 1e-9)) best = std::min(best, candidate);
        if (steps < 0 && candidate < value * (1 - 1e-9)) best = std::max(best, candidate);
      }
    }
    value = best;
  }
  return value;
}

// ---- NumberBox

NumberBox::NumberBox(Stepping stepping, QWidget* parent) : QAbstractSpinBox(parent), stepping_(stepping) {
  connect(lineEdit(), &QLineEdit::textEdited, this, &NumberBox::edited);
  setMinimumWidth(kNarrowest);
}

QString NumberBox::valueText() const {
  return lineEdit()->text().trimmed();
}

void NumberBox::setValueText(const QString& text) {
  if (text == valueText()) return;
  lineEdit()->setText(text);
  lineEdit()->setCursorPosition(0);
}

void NumberBox::stepBy(int steps) {
  bool isNumber = false;
  const double value = QLocale::c().toDouble(valueText(), &isNumber);
  if (!isNumber) return;
  double next = value + steps;
  if (stepping_ == Stepping::OneTwoFive) {
    constexpr double kSmallest = 1e-6;  // where stepping up from 0 begins and stepping down ends in 0
    next = value > 0 ? stepOneTwoFive(value, steps) : (steps > 0 ? kSmallest : 0);
    if (next < kSmallest * (1 - 1e-9)) next = 0;
  }
  next = std::max(next, lowest_);
  lineEdit()->setText(QLocale::c().toString(next, 'g', 12));
  selectAll();
  emit stepped();
}

QValidator::State NumberBox::validate(QString&, int&) const {
  return QValidator::Acceptable;
}

QAbstractSpinBox::StepEnabled NumberBox::stepEnabled() const {
  return StepUpEnabled | StepDownEnabled;
}

// ---- NumberEdit

NumberEdit::NumberEdit(Stepping stepping, double lowest, const QString& unit, QWidget* parent)
    : ValueEdit(parent), box_(new NumberBox(stepping)) {
  box_->setLowest(lowest);
  ignoreWheelWithoutFocus(box_);
  if (unit.isEmpty()) {
    arrange({box_});
  } else {
    auto* behind = new QLabel(unit);
    behind->setProperty("role", "muted");
    arrange({box_, behind});
  }
  connect(box_, &NumberBox::edited, this, &ValueEdit::edited);
  connect(box_, &NumberBox::editingFinished, this, &ValueEdit::committed);
  connect(box_, &NumberBox::stepped, this, [this] {
    emit edited();
    emit committed();
  });
}

QString NumberEdit::text() const {
  return box_->valueText();
}
void NumberEdit::setText(const QString& text) {
  box_->setValueText(text);
}
QWidget* NumberEdit::control() const {
  return box_;
}

// ---- TextEdit

TextEdit::TextEdit(const QString& placeholder, const QString& empty, QWidget* parent)
    : ValueEdit(parent), line_(new QLineEdit), empty_(empty) {
  line_->setPlaceholderText(placeholder);
  arrange({line_});
  connect(line_, &QLineEdit::textEdited, this, &ValueEdit::edited);
  connect(line_, &QLineEdit::editingFinished, this, &ValueEdit::committed);
}

QString TextEdit::text() const {
  const QString text = line_->text().trimmed();
  return text.isEmpty() ? empty_ : text;
}

void TextEdit::setText(const QString& text) {
  if (text != this->text()) line_->setText(text == empty_ ? QString() : text);
}

QWidget* TextEdit::control() const {
  return line_;
}

// ---- ChoiceEdit

ChoiceEdit::ChoiceEdit(const QVector<Item>& items, const QVector<Browse>& browse, QWidget* parent)
    : ValueEdit(parent), box_(new QComboBox), browse_(browse), wordCount_(static_cast<int>(items.size())) {
  box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box_->setMinimumContentsLength(8);
  auto* model = qobject_cast<QStandardItemModel*>(box_->model());
  for (const Item& item : items) {
    box_->addItem(item.label, item.word);
    box_->setItemData(box_->count() - 1, item.toolTip, Qt::ToolTipRole);
    model->item(box_->count() - 1)->setEnabled(item.enabled);
  }
  for (const Browse& entry : browse_) box_->addItem(entry.label);
  ignoreWheelWithoutFocus(box_);
  arrange({box_});
  connect(box_, &QComboBox::activated, this, &ChoiceEdit::activate);
  connect(box_, &QComboBox::currentIndexChanged, this, [this](int index) {
    // Reached by the keyboard or by a test rather than by the list: a word counts, "Open..." waits for
    // activation.
    if (box_->itemData(index).isValid() && index != last_) {
      last_ = index;
      emit edited();
      emit committed();
    }
  });
}

void ChoiceEdit::activate(int index) {
  if (box_->itemData(index).isValid()) return;
  const int entry = index - (box_->count() - static_cast<int>(browse_.size()));
  {
    const QSignalBlocker blocker(box_);
    box_->setCurrentIndex(last_);
  }
  const QString path = browse_[entry].choose(this);
  if (path.isEmpty()) return;
  setText(path);
  emit edited();
  emit committed();
}

QString ChoiceEdit::text() const {
  return box_->itemData(last_).toString();
}

void ChoiceEdit::setText(const QString& text) {
  const QSignalBlocker blocker(box_);
  int index = box_->findData(text);
  if (index < 0) {
    index = wordCount_;
    const QString name = QFileInfo(text).fileName();
    if (box_->itemData(index).isValid()) box_->removeItem(index);  // one path at a time
    box_->insertItem(index, name.isEmpty() ? text : name, text);
    box_->setItemData(index, plainToolTip(text), Qt::ToolTipRole);
  }
  box_->setCurrentIndex(index);
  last_ = index;
}

QWidget* ChoiceEdit::control() const {
  return box_;
}

// ---- KindEdit

KindEdit::KindEdit(const QVector<Kind>& kinds, QWidget* parent)
    : ValueEdit(parent),
      box_(new QComboBox),
      byOne_(new NumberBox(Stepping::ByOne)),
      oneTwoFive_(new NumberBox(Stepping::OneTwoFive)),
      kinds_(kinds) {
  box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box_->setMinimumContentsLength(2);
  for (const Kind& kind : kinds_) box_->addItem(kind.label, kind.word);
  ignoreWheelWithoutFocus(box_);
  arrange({box_, byOne_, oneTwoFive_});
  for (NumberBox* number : {byOne_, oneTwoFive_}) {
    number->setLowest(number == byOne_ ? 1 : 0);
    ignoreWheelWithoutFocus(number);
    connect(number, &NumberBox::edited, this, &ValueEdit::edited);
    connect(number, &NumberBox::editingFinished, this, &ValueEdit::committed);
    connect(number, &NumberBox::stepped, this, [this] {
      emit edited();
      emit committed();
    });
  }
  connect(box_, &QComboBox::currentIndexChanged, this, [this] {
    showNumber();
    emit edited();
    emit committed();
  });
  showNumber();
}

void KindEdit::showNumber() {
  const Kind& kind = kinds_[box_->currentIndex()];
  for (NumberBox* number : {byOne_, oneTwoFive_}) {
    const bool used = !kind.number.isEmpty() && (kind.stepping == Stepping::ByOne) == (number == byOne_);
    number->setVisible(used);
    if (used) {
      number->setValueText(kind.number);
      number->setToolTip(kind.numberName);
      number->setAccessibleName(kind.numberName);
    }
  }
  fit();
}

/// The number stands beside the kind, or below where the kind could not be read.
void KindEdit::fit() {
  auto* row = static_cast<QBoxLayout*>(layout());
  QStyleOptionComboBox option;
  option.initFrom(box_);
  const QFontMetrics metrics = box_->fontMetrics();
  const QSize text(metrics.horizontalAdvance(box_->currentText() + ' '), metrics.height());
  const int kind = box_->style()->sizeFromContents(QStyle::CT_ComboBox, &option, text, box_).width();
  for (NumberBox* number : {byOne_, oneTwoFive_}) {
    if (number->isHidden()) continue;
    const int beside = number == byOne_ ? 46 : 58;
    const bool below = kind + row->spacing() + beside > width();
    number->setMinimumWidth(below ? kNarrowest : beside);
    number->setMaximumWidth(below ? QWIDGETSIZE_MAX : beside);
    row->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  }
  if (byOne_->isHidden() && oneTwoFive_->isHidden()) row->setDirection(QBoxLayout::LeftToRight);
}

void KindEdit::resizeEvent(QResizeEvent* event) {
  ValueEdit::resizeEvent(event);
  fit();
}

void KindEdit::changeEvent(QEvent* event) {
  ValueEdit::changeEvent(event);
  if (layout() && (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)) fit();
}

QString KindEdit::text() const {
  const Kind& kind = kinds_[box_->currentIndex()];
  if (kind.number.isEmpty()) return kind.word;
  const QString number = (kind.stepping == Stepping::ByOne ? byOne_ : oneTwoFive_)->valueText();
  return kind.word.isEmpty() ? number : kind.word + ':' + number;
}

void KindEdit::setText(const QString& text) {
  if (text == this->text()) return;
  const QSignalBlocker blocker(box_);
  int index = box_->findData(text.section(':', 0, 0));
  const bool bare = index < 0;
  if (bare) index = box_->findData(QString());
  if (index < 0) return;
  box_->setCurrentIndex(index);
  showNumber();
  const QString number = bare ? text : text.section(':', 1);
  if (number.isEmpty()) return;
  for (NumberBox* box : {byOne_, oneTwoFive_}) box->setValueText(number);
}

QWidget* KindEdit::control() const {
  return box_;
}

void KindEdit::nameNumber() {
  byOne_->setObjectName(box_->objectName() + "_count");
  oneTwoFive_->setObjectName(box_->objectName() + "_amount");
  for (NumberBox* number : {byOne_, oneTwoFive_}) {
    if (number->accessibleName().isEmpty())
      number->setAccessibleName(tr("%1, number").arg(box_->accessibleName()));
  }
}

// ---- FlagEdit

FlagEdit::FlagEdit(QWidget* parent) : ValueEdit(parent), box_(new QCheckBox) {
  arrange({box_});
  connect(box_, &QCheckBox::toggled, this, [this] {
    emit edited();
    emit committed();
  });
}

QString FlagEdit::text() const {
  return box_->isChecked() ? "true" : "false";
}

void FlagEdit::setText(const QString& text) {
  const QSignalBlocker blocker(box_);
  box_->setChecked(text == "true");
}

QWidget* FlagEdit::control() const {
  return box_;
}

// ---- SeedEdit

SeedEdit::SeedEdit(QWidget* parent) : ValueEdit(parent), line_(new QLineEdit), button_(new QToolButton) {
  button_->setText(tr("New"));
  button_->setObjectName("newSeedButton");
  button_->setAccessibleName(tr("New seed"));
  button_->setToolTip(tr("Draws another seed: the next run starts from other random factors."));
  arrange({line_, button_});
  connect(line_, &QLineEdit::textEdited, this, &ValueEdit::edited);
  connect(line_, &QLineEdit::editingFinished, this, &ValueEdit::committed);
  connect(button_, &QToolButton::clicked, this, &SeedEdit::draw);
}

void SeedEdit::draw() {
  // Short enough to be read aloud in a lecture; the field itself takes any seed.
  line_->setText(QString::number(QRandomGenerator::global()->bounded(100000)));
  emit edited();
  emit committed();
}

QString SeedEdit::text() const {
  return line_->text().trimmed();
}
void SeedEdit::setText(const QString& text) {
  if (text != this->text()) line_->setText(text);
}
QWidget* SeedEdit::control() const {
  return line_;
}

}  // namespace nmf::ui
