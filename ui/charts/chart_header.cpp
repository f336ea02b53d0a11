#include "ui/charts/chart_header.h"

#include <QFontMetricsF>
#include <algorithm>
#include <utility>

#include "ui/charts/elided_names.h"
#include "ui/theme/line_sample.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {
namespace {

QString moreText(std::size_t count) {
  return QStringLiteral("+%1").arg(count);
}

QPen samplePen(const ChartHeader::Entry& entry) {
  QPen pen = entry.pen;
  pen.setWidthF(std::max(2.0, pen.widthF()));
  return pen;
}

}  // namespace

void ChartHeader::setContent(const QString& title, const std::vector<Entry>& entries) {
  title_ = title;
  entries_ = entries;
}

void ChartHeader::setFonts(const QFont& title, const QFont& legend) {
  titleFont_ = title;
  legendFont_ = legend;
}

void ChartHeader::setColours(const QColor& text, const QColor& muted) {
  text_ = text;
  muted_ = muted;
}

void ChartHeader::layOut(double left, double width, double reserved) {
  const QFontMetricsF titleMetrics(titleFont_), legendMetrics(legendFont_);
  const double row = row_ = std::max(titleMetrics.height(), legendMetrics.height()) + 4;
  sample_ = legendMetrics.height() * 1.2;
  // Dashes are told apart by a longer line.
  for (const Entry& entry : entries_)
    if (!entry.curves.empty() && entry.pen.style() == Qt::CustomDashLine)
      sample_ = std::max({sample_, legendMetrics.height() * 1.5, wholeSample(samplePen(entry))});
  gap_ = legendMetrics.height() * 0.3;
  titleRect_ = QRectF(left, 2, std::min(titleMetrics.horizontalAdvance(title_) + 2, width - reserved), row);
  height_ = row + 4;
  extraHeight_ = 0;
  rects_.assign(entries_.size(), QRectF());
  shown_ = 0;
  if (entries_.empty()) return;

  const auto widthOf = [&](const Entry& entry) {
    return sample_ + gap_ + legendMetrics.horizontalAdvance(entry.text) + 2;
  };
  const double between = gap_ * 2.5;
  double total = -between;
  for (const Entry& entry : entries_) total += widthOf(entry) + between;
  // Beside the title, to the right, where that fits; else in rows below it, from the left.
  const double beside = left + width - reserved - total;
  const bool fits = beside >= titleRect_.right() + between;
  double x = fits ? beside : left, y = fits ? 2 : 2 + row;
  int rows = 1;
  double wrappedBelow = 0, wrapped = 0;  // what names of several lines add, in this row and in all
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    double w = widthOf(entries_[i]);
    if (!fits) {
      const double more =
          i + 1 < entries_.size() ? legendMetrics.horizontalAdvance(moreText(entries_.size())) + between : 0;
      const auto room = [&] { return left + width - x - (rows == mostRows_ ? more : 0); };
      if (x > left && w > room()) {
        if (rows == mostRows_) break;
        ++rows;
        x = left;
        y += row - 2 + std::exchange(wrappedBelow, 0);
      }
      if (wraps_ && w > room()) {
        const QRectF words = wordsIn(QRectF(x, y, room(), row));
        wrappedBelow = wrappedHeight(legendFont_, entries_[i].text, words.width()) - legendMetrics.height();
        wrapped += wrappedBelow;
      }
      w = std::min(w, room());  // the name is shortened, or takes several lines
    }
    rects_[i] = QRectF(x, y, w, row + wrappedBelow);
    x += w + between;
    shown_ = i + 1;
  }
  moreRect_ = QRectF(x, y, legendMetrics.horizontalAdvance(moreText(entries_.size())) + 4, row);
  if (!fits) height_ = y + row + 2 + wrappedBelow;
  extraHeight_ = std::max(0, rows - kUsualRows) * (row - 2) + wrapped;
}

int ChartHeader::entryAt(const QPointF& position) const {
  for (std::size_t i = 0; i < shown_; ++i)
    if (rects_[i].adjusted(-gap_, 0, gap_, 0).contains(position)) return static_cast<int>(i);
  return -1;
}

bool ChartHeader::isMoreAt(const QPointF& position) const {
  return shown_ < entries_.size() && moreRect_.contains(position);
}

void ChartHeader::paint(QPainter& painter) const {
  painter.setPen(text_);
  painter.setFont(titleFont_);
  const QFontMetricsF titleMetrics(titleFont_);
  painter.drawText(titleRect_, Qt::AlignLeft | Qt::AlignVCenter,
                   titleMetrics.elidedText(title_, Qt::ElideRight, titleRect_.width()));
  paintNames(painter);
  if (shown_ < entries_.size()) {
    painter.setFont(legendFont_);
    painter.setPen(muted_);
    painter.drawText(moreRect_, Qt::AlignLeft | Qt::AlignVCenter, moreText(entries_.size() - shown_));
  }
}

void ChartHeader::paintNames(QPainter& painter) const {
  QStringList names;
  std::vector<double> widths;
  for (std::size_t i = 0; i < shown_; ++i) {
    names << entries_[i].text;
    widths.push_back(wordsIn(rects_[i]).width());
  }
  if (!wraps_) names = elidedApart(names, QFontMetricsF(legendFont_), widths);
  for (std::size_t i = 0; i < shown_; ++i) {
    const Entry& entry = entries_[i];
    const QRectF& rect = rects_[i];
    QFont font = legendFont_;
    font.setStrikeOut(!entry.enabled);
    QPen pen = samplePen(entry);
    if (!entry.enabled) pen.setColor(muted_);
    paintLineSample(painter, QPointF(rect.left(), rect.top() + row_ / 2), sample_, pen);
    painter.setFont(font);
    painter.setPen(entry.enabled ? text_ : muted_);
    const QString& name = names[static_cast<qsizetype>(i)];
    if (wraps_)
      paintWrapped(painter, wordsIn(rect).translated(0, (row_ - textHeight(font)) / 2), Qt::AlignLeft, name);
    else
      painter.drawText(wordsIn(rect), Qt::AlignLeft | Qt::AlignVCenter, name);
  }
}

}  // namespace nmf::ui
