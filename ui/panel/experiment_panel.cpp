#include "ui/panel/experiment_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/data/open_source.h"
#include "core/errors.h"
#include "core/experiment/experiment_check.h"
#include "core/experiment/option.h"
#include "core/experiment/presets.h"
#include "ui/controls/wheel_guard.h"
#include "ui/lesson/lesson_card.h"
#include "ui/panel/parameter_fields.h"
#include "ui/panel/parameter_row.h"
#include "ui/panel/section.h"
#include "ui/panel/value_edits.h"
#include "ui/session/run_preparation.h"

namespace nmf::ui {

namespace {

QString sectionKey(const QString& name) {
  return "panel/" + name + "/open";
}

/// The option of a row as the command line names it, whole.
QRegularExpression flagOf(const ParameterRow* row) {
  return QRegularExpression(QRegularExpression::escape(QString::fromStdString(row->option().flag())) +
                            "(?![a-z-])");
}

}  // namespace

ExperimentPanel::ExperimentPanel(QWidget* parent) : QWidget(parent) {
  setObjectName("experimentPanel");
  setAccessibleName(tr("Experiment"));
  build();
  setExperiment(Experiment{});
}

// ---- building

void ExperimentPanel::build() {
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(4, 2, 4, 8);
  column->setSpacing(2);
  for (const ParameterSection& description : parameterSections()) {
    auto* section = new Section(description.title);
    section->setObjectName("section_" + description.name);
    if (description.name == "data") section->add(buildChooseData());
    for (const ParameterField& field : description.fields) {
      const Option* option = findOption(field.key);
      Q_ASSERT_X(option, "ExperimentPanel", field.key);
      ValueEdit* edit = field.makeEdit(*option);
      auto* row = new ParameterRow(*option, field.label, edit);
      if (auto* kind = qobject_cast<KindEdit*>(edit)) kind->nameNumber();
      if (auto* seed = qobject_cast<SeedEdit*>(edit)) seed_ = seed;
      connect(row, &ParameterRow::edited, this, [this, row] { rowEdited(row); });
      connect(row, &ParameterRow::committed, this, [this, row] { rowCommitted(row); });
      connect(row, &ParameterRow::entered, this, [this, row] { tellLive(current_, row); });
      section->add(row);
      rows_.push_back(row);
    }
    QSettings settings;
    section->setOpen(settings.value(sectionKey(description.name), description.open).toBool());
    connect(section, &Section::toggled, this,
            [name = description.name](bool open) { QSettings().setValue(sectionKey(name), open); });
    sections_.emplace_back(section, description.open);
    column->addWidget(section);
  }
  column->addStretch(1);

  auto* scroll = new QScrollArea;
  scroll->setObjectName("experimentScroll");
  scroll->setWidget(content);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);

  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addWidget(buildPresets());
  all->addWidget(scroll, 1);
  all->addWidget(buildLesson());
  all->addWidget(buildFooter());
  setMinimumWidth(290);
}

QWidget* ExperimentPanel::buildPresets() {
  auto* head = new QWidget;
  auto* column = new QVBoxLayout(head);
  column->setContentsMargins(12, 8, 8, 6);
  presets_ = new QComboBox;
  presets_->setObjectName("presets");
  presets_->setAccessibleName(tr("Lessons"));
  presets_->setToolTip(
      tr("Lessons: prepared experiments and what to look for. Choosing one fills the fields below; nothing "
         "starts by itself."));
  presets_->setPlaceholderText(tr("Lessons..."));
  for (const Preset& preset : presets()) {
    presets_->addItem(QString::fromStdString(preset.title), QString::fromStdString(preset.name));
    presets_->setItemData(presets_->count() - 1, QString::fromStdString(preset.text), Qt::ToolTipRole);
  }
  presets_->setCurrentIndex(-1);
  ignoreWheelWithoutFocus(presets_);
  connect(presets_, &QComboBox::activated, this, &ExperimentPanel::applyPreset);
  column->addWidget(presets_);
  return head;
}

LessonCard* ExperimentPanel::buildLesson() {
  lesson_ = new LessonCard;
  connect(lesson_, &LessonCard::runRequested, this, &ExperimentPanel::lessonRunRequested);
  connect(lesson_, &LessonCard::nextRequested, this, &ExperimentPanel::choosePreset);
  connect(lesson_, &LessonCard::closed, this, [this] { presets_->setCurrentIndex(-1); });
  connect(lesson_, &LessonCard::comparisonRequested, this, [this](const QString& then) {
    emit lessonPinRequested();
    choosePreset(then);
    emit lessonRunRequested();
  });
  return lesson_;
}

