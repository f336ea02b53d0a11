#include "ui/views/dataset_view.h"

#include <QBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/session/background_task.h"
#include "ui/session/sentence.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"
#include "ui/views/term_row.h"

namespace nmf::ui {
namespace {

constexpr double kGap = 14;
constexpr double kMarginX = 12, kMarginY = 10;
constexpr double kMeanPicture = 60;       // a figure's is not smaller
constexpr std::size_t kNamedLabels = 24;  // more than these become a bar chart without pictures

}  // namespace

DatasetView::DatasetView(QWidget* parent) : PictureView(parent) {
  setObjectName("datasetView");
  setAccessibleName(tr("Data set"));
  canvas()->setObjectName("datasetCanvas");
  canvas()->setAccessibleName(tr("Facts of the data set"));
  canvas()->setFocusPolicy(Qt::NoFocus);
  controls()->setContentsMargins(0, 0, 0, 0);
}

DatasetView::~DatasetView() = default;

void DatasetView::setSpectrum(std::shared_ptr<const DataSpectrum> spectrum) {
  if (spectrum_ == spectrum) return;
  spectrum_ = std::move(spectrum);
  repaintPicture();
}

void DatasetView::dataChanged() {
  task_.reset();
  facts_ = {};
  trouble_.clear();
  canvas()->setToolTip(frame().data ? describeSkipped(*frame().data) : QString());
  if (!frame().data) return;
  task_ = std::make_unique<BackgroundTask>(
      this,
      [this, dataset = frame().data](const BackgroundTask::Context& context) {
        std::optional<DatasetFacts> facts;
        const QString trouble = sentenceOf(
            [&] { facts = computeDatasetFacts(dataset, [&context] { return context.cancelled(); }); });
        if (!facts && trouble.isEmpty()) return;
        context.post([this, dataset, trouble, facts = std::move(facts).value_or(DatasetFacts())] {
          if (dataset != frame().data) return;
          facts_ = facts;
          trouble_ = trouble;
          repaintPicture();
          emit factsReady();
        });
      },
      std::chrono::milliseconds(0));
}

void DatasetView::completeFigure() {
  if (facts_.data == frame().data) return;
  if (std::optional<DatasetFacts> facts = computeDatasetFacts(frame().data)) facts_ = std::move(*facts);
}

double DatasetView::leastHeight(double width, const Theme& theme) const {
  const double inner = width - 2 * kMarginX;
  const double labels = facts_.labels.empty() ? 0 : labelsNeeded(theme) + kGap;
  return 2 * kMarginY + textNeeded(inner, theme) + kGap + labels + spectrumNeeded(inner, theme);
}

void DatasetView::paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) {
  const QRectF inner = area.adjusted(kMarginX, kMarginY, -kMarginX, -kMarginY);
  if (!facts_.data) {
    painter.setFont(figureFont(theme));
    painter.setPen(theme.mutedText);
    painter.drawText(inner, Qt::AlignCenter | Qt::TextWordWrap,
                     trouble_.isEmpty() ? tr("Looking through the images") : trouble_);
    return;
  }
  const bool labelled = !facts_.labels.empty();
  const bool wide = inner.width() > 1.5 * inner.height();
  const double left = wide ? std::round(0.5 * inner.width()) - kGap : inner.width();
  const double line = textHeight(figureFont(theme));
  double text = std::min(0.34 * inner.height(), std::max(8 * line, 0.3 * left));
  if (!onScreen) text = std::max(text, textNeeded(left, theme));
  paintText(painter, QRectF(inner.topLeft(), QSizeF(left, text)), theme, onScreen);
  const double rest = inner.height() - text - kGap;
  double spectrum = wide ? inner.height() : labelled ? 0.48 * rest : rest;
  if (!onScreen && labelled && !wide) {
    spectrum =
        std::max(std::min(spectrum, rest - kGap - labelsNeeded(theme)), spectrumNeeded(inner.width(), theme));
  }
  if (labelled) {
    paintLabels(painter,
                QRectF(inner.left(), inner.top() + text + kGap, left, wide ? rest : rest - spectrum - kGap),
                theme);
  }
  paintSpectrum(painter,
                QRectF(wide ? inner.left() + left + 2 * kGap : inner.left(), inner.bottom() - spectrum,
                       wide ? inner.width() - left - 2 * kGap : inner.width(), spectrum),
                theme);
}

