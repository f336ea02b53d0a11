#include "ui/dataset/label_chips.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/views/picture_text.h"

namespace nmf::ui {

namespace {

constexpr int kGap = 4;
constexpr int kHighest = 132;
constexpr std::size_t kSearched = 24;  // more labels than these get a field to find them

}  // namespace

LabelChips::LabelChips(QWidget* parent)
    : QWidget(parent),
      summary_(new QLabel),
      all_(new QToolButton),
      search_(new QLineEdit),
      scroll_(new QScrollArea),
      room_(new QWidget) {
  setObjectName("dataLabels");
  setAccessibleName(tr("Labels to keep"));
  summary_->setObjectName("dataLabelsKept");
  summary_->setWordWrap(true);
  all_->setObjectName("dataLabelsAll");
  all_->setText(tr("All"));
  all_->setAccessibleName(tr("Keep all labels"));
  all_->setToolTip(tr("Keeps the images of all labels"));
  search_->setObjectName("dataLabelsFind");
  search_->setPlaceholderText(tr("Find a label"));
  search_->setAccessibleName(tr("Find a label"));
  search_->setClearButtonEnabled(true);
  scroll_->setObjectName("dataLabelsScroll");
  scroll_->setWidget(room_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);
  scroll_->viewport()->installEventFilter(this);
  auto* head = new QHBoxLayout;
  head->addWidget(summary_, 1);
  head->addWidget(all_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(kGap);
  column->addLayout(head);
  column->addWidget(search_);
  column->addWidget(scroll_);
  connect(all_, &QToolButton::clicked, this, [this] {
    setKept({});
    emit edited();
  });
  connect(search_, &QLineEdit::textChanged, this, &LabelChips::find);
}

void LabelChips::setLabels(const std::vector<LabelCount>& labels, const std::vector<int>& keptAtFirst) {
  const bool same = std::equal(labels.begin(), labels.end(), labels_.begin(), labels_.end(),
                               [](const LabelCount& a, const LabelCount& b) {
                                 return a.label == b.label && a.count == b.count && a.name == b.name;
                               });
  if (same) return;
  const std::vector<int> before = labels_.empty() ? keptAtFirst : kept();
  labels_ = labels;
  for (QToolButton* chip : chips_) delete chip;
  chips_.clear();
  QWidget* previous = search_;
  for (const LabelCount& label : labels_) {
    auto* chip = new QToolButton(room_);
    const QString name = label.name.isEmpty() ? QString::number(label.label) : label.name;
    chip->setObjectName(QStringLiteral("dataLabel_%1").arg(label.label));
    chip->setCheckable(true);
    chip->setText(QStringLiteral("%1 \u00b7 %2").arg(name, grouped(label.count)));
    chip->setAccessibleName(tr("Keep label %1, %2 images").arg(name, grouped(label.count)));
    chip->setToolTip(label.name.isEmpty() ? tr("Label %1").arg(label.label)
                                          : tr("Label %1, %2").arg(label.label).arg(label.name));
    chip->setProperty("role", "chip");
    connect(chip, &QToolButton::toggled, this, [this] {
      showKept();
      emit edited();
    });
    setTabOrder(previous, chip);
    previous = chip;
    chips_.push_back(chip);
    chip->show();
  }
  {
    const QSignalBlocker blocker(search_);
    search_->clear();
  }
  search_->setVisible(labels_.size() > kSearched);
  setKept(before);
  place();
}

void LabelChips::setKept(const std::vector<int>& kept) {
  for (std::size_t i = 0; i < chips_.size(); ++i) {
    const QSignalBlocker blocker(chips_[i]);
    chips_[i]->setChecked(std::find(kept.begin(), kept.end(), labels_[i].label) != kept.end());
  }
  showKept();
}

std::vector<int> LabelChips::kept() const {
  std::vector<int> kept;
  for (std::size_t i = 0; i < chips_.size(); ++i) {
    if (chips_[i]->isChecked()) kept.push_back(labels_[i].label);
  }
  return kept;
}

void LabelChips::showKept() {
  std::int64_t images = 0;
  int kept = 0;
  for (std::size_t i = 0; i < chips_.size(); ++i) {
    if (!chips_[i]->isChecked()) continue;
    images += labels_[i].count;
    ++kept;
  }
  all_->setEnabled(kept > 0);
  summary_->setText(
      kept == 0 ? tr("All labels are kept; press those to keep.")
                : tr("Keeps %1 of %2 labels, %3 images.").arg(kept).arg(chips_.size()).arg(grouped(images)));
}

void LabelChips::find(const QString& text) {
  for (QToolButton* chip : chips_)
    chip->setVisible(text.isEmpty() || chip->isChecked() || chip->text().contains(text, Qt::CaseInsensitive));
  place();
}

void LabelChips::place() {
  const int width = scroll_->viewport()->width();
  int x = 0, y = 0, line = 0;
  for (QToolButton* chip : chips_) {
    if (chip->isHidden()) continue;
    const QSize size = chip->sizeHint();
    const int chipWidth = std::min(size.width(), width);
    if (x > 0 && x + chipWidth > width) {
      x = 0;
      y += line + kGap;
    }
    chip->setGeometry(x, y, chipWidth, size.height());
    line = size.height();
    x += chipWidth + kGap;
  }
  const int height = y + line;
  room_->setMinimumHeight(height);
  scroll_->setFixedHeight(std::min(height, kHighest));
}

bool LabelChips::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::Resize) place();
  return QWidget::eventFilter(object, event);
}

}  // namespace nmf::ui
