#include "ui/dataset/data_preview.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "core/data/held_out.h"
#include "core/data/selection.h"
#include "core/data/value_scaling.h"
#include "core/errors.h"
#include "ui/session/sentence.h"

namespace nmf::ui {

namespace {

// More than this is loaded once, when it is used, and not for a look.
constexpr std::int64_t kWholeBytes = std::int64_t{512} << 20;

/// What decides which source is opened, and how.
DatasetRequest sourceOf(const DatasetRequest& request) {
  DatasetRequest source;
  source.dataset = request.dataset;
  source.split = request.split;
  source.array = request.array;
  source.imageShape = request.imageShape;
  return source;
}

std::vector<LabelCount> labelCounts(const SourceFacts& facts) {
  std::map<int, std::int64_t> counts;
  for (const int label : facts.labels) ++counts[label];
  std::vector<LabelCount> labels;
  for (const auto& [label, count] : counts) {
    const bool named = label >= 0 && static_cast<std::size_t>(label) < facts.labelNames.size();
    const QString name =
        named ? QString::fromStdString(facts.labelNames[static_cast<std::size_t>(label)]) : QString();
    labels.push_back({label, name, count});
  }
  return labels;
}

std::int64_t bytesOf(std::int64_t images, std::int64_t pixels, const Noise& noise) {
  const std::int64_t matrices = noise.kind == NoiseKind::None ? 1 : 2;  // the clean one is kept beside
  return images * pixels * matrices * static_cast<std::int64_t>(sizeof(float));
}

}  // namespace

struct DataPreview::Opened {
  DatasetRequest request;
  ImageSourcePtr source;
  std::vector<LabelCount> labels;
  std::mutex inUse;  // an older task may still be on its way out of it
};

/// The work of one request, on its thread. It owns values only; the preview is touched in closures.
class DataPreview::Worker {
 public:
  Worker(DataPreview* preview, DatasetRequest request, std::shared_ptr<Opened> opened,
         const BackgroundTask::Context& context)
      : preview_(preview), request_(std::move(request)), opened_(std::move(opened)), context_(context) {}

  void run() {
    std::int64_t rowValues = 0;
    const QString trouble = sentenceOf([&] {
      try {
        if (!opened_) open();
        look();
      } catch (const ImageShapeNeeded& needed) {
        rowValues = needed.values;
        throw;
      }
    });
    if (trouble.isEmpty() || context_.cancelled()) return;
    context_.post([preview = preview_, trouble, rowValues] { preview->fail(trouble, rowValues); });
  }

 private:
  void open() {
    const SourceChoices choices = choicesIn(request_.dataset);
    const auto& splits = choices.splits;
    if (!splits.empty() && std::find(splits.begin(), splits.end(), request_.split) == splits.end())
      request_.split = splits.front();
    context_.post([preview = preview_, choices, split = request_.split] {
      preview->choices_ = choices;
      preview->request_.split = split;
      emit preview->changed();
    });
    opened_ = std::make_shared<Opened>();
    opened_->request = sourceOf(request_);
    opened_->source = openSource(request_, progress());
    opened_->labels = labelCounts(opened_->source->facts());
    context_.post([preview = preview_, opened = opened_] {
      preview->opened_ = opened;
      preview->stage_ = Stage::Sampling;
      preview->share_ = 0;
      preview->rowValues_ = opened->source->facts().rowValues;
      emit preview->changed();
    });
  }

