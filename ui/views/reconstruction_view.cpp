#include "ui/views/reconstruction_view.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "ui/controls/option_box.h"
#include "ui/session/background_task.h"
#include "ui/session/sentence.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"

namespace nmf::ui {
namespace {

constexpr std::size_t kMostRanked = 1000;
constexpr int kAllLabels = -1;

constexpr double kGap = 14;
constexpr double kLeft = 10, kTop = 6, kBottom = 8;  // margins
constexpr int kFigureSamples = 10;                   // that a figure's strip has at least

/// Where the three parts go.
struct Parts {
  QRectF focus, composition, strip;
};

/// The heights that parts need in a figure; on the screen they make do with what there is.
struct Needed {
  double focus = 0, composition = 0;
};

Parts divide(const QRectF& area, const Theme& theme, ReconstructionSheet& sheet, int row, double scale,
             const Needed& needed) {
  const double composition = 114 * theme.fontScale;
  const bool wide = area.width() > 1.5 * area.height();
  Parts parts;
  // Wide: the strip stands beside the focus; else below.
  parts.focus = QRectF(area.topLeft(),
                       wide ? QSizeF(std::round(0.55 * area.width()), area.height() - composition - kGap)
                            : QSizeF(area.width(), std::max(0.46 * area.height(), needed.focus)));
  parts.focus.setHeight(sheet.focusHeight(parts.focus.size(), theme, scale, row));
  const double below = area.bottom() - parts.focus.bottom() - kGap;
  parts.composition =
      QRectF(area.left(), parts.focus.bottom() + kGap, parts.focus.width(),
             wide ? below : std::max(std::min(composition, 0.42 * below), needed.composition));
  parts.strip = wide ? QRectF(QPointF(parts.focus.right() + 2 * kGap, area.top()), area.bottomRight())
                     : QRectF(QPointF(area.left(), parts.composition.bottom() + kGap), area.bottomRight());
  return parts;
}

}  // namespace

ReconstructionView::ReconstructionView(QWidget* parent) : PictureView(parent) {
  setObjectName("reconstructionView");
  setAccessibleName(tr("Reconstruction"));
  canvas()->setObjectName("reconstructionCanvas");
  canvas()->setAccessibleName(tr("Original, reconstruction and error of samples"));
  makeControls();
  finishControls();
  canvas()->onClick = [this](const QPointF& position) {
    for (int i = 0; i < columns_.size(); ++i) {
      if (columns_[i].contains(position)) return showPosition(stripStart_ + i);
    }
  };
  canvas()->onKey = [this](QKeyEvent* event) { return handleKey(event); };
  canvas()->toolTipAt = [this](const QPointF& position) -> QString {
    for (int i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].contains(position) || !sheet_ || !frame().data) continue;
      const std::size_t at = static_cast<std::size_t>(stripStart_ + i);
      if (at >= samples_.size()) return {};
      const QString label = sampleLabel(*frame().data, samples_[at]);
      return tr("Sample %1%2\nrelative error %3")
          .arg(grouped(samples_[at]), label.isEmpty() ? QString() : tr(", label %1").arg(label),
               shortNumber(sheet_.sample(samples_[at]).relativeError));
    }
    return {};
  };
}

ReconstructionView::~ReconstructionView() = default;

