#include "ui/compare/compare_sheets.h"

#include <QPainter>
#include <algorithm>

#include "ui/theme/line_sample.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"
#include "ui/views/term_row.h"

namespace nmf::ui {
namespace {

constexpr double kGap = 4;
constexpr double kBetween = 8;  // below the tiles of one run, above the line of the next
constexpr double kBesideName = 10, kBesideSample = 6;
constexpr double kBetweenColumns = 16;

QFont lineFont(const Theme& theme) {
  return figureFont(theme, 0.95);
}

/// What the sample of a run's line takes, with the gap after it.
double sampleWidth(const Theme& theme) {
  return kLineSample * theme.fontScale + kBesideSample;
}

}  // namespace

/// What a layout has room for.
struct CompareLayout::Room {
  QSizeF area;
  const Theme& theme;
  double smallest, deviceScale;
};

CompareLayout::CompareLayout(const std::vector<CompareSheet>& sheets, const QSizeF& area, const Theme& theme,
                             double smallest, double deviceScale) {
  const Room room{area, theme, smallest, deviceScale};
  *this = CompareLayout(sheets, room, 1);
  for (int columns = 2; columns <= static_cast<int>(sheets.size()); ++columns) {
    const CompareLayout other(sheets, room, columns);
    if (other.isBetterThan(*this, room)) *this = other;
  }
}

CompareLayout::CompareLayout(const std::vector<CompareSheet>& sheets, const Room& room, int columns)
    : columns_(columns),
      width_((room.area.width() - (columns - 1) * kBetweenColumns) / columns),
      names_(textHeight(lineFont(room.theme))) {
  const QFont font = lineFont(room.theme);
  const double words = width_ - 2 * kGap - sampleWidth(room.theme);
  const auto fit = [&](const auto& widthOf) {
    return std::all_of(sheets.begin(), sheets.end(),
                       [&](const auto& sheet) { return widthOf(sheet) <= words; });
  };
  namesFit_ = fit([&](const CompareSheet& sheet) { return textWidth(font, sheet.name); });
  const bool beside = fit([&](const CompareSheet& sheet) {
    return textWidth(font, sheet.name) + kBesideName + textWidth(font, sheet.epoch);
  });
  if (!beside)
    for (const CompareSheet& sheet : sheets) {
      names_ = std::max(names_, wrappedHeight(font, sheet.name, words));
      epochsBelow_ = std::max(epochsBelow_, wrappedHeight(font, sheet.epoch, words));
    }
  line_ = names_ + 4 + epochsBelow_;
  if (sheets.empty()) return;
  TileGridRequest request;
  for (const CompareSheet& sheet : sheets) {
    request.count = std::max(request.count, sheet.signatures.count());
    const ImageShape& shape = sheet.signatures.shape();
    if (shape.pixels() > 0 && request.count == sheet.signatures.count())
      request.picture = QSize(shape.width, shape.height);
  }
  const int runs = static_cast<int>(sheets.size()), rows = (runs + columns - 1) / columns;
  request.area = QSizeF(width_ - kGap, room.area.height() / rows - line_ - kBetween);
  request.gap = kGap;
  request.caption = 0;
  request.smallest = room.smallest;
  request.largest = 160;
  request.deviceScale = room.deviceScale;
  grid_ = TileGrid(request);
  double top = 0;
  for (int run = 0; run < runs; ++run) {
    if (run % columns == 0) top = height_;
    places_.emplace_back(run % columns * (width_ + kBetweenColumns), top);
    const int count = sheets[static_cast<std::size_t>(run)].signatures.count();
    const double below = count > 0 ? grid_.picture(count - 1).bottom() + kGap : line_;
    height_ = std::max(height_, top + line_ + below + kBetween);
  }
}

bool CompareLayout::isBetterThan(const CompareLayout& other, const Room& room) const {
  constexpr double kWorth = 1.1;  // so that the runs do not change places for a pixel
  if (!namesFit_ || height_ > room.area.height() + 1) return false;
  return other.height_ > room.area.height() + 1 ||
         grid_.pictureSize().width() > kWorth * other.grid_.pictureSize().width();
}

QRectF CompareLayout::heading(std::size_t s) const {
  return {places_[s].x() + kGap, places_[s].y(), width_ - 2 * kGap, line_};
}

QRectF CompareLayout::picture(std::size_t s, int i) const {
  // From the left, where the headings begin, so that the runs' tiles stand below each other.
  const double left = grid_.picture(0).left() - 2 * kGap;
  return grid_.picture(i).translated(places_[s].x() - left, places_[s].y() + line_);
}

std::pair<int, int> CompareLayout::at(const std::vector<CompareSheet>& sheets, const QPointF& point) const {
  for (std::size_t s = 0; s < sheets.size() && s < places_.size(); ++s)
    for (int i = 0; i < sheets[s].signatures.count(); ++i)
      if (picture(s, i).contains(point)) return {static_cast<int>(s), i};
  return {-1, -1};
}

QColor emphasisFill(const Theme& theme) {
  return theme.faint(theme.accent, 0.2);
}

void paintSheets(QPainter& painter, std::vector<CompareSheet>& sheets, const CompareLayout& layout,
                 const Theme& theme, std::optional<std::uint64_t> emphasised) {
  const QFont font = lineFont(theme);
  const double sample = sampleWidth(theme);
  for (std::size_t s = 0; s < sheets.size(); ++s) {
    CompareSheet& sheet = sheets[s];
    const QRectF whole = layout.heading(s);
    const QRectF heading = whole.adjusted(0, 0, 0, -layout.epochsBelow());
    const bool beside = layout.epochsBelow() == 0;
    if (sheet.run == emphasised) painter.fillRect(whole, emphasisFill(theme));
    QPen pen(theme.line(sheet.colour), std::max(2.0, theme.lineWidth), Qt::SolidLine, Qt::FlatCap);
    if (const QVector<qreal> dash = theme.runDash(sheet.colour); !dash.isEmpty()) pen.setDashPattern(dash);
    const double firstLine = heading.top() + 2 + textHeight(font) / 2;
    paintLineSample(painter, QPointF(heading.left(), firstLine), sample - kBesideSample, pen);
    painter.setFont(font);
    const QRectF room = heading.adjusted(sample, 0, 0, 0);
    painter.setPen(theme.text);
    paintWrapped(painter, room.translated(0, 2), Qt::AlignLeft, sheet.name);
    painter.setPen(theme.mutedText);
    if (beside) {
      painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter, sheet.epoch);
    } else {
      paintWrapped(painter, room.translated(0, room.height() - 2), Qt::AlignLeft, sheet.epoch);
    }
    const SignatureSheet& signatures = sheet.signatures;
    if (signatures.count() == 0)
      painter.drawText(room.translated(0, whole.height()), Qt::AlignLeft | Qt::AlignVCenter,
                       QStringLiteral("no snapshot was kept"));
    for (int i = 0; i < signatures.count(); ++i) {
      const int row = signatures.rowAt(i);
      const QRectF place = layout.picture(s, i);
      // Pictures of another shape keep it inside the tile.
      QRectF target(QPointF(), pictureSizeIn(place.size(), signatures.shape(), deviceScale(painter)));
      target.moveCenter(place.center());
      target = snapToDevice(painter, target);
      const QSize pixels = devicePixels(painter, target);
      drawFramed(painter, target, sheet.tiles.tile(row, pixels, [&] {
        return renderPicture(signatures.pixels(row), signatures.shape(), pixels, signatures.range(row),
                             ColorMap::of(signatures.options().colors));
      }));
    }
  }
}

}  // namespace nmf::ui