void ExperimentPanel::takeLessonBack() {
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->insertWidget(column->indexOf(footer_), lesson_);
}

void ExperimentPanel::choosePreset(const QString& name) {
  const int index = presets_->findData(name);
  if (index >= 0) applyPreset(index);
}

void ExperimentPanel::showLesson(const QString& name) {
  presets_->setCurrentIndex(presets_->findData(name));
  lesson_->showLesson(name);
}

QWidget* ExperimentPanel::buildChooseData() {
  auto* top = new QWidget;
  auto* column = new QVBoxLayout(top);
  column->setContentsMargins(0, 0, 0, 2);
  auto* choose = new QPushButton(tr("Choose data..."));
  choose->setObjectName("chooseData");
  choose->setToolTip(
      tr("Built-in, known and your own data: see the pictures, choose labels, rows, size and noise"));
  connect(choose, &QPushButton::clicked, this, &ExperimentPanel::chooseDataRequested);
  unseen_ = new QLabel;
  unseen_->setObjectName("dataUnseen");
  unseen_->setProperty("role", "muted");
  unseen_->setWordWrap(true);
  unseen_->setTextFormat(Qt::PlainText);
  unseen_->hide();
  column->addWidget(choose);
  column->addWidget(unseen_);
  return top;
}

// What is chosen of the data without a field here: nothing acts unseen.
void ExperimentPanel::showUnseenData() {
  QStringList parts;
  for (const char* key : {"array", "image_shape", "resize", "grayscale", "center_crop"}) {
    const Option& option = *findOption(key);
    const std::string value = option.format(base_);
    if (value == option.format(Settings{})) continue;
    const QString name = QString::fromLatin1(key).replace('_', ' ');
    parts << (option.isFlag() ? name : name + ' ' + QString::fromStdString(value));
  }
  unseen_->setText(tr("Also: %1").arg(parts.join(", ")));
  unseen_->setVisible(!parts.isEmpty());
}

QWidget* ExperimentPanel::buildFooter() {
  footer_ = new QWidget;
  footer_->setObjectName("waitingChanges");
  auto* row = new QHBoxLayout(footer_);
  row->setContentsMargins(12, 6, 8, 6);
  waiting_ = new QLabel;
  waiting_->setWordWrap(true);
  auto* restart = new QPushButton(tr("Restart"));
  restart->setObjectName("restartWithChanges");
  restart->setToolTip(tr("Starts a new run with what is shown here."));
  connect(restart, &QPushButton::clicked, this, &ExperimentPanel::restartRequested);
  row->addWidget(waiting_, 1);
  row->addWidget(restart);
  footer_->hide();
  return footer_;
}

void ExperimentPanel::resetSections() {
  for (const auto& [section, open] : sections_) section->setOpen(open);
}

// ---- values

void ExperimentPanel::setExperiment(const Experiment& experiment) {
  whyOnlyTrain_.reset();
  base_ = Settings{experiment, {}, {}};
  if (base_.experiment.data.dataset.empty()) base_.experiment.data.dataset = defaultDataset();
  for (ParameterRow* row : rows_) row->show(base_);
  showUnseenData();
  outsideProblem_.clear();
  lastTold_.reset();
  refresh();
  lastTold_ = current_;
  emit replaced();
}

void ExperimentPanel::edit(const Experiment& experiment) {
  const std::optional<Experiment> before = lastTold_;
  setExperiment(experiment);
  lastTold_ = before;
  emit edited();
  rowCommitted(nullptr);
}

void ExperimentPanel::setData(const DatasetRequest& request) {
  whyOnlyTrain_.reset();
  base_.experiment.data = request;
  for (ParameterRow* row : rows_) {
    if (row->option().group == OptionGroup::Data && row->option().key != "held_out_every") row->show(base_);
  }
  showUnseenData();
  outsideProblem_.clear();
  lastTold_.reset();
  refresh();
  emit edited();
  if (current_) emit dataEdited();
  lastTold_ = current_;
}