void DatasetView::paintImage(QPainter& painter, const QRectF& area, const Eigen::VectorXf& image) const {
  const QRectF target = snapToDevice(painter, area);
  drawFramed(painter, target,
             renderPicture(image.data(), facts_.data->shape, devicePixels(painter, target), {0, 1},
                           ColorMap::of(ColorMapKind::Gray)));
}

QStringList DatasetView::lines() const {
  QStringList lines = describeDataset(facts_);
  if (spectrum_ && !spectrum_->complete) lines << tr("effective rank of A not computed");
  if (spectrum_ && std::isfinite(spectrum_->effectiveRank))
    lines << tr("effective rank of A %1").arg(shortNumber(spectrum_->effectiveRank));
  return lines;
}

double DatasetView::textNeeded(double width, const Theme& theme) const {
  const QFont font = figureFont(theme), caption = figureFont(theme, 0.83);
  const double picture = std::max(kMeanPicture * theme.fontScale, textWidth(caption, tr("mean image")));
  double text = 0;
  bool first = true;
  for (const QString& line : lines()) {
    const QFont& each = first ? figureFont(theme, 1.25) : font;
    text += wrappedHeight(each, line, width - picture - kGap) + (first ? 4 : 2);
    first = false;
  }
  return std::max(text, picture + 2 + textHeight(caption));
}

void DatasetView::paintText(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) const {
  const QFont font = figureFont(theme), small = figureFont(theme, 0.83), title = figureFont(theme, 1.25);
  const double line = textHeight(font), caption = textHeight(small);
  const QStringList lines = this->lines();
  QSizeF room(0.4 * area.width(), area.height() - caption - 2);
  if (!onScreen) {
    // The text has the width it needs, as long as the picture can be seen.
    double text = textWidth(title, lines.first());
    for (const QString& each : lines) text = std::max(text, textWidth(font, each));
    const double least = std::max(kMeanPicture * theme.fontScale, textWidth(small, tr("mean image")));
    room.setWidth(std::clamp(area.width() - kGap - text, least, std::max(least, room.width())));
  }
  const QSizeF size = pictureSizeIn(room, facts_.data->shape, deviceScale(painter));
  paintImage(painter, QRectF(area.topLeft(), size), facts_.mean);
  painter.setFont(small);
  painter.setPen(theme.mutedText);
  painter.drawText(QRectF(area.left(), area.top() + size.height() + 2, size.width(), caption),
                   Qt::AlignCenter | Qt::TextDontClip, tr("mean image"));
  double y = area.top();
  const double x = area.left() + size.width() + kGap;
  for (int i = 0; i < lines.size() && y + line <= area.bottom() + 2; ++i) {
    painter.setFont(i == 0 ? title : font);
    painter.setPen(i == 0 ? theme.text : theme.mutedText);
    const QRectF place(x, y, area.right() - x, area.bottom() - y);
    if (onScreen) {
      const double height = i == 0 ? textHeight(title) + 4 : line + 2;
      painter.drawText(QRectF(x, y, place.width(), height), Qt::AlignLeft | Qt::AlignVCenter,
                       QFontMetricsF(painter.font()).elidedText(lines[i], Qt::ElideRight, place.width()));
      y += height;
    } else {
      y += paintWrapped(painter, place, Qt::AlignLeft, lines[i]) + (i == 0 ? 4 : 2);
    }
  }
}

double DatasetView::labelsNeeded(const Theme& theme) const {
  const double count = static_cast<double>(facts_.labels.size());
  const double title = textHeight(figureFont(theme)) + 4;
  if (facts_.labels.size() > kNamedLabels) return title + 60 * theme.fontScale;
  // Tiles of a good size, or smaller ones where the labels are many.
  return title + count * std::clamp(200 / count, 17.0, 24.0) * theme.fontScale;
}