  void look() {
    const std::lock_guard lock(opened_->inUse);
    const std::vector<std::int64_t> rows = selectRows(opened_->source->facts(), request_);
    const auto count = static_cast<std::int64_t>(rows.size());
    DatasetRequest first = request_;
    const std::int64_t begin = request_.rows ? request_.rows->begin : 0;
    first.rows = RowRange{begin, begin + std::min(count, kPictures)};
    try {
      const auto pictures =
          std::make_shared<const Dataset>(selectImages(*opened_->source, first, progress()));
      const bool ready = count <= kPictures;
      const DatasetPtr whole = ready ? heldBack(*pictures) : nullptr;
      context_.post([preview = preview_, pictures, whole, count, ready] {
        preview->pictures_ = pictures;
        preview->selected_ = count;
        preview->stage_ = ready ? Stage::Ready : Stage::Loading;
        preview->share_ = 0;
        if (ready) preview->whole_ = whole;
        emit preview->changed();
      });
      if (ready) return;
      if (bytesOf(count, pictures->shape.pixels(), request_.noise) > kWholeBytes) return finish(nullptr);
    } catch (const InputError& error) {
      // The first pictures may all be damaged and the rest good; a wrong size is a wrong size.
      if (context_.cancelled() || count <= kPictures || opened_->source->facts().shape) throw;
      context_.post(
          [preview = preview_, sentence = QString::fromUtf8(error.what())] { preview->fail(sentence, 0); });
    }
    if (request_.heldOut.testSplit) return finish(nullptr);  // loaded with those images, when it is used
    finish(heldBack(selectImages(*opened_->source, request_, progress())));
  }

  /// The data to train on, when all of them were selected; null where other images belong to them.
  DatasetPtr heldBack(Dataset selected) const {
    if (request_.heldOut.testSplit) return nullptr;
    keepShareBack(selected, request_.heldOut, request_.shuffle.value_or(0));
    return std::make_shared<const Dataset>(std::move(selected));
  }

  void finish(const DatasetPtr& whole) {
    context_.post([preview = preview_, whole] {
      preview->whole_ = whole;
      if (whole && !preview->pictures_) preview->pictures_ = whole;
      if (whole) preview->selected_ = whole->A.rows() + (whole->unseen ? whole->unseen->A.rows() : 0);
      preview->stage_ = Stage::Ready;
      preview->problem_.clear();
      emit preview->changed();
    });
  }

  std::function<bool(double)> progress() {
    return [this, shown = 0.0](double share) mutable {
      if (share - shown >= 0.01) {
        shown = share;
        context_.post([preview = preview_, share] {
          preview->share_ = share;
          emit preview->changed();
        });
      }
      return !context_.cancelled();
    };
  }

  DataPreview* preview_;
  DatasetRequest request_;
  std::shared_ptr<Opened> opened_;
  const BackgroundTask::Context& context_;
};

DataPreview::DataPreview(QObject* parent) : QObject(parent) {}

DataPreview::~DataPreview() {
  if (task_) task_->drop();
}

void DataPreview::show(const DatasetRequest& request) {
  const bool open = opened_ && opened_->request == sourceOf(request);
  if (!open) {
    opened_.reset();
    pictures_.reset();
    selected_ = 0;
    if (request.dataset != request_.dataset) {
      choices_ = {};
      rowValues_ = 0;
    }
  }
  request_ = request;
  whole_.reset();
  problem_.clear();
  share_ = 0;
  stage_ = open ? Stage::Sampling : Stage::Opening;
  task_ = std::make_unique<BackgroundTask>(
      this,
      [this, request, opened = opened_](const BackgroundTask::Context& context) {
        Worker(this, request, opened, context).run();
      },
      std::chrono::milliseconds(0));
  emit changed();
}

void DataPreview::clear() {
  task_.reset();
  opened_.reset();
  request_ = {};
  choices_ = {};
  pictures_.reset();
  whole_.reset();
  rowValues_ = selected_ = 0;
  share_ = 0;
  problem_.clear();
  stage_ = Stage::Nothing;
}

bool DataPreview::isBusy() const {
  return stage_ == Stage::Opening || stage_ == Stage::Sampling || stage_ == Stage::Loading;
}

const SourceFacts* DataPreview::facts() const {
  return opened_ ? &opened_->source->facts() : nullptr;
}

const std::vector<LabelCount>& DataPreview::labels() const {
  static const std::vector<LabelCount> none;
  return opened_ ? opened_->labels : none;
}

std::int64_t DataPreview::bytes() const {
  return pictures_ ? bytesOf(selected_, pictures_->shape.pixels(), request_.noise) : 0;
}

void DataPreview::fail(const QString& sentence, std::int64_t rowValues) {
  stage_ = Stage::Failed;
  problem_ = sentence;
  if (rowValues > 0) rowValues_ = rowValues;
  pictures_.reset();
  whole_.reset();
  emit changed();
}

}  // namespace nmf::ui