void ReconstructionView::makeControls() {
  auto* rows = new QVBoxLayout;
  rows->setSpacing(4);
  auto* first = new QHBoxLayout;
  auto* second = new QHBoxLayout;
  first->setSpacing(6);
  second->setSpacing(6);
  rows->addLayout(first);
  rows->addLayout(second);
  controls()->addLayout(rows);

  auto* name = new QLabel(tr("&Sample"), this);
  sampleBox_ = new QSpinBox(this);
  sampleBox_->setObjectName("sampleNumber");
  sampleBox_->setAccessibleName(tr("Sample number"));
  sampleBox_->setToolTip(tr("Which row of A is shown, counted from 0."));
  sampleBox_->setKeyboardTracking(false);
  sampleBox_->setRange(0, 0);
  name->setBuddy(sampleBox_);
  sampleSlider_ = new QSlider(Qt::Horizontal, this);
  sampleSlider_->setObjectName("sampleSlider");
  sampleSlider_->setAccessibleName(tr("Sample"));
  sampleSlider_->setToolTip(tr("Go through the samples of the strip."));
  first->addWidget(name);
  first->addWidget(sampleBox_);
  first->addWidget(sampleSlider_, 1);

  labelChooser_ = makeChooser(this, "sampleLabel", tr("Label"), tr("Only samples of this label."));
  worstButton_ =
      makeButton(this, "sampleWorst", tr("Worst"), tr("The samples with the largest relative errors now."));
  bestButton_ =
      makeButton(this, "sampleBest", tr("Best"), tr("The samples with the smallest relative errors now."));
  randomButton_ = makeButton(this, "sampleRandom", tr("Random"), tr("Other samples, by chance."));
  errorChooser_ = makeChooser(this, "errorMap", tr("Error map"),
                              tr("The size of the error at each pixel, or with its sign: orange where the "
                                 "reconstruction is too dark, blue where it is too bright."));
  errorChooser_->addItem(tr("Absolute error"), static_cast<int>(ErrorMap::Absolute));
  errorChooser_->addItem(tr("Signed error"), static_cast<int>(ErrorMap::Signed));
  for (QWidget* control : {static_cast<QWidget*>(labelChooser_), static_cast<QWidget*>(worstButton_),
                           static_cast<QWidget*>(bestButton_), static_cast<QWidget*>(randomButton_),
                           static_cast<QWidget*>(errorChooser_)}) {
    second->addWidget(control);
  }
  second->addStretch(1);
  labelChooser_->hide();

  connect(sampleBox_, &QSpinBox::valueChanged, this, &ReconstructionView::setSample);
  connect(sampleSlider_, &QSlider::valueChanged, this, &ReconstructionView::showPosition);
  connect(labelChooser_, &QComboBox::currentIndexChanged, this, [this] { choose(choice_); });
  connect(worstButton_, &QToolButton::clicked, this, [this] { choose(Choice::Worst); });
  connect(bestButton_, &QToolButton::clicked, this, [this] { choose(Choice::Best); });
  connect(randomButton_, &QToolButton::clicked, this, [this] { choose(Choice::Random); });
  connect(errorChooser_, &QComboBox::currentIndexChanged, this, &ReconstructionView::invalidate);
}

int ReconstructionView::sample() const {
  const auto at = static_cast<std::size_t>(position_);
  return at < samples_.size() ? samples_[at] : -1;
}

std::vector<int> ReconstructionView::candidates() const {
  std::vector<int> rows;
  if (!frame().data) return rows;
  const int label = labelChooser_->currentIndex() >= 0 ? labelChooser_->currentData().toInt() : kAllLabels;
  const Dataset& dataset = *frame().data;
  for (int row = 0; row < static_cast<int>(dataset.A.rows()); ++row) {
    if (label == kAllLabels || dataset.labels[static_cast<std::size_t>(row)] == label) rows.push_back(row);
  }
  return rows;
}

void ReconstructionView::dataChanged() {
  task_.reset();
  comparing_ = false;
  trouble_.clear();
  errors_ = {};
  const QSignalBlocker labelBlocker(labelChooser_), boxBlocker(sampleBox_);
  labelChooser_->clear();
  const Dataset* dataset = frame().data.get();
  const bool labelled = dataset && dataset->labels.size() == static_cast<std::size_t>(dataset->A.rows());
  if (labelled) {
    labelChooser_->addItem(tr("All labels"), kAllLabels);
    std::vector<std::pair<int, int>> firsts;  // label, its first row
    std::set<int> seen;
    for (std::size_t row = 0; row < dataset->labels.size(); ++row) {
      if (seen.insert(dataset->labels[row]).second)
        firsts.emplace_back(dataset->labels[row], static_cast<int>(row));
    }
    std::sort(firsts.begin(), firsts.end());
    for (const auto& [label, row] : firsts) labelChooser_->addItem(sampleLabel(*dataset, row), label);
  }
  labelChooser_->setVisible(labelled);
  const int rows = dataset ? static_cast<int>(dataset->A.rows()) : 0;
  sampleBox_->setRange(0, std::max(0, rows - 1));
  for (QWidget* control : {static_cast<QWidget*>(sampleBox_), static_cast<QWidget*>(sampleSlider_),
                           static_cast<QWidget*>(worstButton_), static_cast<QWidget*>(bestButton_),
                           static_cast<QWidget*>(randomButton_)}) {
    control->setEnabled(rows > 0);
  }
  takeSamples(Choice::InOrder, candidates(), 0);
}

