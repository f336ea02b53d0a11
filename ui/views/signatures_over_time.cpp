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
  return QCoreApplication::translate("SignaturesOverTimeFigure", "Signatures over time");
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

void SignaturesOverTimeFigure::paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) {
  painter.save();
  painter.fillRect(area, theme.base);
  const QFont title = figureFont(theme, 1.08), font = figureFont(theme, 0.83);
  const auto tr = [](const char* text) {
    return QCoreApplication::translate("SignaturesOverTimeFigure", text);
  };
  QRectF rest = area.adjusted(6, 6, -6, -6);
  painter.setFont(title);
  painter.setPen(theme.text);
  QString heading = figureTitle();
  if (static_cast<int>(columns_.size()) < count_) {
    heading += tr(" (the %1 of %2 with most energy)").arg(columns_.size()).arg(count_);
  }
  painter.drawText(QRectF(rest.left(), rest.top(), rest.width(), textHeight(title)), Qt::AlignCenter,
                   heading);
  rest.setTop(rest.top() + textHeight(title) + 4);
  painter.setFont(font);
  if (columns_.empty()) {
    painter.setPen(theme.mutedText);
    painter.drawText(rest, Qt::AlignCenter | Qt::TextWordWrap, tr("This run has no snapshots."));
    return painter.restore();
  }

  double labels = textWidth(font, tr("epoch"));
  for (const SnapshotPtr& row : rows_) labels = std::max(labels, textWidth(font, grouped(row->epoch)));
  labels += 8;
  const double line = textHeight(font), rows = static_cast<double>(rows_.size()),
               columns = static_cast<double>(columns_.size());
  const double zoom = std::min((rest.width() - labels - (columns - 1) * kGap) / columns / shape_.width,
                               (rest.height() - line - rows * kGap) / rows / shape_.height);
  const QSizeF tile(std::max(1.0, zoom * shape_.width), std::max(1.0, zoom * shape_.height));
  const double left =
      rest.left() + std::max(0.0, (rest.width() - labels - columns * (tile.width() + kGap)) / 2);
  painter.setPen(theme.mutedText);
  painter.drawText(QRectF(left, rest.top(), labels - 8, line), Qt::AlignRight | Qt::AlignVCenter,
                   tr("epoch"));
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    painter.drawText(QRectF(left + labels + static_cast<double>(c) * (tile.width() + kGap), rest.top(),
                            tile.width(), line),
                     Qt::AlignCenter | Qt::TextDontClip, QString::number(columns_[c] + 1));
  }
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const double top = rest.top() + line + kGap + static_cast<double>(r) * (tile.height() + kGap);
    painter.setPen(theme.text);
    painter.drawText(QRectF(left, top, labels - 8, tile.height()),
                     Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, grouped(rows_[r]->epoch));
    const SignatureSheet sheet(rows_[r], shape_, {});
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c] >= sheet.count()) continue;
      const QRectF picture = snapToDevice(
          painter,
          QRectF(QPointF(left + labels + static_cast<double>(c) * (tile.width() + kGap), top), tile));
      painter.drawImage(
          picture, renderPicture(sheet.pixels(columns_[c]), sheet.shape(), devicePixels(painter, picture),
                                 sheet.range(columns_[c]), ColorMap::of(ColorMapKind::Gray)));
    }
  }
  painter.restore();
}

}  // namespace nmf::ui
