#include "ui/figures/numbers_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QSettings>
#include <array>

namespace nmf::ui {

namespace {

constexpr std::array kRates{5, 10, 20, 25};
constexpr std::array kScales{0.5, 1.0, 1.5, 2.0};

template <class Control>
Control* called(Control* control, const char* name, const QString& accessible, const QString& toolTip) {
  control->setObjectName(QLatin1String(name));
  control->setAccessibleName(accessible);
  control->setToolTip(toolTip);
  return control;
}

/// The entry of `box` with this value, or its first.
void choose(QComboBox* box, const QVariant& value) {
  box->setCurrentIndex(std::max(0, box->findData(value)));
}

}  // namespace

NumbersForm::NumbersForm(QFormLayout* form, int snapshots, QWidget* parent) : QObject(parent) {
  csv_ = called(new QCheckBox(tr("CSV"), parent), "csv", tr("CSV"),
                tr("The records that a chart draws, as a table"));
  records_ = called(new QComboBox(parent), "csvRecords", tr("Records in the CSV"), tr("Which records"));
  records_->addItem(tr("whole run"), true);
  records_->addItem(tr("epochs in view"), false);
  npz_ = called(new QCheckBox(tr("NPZ"), parent), "npz", tr("NPZ"),
                tr("The factors that a picture shows and what it makes of them, as NumPy arrays"));
  epochs_ = called(new QComboBox(parent), "npzEpochs", tr("Epochs in the NPZ"), tr("Which epochs"));
  epochs_->addItem(tr("epoch shown"), false);
  epochs_->addItem(tr("all %1 kept").arg(snapshots), true);
  auto* numbers = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{csv_, records_, npz_, epochs_})
    numbers->addWidget(widget);
  numbers->addStretch();
  form->addRow(tr("Numbers"), numbers);

  gif_ = called(
      new QCheckBox(tr("GIF"), parent), "gif", tr("Animated GIF"),
      tr("A chart or picture over the timeline, a frame for each of the %1 epochs kept").arg(snapshots));
  rate_ = called(new QComboBox(parent), "gifRate", tr("Frames a second"), tr("Frames a second"));
  for (const int rate : kRates) rate_->addItem(tr("%1 frames/s").arg(rate), rate);
  size_ = called(new QComboBox(parent), "gifSize", tr("Size of the GIF"), tr("Size of the animation"));
  for (const double scale : kScales) size_->addItem(tr("%1×").arg(scale), scale);
  auto* animation = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{gif_, rate_, size_}) animation->addWidget(widget);
  animation->addStretch();
  form->addRow(tr("Animation"), animation);

  const bool moving = snapshots > 1;
  gif_->setEnabled(moving);
  epochs_->setEnabled(false);
  if (!moving) gif_->setToolTip(tr("Needs a run with snapshots at two epochs or more"));
  connect(csv_, &QCheckBox::toggled, records_, &QWidget::setEnabled);
  connect(npz_, &QCheckBox::toggled, epochs_, [this, moving](bool on) { epochs_->setEnabled(on && moving); });
  for (QComboBox* box : {rate_, size_}) connect(gif_, &QCheckBox::toggled, box, &QWidget::setEnabled);
  for (QComboBox* box : {records_, rate_, size_}) box->setEnabled(false);
  for (QCheckBox* box : {csv_, npz_, gif_}) connect(box, &QCheckBox::toggled, this, &NumbersForm::changed);
  choose(rate_, 10);
  choose(size_, 1.0);
}

bool NumbersForm::csv() const {
  return csv_->isChecked();
}
bool NumbersForm::wholeRun() const {
  return records_->currentData().toBool();
}
bool NumbersForm::npz() const {
  return npz_->isChecked();
}
bool NumbersForm::everyEpoch() const {
  return epochs_->isEnabled() && epochs_->currentData().toBool();
}
bool NumbersForm::gif() const {
  return gif_->isEnabled() && gif_->isChecked();
}
int NumbersForm::framesPerSecond() const {
  return rate_->currentData().toInt();
}
double NumbersForm::gifScale() const {
  return size_->currentData().toDouble();
}

void NumbersForm::restore(const QSettings& settings) {
  csv_->setChecked(settings.value("csv", false).toBool());
  npz_->setChecked(settings.value("npz", false).toBool());
  if (gif_->isEnabled()) gif_->setChecked(settings.value("gif", false).toBool());
  choose(records_, settings.value("csvWhole", true).toBool());
  choose(epochs_, settings.value("npzAll", false).toBool());
  choose(rate_, settings.value("gifRate", 10).toInt());
  choose(size_, settings.value("gifScale", 1.0).toDouble());
}

void NumbersForm::remember(QSettings& settings) const {
  settings.setValue("csv", csv());
  settings.setValue("npz", npz());
  if (gif_->isEnabled()) settings.setValue("gif", gif_->isChecked());
  settings.setValue("csvWhole", wholeRun());
  settings.setValue("npzAll", epochs_->currentData().toBool());
  settings.setValue("gifRate", framesPerSecond());
  settings.setValue("gifScale", gifScale());
}

}  // namespace nmf::ui