void ExperimentPanel::applyPreset(int index) {
  const std::string name = presets_->itemData(index).toString().toStdString();
  const nlohmann::ordered_json json = presetJson(name);
  SettingsBuilder builder;
  builder.setJson(json, name, SettingsBuilder::Layer::Preset);
  Experiment experiment = builder.finish().experiment;
  // A lesson is about the method: it runs on the images that are being looked at.
  DatasetRequest& wanted = experiment.data;
  const DatasetRequest& shown = base_.experiment.data;
  if (!builder.isSet("dataset")) {
    wanted.dataset = row("dataset")->edit()->text().toStdString();
    if (current_) wanted.split = current_->data.split;
    wanted.array = shown.array;
    wanted.imageShape = shown.imageShape;
  }
  setExperiment(experiment);
  showLesson(QString::fromStdString(name));
  lastTold_.reset();
  emit edited();
  if (current_) emit dataEdited();
  lastTold_ = current_;
}

void ExperimentPanel::rowEdited(ParameterRow* row) {
  if (row == outsideRow_) outsideProblem_.clear();
  if (row->option().key == "model") followModel();
  if (row->option().key == "dataset") {
    // Array, shape and size were chosen for other data, and there is no field here to take them back.
    base_.experiment.data = DatasetRequest{};
    whyOnlyTrain_.reset();
    showUnseenData();
  }
  refresh();
  emit edited();
}

void ExperimentPanel::followModel() {
  ParameterRow* ranks = row("ranks");
  const QString text = ranks->edit()->text();
  const QString model = row("model")->edit()->text();
  const bool layered = model == "deep" || model == "layerwise";
  const bool several = text.contains(',');
  (several ? layeredRanks_ : oneRank_) = text;
  if (layered == several) return;
  if (!layered && std::exchange(oneRankBeside_, text) != text) {
    // As many components as the layered model has in the end, so that the two can be compared.
    const QStringList all = text.split(',');
    oneRank_ = std::min_element(all.begin(), all.end(), [](const QString& a, const QString& b) {
                 return a.toInt() < b.toInt();
               })->trimmed();
  }
  ranks->edit()->setText(layered ? layeredRanks_ : oneRank_);
}

void ExperimentPanel::rowCommitted(ParameterRow*) {
  if (!current_) return;
  const std::optional<Experiment> before = std::exchange(lastTold_, current_);
  if (!before || before->data != current_->data) emit dataEdited();
  tellLive(before, nullptr);
  showPending();
}

/// Puts into effect the live fields that differ from `before`, and the one in which Enter was pressed. What
/// was set from outside meanwhile waits in the others.
void ExperimentPanel::tellLive(const std::optional<Experiment>& before, const ParameterRow* entered) {
  if (!current_) return;
  const Settings now{*current_, {}, {}}, then{before.value_or(*current_), {}, {}};
  Settings told{inEffect_.value_or(then.experiment), {}, {}};
  const Experiment effect = told.experiment;
  for (const ParameterRow* row : rows_) {
    const Option& option = row->option();
    if (!option.live || !row->reason().isEmpty()) continue;
    if (row == entered || option.format(now) != option.format(then)) row->read(told);
  }
  const Experiment& wanted = told.experiment;
  if (wanted.model.live != effect.model.live) emit liveEdited(wanted.model.live);
  if (wanted.plan.earlyStop != effect.plan.earlyStop) emit earlyStopEdited(wanted.plan.earlyStop);
}

void ExperimentPanel::newSeed() {
  seed_->draw();
}

void ExperimentPanel::refresh() {
  // What applies depends on other fields, so all of them are read first.
  Settings loose = base_;
  QHash<ParameterRow*, QString> problems;
  for (ParameterRow* row : rows_) {
    try {
      row->read(loose);
    } catch (const InputError& error) {
      problems[row] = QString::fromUtf8(error.what());
    }
  }
  Settings exact = base_;
  for (ParameterRow* row : rows_) {
    const QString reason = whyNot(row, loose.experiment);
    row->setReason(reason);
    const bool isFull = reason.isEmpty() && row->option().numbers;
    row->setNumbers(isFull ? QString::fromStdString(row->option().numbers(loose)) : QString());
    if (!reason.isEmpty()) {
      problems.remove(row);
      row->option().parse(exact, row->option().format(Settings{}));
    } else if (!problems.contains(row)) {
      row->read(exact);
    }
  }
  if (problems.isEmpty()) {
    try {
      checkExperiment(exact.experiment);
      const bool sized = m_ > 0 && effectiveRequest(exact.experiment) == sizeRequest_;
      if (sized) checkHyperparameters(exact.experiment.model, m_, n_);
    } catch (const InputError& error) {
      const QString sentence = QString::fromUtf8(error.what());
      ParameterRow* named = rowNamedIn(sentence);
      problems[named] = withoutName(sentence, named);
    }
  }
  current_ = problems.isEmpty() ? std::optional(exact.experiment) : std::nullopt;
  if (!outsideProblem_.isEmpty() && !problems.contains(outsideRow_)) problems[outsideRow_] = outsideProblem_;
  for (ParameterRow* row : rows_) row->setProblem(inItsWords(problems.value(row)));
  showPending();
}

