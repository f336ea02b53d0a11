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

QFont lineFont(const Theme& theme) {
  return figureFont(theme, 0.95);
}

/// What the sample of a run's line takes, with the gap after it.
double sampleWidth(const Theme& theme) {
  return kLineSample * theme.fontScale + kBesideSample;
}

}  // namespace

CompareLayout::CompareLayout(const std::vector<CompareSheet>& sheets, const QSizeF& area, const Theme& theme,
                             double smallest, double deviceScale)
    : width_(area.width()), line_(textHeight(lineFont(theme)) + 4) {
  const QFont font = lineFont(theme);
  const double room = width_ - 2 * kGap - sampleWidth(theme);
  const bool beside = std::all_of(sheets.begin(), sheets.end(), [&](const CompareSheet& sheet) {
    return textWidth(font, sheet.name) + kBesideName + textWidth(font, sheet.epoch) <= room;
  });
  if (!beside)
    for (const CompareSheet& sheet : sheets)
      epochsBelow_ = std::max(epochsBelow_, wrappedHeight(font, sheet.epoch, room));
  line_ += epochsBelow_;
  if (sheets.empty()) return;
  TileGridRequest request;
  for (const CompareSheet& sheet : sheets) {
    request.count = std::max(request.count, sheet.signatures.count());
    const ImageShape& shape = sheet.signatures.shape();
    if (shape.pixels() > 0 && request.count == sheet.signatures.count())
      request.picture = QSize(shape.width, shape.height);
  }
  const double runs = static_cast<double>(sheets.size());
  request.area = QSizeF(area.width(), area.height() / runs - line_ - kBetween);
  request.gap = kGap;
  request.caption = 0;
  request.smallest = smallest;
  request.largest = 160;
  request.deviceScale = deviceScale;
  grid_ = TileGrid(request);
  double top = 0;
  for (const CompareSheet& sheet : sheets) {
    tops_.push_back(top);
    const int count = sheet.signatures.count();
    const double below = count > 0 ? grid_.picture(count - 1).bottom() + kGap : line_;
    top += line_ + below + kBetween;
  }
  height_ = top;
}

QRectF CompareLayout::heading(std::size_t s) const {
  return {kGap, tops_[s], width_ - 2 * kGap, line_};
}

QRectF CompareLayout::picture(std::size_t s, int i) const {
  // From the left, where the headings begin, so that the runs' tiles stand below each other.
  const double left = grid_.picture(0).left() - 2 * kGap;
  return grid_.picture(i).translated(-left, tops_[s] + line_);
}

std::pair<int, int> CompareLayout::at(const std::vector<CompareSheet>& sheets, const QPointF& point) const {
  for (std::size_t s = 0; s < sheets.size() && s < tops_.size(); ++s)
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
    paintLineSample(painter, QPointF(heading.left(), heading.center().y()), sample - kBesideSample, pen);
    painter.setFont(font);
    QFontMetricsF metrics(font);
    const double right = beside ? metrics.horizontalAdvance(sheet.epoch) + kBesideName : 0;
    const QRectF room = heading.adjusted(sample, 0, 0, 0);
    const double nameWidth = std::max(0.0, room.width() - right);
    painter.setPen(theme.text);
    painter.drawText(QRectF(room.left(), room.top(), nameWidth, room.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(sheet.name, Qt::ElideRight, nameWidth));
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
