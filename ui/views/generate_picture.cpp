// How GenerateView paints; what it paints is decided in generate_view.cpp.

#include <QSlider>
#include <QSpinBox>
#include <algorithm>
#include <cmath>

#include "ui/views/generate_view.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"
#include "ui/views/sample_errors.h"
#include "ui/views/sample_picture.h"
#include "ui/views/tile_grid.h"

namespace nmf::ui {
namespace {

constexpr int kMorphTiles = 9;

void paintLine(QPainter& painter, const QRectF& area, const QFont& font, const QColor& color,
               const QString& text) {
  painter.setFont(font);
  painter.setPen(color);
  painter.drawText(area, Qt::AlignCenter, QFontMetricsF(font).elidedText(text, Qt::ElideRight, area.width()));
}

}  // namespace

void GenerateView::paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) {
  const QRectF inner = area.adjusted(10, 8, -10, -8);
  if (!fits(*frame().data, frame().snapshot->factors)) {
    painter.setFont(figureFont(theme, 1.1));
    painter.setPen(theme.mutedText);
    painter.drawText(inner, Qt::AlignCenter | Qt::TextWordWrap,
                     tr("These factors belong to other data than what is loaded now."));
    return;
  }
  // A figure is painted at once and waits for nothing.
  if (!onScreen && !isCurrent()) take(*generate(frame().data, frame().snapshot, request(), {}));
  if (!generated_.book.snapshot || (mode_ == Mode::Sample && generated_.samples.size() == 0)) {
    return paintLine(painter, inner, figureFont(theme), theme.mutedText,
                     tr("Computing the codes of all images"));
  }
  switch (mode_) {
    case Mode::Compose:
      return paintCompose(painter, inner, theme);
    case Mode::Sample:
      return paintSamples(painter, inner, theme);
    case Mode::Morph:
      return paintMorph(painter, inner, theme);
  }
}

void GenerateView::paintImage(QPainter& painter, const QRectF& area, const Eigen::VectorXf& code) const {
  const Matrix& H = rightFactor(generated_.book.snapshot->factors);
  if (code.size() != H.rows()) return;
  const Eigen::VectorXf image = H.transpose() * code;
  const QRectF target = snapToDevice(painter, area);
  painter.drawImage(target, renderPicture(image.data(), frame().data->shape, devicePixels(painter, target),
                                          {0, 1}, ColorMap::of(ColorMapKind::Gray)));
}

void GenerateView::paintCompose(QPainter& painter, const QRectF& area, const Theme& theme) const {
  const double terms = std::min(116 * theme.fontScale, 0.34 * area.height());
  const QRectF room = area.adjusted(0, 0, 0, -terms - 12);
  const ImageShape& shape = frame().data->shape;
  QRectF place(QPointF(), pictureSizeIn(room.size(), shape, deviceScale(painter)));
  place.moveCenter(room.center());
  const Eigen::VectorXf code = currentCode();
  paintImage(painter, place, code);
  const Matrix& H = rightFactor(generated_.book.snapshot->factors);
  if (code.size() != H.rows()) return;
  paintTerms(painter, QRectF(area.left(), area.bottom() - terms, area.width(), terms), theme,
             tr("Composed of"), weightedTerms(code, H), QStringLiteral("h"), shape,
             [&](const QRectF& tile, int index) {
               const QRectF target = snapToDevice(painter, tile);
               const float high = H.row(index).maxCoeff();
               painter.drawImage(target,
                                 renderPicture(H.row(index).data(), shape, devicePixels(painter, target),
                                               {0, high > 0 ? high : 1.0}, ColorMap::of(ColorMapKind::Gray)));
             });
}

void GenerateView::paintSamples(QPainter& painter, const QRectF& area, const Theme& theme) const {
  const QFont font = figureFont(theme);
  const double line = textHeight(font);
  const QString from = generated_.request.kind == CodeDistribution::Kind::GaussianCopula
                           ? tr("a Gaussian copula of the codes")
                           : tr("independent marginals of the codes");
  QString title = tr("Drawn from %1").arg(from);
  if (generated_.request.label) {
    const std::vector<int>& labels = frame().data->labels;
    const auto row = std::find(labels.begin(), labels.end(), *generated_.request.label) - labels.begin();
    title += tr(", label %1").arg(sampleLabel(*frame().data, static_cast<int>(row)));
  }
  paintLine(painter, QRectF(area.left(), area.top(), area.width(), line), font, theme.text, title);
  TileGridRequest request;
  request.count = static_cast<int>(generated_.samples.rows());
  request.area = QSizeF(area.width(), area.height() - line - 4);
  request.picture = QSize(frame().data->shape.width, frame().data->shape.height);
  request.caption = 0;
  request.smallest = 4;
  request.deviceScale = deviceScale(painter);
  const TileGrid grid(request);
  for (int i = 0; i < request.count; ++i) {
    paintImage(painter, grid.picture(i).translated(area.left(), area.top() + line + 4),
               generated_.samples.row(i).transpose());
  }
}

void GenerateView::paintMorph(QPainter& painter, const QRectF& area, const Theme& theme) const {
  const QFont font = figureFont(theme);
  const double line = textHeight(font), gap = 6;
  const ImageShape& shape = frame().data->shape;
  const double scale = deviceScale(painter);
  const QSizeF tile = pictureSizeIn(
      {(area.width() - (kMorphTiles - 1) * gap) / kMorphTiles, area.height() / 4}, shape, scale);
  const double share = morphSlider_->value() / static_cast<double>(morphSlider_->maximum());
  const QRectF room = area.adjusted(0, line + 4, 0, -tile.height() - line - 16);
  QRectF place(QPointF(), pictureSizeIn(room.size(), shape, scale));
  place.moveCenter(room.center());
  paintImage(painter, place, morphed(share));
  paintLine(painter, QRectF(area.left(), area.top(), area.width(), line), font, theme.text,
            tr("%1 of the way from sample %2 to sample %3")
                .arg(percent(share), grouped(fromBox_->value()), grouped(toBox_->value())));

  const double width = kMorphTiles * tile.width() + (kMorphTiles - 1) * gap;
  const double left = area.left() + (area.width() - width) / 2, top = area.bottom() - tile.height() - line;
  for (int i = 0; i < kMorphTiles; ++i) {
    const double at = i / static_cast<double>(kMorphTiles - 1);
    const QRectF step(QPointF(left + i * (tile.width() + gap), top), tile);
    paintImage(painter, step, morphed(at));
    if (std::abs(at - share) <= 0.5 / (kMorphTiles - 1)) {
      painter.setPen(QPen(theme.accent, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(step.adjusted(-1.5, -1.5, 1.5, 1.5));
    }
  }
  const auto caption = [&](int row) {
    const QString label = sampleLabel(*frame().data, row);
    return label.isEmpty() ? tr("sample %1").arg(grouped(row))
                           : tr("sample %1, label %2").arg(grouped(row), label);
  };
  painter.setFont(figureFont(theme, 0.83));
  painter.setPen(theme.mutedText);
  const QRectF below(left, top + tile.height() + 2, width, line);
  painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, caption(fromBox_->value()));
  painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, caption(toBox_->value()));
}

}  // namespace nmf::ui
