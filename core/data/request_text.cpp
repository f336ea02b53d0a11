#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <string_view>

#include "core/data/dataset_request.h"
#include "core/errors.h"

namespace nmf {
namespace {

constexpr int maximumSide = 1 << 16;

// The whole of `text` as a number; empty when it is anything else.
template <typename Number>
std::optional<Number> numberIn(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> splitAt(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

[[noreturn]] void refuse(const std::string& option, const std::string& rule, const std::string& given) {
  throw InputError(option + " must be " + rule + ", and is '" + given + "'.");
}

std::string numberText(double number) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end};
}

const char* word(NoiseKind kind) {
  switch (kind) {
    case NoiseKind::None:
      return "none";
    case NoiseKind::Gaussian:
      return "gaussian";
    case NoiseKind::SaltPepper:
      return "salt-pepper";
    case NoiseKind::Missing:
      return "missing";
  }
  return "none";
}

// Height, width and, where there is a third number, channels; empty when a number is missing or out of range.
std::optional<ImageShape> shapeIn(const std::string& text, bool channelsAllowed) {
  const auto parts = splitAt(text, 'x');
  if (parts.size() != 2 && !(channelsAllowed && parts.size() == 3)) return std::nullopt;
  std::array<int, 3> numbers{0, 0, 1};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = numberIn<int>(parts[i]);
    if (!number || *number < 1 || *number > maximumSide) return std::nullopt;
    numbers[i] = *number;
  }
  if (numbers[2] != 1 && numbers[2] != 3) return std::nullopt;
  if (std::int64_t{numbers[0]} * numbers[1] > (1 << 28)) return std::nullopt;
  return ImageShape{numbers[0], numbers[1], numbers[2]};
}

}  // namespace

const char* word(Split split) {
  switch (split) {
    case Split::Train:
      return "train";
    case Split::Validation:
      return "val";
    case Split::Test:
      return "test";
  }
  return "train";
}

Split parseSplit(const std::string& text) {
  for (const Split split : {Split::Train, Split::Validation, Split::Test}) {
    if (text == word(split)) return split;
  }
  refuse("--split", "train, val or test", text);
}

RowRange parseRowRange(const std::string& text) {
  const auto parts = splitAt(text, ':');
  if (parts.size() == 2) {
    const auto begin = numberIn<std::int64_t>(parts[0]);
    const auto end = numberIn<std::int64_t>(parts[1]);
    if (begin && end && *begin >= 0 && *begin < *end) return {*begin, *end};
  }
  refuse("--rows", "A:B with 0 <= A < B, as in 0:2000", text);
}

std::string text(const RowRange& rows) {
  return std::to_string(rows.begin) + ":" + std::to_string(rows.end);
}

Noise parseNoise(const std::string& text) {
  if (text == word(NoiseKind::None)) return {};
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos) {
    const std::string kindText = text.substr(0, colon);
    const auto amount = numberIn<double>(std::string_view(text).substr(colon + 1));
    for (const NoiseKind kind : {NoiseKind::Gaussian, NoiseKind::SaltPepper, NoiseKind::Missing}) {
      if (kindText != word(kind) || !amount || !std::isfinite(*amount) || *amount <= 0) continue;
      if (kind == NoiseKind::Gaussian || *amount <= 1) return {kind, *amount};
    }
  }
  refuse("--noise", "none, gaussian:S with S > 0, salt-pepper:P or missing:P with 0 < P <= 1", text);
}

std::string text(const Noise& noise) {
  std::string kind = word(noise.kind);
  return noise.kind == NoiseKind::None ? kind : kind + ":" + numberText(noise.amount);
}

ImageShape parseImageShape(const std::string& text, const std::string& option) {
  if (const auto shape = shapeIn(text, true)) return *shape;
  refuse(option, "HxW or HxWx3, as in 28x28 or 64x64x3", text);
}

std::string text(const ImageShape& shape) {
  std::string sides = std::to_string(shape.height) + "x" + std::to_string(shape.width);
  return shape.channels == 1 ? sides : sides + "x" + std::to_string(shape.channels);
}

ImageShape parseImageSize(const std::string& text, const std::string& option) {
  if (const auto shape = shapeIn(text, false)) return *shape;
  refuse(option, "HxW, as in 64x64", text);
}

std::vector<int> parseLabels(const std::string& text) {
  std::vector<int> labels;
  for (const std::string_view part : splitAt(text, ',')) {
    const auto label = numberIn<int>(part);
    if (!label || *label < 0) refuse("--labels", "whole numbers with commas between, as in 3,7", text);
    labels.push_back(*label);
  }
  return labels;
}

std::string labelsText(const std::vector<int>& labels) {
  std::string list;
  for (const int label : labels) {
    if (!list.empty()) list += ',';
    list += std::to_string(label);
  }
  return list;
}

std::string shortName(const DatasetRequest& request) {
  return std::filesystem::path(request.dataset).filename().string();
}

}  // namespace nmf