void DatasetView::paintLabels(QPainter& painter, const QRectF& area, const Theme& theme) const {
  const QFont font = figureFont(theme, 0.9), title = figureFont(theme);
  const double line = textHeight(font), titleLine = textHeight(title);
  painter.setFont(title);
  painter.setPen(theme.text);
  painter.drawText(QRectF(area.left(), area.top(), area.width(), titleLine), Qt::AlignLeft | Qt::AlignVCenter,
                   tr("Labels"));
  const QRectF room = area.adjusted(0, titleLine + 4, 0, 0);
  const auto& labels = facts_.labels;
  std::int64_t most = 1;
  double names = 0;
  for (const LabelFacts& label : labels) {
    most = std::max(most, label.count);
    names = std::max(names, textWidth(font, label.name));
  }
  if (labels.size() > kNamedLabels) {
    const double step = room.width() / static_cast<double>(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const double height = room.height() * static_cast<double>(labels[i].count) / static_cast<double>(most);
      painter.fillRect(QRectF(room.left() + static_cast<double>(i) * step, room.bottom() - height,
                              std::max(1.0, step - 1), height),
                       theme.line(0));
    }
    return;
  }
  const int columns = labels.size() > 5 && area.width() > 380 ? 2 : 1;
  const int rows = (static_cast<int>(labels.size()) + columns - 1) / columns;
  const double height = std::min(room.height() / rows, 56 * theme.fontScale),
               width = (room.width() - (columns - 1) * 2 * kGap) / columns;
  const QSizeF tile = pictureSizeIn({2 * height, height - 4}, facts_.data->shape, deviceScale(painter));
  const double counts = textWidth(font, grouped(most)) + 4;
  names = std::min(names, 0.35 * width);
  painter.setFont(font);
  for (int i = 0; i < static_cast<int>(labels.size()); ++i) {
    const LabelFacts& label = labels[static_cast<std::size_t>(i)];
    double x = room.left() + (i / rows) * (width + 2 * kGap);
    const double end = x + width, y = room.top() + (i % rows) * height, middle = y + height / 2;
    if (height > 14) {
      paintImage(painter, QRectF(QPointF(x, y + 2), tile), label.mean);
      x += tile.width() + 8;
    }
    painter.setPen(theme.text);
    painter.drawText(QRectF(x, middle - line / 2, names, line), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(font).elidedText(label.name, Qt::ElideRight, names + 1));
    x += names + 8;
    const double bar =
        std::max(2.0, (end - counts - x) * static_cast<double>(label.count) / static_cast<double>(most));
    painter.fillRect(QRectF(x, middle - std::min(6.0, height / 3), bar, std::min(12.0, height / 1.5)),
                     theme.line(0));
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(x + bar + 4, middle - line / 2, counts, line),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, grouped(label.count));
  }
}

void DatasetView::paintSpectrum(QPainter& painter, const QRectF& area, const Theme& theme) const {
  if (!spectrum_ || spectrum_->sigma.empty()) {
    painter.setFont(figureFont(theme));
    painter.setPen(theme.mutedText);
    painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, tr("The spectrum of A is not computed yet."));
    return;
  }
  const bool stacked = area.height() > area.width();
  const QSizeF size = stacked ? QSizeF(area.width(), (area.height() - kGap) / 2)
                              : QSizeF((area.width() - 2 * kGap) / 2, area.height());
  const QPointF second = stacked ? QPointF(area.left(), area.top() + size.height() + kGap)
                                 : QPointF(area.left() + size.width() + 2 * kGap, area.top());
  const auto [singular, eckartYoung] = plots(theme);
  paintLogPlot(painter, QRectF(area.topLeft(), size), theme, singular);
  paintLogPlot(painter, QRectF(second, size), theme, eckartYoung);
}

std::array<LogPlot, 2> DatasetView::plots(const Theme& theme) const {
  const auto& sigma = spectrum_->sigma;
  LogPlot singular{tr("Singular values of A"), tr("k"), {sigma.begin(), sigma.end()}, theme.line(0)};
  if (!spectrum_->complete) singular.title += tr(" (the leading %1)").arg(sigma.size());
  const auto& floors = spectrum_->eckartYoung;
  LogPlot eckartYoung{tr("Least error of rank k, EY(k)"), tr("rank k"), {}, theme.line(1)};
  for (std::size_t k = 1; k < floors.size(); ++k) eckartYoung.values.append(floors[k]);
  return {singular, eckartYoung};
}

double DatasetView::spectrumNeeded(double width, const Theme& theme) const {
  if (!spectrum_ || spectrum_->sigma.empty()) return 4 * textHeight(figureFont(theme));
  const auto [singular, eckartYoung] = plots(theme);
  const QFont title = figureFont(theme);
  const double half = (width - 2 * kGap) / 2;
  if (std::max(textWidth(title, singular.title), textWidth(title, eckartYoung.title)) <= half)
    return logPlotHeight(half, theme, singular.title);
  const double below =
      logPlotHeight(width, theme, singular.title) + logPlotHeight(width, theme, eckartYoung.title) + kGap;
  return std::max(below, width + 1);  // paintSpectrum() puts them below each other
}

}  // namespace nmf::ui