void ReconstructionView::snapshotChanged() {
  if (std::exchange(run_, frame().run) == frame().run) return;
  // What was worst in another run says nothing of this one.
  if (choice_ == Choice::Worst || choice_ == Choice::Best) setSample(sample());
  errors_ = {};
}

void ReconstructionView::setSample(int row) {
  if (!frame().data || row < 0 || row >= frame().data->A.rows()) return;
  std::vector<int> rows = candidates();
  auto at = std::lower_bound(rows.begin(), rows.end(), row);
  if (at == rows.end() || *at != row) {
    const QSignalBlocker blocker(labelChooser_);
    labelChooser_->setCurrentIndex(labelChooser_->findData(kAllLabels));
    rows = candidates();
    at = rows.begin() + row;
  }
  const int position = static_cast<int>(at - rows.begin());
  takeSamples(Choice::InOrder, std::move(rows), position);
}

void ReconstructionView::choose(Choice choice) {
  if (!frame().data) return;
  task_.reset();
  comparing_ = false;
  trouble_.clear();
  switch (choice) {
    case Choice::InOrder:
      takeSamples(choice, candidates(), 0);
      emit chosen();
      break;
    case Choice::Random: {
      std::vector<int> rows = candidates();
      std::mt19937 generator(++draws_);
      std::shuffle(rows.begin(), rows.end(), generator);
      rows.resize(std::min(rows.size(), kMostRanked));
      takeSamples(choice, std::move(rows), 0);
      emit chosen();
      break;
    }
    case Choice::Worst:
    case Choice::Best:
      rankInBackground(choice);
      break;
  }
}

void ReconstructionView::rankInBackground(Choice choice) {
  const DatasetPtr dataset = frame().data;
  const SnapshotPtr snapshot = frame().snapshot;
  if (!snapshot || !fits(*dataset, snapshot->factors)) return;
  if (errors_.data == dataset && errors_.snapshot == snapshot && !errors_.relative.empty()) {
    return takeErrors(choice, std::move(errors_));
  }
  comparing_ = true;
  task_ = std::make_unique<BackgroundTask>(
      this,
      [this, dataset, snapshot, choice, run = frame().run](const BackgroundTask::Context& context) {
        SampleErrors errors;
        const QString trouble = sentenceOf([&] {
          errors = computeSampleErrors(dataset, snapshot, [&context] { return context.cancelled(); });
        });
        context.post([this, choice, run, trouble, errors = std::move(errors)]() mutable {
          comparing_ = false;
          if (!trouble.isEmpty()) {
            trouble_ = trouble;
            repaintPicture();
            return;
          }
          // A run that began meanwhile has other samples, or other factors.
          if (run == frame().run && errors.data == frame().data) takeErrors(choice, std::move(errors));
        });
      },
      std::chrono::milliseconds(0));
  repaintPicture();
}

void ReconstructionView::takeErrors(Choice choice, SampleErrors errors) {
  errors_ = std::move(errors);
  takeSamples(choice, rankSamples(errors_, candidates(), choice == Choice::Worst, kMostRanked), 0);
  emit chosen();
}

void ReconstructionView::takeSamples(Choice choice, std::vector<int> samples, int position) {
  choice_ = choice;
  samples_ = std::move(samples);
  {
    const QSignalBlocker blocker(sampleSlider_);
    sampleSlider_->setRange(0, std::max(0, static_cast<int>(samples_.size()) - 1));
  }
  showPosition(position);
}

void ReconstructionView::showPosition(int position) {
  position_ = std::clamp(position, 0, std::max(0, static_cast<int>(samples_.size()) - 1));
  const QSignalBlocker boxBlocker(sampleBox_), sliderBlocker(sampleSlider_);
  sampleSlider_->setValue(position_);
  sampleBox_->setValue(std::max(0, sample()));
  repaintPicture();
}

QString ReconstructionView::stripTitle() const {
  if (comparing_) return tr("Comparing all samples");
  if (!trouble_.isEmpty()) return trouble_;
  const QString epoch = errors_.snapshot ? grouped(errors_.snapshot->epoch) : QString();
  switch (choice_) {
    case Choice::Worst:
      return tr("Worst at epoch %1").arg(epoch);
    case Choice::Best:
      return tr("Best at epoch %1").arg(epoch);
    case Choice::Random:
      return tr("Chosen by chance");
    case Choice::InOrder:
      break;
  }
  return tr("In the order of the data");
}

