#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <functional>

#include "core/data/bytes.h"
#include "core/data/dataset_request.h"
#include "core/data/decoded_cache.h"
#include "core/data/held_out.h"
#include "core/data/noise.h"
#include "core/data/open_source.h"
#include "core/data/selection.h"
#include "core/errors.h"
#include "core/model/huge_pages.h"

namespace nmf {
namespace {

// Work on all of `count` items in parallel, a stretch at a time, so that progress is told and cancelling
// asked between two stretches, always from the calling thread.
void forEach(std::int64_t count, const std::function<bool(double)>& progress,
             const std::function<void(std::int64_t)>& work) {
  constexpr std::int64_t stretches = 50;
  const std::int64_t length = std::max<std::int64_t>(16, (count + stretches - 1) / stretches);
  for (std::int64_t begin = 0; begin < count; begin += length) {
    const std::int64_t end = std::min(count, begin + length);
    tbb::parallel_for(begin, end, [&](std::int64_t i) { work(i); });
    if (progress && !progress(static_cast<double>(end) / static_cast<double>(count)))
      throw InputError("cancelled");
  }
}

// The part of the whole progress from `begin` to `end`.
std::function<bool(double)> part(const std::function<bool(double)>& progress, double begin, double end) {
  if (!progress) return {};
  return [=](double share) { return progress(begin + (end - begin) * share); };
}

Matrix emptyMatrix(std::int64_t images, const ImageShape& shape) {
  constexpr std::int64_t maximumValues = std::int64_t{1} << 31;
  const std::int64_t pixels = std::int64_t{shape.height} * shape.width * shape.channels;
  if (pixels > maximumValues / images) {
    throw InputError("--rows: " + std::to_string(images) + " images of " + text(shape) +
                     " do not fit into memory; take fewer or add --resize, for example --resize 64x64.");
  }
  Matrix values(images, pixels);
  preferHugePages(values.data(), static_cast<std::size_t>(values.size()) * sizeof(float));
  return values;
}

Picture transformed(Picture picture, const DatasetRequest& request) {
  if (request.centerCrop) picture = centerCropped(picture);
  if (request.resize) picture = resized(picture, request.resize->height, request.resize->width);
  if (request.grayscale) picture = grayscaled(picture);
  return picture;
}

// A gray picture among coloured ones: the same value in all three channels.
Picture colored(Picture gray) {
  const std::size_t plane = static_cast<std::size_t>(gray.shape.pixels());
  const auto repeat = [plane](auto& values) {
    if (values.empty()) return;
    values.resize(3 * plane);
    std::copy_n(values.begin(), plane, values.begin() + std::ptrdiff_t(plane));
    std::copy_n(values.begin(), plane, values.begin() + std::ptrdiff_t(2 * plane));
  };
  repeat(gray.bytes);
  repeat(gray.values);
  gray.shape.channels = 3;
  return gray;
}

// Where pictures are kept decoded: for sources that ask for it, at a known size.
std::optional<DecodedCache> openCache(const SourceFacts& facts, const DatasetRequest& request) {
  if (facts.cacheKey.empty() || !request.resize) return std::nullopt;
  const ImageShape shape{request.resize->height, request.resize->width, request.grayscale ? 1 : 3};
  if (std::int64_t{shape.pixels()} + 1 > maximumUnpackedBytes / facts.count) return std::nullopt;
  const std::string key = facts.cacheKey + " " + text(shape) + (request.centerCrop ? " cropped" : "");
  return DecodedCache(key, facts.count, shape);
}

void fillDirectly(Dataset& dataset, ImageSource& source, const std::function<bool(double)>& progress) {
  dataset.shape = *source.facts().shape;
  const auto count = static_cast<std::int64_t>(dataset.sourceRows.size());
  dataset.A = emptyMatrix(count, dataset.shape);
  forEach(count, progress, [&](std::int64_t i) {
    source.writeRow(dataset.sourceRows[static_cast<std::size_t>(i)], dataset.A.row(i).data());
  });
}

// Notes what was skipped and drops those rows.
void dropUnreadable(Dataset& dataset, std::vector<std::optional<Picture>>& pictures,
                    const ImageSource& source) {
  std::vector<std::optional<Picture>> good;
  std::vector<std::int64_t> rows;
  std::vector<std::string>& skipped = dataset.skipped;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (pictures[i]) {
      good.push_back(std::move(pictures[i]));
      rows.push_back(dataset.sourceRows[i]);
    } else {
      skipped.push_back(source.title(dataset.sourceRows[i]));
    }
  }
  if (good.empty()) {
    throw InputError("--dataset " + dataset.source + ": none of the " + std::to_string(pictures.size()) +
                     " pictures selected can be read.");
  }
  if (!skipped.empty()) {
    dataset.notes.push_back(skipped.size() == 1
                                ? "1 unreadable picture was skipped: " + skipped.front() + "."
                                : std::to_string(skipped.size()) +
                                      " unreadable pictures were skipped, the first of them " +
                                      skipped.front() + ".");
  }
  pictures = std::move(good);
  dataset.sourceRows = std::move(rows);
}

// Counts what pictures take in memory, and refuses more than can be meant.
class PictureMemory {
 public:
  explicit PictureMemory(const std::string& source) : source_(source) {}
  // Safe to call from many threads.
  void add(const Picture& picture) {
    const auto bytes =
        static_cast<std::int64_t>(picture.bytes.size() + picture.values.size() * sizeof(float));
    if (taken_.fetch_add(bytes) + bytes <= maximumUnpackedBytes) return;
    throw InputError("--dataset " + source_ + " has pictures that take more than " +
                     sizeText(maximumUnpackedBytes) +
                     " together: add --resize, for example --resize 64x64, or take fewer by --rows.");
  }

