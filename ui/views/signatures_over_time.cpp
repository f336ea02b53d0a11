#include "ui/views/signatures_over_time.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"
#include "ui/views/signature_sheet.h"

namespace nmf::ui {
namespace {

constexpr double kGap = 3;
constexpr double kTile = 52;
constexpr double kLeastTile = 16;  // narrower columns go on below
constexpr double kBetween = 10;    // blocks
constexpr double kBesideLabels = 8;

QString tr(const char* text) {
  return QCoreApplication::translate("SignaturesOverTimeFigure", text);
}

QFont labelFont(const Theme& theme) {
  return figureFont(theme, 0.83);
}

/// Early epochs get more rows than late ones, yet the late ones, where digits appear, get enough.
double rowPosition(const SnapshotPtr& snapshot) {
  return std::sqrt(static_cast<double>(snapshot->epoch));
}

std::vector<SnapshotPtr> spread(std::vector<SnapshotPtr> snapshots, int maxRows) {
  std::erase(snapshots, nullptr);
  const int count = static_cast<int>(snapshots.size()), most = std::max(2, maxRows);
  if (count <= most) return snapshots;
  std::vector<SnapshotPtr> chosen{snapshots.front()};
  const double first = rowPosition(snapshots.front()), last = rowPosition(snapshots.back());
  int next = 1;  // the first that is still free
  for (int row = 1; row + 1 < most; ++row) {
    const double target = first + (last - first) * row / (most - 1);
    const int until = count - (most - row) + 1;  // the rows below need one snapshot each
    int best = next;
    for (int i = next; i < until; ++i) {
      if (std::abs(rowPosition(snapshots[static_cast<std::size_t>(i)]) - target) <
          std::abs(rowPosition(snapshots[static_cast<std::size_t>(best)]) - target)) {
        best = i;
      }
    }
    chosen.push_back(snapshots[static_cast<std::size_t>(best)]);
    next = best + 1;
  }
  chosen.push_back(snapshots.back());
  return chosen;
}

}  // namespace

SignaturesOverTimeFigure::SignaturesOverTimeFigure(const std::vector<SnapshotPtr>& snapshots,
                                                   ImageShape shape, int maxRows, int maxColumns)
    : rows_(spread(snapshots, maxRows)), shape_(shape) {
  if (rows_.empty() || rows_.back()->factors.H.empty()) return;
  const Factors& last = rows_.back()->factors;
  count_ = static_cast<int>(rightFactor(last).rows());
  columns_.resize(static_cast<std::size_t>(count_));
  std::iota(columns_.begin(), columns_.end(), 0);
  if (count_ > maxColumns) {
    const std::vector<double> energies =
        componentEnergies(last, static_cast<int>(std::max<std::size_t>(1, last.W.size())));
    std::stable_sort(columns_.begin(), columns_.end(), [&](int a, int b) {
      return energies[static_cast<std::size_t>(a)] > energies[static_cast<std::size_t>(b)];
    });
    columns_.resize(static_cast<std::size_t>(std::max(1, maxColumns)));
    std::sort(columns_.begin(), columns_.end());
  }
}

QString SignaturesOverTimeFigure::figureTitle() const {
  return tr("Signatures over time");
}

QSizeF SignaturesOverTimeFigure::figureSize() const {
  const double aspect = shape_.width > 0 ? static_cast<double>(shape_.height) / shape_.width : 1;
  return {90 + std::max<double>(4, static_cast<double>(columns_.size())) * (kTile + kGap),
          50 + std::max<double>(1, static_cast<double>(rows_.size())) * (kTile * aspect + kGap)};
}

std::vector<std::int64_t> SignaturesOverTimeFigure::epochs() const {
  std::vector<std::int64_t> result;
  for (const SnapshotPtr& snapshot : rows_) result.push_back(snapshot->epoch);
  return result;
}

QString SignaturesOverTimeFigure::heading() const {
  const int shown = static_cast<int>(columns_.size());
  if (shown == count_) return figureTitle();
  return figureTitle() + tr(" (the %1 of %2 with most energy)").arg(shown).arg(count_);
}

double SignaturesOverTimeFigure::labelWidth(const Theme& theme) const {
  const QFont font = labelFont(theme);
  double labels = textWidth(font, tr("epoch"));
  for (const SnapshotPtr& row : rows_) labels = std::max(labels, textWidth(font, grouped(row->epoch)));
  return labels + kBesideLabels;
}

SignaturesOverTimeFigure::Blocks SignaturesOverTimeFigure::blocksIn(const QSizeF& room, const Theme& theme,
                                                                    int count) const {
  Blocks blocks;
  blocks.count = count;
  blocks.columns = (static_cast<int>(columns_.size()) + count - 1) / count;
  const double line = textHeight(labelFont(theme)), rows = static_cast<double>(rows_.size());
  const double height = (room.height() - (count - 1) * kBetween) / count;
  const double zoom = std::min(
      (room.width() - labelWidth(theme) - (blocks.columns - 1) * kGap) / blocks.columns / shape_.width,
      (height - line - rows * kGap) / rows / shape_.height);
  blocks.tile = QSizeF(std::max(1.0, zoom * shape_.width), std::max(1.0, zoom * shape_.height));
  blocks.height = line + rows * (blocks.tile.height() + kGap);
  return blocks;
}

double SignaturesOverTimeFigure::figureHeight(const Theme& theme, double width) const {
  const double usual = Figure::figureHeight(theme, width), inner = std::ceil(width) - 2 * kFigureMargin;
  if (columns_.empty()) return usual;
  const double least = std::max(kLeastTile, textWidth(labelFont(theme), QString::number(count_)));
  Blocks blocks;
  for (int count = 1; count <= static_cast<int>(columns_.size()); ++count) {
    blocks = blocksIn({inner, 1e6}, theme, count);
    if (std::min(blocks.tile.width(), blocks.tile.height()) >= least) break;
  }
  // The same tiles as in a figure that is not narrow, unless they are too small.
  if (blocks.count == 1) return usual;
  return 2 * kFigureMargin + figureHeadingHeight(theme, heading(), inner) + blocks.count * blocks.height +
         (blocks.count - 1) * kBetween;
}

void SignaturesOverTimeFigure::paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) {
  painter.save();
  painter.fillRect(area, theme.base);
  QRectF rest = area.adjusted(kFigureMargin, kFigureMargin, -kFigureMargin, -kFigureMargin);
  rest.setTop(rest.top() + paintFigureHeading(painter, rest, theme, heading()));
  const QFont font = labelFont(theme);
  painter.setFont(font);
  if (columns_.empty()) {
    painter.setPen(theme.mutedText);
    painter.drawText(rest, Qt::AlignCenter | Qt::TextWordWrap, tr("This run has no snapshots."));
    return painter.restore();
  }

  Blocks blocks = blocksIn(rest.size(), theme, 1);
  for (int count = 2; count <= static_cast<int>(columns_.size()); ++count)
    if (const Blocks more = blocksIn(rest.size(), theme, count); more.tile.width() > blocks.tile.width())
      blocks = more;
  const double labels = labelWidth(theme), line = textHeight(font);
  const QSizeF tile = blocks.tile;
  const double left =
      rest.left() + std::max(0.0, (rest.width() - labels - blocks.columns * (tile.width() + kGap)) / 2);
  const auto cell = [&](int c) {
    return QPointF(left + labels + (c % blocks.columns) * (tile.width() + kGap),
                   rest.top() + (c / blocks.columns) * (blocks.height + kBetween));
  };
  const int columns = static_cast<int>(columns_.size());
  painter.setPen(theme.mutedText);
  for (int c = 0; c < columns; ++c) {
    if (c % blocks.columns == 0)
      painter.drawText(QRectF(left, cell(c).y(), labels - kBesideLabels, line),
                       Qt::AlignRight | Qt::AlignVCenter, tr("epoch"));
    painter.drawText(QRectF(cell(c), QSizeF(tile.width(), line)), Qt::AlignCenter | Qt::TextDontClip,
                     QString::number(columns_[static_cast<std::size_t>(c)] + 1));
  }
  painter.setPen(theme.text);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const double down = line + kGap + static_cast<double>(r) * (tile.height() + kGap);
    const SignatureSheet sheet(rows_[r], shape_, {});
    for (int c = 0; c < columns; ++c) {
      const double top = cell(c).y() + down;
      if (c % blocks.columns == 0)
        painter.drawText(QRectF(left, top, labels - kBesideLabels, tile.height()),
                         Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, grouped(rows_[r]->epoch));
      const int signature = columns_[static_cast<std::size_t>(c)];
      if (signature >= sheet.count()) continue;
      const QRectF picture = snapToDevice(painter, QRectF(QPointF(cell(c).x(), top), tile));
      drawFramed(painter, picture,
                 renderPicture(sheet.pixels(signature), sheet.shape(), devicePixels(painter, picture),
                               sheet.range(signature), ColorMap::of(ColorMapKind::Gray)));
    }
  }
  painter.restore();
}

}  // namespace nmf::ui
