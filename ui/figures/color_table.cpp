#include "ui/figures/color_table.h"

#include <QHash>
#include <algorithm>
#include <array>

namespace nmf::ui {

namespace {

constexpr std::size_t kMost = 256;

struct Colour {
  QRgb value = 0;
  qint64 count = 0;
  int channel(int c) const { return c == 0 ? qRed(value) : c == 1 ? qGreen(value) : qBlue(value); }
};

/// A range of the list of colours.
struct Group {
  std::size_t begin = 0, end = 0;
  int channel = 0;    ///< that of the largest spread
  double spread = 0;  ///< sum of squares around the mean in that channel: what splitting can gain
};

Group groupOf(const std::vector<Colour>& colours, std::size_t begin, std::size_t end) {
  Group group{begin, end, 0, 0};
  for (int c = 0; c < 3; ++c) {
    double count = 0, sum = 0, squares = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const double n = static_cast<double>(colours[i].count), v = colours[i].channel(c);
      count += n;
      sum += n * v;
      squares += n * v * v;
    }
    const double spread = squares - sum * sum / count;
    if (spread > group.spread) {
      group.spread = spread;
      group.channel = c;
    }
  }
  return group;
}

QRgb meanOf(const std::vector<Colour>& colours, const Group& group) {
  std::array<double, 3> sum{};
  double count = 0;
  for (std::size_t i = group.begin; i < group.end; ++i) {
    const double n = static_cast<double>(colours[i].count);
    count += n;
    for (int c = 0; c < 3; ++c) sum[static_cast<std::size_t>(c)] += n * colours[i].channel(c);
  }
  return qRgb(qRound(sum[0] / count), qRound(sum[1] / count), qRound(sum[2] / count));
}

/// Where to cut a group that is sorted by its channel: at its mean, which suits skewed groups better than the
/// median and never leaves one side empty.
std::size_t cutOf(const std::vector<Colour>& colours, const Group& group) {
  double count = 0, sum = 0;
  for (std::size_t i = group.begin; i < group.end; ++i) {
    count += static_cast<double>(colours[i].count);
    sum += static_cast<double>(colours[i].count) * colours[i].channel(group.channel);
  }
  std::size_t cut = group.begin;
  while (cut < group.end && colours[cut].channel(group.channel) <= sum / count) ++cut;
  return std::clamp(cut, group.begin + 1, group.end - 1);
}

}  // namespace

IndexedPicture indexed(const QImage& source) {
  const QImage image = source.convertToFormat(QImage::Format_RGB32);
  QHash<QRgb, int> numbers;  // of each colour in `colours`
  std::vector<Colour> colours;
  std::vector<int> pixels;
  pixels.reserve(static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height()));
  QRgb last = 0;
  int lastNumber = -1;
  for (int y = 0; y < image.height(); ++y) {
    const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
    for (int x = 0; x < image.width(); ++x) {
      if (lastNumber < 0 || line[x] != last) {
        last = line[x];
        const auto at = numbers.constFind(last);
        if (at != numbers.constEnd()) {
          lastNumber = *at;
        } else {
          lastNumber = static_cast<int>(colours.size());
          numbers.insert(last, lastNumber);
          colours.push_back({last, 0});
        }
      }
      ++colours[static_cast<std::size_t>(lastNumber)].count;
      pixels.push_back(lastNumber);
    }
  }

  std::vector<Group> groups;
  if (colours.size() <= kMost) {
    for (std::size_t i = 0; i < colours.size(); ++i) groups.push_back({i, i + 1, 0, 0});
  } else {
    groups.push_back(groupOf(colours, 0, colours.size()));
    while (groups.size() < kMost) {
      const auto widest = std::max_element(
          groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.spread < b.spread; });
      if (widest->end - widest->begin < 2 || widest->spread <= 0) break;
      const Group group = *widest;
      std::sort(colours.begin() + static_cast<std::ptrdiff_t>(group.begin),
                colours.begin() + static_cast<std::ptrdiff_t>(group.end),
                [c = group.channel](const Colour& a, const Colour& b) {
                  return a.channel(c) != b.channel(c) ? a.channel(c) < b.channel(c) : a.value < b.value;
                });
      const std::size_t cut = cutOf(colours, group);
      *widest = groupOf(colours, group.begin, cut);
      groups.push_back(groupOf(colours, cut, group.end));
    }
  }

  IndexedPicture result;
  std::vector<std::uint8_t> entryOf(colours.size());  // by the number at which a colour was first seen
  for (std::size_t entry = 0; entry < groups.size(); ++entry) {
    result.colors.push_back(meanOf(colours, groups[entry]));
    for (std::size_t i = groups[entry].begin; i < groups[entry].end; ++i)
      entryOf[static_cast<std::size_t>(numbers.value(colours[i].value))] = static_cast<std::uint8_t>(entry);
  }
  result.pixels.reserve(pixels.size());
  for (const int number : pixels) result.pixels.push_back(entryOf[static_cast<std::size_t>(number)]);
  return result;
}

}  // namespace nmf::ui
