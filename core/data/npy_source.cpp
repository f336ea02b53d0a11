#include "core/data/npy_source.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <variant>

#include "core/data/npz.h"
#include "core/data/value_scaling.h"
#include "core/errors.h"

namespace nmf {
namespace {

constexpr std::int64_t maximumPixels = 1 << 28;

enum class Layout { ChannelLast, ChannelFirst };

// Images in an array whose bytes lie in memory; a row is converted when it is asked for.
class NpyImages final : public ImageSource {
 public:
  NpyImages(SourceFacts facts, NpyArray array, Layout layout, float divisor, std::variant<Bytes, Npz> owner)
      : ImageSource(std::move(facts)),
        owner_(std::move(owner)),
        array_(std::move(array)),
        layout_(layout),
        divisor_(divisor) {}

  std::optional<Picture> picture(std::int64_t row) const override {
    const ImageShape& shape = *facts().shape;
    const auto pixels = static_cast<std::size_t>(shape.pixels());
    std::vector<float> values(pixels);
    writeRow(row, values.data());
    // Eight bits stay eight bits, so that resizing rounds them as it does those of picture files.
    if (array_.type != NpyType::UInt8 || divisor_ != 255.0F) return Picture{shape, {}, std::move(values)};
    std::vector<std::uint8_t> bytes(pixels);
    std::transform(values.begin(), values.end(), bytes.begin(),
                   [](float value) { return static_cast<std::uint8_t>(value * 255.0F + 0.5F); });
    return Picture{shape, std::move(bytes), {}};
  }

  void writeRow(std::int64_t row, float* out) const override {
    const ImageShape& shape = *facts().shape;
    const std::int64_t pixels = shape.pixels();
    if (layout_ == Layout::ChannelFirst || shape.channels == 1) {
      copyFloats(array_, row * pixels, pixels, out);
    } else {
      std::vector<float> values(static_cast<std::size_t>(pixels));
      copyFloats(array_, row * pixels, pixels, values.data());
      toChannelFirst(values.data(), shape, out);
    }
    for (std::int64_t i = 0; i < pixels; ++i) out[i] /= divisor_;
  }

