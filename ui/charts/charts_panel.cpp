#include "ui/charts/charts_panel.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QToolButton>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "ui/charts/chart_plot.h"
#include "ui/charts/charts_panel_state.h"
#include "ui/charts/number_text.h"
#include "ui/charts/readout.h"
#include "ui/controls/option_box.h"
#include "ui/controls/wheel_guard.h"

namespace nmf::ui {
namespace {

constexpr qint64 kOthersEvery = 90;  // ms between two drawings of a chart that is not in use: 10 a second
constexpr int kColumns = 2;
constexpr std::array kSmoothing{11, 51, 201, 1001};  // epochs

}  // namespace

ChartsPanel::ChartsPanel(QWidget* parent) : QWidget(parent), state_(std::make_unique<State>()) {
  setObjectName(QStringLiteral("charts"));
  setAccessibleName(QStringLiteral("Charts"));
  state_->clock.start();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  grid_ = new QGridLayout;
  grid_->setSpacing(6);
  buildBar();
  column->addLayout(grid_, 1);
  buildCharts();
  setTheme(state_->theme);
}

ChartsPanel::~ChartsPanel() = default;

void ChartsPanel::buildBar() {
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(4, 0, 0, 0);
  readout_ = new Readout(this);
  readout_->setObjectName(QStringLiteral("chartsReadout"));
  readout_->setAccessibleName(QStringLiteral("Values at the epoch"));
  bar->addWidget(readout_, 1);
  const auto button = [&](const char* name, const QString& text, const QString& accessible,
                          const QString& tip) {
    auto* made = new QToolButton(this);
    made->setObjectName(QLatin1String(name));
    made->setText(text);
    made->setAccessibleName(accessible);
    made->setToolTip(tip);
    made->setCheckable(true);
    made->setAutoRaise(true);
    bar->addWidget(made);
    return made;
  };
  smoothing_ = makeChooser(
      this, "smoothing", QStringLiteral("Smoothing"),
      QStringLiteral("Draws the mean of so many epochs, with the records faintly behind it (S). Read-outs, "
                     "exported numbers and plateaus always use the records."));
  ignoreWheelWithoutFocus(smoothing_);
  smoothing_->addItem(QStringLiteral("raw"), 0);
  for (const int epochs : kSmoothing) smoothing_->addItem(QStringLiteral("mean %1").arg(epochs), epochs);
  connect(smoothing_, &QComboBox::currentIndexChanged, this,
          [this] { setSmoothing(smoothing_->currentData().toLongLong()); });
  bar->addWidget(smoothing_);
  logXButton_ = button("logEpochs", QStringLiteral("log epochs"), QStringLiteral("Logarithmic epochs"),
                       QStringLiteral("Logarithmic epoch axis on all charts (X)"));
  followButton_ = button("follow", QStringLiteral("Follow"), QStringLiteral("Follow the run"),
                         QStringLiteral("Show the whole run as it grows. Zooming epochs or values leaves "
                                        "this; F, Home or a double click on a chart returns."));
  followButton_->setChecked(true);
  connect(logXButton_, &QToolButton::clicked, this, &ChartsPanel::setLogX);
  connect(followButton_, &QToolButton::clicked, this, &ChartsPanel::setFollow);
  static_cast<QVBoxLayout*>(layout())->addLayout(bar);
}

void ChartsPanel::buildCharts() {
  for (const Quantity quantity : allQuantities()) {
    auto* chart = new Chart(quantity, this);
    const int index = static_cast<int>(charts_.size());
    grid_->addWidget(chart, index / kColumns, index % kColumns);
    grid_->setRowStretch(index / kColumns, 1);
    grid_->setColumnStretch(index % kColumns, 1);
    charts_.append(chart);
    connect(chart, &Chart::epochRangeEdited, this, [this](const EpochRange& range) {
      state_->range = range;
      state_->follow = false;
      showFollow();
      applyRange();
    });
    connect(chart, &Chart::fitsYChanged, this, &ChartsPanel::showFollow);
    connect(chart, &Chart::followRequested, this, [this] { setFollow(true); });
    connect(chart, &Chart::hoverChanged, this, [this, chart] {
      if (chart->epochUnderMouse())
        state_->hovered = chart;
      else if (state_->hovered == chart)
        state_->hovered = nullptr;
      refreshHover();
    });
    connect(chart, &Chart::epochPicked, this, [this](qint64 epoch) {
      state_->cursorBeforePick = state_->cursor;
      setCursorEpoch(epoch);
      emit epochPicked(epoch);
    });
    connect(chart, &Chart::pickUndone, this, [this] {
      const auto before = std::exchange(state_->cursorBeforePick, std::nullopt);
      if (!before) return;
      setCursorEpoch(*before);
      if (*before)
        emit epochPicked(**before);
      else
        emit liveRequested();
    });
    connect(chart, &Chart::runPointedAt, this, [this](std::optional<std::uint64_t> run) {
      state_->pointedRun = run;
      emphasiseRun();
      emit runPointedAt(run);
    });
    connect(chart, &Chart::leftMarginWidened, this, &ChartsPanel::alignMargins);
    connect(chart, &Chart::cursorMoveRequested, this, &ChartsPanel::moveCursor);
    connect(chart, &Chart::liveRequested, this, [this] {
      setCursorEpoch(std::nullopt);
      emit liveRequested();
    });
    connect(chart, &Chart::smoothingRequested, this,
            [this] { smoothing_->setCurrentIndex((smoothing_->currentIndex() + 1) % smoothing_->count()); });
    connect(chart, &Chart::logXRequested, this, &ChartsPanel::setLogX);
    connect(chart, &Chart::maximiseRequested, this,
            [this, chart] { setMaximised(state_->maximised == chart ? nullptr : chart); });
    connect(chart, &Chart::exportRequested, this, &ChartsPanel::exportRequested);
  }
}

void ChartsPanel::setRun(const RunCurves& run) {
  const bool another = run.history != state_->run.history || run.run != state_->run.run;
  state_->run = run;
  if (another) {
    state_->cursor.reset();
    state_->hover.reset();
    state_->cursorBeforePick.reset();
    for (Chart* chart : charts_) {
      chart->setCursorEpoch(std::nullopt);
      chart->setHoverEpoch(std::nullopt);
      chart->setFitsY(true);
      chart->setLeftMargin(0);
    }
  }
  updateRuns();
  if (another) {
    state_->range = {0, 0, state_->range.logarithmic};
    setFollow(true);
  }
  updateReadout();
}

void ChartsPanel::setPinned(const std::vector<RunCurves>& runs) {
  state_->pinned = runs;
  updateRuns();
}

void ChartsPanel::setRunName(const QString& name) {
  if (name == state_->run.name) return;
  state_->run.name = name;
  if (!state_->pinned.empty()) updateRuns();
}

void ChartsPanel::setEmphasisedRun(std::optional<std::uint64_t> run) {
  state_->emphasisedRun = run;
  emphasiseRun();
}

void ChartsPanel::emphasiseRun() {
  for (Chart* chart : charts_)
    chart->emphasiseRun(state_->pointedRun ? state_->pointedRun : state_->emphasisedRun);
}

std::vector<RunCurves> ChartsPanel::allRuns() const {
  std::vector<RunCurves> runs{state_->run};
  runs.insert(runs.end(), state_->pinned.begin(), state_->pinned.end());
  return runs;
}

void ChartsPanel::updateRuns() {
  const std::vector<RunCurves> runs = allRuns();
  for (Chart* chart : charts_) {
    chart->setRuns(runs);
    chart->redrawSoon();
  }
  followRun();
}

void ChartsPanel::dataChanged() {
  for (Chart* chart : charts_) chart->markDirty();
}

void ChartsPanel::setNewestEpoch(std::optional<qint64> epoch) {
  if (epoch == state_->newest) return;
  state_->newest = epoch;
  updateReadout();
}

void ChartsPanel::setPlateaus(const std::vector<Plateau>& plateaus) {
  if (plateaus == state_->run.plateaus) return;
  state_->run.plateaus = plateaus;
  updateRankChart();
}

void ChartsPanel::setWaiting(const std::optional<Waiting>& waiting) {
  if (waiting == state_->run.waiting) return;
  state_->run.waiting = waiting;
  updateRankChart();
}

// An open plateau grows with every record; its chart waits for flush() like any other news of the run.
void ChartsPanel::updateRankChart() {
  for (Chart* chart : charts_)
    if (chart->quantity() == Quantity::EffectiveRank) chart->setRuns(allRuns());
}

void ChartsPanel::addEarlyEnd(const EarlyEnd& end) {
  state_->run.earlyEnds.push_back(end);
  updateRuns();
}

void ChartsPanel::setSpectrum(std::shared_ptr<const DataSpectrum> spectrum) {
  if (spectrum == state_->run.spectrum) return;
  state_->run.spectrum = std::move(spectrum);
  updateRuns();
}

void ChartsPanel::setChanges(const std::vector<Change>& changes) {
  if (changes == state_->run.changes) return;
  state_->run.changes = changes;
  updateRuns();
}

QList<Chart*> ChartsPanel::shownCharts() const {
  QList<Chart*> shown;
  for (Chart* chart : charts_)
    if (chart->isVisible()) shown.append(chart);
  return shown;
}

Chart* ChartsPanel::chartInUse() const {
  for (Chart* chart : charts_)
    if (chart->isVisible() && chart->underMouse()) return chart;
  for (Chart* chart : charts_)
    if (chart->isVisible() && chart->hasFocus()) return chart;
  return nullptr;
}

void ChartsPanel::flush() {
  followRun();  // hidden ones too can be exported
  if (!isVisible()) return;
  const qint64 now = state_->clock.elapsed();
  QList<Chart*> waiting;
  Chart* inUse = chartInUse();
  const QList<Chart*> shown = shownCharts();
  if (!inUse && shown.size() == 1) inUse = shown.first();
  for (Chart* chart : shown)
    if (chart->isDirty() &&
        (chart == inUse || now - state_->drawnAt.value(chart, -kOthersEvery) >= kOthersEvery))
      waiting.append(chart);
  // The chart in use goes first; of the others those that wait longest, few at a time to keep every flush
  // short.
  std::sort(waiting.begin(), waiting.end(), [&](Chart* a, Chart* b) {
    if ((a == inUse) != (b == inUse)) return a == inUse;
    return state_->drawnAt.value(a, -1) < state_->drawnAt.value(b, -1);
  });
  constexpr qsizetype most = 2;
  for (qsizetype i = 0; i < std::min(most, waiting.size()); ++i) {
    waiting[i]->redraw();
    state_->drawnAt[waiting[i]] = now;
  }

  refreshHover();
  if (now - state_->readoutAt >= kOthersEvery) {
    state_->readoutAt = now;
    updateReadout();
  }
}

void ChartsPanel::followRun() {
  if (!state_->follow) return;
  const double last = state_->lastEpoch();
  EpochRange& range = state_->range;
  range.lower = range.logarithmic ? 1 : 0;
  range.upper = followedUpper(range.upper, last, range.logarithmic);
  applyRange();
}

void ChartsPanel::applyRange() {
  for (Chart* chart : charts_) {
    if (chart->epochRange() == state_->range) continue;
    chart->setEpochRange(state_->range);
    // A range that the user changes shows at once; one that follows the run waits for flush().
    if (!state_->follow) chart->redrawSoon();
  }
}

/// Charts above each other share the room for their axes.
void ChartsPanel::alignMargins() {
  int widest = 0;
  for (Chart* chart : charts_) widest = std::max(widest, chart->leftMargin());
  for (Chart* chart : charts_) {
    if (chart->leftMargin() == widest) continue;
    chart->setLeftMargin(widest);
    chart->redrawSoon();
  }
}

void ChartsPanel::refreshHover() {
  setHover(state_->hovered && state_->hovered->isVisible() ? state_->hovered->epochUnderMouse()
                                                           : std::nullopt);
}

void ChartsPanel::setHover(std::optional<qint64> epoch) {
  if (epoch == state_->hover) return;
  state_->hover = epoch;
  for (Chart* chart : charts_) chart->setHoverEpoch(epoch);
  updateReadout();
  emit hoverEpochChanged(epoch.value_or(-1));
}

void ChartsPanel::setCursorEpoch(std::optional<qint64> epoch) {
  if (epoch == state_->cursor) return;
  state_->cursor = epoch;
  for (Chart* chart : charts_) chart->setCursorEpoch(epoch);
  updateReadout();
}

std::optional<qint64> ChartsPanel::cursorEpoch() const {
  return state_->cursor;
}
std::optional<qint64> ChartsPanel::hoverEpoch() const {
  return state_->hover;
}
bool ChartsPanel::follows() const {
  return state_->follow && std::all_of(charts_.begin(), charts_.end(), std::mem_fn(&Chart::fitsY));
}
bool ChartsPanel::logX() const {
  return state_->range.logarithmic;
}
Chart* ChartsPanel::maximised() const {
  return state_->maximised;
}
const QList<Chart*>& ChartsPanel::charts() const {
  return charts_;
}

QList<Figure*> ChartsPanel::figures() const {
  QList<Figure*> list;
  for (Chart* chart : charts_) list.append(chart);
  return list;
}

void ChartsPanel::moveCursor(int records, int pixels) {
  const History* history = state_->history();
  if (!history || history->empty()) return;
  const auto& epochs = history->epoch();
  const std::int64_t from = state_->cursor.value_or(epochs.back());
  const std::size_t index = history->indexNear(from);
  std::int64_t target = static_cast<std::int64_t>(index) + records;
  if (pixels != 0) {
    const Chart* chart = shownCharts().value(0, charts_.first());
    QCPAxis* axis = chart->plot()->epochAxis();
    const double start = std::max(static_cast<double>(epochs[index]), state_->range.logarithmic ? 1.0 : 0.0);
    const double epoch = axis->pixelToCoord(axis->coordToPixel(start) + pixels);
    target = static_cast<std::int64_t>(history->indexNear(std::llround(std::max(0.0, epoch))));
    // At least to the neighbour where records are further apart than pixels.
    const std::int64_t neighbour = static_cast<std::int64_t>(index) + (pixels > 0 ? 1 : -1);
    target = pixels > 0 ? std::max(target, neighbour) : std::min(target, neighbour);
  }
  target = std::clamp<std::int64_t>(target, 0, static_cast<std::int64_t>(epochs.size()) - 1);
  const qint64 epoch = epochs[static_cast<std::size_t>(target)];
  if (state_->cursor == epoch) return;
  setCursorEpoch(epoch);
  emit cursorEpochChanged(epoch);
}

void ChartsPanel::updateReadout() {
  const History* history = state_->history();
  if (!history || history->empty()) {
    readout_->setParts({});
    return;
  }
  const std::int64_t epoch =
      state_->hover.value_or(state_->cursor.value_or(state_->newest.value_or(history->epoch().back())));
  readout_->setRecord(history->record(history->indexNear(epoch)));
}

void ChartsPanel::setTheme(const Theme& theme) {
  state_->theme = theme;
  const QString style =
      QStringLiteral(
          "QToolButton { color: %1; border: 1px solid transparent; border-radius: 4px; padding: 2px 8px; "
          "}QToolButton:hover { background: %2; }QToolButton:focus { border-color: %3; }QToolButton:checked "
          "{ color: %3; font-weight: 600; }")
          .arg(theme.mutedText.name(), theme.grid.name(), theme.accent.name());
  QFont font = QApplication::font();
  if (font.pointSizeF() > 0) font.setPointSizeF(font.pointSizeF() * theme.fontScale);
  for (QToolButton* button : {logXButton_, followButton_}) {
    button->setStyleSheet(style);
    button->setFont(font);
  }
  readout_->setFont(font);
  smoothing_->setFont(font);
  readout_->setMutedColour(theme.mutedText);
  for (Chart* chart : charts_) chart->setTheme(theme);
  updateReadout();
}

void ChartsPanel::setFollow(bool follow) {
  state_->follow = follow;
  if (follow) {
    state_->range.upper = 0;  // fit anew
    followRun();
    for (Chart* chart : charts_) chart->setFitsY(true);
  }
  showFollow();
}

void ChartsPanel::showFollow() {
  const bool shown = follows();
  followButton_->setChecked(shown);
  if (std::exchange(state_->followShown, shown) != shown) emit followChanged(shown);
}

std::int64_t ChartsPanel::smoothing() const {
  return charts_.front()->model().smoothing;
}

void ChartsPanel::setSmoothing(qint64 epochs) {
  if (const int entry = smoothing_->findData(epochs); entry >= 0) smoothing_->setCurrentIndex(entry);
  for (Chart* chart : charts_) chart->setSmoothing(epochs);
}

void ChartsPanel::setLogX(bool logarithmic) {
  logXButton_->setChecked(logarithmic);
  if (logarithmic == state_->range.logarithmic) return;
  EpochRange range = state_->range;
  range.logarithmic = logarithmic;
  if (logarithmic && range.lower < 1) range.lower = 1;
  if (!logarithmic && range.lower <= 1) range.lower = 0;
  state_->range = clamped(range, state_->lastEpoch());
  if (state_->follow) {
    state_->range.upper = 0;
    followRun();
  }
  applyRange();
  for (Chart* chart : charts_) chart->redrawSoon();
  emit logXChanged(logarithmic);
}

void ChartsPanel::setMaximised(Chart* chart) {
  if (chart == state_->maximised) return;
  state_->maximised = chart;
  for (Chart* each : charts_) {
    each->setMaximised(each == chart);
    each->setVisible(!chart || each == chart);
  }
  const qsizetype only = charts_.indexOf(chart);
  for (int i = 0; i < kColumns; ++i) {
    grid_->setRowStretch(i, !chart || only / kColumns == i ? 1 : 0);
    grid_->setColumnStretch(i, !chart || only % kColumns == i ? 1 : 0);
  }
  if (chart) chart->setFocus();
}

}  // namespace nmf::ui
