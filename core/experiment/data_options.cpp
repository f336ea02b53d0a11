#include "core/experiment/option_builders.h"
#include "core/experiment/option_groups.h"

namespace nmf {
namespace {

using Json = nlohmann::ordered_json;

DatasetRequest& data(Settings& settings) {
  return settings.experiment.data;
}
const DatasetRequest& data(const Settings& settings) {
  return settings.experiment.data;
}

/// An optional value whose absence has a word of its own, null in JSON.
template <typename T, typename Format, typename Parse>
Option optionalOption(const OptionText& text, const std::string& noneWord,
                      std::optional<T> DatasetRequest::*member, const Format& format, const Parse& parse) {
  return textOption(
      text,
      [=](const Settings& s) {
        const std::optional<T>& value = data(s).*member;
        return value ? format(*value) : noneWord;
      },
      [=](Settings& s, const std::string& value) {
        if (value == noneWord)
          (data(s).*member).reset();
        else
          data(s).*member = parse(value);
      },
      noneWord, true);
}

Option shuffleOption() {
  Option option = optionalOption(
      {"shuffle", OptionGroup::Data, "SEED", "shuffle the images, seeded by SEED, before rows are taken",
       "not shuffled"},
      "none", &DatasetRequest::shuffle, [](std::uint64_t seed) { return std::to_string(seed); },
      [](const std::string& value) { return parseSeed(value); });
  option.toJson = [](const Settings& s) { return data(s).shuffle ? Json(*data(s).shuffle) : Json(nullptr); };
  option.fromJson = [](Settings& s, const Json& value) {
    data(s).shuffle.reset();
    if (!value.is_null()) data(s).shuffle = seedFromJson(value);
  };
  return option;
}

void parseHeldOut(Settings& settings, const std::string& value) {
  HeldOut parsed;
  if (value == "test") {
    parsed.testSplit = true;
  } else if (value != "none") {
    parsed.share = parseNumber(value);
    if (!(parsed.share > 0 && parsed.share < 1))
      throw InputError(inQuotes(value) + " is out of range; give a share > 0 and < 1, test or none");
  }
  data(settings).heldOut = parsed;
}

std::string formatHeldOut(const Settings& settings) {
  const HeldOut& heldOut = data(settings).heldOut;
  if (heldOut.testSplit) return "test";
  return heldOut.share > 0 ? formatNumber(heldOut.share) : "none";
}

Option heldOutOption() {
  Option option = textOption(
      {"held_out", OptionGroup::Data, "SHARE|test",
       "keep images back from training and record their error ||A_t - W H||^2 / ||A_t||^2 with the codes W "
       ">= 0 that fit them best while the signatures H (deep: W2 ... WL H) stay fixed: a share of the "
       "images selected, drawn with the shuffle's seed, or test, as many of the test split as are trained "
       "on"},
      formatHeldOut, parseHeldOut, "none", true);
  option.toJson = [](const Settings& s) {
    const HeldOut& heldOut = data(s).heldOut;
    if (heldOut.testSplit) return Json("test");
    return heldOut.share > 0 ? Json(heldOut.share) : Json(nullptr);
  };
  option.fromJson = [fromText = option.fromJson](Settings& s, const Json& value) {
    if (!value.is_number()) return fromText(s, value);
    parseHeldOut(s, formatNumber(value.get<double>()));
  };
  return option;
}

Option datasetOption() {
  Option option = textOption(
      {"dataset", OptionGroup::Data, "NAME|PATH",
       "strokes, swimmer, planted (built in), fashion-mnist, mnist, flowers102, or the path of an IDX "
       "file (.gz too), a folder of images, a zip or tgz of one, .npy, .npz or .csv",
       "mnist if on this machine, else fashion-mnist, else strokes"},
      [](const Settings& s) { return data(s).dataset.empty() ? std::string("default") : data(s).dataset; },
      [](Settings& s, const std::string& value) {
        if (value.empty()) throw InputError("the empty name is no data set; give a name or a path");
        data(s).dataset = value == "default" ? std::string() : value;
      },
      "default", true);
  option.phrase = [](const Settings& s) { return "on " + shortName(data(s)); };
  return option;
}

std::vector<Option> selectionOptions() {
  return {
      datasetOption(),
      choiceOption<Split>(
          {"split", OptionGroup::Data, "NAME", "which part of the data set: train, val or test"},
          [](Settings& s) -> Split& { return data(s).split; },
          {Split::Train, Split::Validation, Split::Test}),
      optionalOption(
          {"rows", OptionGroup::Data, "A:B",
           "the images from A to below B, counted from 0 after shuffling; past the end is an error",
           "0:2000, or all if there are fewer"},
          "default", &DatasetRequest::rows, [](const RowRange& rows) { return nmf::text(rows); },
          [](const std::string& value) { return parseRowRange(value); }),
      shuffleOption(),
      integerListOption(
          {"labels", OptionGroup::Data, "L1,L2,...", "keep only the images with these labels", "all"},
          [](Settings& s) -> std::vector<int>& { return data(s).labels; }, 0, "all"),
      textOption(
          {"array", OptionGroup::Data, "NAME", "which array of an .npz file holds the images",
           "the only one"},
          [](const Settings& s) { return data(s).array; },
          [](Settings& s, const std::string& value) { data(s).array = value; }, "", true),
  };
}

std::vector<Option> imageOptions() {
  return {
      optionalOption(
          {"image_shape", OptionGroup::Data, "HxW[xC]",
           "the shape of the images in the rows of a .npy or .csv file", "square"},
          "square", &DatasetRequest::imageShape, [](const ImageShape& shape) { return nmf::text(shape); },
          [](const std::string& value) { return parseImageShape(value); }),
      optionalOption(
          {"resize", OptionGroup::Data, "HxW", "resize every image", "as is (flowers102: 64x64 colour)"},
          "none", &DatasetRequest::resize, [](const ImageShape& shape) { return nmf::text(shape); },
          [](const std::string& value) { return parseImageSize(value); }),
      flagOption({"grayscale", OptionGroup::Data, {}, "turn colour images gray"},
                 [](Settings& s) -> bool& { return data(s).grayscale; }),
      flagOption(
          {"center_crop", OptionGroup::Data, {}, "cut every image to its central square before resizing"},
          [](Settings& s) -> bool& { return data(s).centerCrop; }),
      textOption(
          {"noise", OptionGroup::Data, "KIND:X",
           "gaussian:S adds normal noise of standard deviation S, salt-pepper:P sets a share P of the "
           "pixels to 0 or 1, missing:P sets a share P to 0; seeded by seed, clamped to [0, 1]"},
          [](const Settings& s) { return nmf::text(data(s).noise); },
          [](Settings& s, const std::string& value) { data(s).noise = parseNoise(value); }),
      heldOutOption(),
      integerOption(
          {"held_out_every", OptionGroup::Data, "N",
           "compute the held-out error, and with noise the error against the clean images, every N epochs "
           "(and at the first and the last)"},
          [](const Settings& s) { return s.experiment.plan.heldOutEvery; },
          [](Settings& s, std::int64_t value) { s.experiment.plan.heldOutEvery = value; }, 1, 0),
  };
}

}  // namespace

std::vector<Option> dataOptions() {
  std::vector<Option> options = selectionOptions();
  const std::vector<Option> more = imageOptions();
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

}  // namespace nmf