 private:
  std::variant<Bytes, Npz> owner_;  // keeps the bytes that array_ views
  NpyArray array_;
  Layout layout_;
  float divisor_;
};

std::string shapeText(const std::vector<std::int64_t>& shape) {
  std::string words;
  for (const std::int64_t length : shape) words += (words.empty() ? "" : " x ") + std::to_string(length);
  return words;
}

bool isChannels(std::int64_t length) {
  return length == 1 || length == 3;
}

ImageShape imageShapeOf(const NpyArray& array, const std::string& name,
                        const std::optional<ImageShape>& asked, Layout& layout) {
  const auto& s = array.shape;
  if (s.size() < 2 || s.size() > 4) {
    throw InputError(name + " has " + std::to_string(s.size()) +
                     (s.size() == 1 ? " dimension" : " dimensions") +
                     ": images are m x n, m x h x w or m x h x w x c.");
  }
  if (array.count() == 0) throw InputError(name + " holds nothing: it is " + shapeText(s) + ".");
  std::int64_t pixels = array.count() / s[0];
  if (pixels > maximumPixels)
    throw InputError(name + " has images of " + std::to_string(pixels) + " values: that is too large.");
  layout = Layout::ChannelLast;
  const auto side = [&](std::size_t at) { return static_cast<int>(s[at]); };
  if (s.size() == 2) return rowShape(name, s[1], asked);
  ImageShape shape{side(1), side(2), 1};
  if (s.size() == 4 && isChannels(s[3])) {
    shape.channels = side(3);
  } else if (s.size() == 4 && isChannels(s[1])) {
    layout = Layout::ChannelFirst;
    shape = {side(2), side(3), side(1)};
  } else if (s.size() == 4) {
    throw InputError(name + " is " + shapeText(s) +
                     ": the last dimension must be 1 (gray) or 3 (red, green, blue) channels.");
  }
  return shape;
}

ValueRange rangeOf(const NpyArray& array) {
  constexpr std::int64_t grain = 1 << 16;
  return tbb::parallel_reduce(
      tbb::blocked_range<std::int64_t>(0, array.count(), grain), ValueRange{},
      [&](const tbb::blocked_range<std::int64_t>& part, ValueRange range) {
        std::vector<float> values(static_cast<std::size_t>(std::min(grain, part.end() - part.begin())));
        for (std::int64_t begin = part.begin(); begin < part.end(); begin += grain) {
          const std::int64_t count = std::min(grain, part.end() - begin);
          copyFloats(array, begin, count, values.data());
          range.look(values.data(), count, begin);
        }
        return range;
      },
      [](ValueRange a, const ValueRange& b) {
        a.join(b);
        return a;
      });
}

ImageSourcePtr openArray(SourceFacts facts, const NpyArray& array, const std::string& name,
                         const std::optional<ImageShape>& asked, std::variant<Bytes, Npz> owner) {
  Layout layout = Layout::ChannelLast;
  facts.shape = imageShapeOf(array, name, asked, layout);
  facts.count = array.shape[0];
  if (array.shape.size() == 2) facts.rowValues = array.shape[1];
  const ValueRange range = rangeOf(array);
  if (range.firstBad >= 0) {
    const std::int64_t pixels = facts.shape->pixels();
    float value = 0;
    copyFloats(array, range.firstBad, 1, &value);
    refuseValue(name,
                "row " + std::to_string(range.firstBad / pixels) + ", value " +
                    std::to_string(range.firstBad % pixels),
                value);
  }
  const Scaling scaling = scalingFor(range.largest, range.allWhole);
  facts.scaling = scaling.words;
  return std::make_unique<NpyImages>(std::move(facts), array, layout, scaling.divisor, std::move(owner));
}

std::string listed(const std::vector<std::string>& names) {
  std::string words;
  for (const std::string& name : names) words += (words.empty() ? "" : ", ") + name;
  return words;
}

std::string chosenArray(const Npz& npz, const std::string& path, const std::string& asked, Split split) {
  if (!asked.empty()) {
    if (npz.contains(asked)) return asked;
    throw InputError("--array " + asked + ": " + path + " has no such array, it has " + listed(npz.names()) +
                     ".");
  }
  const std::string ofSplit = split == Split::Test ? "x_test" : "x_train";
  if (npz.contains(ofSplit)) return ofSplit;
  std::vector<std::string> candidates;
  for (const std::string& name : npz.names()) {
    if (npz.array(name).shape.size() >= 2) candidates.push_back(name);
  }
  if (candidates.size() == 1) return candidates.front();
  throw InputError("--array is needed: " + path + " has the arrays " + listed(npz.names()) + ".");
}

// Arrays that are called like labels must be labels of these images, one each.
void refuseOtherCounts(const Npz& npz, const std::string& partner, std::int64_t count) {
  for (const std::string& name : npz.names()) {
    if (name != partner && name != "labels" && name != "label" && name != "y") continue;
    const NpyArray array = npz.array(name);
    if (array.shape.size() != 1 || array.shape[0] == count) continue;
    throw InputError(npz.title(name) + " holds " + std::to_string(array.shape[0]) + " labels for " +
                     std::to_string(count) + " images: there must be as many.");
  }
}

std::vector<int> labelsFor(const Npz& npz, const std::string& chosen, std::int64_t count) {
  const auto fits = [&](const std::string& name) {
    const NpyArray array = npz.array(name);
    const bool whole =
        array.type != NpyType::Float32 && array.type != NpyType::Float64 && array.type != NpyType::Bool;
    return whole && array.shape == std::vector<std::int64_t>{count};
  };
  std::vector<std::string> candidates;
  const std::string partner = chosen.starts_with("x_") ? "y_" + chosen.substr(2) : std::string();
  refuseOtherCounts(npz, partner, count);
  for (const std::string& name : npz.names()) {
    const bool ofAnotherSplit = !partner.empty() && name.starts_with("y_") && name != partner;
    if (!ofAnotherSplit && fits(name)) candidates.push_back(name);
  }
  std::string found;
  if (std::find(candidates.begin(), candidates.end(), partner) != candidates.end()) {
    found = partner;
  } else if (candidates.size() == 1) {
    found = candidates.front();
  }
  if (found.empty()) return {};
  std::vector<int> labels;
  for (const std::int64_t label : toIntegers(npz.array(found), npz.title(found))) {
    if (label < 0 || label > 1'000'000) return {};  // numbers, but no labels
    labels.push_back(static_cast<int>(label));
  }
  return labels;
}

}  // namespace

ImageSourcePtr openNpy(const std::string& path, const std::optional<ImageShape>& shape) {
  Bytes bytes = readFile(path);
  const NpyArray array = parseNpy(bytes, path);  // its view stays valid when the vector is moved
  SourceFacts facts;
  facts.name = fileName(path);
  facts.source = path;
  return openArray(std::move(facts), array, path, shape, std::move(bytes));
}

ImageSourcePtr openNpz(const std::string& path, const std::string& array, Split split,
                       const std::optional<ImageShape>& shape) {
  Npz npz = readNpz(path);
  const std::string chosen = chosenArray(npz, path, array, split);
  SourceFacts facts;
  facts.name = fileName(path);
  facts.source = path + ", array " + chosen;
  const NpyArray images = npz.array(chosen);
  facts.labels = labelsFor(npz, chosen, images.shape.empty() ? 0 : images.shape[0]);
  const std::string title = npz.title(chosen);
  return openArray(std::move(facts), images, title, shape, std::move(npz));
}

bool isKerasNpz(const std::string& path) {
  const std::vector<std::string> names = npzNames(path);
  const auto has = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return has("x_train") && has("x_test");
}

}  // namespace nmf
