#include "ui/dataset/selection_form.h"

#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/data/value_scaling.h"
#include "core/errors.h"
#include "core/experiment/option.h"
#include "ui/dataset/label_chips.h"
#include "ui/dataset/selection_edits.h"
#include "ui/panel/parameter_row.h"
#include "ui/panel/value_edits.h"

namespace nmf::ui {

namespace {

const QString kPrefix = QStringLiteral("data_");

QString splitLabel(Split split) {
  switch (split) {
    case Split::Train:
      return SelectionForm::tr("Training");
    case Split::Validation:
      return SelectionForm::tr("Validation");
    case Split::Test:
      return SelectionForm::tr("Test");
  }
  return {};
}

}  // namespace

SelectionForm::SelectionForm(QWidget* parent)
    : QWidget(parent),
      column_(new QVBoxLayout(this)),
      split_(new ListEdit(false, {})),
      array_(new ListEdit(false, tr("Choose an array"))),
      shape_(new ListEdit(true, tr("HxW or HxWx3"), "square")),
      range_(new RowsEdit),
      labels_(new LabelChips) {
  setObjectName("dataSelection");
  setAccessibleName(tr("Selection"));
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(6);
  heading(tr("Selection"));
  splitRow_ = add("split", tr("Split"), split_);
  arrayRow_ = add("array", tr("Array"), array_);
  shapeRow_ = add("image_shape", tr("Image shape"), shape_);
  rowsRow_ = add("rows", tr("Rows A:B"), range_);
  add("shuffle", tr("Shuffle seed"), new TextEdit(tr("not shuffled"), "none"));
  labelsHeading_ = new QLabel(tr("Labels to keep"));
  column_->addWidget(labelsHeading_);
  column_->addWidget(labels_);
  heading(tr("Pictures"));
  resizeRow_ = add("resize", tr("Resize to"), new TextEdit(tr("as they are"), "none"));
  grayRow_ = add("grayscale", tr("Gray"), new FlagEdit);
  add("center_crop", tr("Centre crop"), new FlagEdit);
  auto* noise = new KindEdit(
      {{"none", tr("None")},
       {"gaussian", tr("Gaussian"), "0.1", tr("Standard deviation"), Stepping::OneTwoFive},
       {"salt-pepper", tr("Salt and pepper"), "0.1", tr("Share of pixels"), Stepping::OneTwoFive},
       {"missing", tr("Missing"), "0.1", tr("Share of pixels"), Stepping::OneTwoFive}});
  add("noise", tr("Noise"), noise);
  noise->nameNumber();
  heading(tr("Unseen images"));
  auto* heldOut =
      new KindEdit({{"none", tr("None")},
                    {"", tr("A share"), "0.2", tr("Share of the images selected"), Stepping::OneTwoFive},
                    {"test", tr("Test split")}});
  add("held_out", tr("Held out"), heldOut);
  heldOut->nameNumber();
  column_->addStretch(1);
  connect(labels_, &LabelChips::edited, this, [this] {
    read();
    emit edited();
  });
  for (QWidget* hidden :
       {static_cast<QWidget*>(splitRow_), static_cast<QWidget*>(arrayRow_), static_cast<QWidget*>(shapeRow_),
        static_cast<QWidget*>(labels_), static_cast<QWidget*>(labelsHeading_)})
    hidden->hide();
  setRequest({});
}

void SelectionForm::heading(const QString& text) {
  auto* label = new QLabel(text);
  label->setProperty("role", "title");
  if (column_->count() > 0) column_->addSpacing(8);
  column_->addWidget(label);
}

ParameterRow* SelectionForm::add(const char* key, const QString& label, ValueEdit* edit) {
  auto* row = new ParameterRow(*findOption(key), label, edit);
  row->leavePanel(kPrefix);
  column_->addWidget(row);
  rows_.push_back(row);
  connect(row, &ParameterRow::edited, this, [this] {
    read();
    emit edited();
  });
  return row;
}

void SelectionForm::setRequest(const DatasetRequest& request) {
  base_ = request;
  Settings settings;
  settings.experiment.data = request;
  for (ParameterRow* row : rows_) row->show(settings);
  labels_->setLabels({}, {});  // those of this source come with its facts
  labels_->hide();
  labelsHeading_->hide();
  range_->setCount(0);
  setSizeHint(tr("as they are"));
  grayRow_->setReason({});
  read();
}

// What the field of the size stands for while it is empty.
void SelectionForm::setSizeHint(const QString& hint) {
  qobject_cast<QLineEdit*>(resizeRow_->edit()->control())->setPlaceholderText(hint);
}

void SelectionForm::read() {
  Settings settings;
  settings.experiment.data = base_;
  bool good = true;
  for (ParameterRow* row : rows_) {
    QString problem;
    try {
      row->read(settings);
    } catch (const InputError& error) {
      problem = QString::fromUtf8(error.what());
      good = false;
    }
    row->setProblem(problem);
  }
  // Before the source is open its labels are not known, and those asked for stay as they are.
  if (!labels_->isHidden()) settings.experiment.data.labels = base_.labels = labels_->kept();
  current_ = good ? std::optional(settings.experiment.data) : std::nullopt;
}

void SelectionForm::follow(const DataPreview& preview, bool current) {
  followChoices(preview);
  if (const SourceFacts* facts = preview.facts()) {
    followFacts(*facts, preview.labels());
  } else if (preview.stage() == DataPreview::Stage::Failed) {
    labels_->hide();
    labelsHeading_->hide();
    range_->setCount(0);
  }
  read();
  if (current && current_ && preview.stage() == DataPreview::Stage::Failed) showProblem(preview);
}

void SelectionForm::followChoices(const DataPreview& preview) {
  const SourceChoices& choices = preview.choices();
  QVector<ListEdit::Item> splits;
  bool there = false;
  for (const Split split : choices.splits) {
    splits.push_back({word(split), splitLabel(split)});
    there = there || split_->text() == word(split);
  }
  split_->setItems(splits);
  if (!there) split_->setText(word(preview.request().split));
  splitRow_->setVisible(splits.size() > 1);

  QVector<ListEdit::Item> arrays;
  if (choices.arrayBySplit) arrays.push_back({"", tr("By the split: x_train, x_test")});
  for (const NpzEntry& entry : choices.arrays) {
    const QString name = QString::fromStdString(entry.name);
    arrays.push_back({name, name + " (" + QString::fromStdString(entry.words) + ")", entry.images});
  }
  array_->setItems(arrays);
  arrayRow_->setVisible(arrays.size() > 1);

  QVector<ListEdit::Item> shapes;
  for (const ImageShape& shape : likelyShapes(preview.rowValues())) {
    const QString word = QString::fromStdString(nmf::text(shape));
    shapes.push_back({word, word});
  }
  shape_->setItems(shapes);
  shapeRow_->setVisible(preview.rowValues() > 0 || base_.imageShape);
}

void SelectionForm::followFacts(const SourceFacts& facts, const std::vector<LabelCount>& labels) {
  labels_->setLabels(labels, base_.labels);
  labels_->setVisible(!labels.empty());
  labelsHeading_->setVisible(!labels.empty());
  const std::vector<int> kept = labels_->kept();
  std::int64_t count = kept.empty() ? facts.count : 0;
  for (const LabelCount& label : labels) {
    if (std::find(kept.begin(), kept.end(), label.label) != kept.end()) count += label.count;
  }
  range_->setCount(count);
  QString size = tr("as they are");
  if (facts.usualSize) {
    size = QString::fromStdString(nmf::text(*facts.usualSize));
  } else if (facts.shape) {
    size += QStringLiteral(", %1x%2").arg(facts.shape->height).arg(facts.shape->width);
  }
  setSizeHint(size);
  const bool gray = facts.shape && facts.shape->channels == 1;
  grayRow_->setReason(gray ? tr("the images are gray already") : QString());
}

void SelectionForm::showProblem(const DataPreview& preview) {
  ParameterRow* row = rowNamedIn(preview.problem());
  if (!row) return;
  const QString flag = QString::fromStdString(row->option().flag()) + ": ";
  QString sentence = preview.problem();
  if (sentence.startsWith(flag)) sentence = sentence.mid(flag.size());
  if (row == arrayRow_ && array_->text().isEmpty()) sentence = tr("Choose the array that holds the images.");
  if (row == shapeRow_ && !current_->imageShape) {
    sentence = tr("A row has %1 values, which is no square: say how high and wide an image is.")
                   .arg(preview.rowValues());
  }
  row->setProblem(sentence);
}

bool SelectionForm::showsProblem() const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [](const ParameterRow* row) { return !row->isHidden() && !row->problem().isEmpty(); });
}

void SelectionForm::focusProblem() {
  for (ParameterRow* row : rows_) {
    if (row->isHidden() || row->problem().isEmpty()) continue;
    row->edit()->control()->setFocus();
    return;
  }
}

ParameterRow* SelectionForm::rowNamedIn(const QString& sentence) const {
  ParameterRow* first = nullptr;
  qsizetype position = sentence.size();
  for (ParameterRow* row : rows_) {
    const QRegularExpression flag(QRegularExpression::escape(QString::fromStdString(row->option().flag())) +
                                  "(?![a-z-])");
    const qsizetype at = sentence.indexOf(flag);
    if (at >= 0 && at < position && !row->isHidden()) {
      position = at;
      first = row;
    }
  }
  return first;
}

}  // namespace nmf::ui