/// Why a row means nothing here. Whether there are splits is for the files of the data set to say, which are
/// looked at once.
QString ExperimentPanel::whyNot(const ParameterRow* row, const Experiment& shown) {
  if (row->option().key != "split") return QString::fromStdString(row->option().whyNot(shown));
  if (!whyOnlyTrain_) whyOnlyTrain_ = QString::fromStdString(whyOnlyTrain(shown.data.dataset));
  return *whyOnlyTrain_;
}

/// What is still being typed in a live field will act when the person is done, so it is not counted.
void ExperimentPanel::showPending() {
  const Settings effect{inEffect_.value_or(Experiment{}), {}, {}};
  const Settings told{lastTold_.value_or(Experiment{}), {}, {}};
  Settings shown = base_;
  int waiting = 0;
  for (ParameterRow* row : rows_) {
    bool pending = false, typed = false;
    if (inEffect_ && row->reason().isEmpty()) {
      try {
        row->read(shown);
        const std::string value = row->option().format(shown);
        pending = value != row->option().format(effect);
        typed = lastTold_ && value != row->option().format(told);
      } catch (const InputError&) {
        pending = typed = true;
      }
    }
    const bool byEnter = pending && row->option().live && trains_;
    row->setPending(pending, byEnter);
    waiting += pending && !(byEnter && typed);
  }
  const bool offer = waiting > 0 && state_ != RunState::Idle && state_ != RunState::Loading;
  footer_->setVisible(offer);
  waiting_->setText(waiting == 1 ? tr("1 change acts at the next run.")
                                 : tr("%1 changes act at the next run.").arg(waiting));
}

// ---- what the window tells

void ExperimentPanel::setInEffect(const std::optional<Experiment>& experiment, bool trains) {
  lesson_->setHasRun(experiment.has_value());
  inEffect_ = experiment;
  trains_ = trains;
  if (inEffect_ && inEffect_->data.dataset.empty()) inEffect_->data.dataset = defaultDataset();
  showPending();
}

void ExperimentPanel::setDataSize(const DatasetRequest& request, std::int64_t m, std::int64_t n) {
  whyOnlyTrain_.reset();
  sizeRequest_ = request;
  m_ = m;
  n_ = n;
  refresh();
}

void ExperimentPanel::setState(RunState state) {
  state_ = state;
  showPending();
}

void ExperimentPanel::showProblem(const QString& sentence) {
  outsideRow_ = rowNamedIn(sentence);
  outsideProblem_ = withoutName(sentence, outsideRow_);
  refresh();
}

QString ExperimentPanel::inItsWords(QString sentence) const {
  for (const ParameterRow* row : rows_) sentence.replace(flagOf(row), "'" + row->label() + "'");
  return sentence;
}

int ExperimentPanel::problemCount() const {
  int count = 0;
  for (const ParameterRow* row : rows_) count += !row->problem().isEmpty();
  return count;
}

void ExperimentPanel::focusProblem() {
  for (ParameterRow* row : rows_) {
    if (row->problem().isEmpty()) continue;
    for (QWidget* above = row->parentWidget(); above; above = above->parentWidget()) {
      if (auto* section = qobject_cast<Section*>(above)) section->setOpen(true);
    }
    row->edit()->control()->setFocus();
    findChild<QScrollArea*>("experimentScroll")->ensureWidgetVisible(row);
    return;
  }
}

ParameterRow* ExperimentPanel::row(const std::string& key) const {
  for (ParameterRow* row : rows_) {
    if (row->option().key == key) return row;
  }
  return nullptr;
}

ParameterRow* ExperimentPanel::rowNamedIn(const QString& sentence) const {
  ParameterRow* first = row("dataset");
  qsizetype position = sentence.size();
  for (ParameterRow* row : rows_) {
    const qsizetype at = sentence.indexOf(flagOf(row));
    if (at >= 0 && at < position) {
      position = at;
      first = row;
    }
  }
  return first;
}

QString ExperimentPanel::withoutName(const QString& sentence, const ParameterRow* row) {
  const QString prefix = QString::fromStdString(row->option().flag()) + ": ";
  return sentence.startsWith(prefix) ? sentence.mid(prefix.size()) : sentence;
}

}  // namespace nmf::ui