 private:
  const std::string& source_;
  std::atomic<std::int64_t> taken_{0};
};

// The pictures selected, decoded and transformed; those that were kept decoded are taken from there.
std::vector<std::optional<Picture>> takePictures(Dataset& dataset, ImageSource& source,
                                                 const DatasetRequest& request, DecodedCache* cache,
                                                 const std::function<bool(double)>& progress) {
  std::vector<std::optional<Picture>> pictures(dataset.sourceRows.size());
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    if (cache) pictures[i] = cache->picture(dataset.sourceRows[i]);
    if (!pictures[i]) missing.push_back(i);
  }
  PictureMemory memory(dataset.source);
  constexpr double prepared = 0.2;
  source.prepare(part(progress, 0, prepared));
  forEach(static_cast<std::int64_t>(missing.size()), part(progress, prepared, 1), [&](std::int64_t number) {
    const std::size_t i = missing[static_cast<std::size_t>(number)];
    auto picture = source.picture(dataset.sourceRows[i]);
    if (!picture) return;
    pictures[i] = transformed(std::move(*picture), request);
    if (cache && !request.grayscale && pictures[i]->shape.channels == 1)
      pictures[i] = colored(std::move(*pictures[i]));
    memory.add(*pictures[i]);
    if (cache) cache->put(dataset.sourceRows[i], *pictures[i]);
  });
  if (cache) {
    if (const std::string failure = cache->save(); !failure.empty()) dataset.notes.push_back(failure);
  }
  return pictures;
}

void fillFromCache(Dataset& dataset, const DecodedCache& cache, const std::function<bool(double)>& progress) {
  dataset.shape = cache.shape();
  const auto count = static_cast<std::int64_t>(dataset.sourceRows.size());
  dataset.A = emptyMatrix(count, dataset.shape);
  forEach(count, progress, [&](std::int64_t i) {
    cache.writeRow(dataset.sourceRows[static_cast<std::size_t>(i)], dataset.A.row(i).data());
  });
}

void fillFromPictures(Dataset& dataset, ImageSource& source, const DatasetRequest& request,
                      const std::function<bool(double)>& progress) {
  std::optional<DecodedCache> cache = openCache(source.facts(), request);
  const auto kept = [&](std::int64_t row) { return cache->has(row); };
  if (cache && std::all_of(dataset.sourceRows.begin(), dataset.sourceRows.end(), kept)) {
    fillFromCache(dataset, *cache, progress);
    return;
  }
  std::vector<std::optional<Picture>> pictures =
      takePictures(dataset, source, request, cache ? &*cache : nullptr, progress);
  dropUnreadable(dataset, pictures, source);
  dataset.shape = pictures.front()->shape;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const ImageShape& shape = pictures[i]->shape;
    if (shape.height != dataset.shape.height || shape.width != dataset.shape.width) {
      throw InputError("--dataset " + dataset.source + " has pictures of different sizes (" +
                       text(dataset.shape) + " in " + source.title(dataset.sourceRows.front()) + ", " +
                       text(shape) + " in " + source.title(dataset.sourceRows[i]) +
                       "): add --resize, for example --resize 64x64.");
    }
    dataset.shape.channels = std::max(dataset.shape.channels, shape.channels);
  }
  const auto count = static_cast<std::int64_t>(pictures.size());
  dataset.A = emptyMatrix(count, dataset.shape);
  forEach(count, {}, [&](std::int64_t i) {
    Picture& picture = *pictures[static_cast<std::size_t>(i)];
    if (picture.shape.channels < dataset.shape.channels) picture = colored(std::move(picture));
    writeFloats(picture, dataset.A.row(i).data());
    picture = {};
  });
}

}  // namespace