bool ReconstructionView::handleKey(QKeyEvent* event) {
  const int last = static_cast<int>(samples_.size()) - 1;
  const int page = std::max(1, static_cast<int>(columns_.size()));
  switch (event->key()) {
    case Qt::Key_Left:
      showPosition(position_ - 1);
      return true;
    case Qt::Key_Right:
      showPosition(position_ + 1);
      return true;
    case Qt::Key_PageUp:
      showPosition(position_ - page);
      return true;
    case Qt::Key_PageDown:
      showPosition(position_ + page);
      return true;
    case Qt::Key_Home:
      showPosition(0);
      return true;
    case Qt::Key_End:
      showPosition(last);
      return true;
    default:
      return false;
  }
}

void ReconstructionView::prepare() {
  sheet_ = fits(*frame().data, frame().snapshot->factors)
               ? ReconstructionSheet(frame().data, frame().snapshot,
                                     static_cast<ErrorMap>(errorChooser_->currentData().toInt()))
               : ReconstructionSheet();
}

std::vector<int> ReconstructionView::strip() const {
  const auto begin = std::min(samples_.size(), static_cast<std::size_t>(stripStart_));
  const auto end = std::min(samples_.size(), begin + static_cast<std::size_t>(columns_.size()));
  return {samples_.begin() + static_cast<std::ptrdiff_t>(begin),
          samples_.begin() + static_cast<std::ptrdiff_t>(end)};
}

int ReconstructionView::stripWanted() const {
  return std::min(kFigureSamples, static_cast<int>(samples_.size()));
}

double ReconstructionView::leastHeight(double width, const Theme& theme) const {
  if (!sheet_ || sample() < 0) return 0;
  const double inner = width - 2 * kLeft;
  return kTop + sheet_.leastFocus(inner, theme, sample()) + kGap + sheet_.leastComposition(inner, theme) +
         kGap + wrappedHeight(figureFont(theme), stripTitle(), inner) + 4 +
         sheet_.leastStrip(inner, theme, stripWanted()) + kBottom;
}

void ReconstructionView::paintPicture(QPainter& painter, const QRectF& area, const Theme& theme,
                                      bool onScreen) {
  if (!sheet_ || sample() < 0) {
    painter.setFont(figureFont(theme, 1.1));
    painter.setPen(theme.mutedText);
    painter.drawText(area.adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                     sheet_ ? tr("No sample can be shown.")
                            : tr("These factors belong to other data than what is loaded now."));
    if (onScreen) columns_.clear();
    return;
  }
  const QRectF inner = area.adjusted(kLeft, kTop, -kLeft, -kBottom);
  Needed needed;
  if (!onScreen) {
    needed.focus = sheet_.leastFocus(inner.width(), theme, sample());
    needed.composition = sheet_.leastComposition(inner.width(), theme);
  }
  const Parts parts = divide(inner, theme, sheet_, sample(), deviceScale(painter), needed);
  const QFont titleFont = figureFont(theme);
  const double title = wrappedHeight(titleFont, stripTitle(), parts.strip.width()) + 4;
  const QRectF stripArea = parts.strip.adjusted(0, title, 0, 0);
  const ReconstructionSheet::Strip strip =
      sheet_.stripFor(stripArea.size(), theme, deviceScale(painter), onScreen ? 0 : stripWanted());
  // Turn pages so that the current sample is among those shown.
  const int fitting = std::max(1, strip.capacity());
  const int start = position_ / fitting * fitting;
  const std::vector<int> rows(
      samples_.begin() + start,
      samples_.begin() +
          std::min<std::ptrdiff_t>(start + fitting, static_cast<std::ptrdiff_t>(samples_.size())));
  sheet_.setShown(rows);
  sheet_.paintFocus(painter, parts.focus, theme, sample());
  sheet_.paintComposition(painter, parts.composition, theme, sample());
  painter.setFont(titleFont);
  painter.setPen(theme.text);
  paintWrapped(painter, parts.strip, Qt::AlignLeft, stripTitle());
  const QVector<QRectF> places = sheet_.paintStrip(painter, stripArea, theme, strip, rows, sample());
  if (onScreen) {
    columns_ = places;
    stripStart_ = start;
  }
}

}  // namespace nmf::ui
