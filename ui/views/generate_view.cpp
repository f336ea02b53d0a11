#include "ui/views/generate_view.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>
#include <map>

#include "ui/controls/option_box.h"
#include "ui/session/background_task.h"
#include "ui/session/sentence.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"
#include "ui/views/sample_errors.h"
#include "ui/views/sample_picture.h"
#include "ui/views/weight_panel.h"

namespace nmf::ui {
namespace {

constexpr int kMorphSteps = 100;
constexpr int kAllLabels = -1;
constexpr int kThumbnail = 28;
// Up to this many multiplications the codes are computed on the spot: less than a millisecond.
constexpr double kQuick = 4e6;

QSpinBox* makeSampleBox(QWidget* parent, const char* objectName, const QString& accessibleName,
                        const QString& toolTip) {
  auto* box = new QSpinBox(parent);
  box->setObjectName(QLatin1String(objectName));
  box->setAccessibleName(accessibleName);
  box->setToolTip(toolTip);
  box->setKeyboardTracking(false);
  box->setRange(0, 0);
  return box;
}

}  // namespace

GenerateView::GenerateView(QWidget* parent) : PictureView(parent) {
  setObjectName("generateView");
  setAccessibleName(tr("Generated images"));
  canvas()->setObjectName("generateCanvas");
  canvas()->setAccessibleName(tr("Generated images"));
  canvas()->setFocusPolicy(Qt::NoFocus);

  modeChooser_ =
      makeChooser(this, "generateMode", tr("How images are made"),
                  tr("By sliders for the weights, by drawing codes from their distribution, or on the way "
                     "from one image to another."));
  modeChooser_->addItem(tr("Compose"), static_cast<int>(Mode::Compose));
  modeChooser_->addItem(tr("Draw"), static_cast<int>(Mode::Sample));
  modeChooser_->addItem(tr("Morph"), static_cast<int>(Mode::Morph));
  modeControls_ = new QStackedWidget(this);
  modeControls_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  modeControls_->addWidget(makeComposeControls());
  modeControls_->addWidget(makeSampleControls());
  modeControls_->addWidget(makeMorphControls());
  controls()->addWidget(modeChooser_);
  controls()->addWidget(modeControls_, 1);

  weights_ = new WeightPanel(this);
  body()->insertWidget(0, weights_);

  connect(modeChooser_, &QComboBox::currentIndexChanged, this, [this] {
    mode_ = static_cast<Mode>(modeChooser_->currentData().toInt());
    modeControls_->setCurrentIndex(static_cast<int>(mode_));
    weights_->setVisible(mode_ == Mode::Compose);
    refresh();
  });
  connect(weights_, &WeightPanel::weightsChanged, this, &GenerateView::weightsSet);
}

GenerateView::~GenerateView() = default;

QWidget* GenerateView::makeComposeControls() {
  auto* row = new QWidget(modeControls_);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  startName_ = new QLabel(tr("from sample"), row);
  startName_->setObjectName("composeOrigin");
  startBox_ = makeSampleBox(row, "composeSample", tr("Sample to start from"),
                            tr("Sets the sliders to the weights of this row of A; Enter sets them again."));
  startName_->setBuddy(startBox_);
  auto* mean = makeButton(row, "composeMean", tr("Mean"), tr("Sets the sliders to the mean weights."));
  auto* clear = makeButton(row, "composeClear", tr("Clear"), tr("Sets all sliders to 0."));
  layout->addWidget(startName_);
  layout->addWidget(startBox_);
  layout->addWidget(mean);
  layout->addWidget(clear);
  layout->addStretch(1);
  connect(startBox_, &QSpinBox::valueChanged, this, &GenerateView::composeSample);
  connect(startBox_, &QSpinBox::editingFinished, this, [this] {
    // Of Enter, not of the focus that leaves.
    if (startBox_->hasFocus()) composeSample();
  });
  connect(mean, &QToolButton::clicked, this, [this] { composeFrom(generated_.book.mean); });
  connect(clear, &QToolButton::clicked, this, [this] {
    weights_->setWeights(std::vector<double>(static_cast<std::size_t>(weights_->count()), 0.0));
    weightsSet();
  });
  return row;
}

QWidget* GenerateView::makeSampleControls() {
  auto* row = new QWidget(modeControls_);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  distributionChooser_ = makeChooser(row, "drawDistribution", tr("Distribution"),
                                     tr("Independent marginals draw each weight from its own distribution "
                                        "over the images; the Gaussian copula keeps "
                                        "which weights go together."));
  distributionChooser_->addItem(tr("Gaussian copula"),
                                static_cast<int>(CodeDistribution::Kind::GaussianCopula));
  distributionChooser_->addItem(tr("Independent marginals"),
                                static_cast<int>(CodeDistribution::Kind::Independent));
  labelChooser_ = makeChooser(row, "drawLabel", tr("Label"), tr("Fitted to the images of this label only."));
  auto* again =
      makeButton(row, "drawAgain", tr("Draw again"), tr("Other images from the same distribution."));
  layout->addWidget(distributionChooser_);
  layout->addWidget(labelChooser_);
  layout->addWidget(again);
  layout->addStretch(1);
  connect(distributionChooser_, &QComboBox::currentIndexChanged, this, &GenerateView::refresh);
  connect(labelChooser_, &QComboBox::currentIndexChanged, this, &GenerateView::refresh);
  connect(again, &QToolButton::clicked, this, [this] {
    ++seed_;
    refresh();
  });
  return row;
}

QWidget* GenerateView::makeMorphControls() {
  auto* row = new QWidget(modeControls_);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  fromBox_ = makeSampleBox(row, "morphFrom", tr("First sample"), tr("The row of A where the way begins."));
  toBox_ = makeSampleBox(row, "morphTo", tr("Last sample"), tr("The row of A where the way ends."));
  morphSlider_ = new QSlider(Qt::Horizontal, row);
  morphSlider_->setObjectName("morphShare");
  morphSlider_->setAccessibleName(tr("Position between the samples"));
  morphSlider_->setToolTip(tr("How far the codes have gone from the first sample to the last."));
  morphSlider_->setRange(0, kMorphSteps);
  morphSlider_->setValue(kMorphSteps / 2);
  layout->addWidget(fromBox_);
  layout->addWidget(morphSlider_, 1);
  layout->addWidget(toBox_);
  for (QSpinBox* box : {fromBox_, toBox_}) {
    connect(box, &QSpinBox::valueChanged, this, [this] { repaintPicture(); });
  }
  connect(morphSlider_, &QSlider::valueChanged, this, [this] { repaintPicture(); });
  return row;
}

void GenerateView::setMode(Mode mode) {
  modeChooser_->setCurrentIndex(static_cast<int>(mode));
}

void GenerateView::dataChanged() {
  task_.reset();
  working_ = false;
  trouble_.clear();
  generated_ = {};
  thumbnailsShown_ = false;  // the factors may have been there first
  startPending_ = true;
  rowsShown_ = rows();
  const int last = static_cast<int>(std::max<Eigen::Index>(0, rowsShown_ - 1));
  const QSignalBlocker startBlocker(startBox_), fromBlocker(fromBox_), toBlocker(toBox_),
      labelBlocker(labelChooser_);
  for (QSpinBox* box : {startBox_, fromBox_, toBox_}) box->setRange(0, last);
  fromBox_->setValue(0);
  toBox_->setValue(std::min(1, last));
  labelChooser_->clear();
  labelChooser_->addItem(tr("All labels"), kAllLabels);
  std::map<int, int> firsts;  // label to its first row
  if (frame().data) {
    const std::vector<int>& labels = frame().data->labels;
    for (std::size_t row = 0; row < labels.size(); ++row) firsts.emplace(labels[row], static_cast<int>(row));
    for (const auto& [label, row] : firsts) labelChooser_->addItem(sampleLabel(*frame().data, row), label);
    // A way from one label to another says more than one between two images of the same.
    for (int row = 1; !labels.empty() && row <= last; ++row) {
      if (labels[static_cast<std::size_t>(row)] == labels[0]) continue;
      toBox_->setValue(row);
      break;
    }
  }
  labelChooser_->setVisible(!firsts.empty());
}

/// The codes are all there is to it, and those come of the factors: the data is only not to be another one.
bool GenerateView::isUsable() const {
  return frame().snapshot && (!frame().data || fits(*frame().data, frame().snapshot->factors));
}

/// How many samples there are.
Eigen::Index GenerateView::rows() const {
  if (frame().data) return frame().data->A.rows();
  return frame().snapshot ? frame().snapshot->factors.W.front().rows() : 0;
}

void GenerateView::snapshotChanged() {
  if (rows() != rowsShown_) dataChanged();
  const Matrix none;
  const Matrix& H = isUsable() ? rightFactor(frame().snapshot->factors) : none;
  if (weights_->count() != H.rows()) {
    weights_->setCount(static_cast<int>(H.rows()));
    startPending_ = true;
  }
  if (startRun_ != frame().run) {
    // Shares of the largest codes of another run's factors say nothing about these.
    startRun_ = frame().run;
    startPending_ = true;
  }
  if (mode_ == Mode::Compose) showThumbnails(H);
  thumbnailsShown_ = mode_ == Mode::Compose;
  requestCodes();
}

void GenerateView::showThumbnails(const Matrix& H) {
  for (Eigen::Index k = 0; k < H.rows(); ++k) {
    const float high = H.row(k).maxCoeff();
    weights_->setPicture(
        static_cast<int>(k),
        QPixmap::fromImage(renderPicture(H.row(k).data(), imageShape(frame()), QSize(kThumbnail, kThumbnail),
                                         {0, high > 0 ? high : 1.0}, ColorMap::of(ColorMapKind::Gray))));
  }
}

GenerateView::Request GenerateView::request() const {
  Request request;
  request.samples = mode_ == Mode::Sample;
  if (!request.samples) return request;
  request.kind = static_cast<CodeDistribution::Kind>(distributionChooser_->currentData().toInt());
  const int label = labelChooser_->currentIndex() >= 0 ? labelChooser_->currentData().toInt() : kAllLabels;
  if (label != kAllLabels) request.label = label;
  request.seed = seed_;
  return request;
}

std::optional<GenerateView::Generated> GenerateView::generate(DatasetPtr data, SnapshotPtr snapshot,
                                                              Request request,
                                                              const std::function<bool()>& cancelled) {
  std::optional<CodeBook> book = makeCodeBook(std::move(data), std::move(snapshot), cancelled);
  if (!book) return std::nullopt;
  Generated generated{std::move(*book), {}, request};
  if (request.samples) {
    const CodeDistribution distribution(codesOfLabel(generated.book, request.label), request.kind);
    generated.samples = distribution.sample(kSamples, request.seed);
  }
  return generated;
}

bool GenerateView::isCurrent() const {
  return generated_.book.snapshot == frame().snapshot && generated_.book.data == frame().data &&
         (!request().samples || generated_.request == request());
}

bool GenerateView::isQuick() const {
  const Factors& factors = frame().snapshot->factors;
  const double inner = factors.W.size() > 1 ? static_cast<double>(factors.W.back().cols()) : 1;
  return !request().samples && static_cast<double>(factors.W[0].size()) * inner <= kQuick;
}

void GenerateView::refresh() {
  if (isVisible()) snapshotChanged();
  invalidate();
}

void GenerateView::prepare() {
  // The mode may have been changed while the view was hidden.
  if (mode_ == Mode::Compose && !thumbnailsShown_) return snapshotChanged();
  requestCodes();
}

void GenerateView::requestCodes() {
  if (!isUsable()) return;
  if (isCurrent() || working_) return;
  if (isQuick()) return take(*generate(frame().data, frame().snapshot, request(), {}));
  working_ = true;
  task_ = std::make_unique<BackgroundTask>(
      this,
      [this, dataset = frame().data, snapshot = frame().snapshot, wanted = request(),
       run = frame().run](const BackgroundTask::Context& context) {
        std::optional<Generated> result;
        const QString trouble = sentenceOf([&] {
          result = generate(dataset, snapshot, wanted, [&context] { return context.cancelled(); });
        });
        if (!result && trouble.isEmpty()) return;
        context.post([this, run, snapshot, wanted, trouble,
                      result = std::make_shared<Generated>(std::move(result).value_or(Generated()))] {
          working_ = false;
          trouble_ = trouble;
          if (!trouble.isEmpty()) {
            repaintPicture();
            if (snapshot != frame().snapshot || !(wanted == request())) requestCodes();
            return;
          }
          // What came meanwhile is asked for next; until then the newest there is serves, unless it is of
          // another run.
          if (run == frame().run && result->book.data == frame().data) take(std::move(*result));
          requestCodes();
        });
      },
      std::chrono::milliseconds(0));
}

void GenerateView::take(Generated generated) {
  generated_ = std::move(generated);
  if (startPending_ && startBox_->value() < generated_.book.codes.rows()) {
    startPending_ = false;
    composeSample();
  }
  repaintPicture();
  emit this->generated();
}

void GenerateView::composeSample() {
  const int sample = startBox_->value();
  if (sample >= generated_.book.codes.rows()) return;
  composeFrom(generated_.book.codes.row(sample).transpose());
  sampleWeights_ = weights_->weights();
  weightsSet();
}

void GenerateView::weightsSet() {
  const bool ofSample = weights_->weights() == sampleWeights_;
  startName_->setText(ofSample ? tr("from sample") : tr("changed from"));
  startBox_->setAccessibleDescription(
      ofSample ? QString() : tr("The weights are no longer those of this sample. Enter sets them again."));
  repaintPicture();
}

void GenerateView::composeFrom(const Eigen::VectorXf& code) {
  const Eigen::VectorXf& largest = generated_.book.largest;
  std::vector<double> weights;
  for (Eigen::Index k = 0; k < std::min(code.size(), largest.size()); ++k) {
    weights.push_back(largest[k] > 0 ? code[k] / largest[k] : 0);
  }
  weights_->setWeights(weights);
  weightsSet();
}

Eigen::VectorXf GenerateView::morphed(double share) const {
  const Matrix& codes = generated_.book.codes;
  if (fromBox_->value() >= codes.rows() || toBox_->value() >= codes.rows()) return {};
  const float t = static_cast<float>(share);
  return ((1 - t) * codes.row(fromBox_->value()) + t * codes.row(toBox_->value())).transpose();
}

Eigen::VectorXf GenerateView::currentCode() const {
  if (!generated_.book.snapshot) return {};
  if (mode_ == Mode::Morph) return morphed(static_cast<double>(morphSlider_->value()) / kMorphSteps);
  const std::vector<double> weights = weights_->weights();
  Eigen::VectorXf code = generated_.book.largest;
  for (Eigen::Index k = 0; k < code.size(); ++k) {
    code[k] *= static_cast<std::size_t>(k) < weights.size()
                   ? static_cast<float>(weights[static_cast<std::size_t>(k)])
                   : 0;
  }
  return code;
}

}  // namespace nmf::ui