Dataset selectImages(ImageSource& source, const DatasetRequest& asked,
                     const std::function<bool(double)>& progress, std::int64_t usual) {
  DatasetRequest request = asked;
  const SourceFacts& facts = source.facts();
  if (!request.resize) request.resize = facts.usualSize;
  Dataset dataset;
  dataset.name = facts.name;
  dataset.source = facts.source;
  dataset.labelNames = facts.labelNames;
  dataset.scaling = facts.scaling;
  dataset.notes = facts.notes;
  dataset.sourceRows = selectRows(facts, request, usual);
  dataset.selected = static_cast<std::int64_t>(dataset.sourceRows.size());
  const bool direct = facts.shape && !request.centerCrop && !request.resize && !request.grayscale;
  if (direct) {
    source.prepare({});
    fillDirectly(dataset, source, progress);
  } else {
    fillFromPictures(dataset, source, request, progress);
  }
  if (!facts.labels.empty()) {
    dataset.labels.reserve(dataset.sourceRows.size());
    for (const std::int64_t row : dataset.sourceRows) {
      dataset.labels.push_back(facts.labels[static_cast<std::size_t>(row)]);
    }
  }
  if (request.noise.kind != NoiseKind::None) {
    dataset.clean = std::make_shared<const Matrix>(dataset.A);
    addNoise(dataset.A, dataset.sourceRows, request.noise, request.noiseSeed);
  }
  return dataset;
}

namespace {

/// What a request selects, nothing kept back; the first `usual` rows where it does not say.
Dataset loadSelected(const DatasetRequest& request, std::int64_t usual,
                     const std::function<bool(double)>& progress) {
  constexpr double opened = 0.5;
  const ImageSourcePtr source = openSource(request, part(progress, 0, opened));
  return selectImages(*source, request, part(progress, opened, 1), usual);
}

/// Images of the test split that belong to `training`, loaded for `asked`.
DatasetPtr loadTestImages(const DatasetRequest& asked, const Dataset& training,
                          const std::function<bool(double)>& progress) {
  DatasetRequest request = asked;
  request.heldOut = {};
  request.split = Split::Test;
  request.rows.reset();
  // Row i of either split is another image, and gets noise of its own.
  request.noiseSeed = ~asked.noiseSeed;
  Dataset test;
  try {
    test = loadSelected(request, training.A.rows(), progress);
  } catch (const InputError& error) {
    std::string sentence = error.what();
    if (sentence == "cancelled") throw;
    if (sentence.ends_with('.')) sentence.pop_back();
    throw InputError("--held-out test: the test images cannot be had (" + sentence +
                     "); give a share of the images selected instead, such as 0.2");
  }
  if (test.shape != training.shape) {
    throw InputError("--held-out test: the test images are " + text(test.shape) + ", those to train on " +
                     text(training.shape) + "; add --resize, or give a share such as 0.2 instead");
  }
  return std::make_shared<const Dataset>(std::move(test));
}

}  // namespace

Dataset loadDataset(const DatasetRequest& request, const std::function<bool(double)>& progress) {
  if (!request.heldOut.testSplit) {
    Dataset dataset = loadSelected(request, defaultRows, progress);
    keepShareBack(dataset, request.heldOut, request.shuffle.value_or(0));
    return dataset;
  }
  constexpr double mostly = 0.6;
  Dataset dataset = loadSelected(request, defaultRows, part(progress, 0, mostly));
  dataset.unseen = loadTestImages(request, dataset, part(progress, mostly, 1));
  return dataset;
}

}  // namespace nmf
