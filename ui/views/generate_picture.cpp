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

namespace nmf::ui {
namespace {

constexpr int kMorphTiles = 9;

constexpr double kMarginX = 10, kMarginY = 8;
constexpr double kLargePicture = 100;  // a figure's is not smaller
constexpr double kMorphGap = 6;

double paintLine(QPainter& painter, const QRectF& area, const QFont& font, const QColor& color,
                 const QString& text) {
  painter.setFont(font);
  painter.setPen(color);
  return paintWrapped(painter, area, Qt::AlignHCenter, text);
}

}  // namespace

void GenerateView::completeFigure() {
  if (isUsable() && !isCurrent()) take(*generate(frame().data, frame().snapshot, request(), {}));
}

void GenerateView::paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) {
  const QRectF inner = area.adjusted(kMarginX, kMarginY, -kMarginX, -kMarginY);
  if (!isUsable()) {
    painter.setFont(figureFont(theme, 1.1));
    painter.setPen(theme.mutedText);
    painter.drawText(inner, Qt::AlignCenter | Qt::TextWordWrap,
                     tr("These factors belong to other data than what is loaded now."));
    return;
  }
  if (!generated_.book.snapshot || (mode_ == Mode::Sample && generated_.samples.size() == 0)) {
    paintLine(painter, inner.adjusted(0, inner.height() / 2, 0, 0), figureFont(theme), theme.mutedText,
              trouble_.isEmpty() ? tr("Computing the codes of all images") : trouble_);
    return;
  }
  switch (mode_) {
    case Mode::Compose:
      return paintCompose(painter, inner, theme, onScreen);
    case Mode::Sample:
      return paintSamples(painter, inner, theme, onScreen);
    case Mode::Morph:
      return paintMorph(painter, inner, theme);
  }
}

double GenerateView::leastHeight(double width, const Theme& theme) const {
  if (!isUsable()) return 0;
  const double inner = width - 2 * kMarginX, picture = kLargePicture * theme.fontScale;
  const QFont font = figureFont(theme);
  double height = 0;
  switch (mode_) {
    case Mode::Compose:
      height = picture + 12 + termsNeeded(inner, theme);
      break;
    case Mode::Sample:
      height = wrappedHeight(font, sampleTitle(request()), inner) + 4 +
               sampleGrid(QSizeF(inner, 0), 1, false).contentHeight();
      break;
    case Mode::Morph:
      height = wrappedHeight(font, morphTitle(), inner) + picture + morphTile({inner, 1e4}, 1e4).height() +
               captionHeight(inner, theme) + 16;
      break;
  }
  return height + 2 * kMarginY;
}

double GenerateView::termsNeeded(double width, const Theme& theme) const {
  const int terms = static_cast<int>(rightFactor(frame().snapshot->factors).rows());
  return termsHeight(terms, width, theme, QStringLiteral("h"), imageShape(frame()));
}

void GenerateView::paintImage(QPainter& painter, const QRectF& area, const Eigen::VectorXf& code) const {
  const Matrix& H = rightFactor(generated_.book.snapshot->factors);
  if (code.size() != H.rows()) return;
  const Eigen::VectorXf image = H.transpose() * code;
  const QRectF target = snapToDevice(painter, area);
  drawFramed(painter, target,
             renderPicture(image.data(), imageShape(frame()), devicePixels(painter, target), {0, 1},
                           ColorMap::of(ColorMapKind::Gray)));
}

void GenerateView::paintCompose(QPainter& painter, const QRectF& area, const Theme& theme,
                                bool onScreen) const {
  const double usual = std::min(116 * theme.fontScale, 0.34 * area.height());
  const double terms = onScreen ? usual : std::max(usual, termsNeeded(area.width(), theme));
  const QRectF room = area.adjusted(0, 0, 0, -terms - 12);
  const ImageShape shape = imageShape(frame());
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
               drawFramed(painter, target,
                          renderPicture(H.row(index).data(), shape, devicePixels(painter, target),
                                        {0, high > 0 ? high : 1.0}, ColorMap::of(ColorMapKind::Gray)));
             });
}

QString GenerateView::sampleTitle(const Request& request) const {
  const QString from = request.kind == CodeDistribution::Kind::GaussianCopula
                           ? tr("a Gaussian copula of the codes")
                           : tr("independent marginals of the codes");
  QString title = tr("Drawn from %1").arg(from);
  if (request.label && frame().data) {
    const std::vector<int>& labels = frame().data->labels;
    const auto row = std::find(labels.begin(), labels.end(), *request.label) - labels.begin();
    title += tr(", label %1").arg(sampleLabel(*frame().data, static_cast<int>(row)));
  }
  return title;
}

TileGrid GenerateView::sampleGrid(const QSizeF& area, double scale, bool onScreen) const {
  TileGridRequest request;
  request.count = kSamples;
  request.area = area;
  const ImageShape shape = imageShape(frame());
  request.picture = QSize(shape.width, shape.height);
  request.caption = 0;
  request.smallest = 4;
  request.deviceScale = scale;
  if (onScreen) return TileGrid(request);
  request.smallest = figureTile([&](double side) {
    TileGridRequest tall = request;
    tall.area.setHeight(0);
    tall.smallest = side;
    return TileGrid(tall).contentHeight();
  });
  return TileGrid(request);
}

void GenerateView::paintSamples(QPainter& painter, const QRectF& area, const Theme& theme,
                                bool onScreen) const {
  const double title =
      4 + paintLine(painter, area, figureFont(theme), theme.text, sampleTitle(generated_.request));
  const TileGrid grid =
      sampleGrid(QSizeF(area.width(), area.height() - title), deviceScale(painter), onScreen);
  const int count = std::min(kSamples, static_cast<int>(generated_.samples.rows()));
  for (int i = 0; i < count; ++i) {
    paintImage(painter, grid.picture(i).translated(area.left(), area.top() + title),
               generated_.samples.row(i).transpose());
  }
}

QString GenerateView::morphTitle() const {
  return tr("%1 of the way from sample %2 to sample %3")
      .arg(percent(morphShare()), grouped(fromBox_->value()), grouped(toBox_->value()));
}

double GenerateView::morphShare() const {
  return morphSlider_->value() / static_cast<double>(morphSlider_->maximum());
}

QString GenerateView::morphEnd(int row) const {
  const QString label = frame().data ? sampleLabel(*frame().data, row) : QString();
  return label.isEmpty() ? tr("sample %1").arg(grouped(row))
                         : tr("sample %1, label %2").arg(grouped(row), label);
}

QSizeF GenerateView::morphTile(const QSizeF& area, double scale) const {
  return pictureSizeIn({(area.width() - (kMorphTiles - 1) * kMorphGap) / kMorphTiles, area.height() / 4},
                       imageShape(frame()), scale);
}

double GenerateView::captionHeight(double width, const Theme& theme) const {
  const QFont font = figureFont(theme, 0.83);
  const double half = width / 2 - kMorphGap;
  return std::max({wrappedHeight(font, morphEnd(fromBox_->value()), half),
                   wrappedHeight(font, morphEnd(toBox_->value()), half), textHeight(figureFont(theme))});
}

void GenerateView::paintMorph(QPainter& painter, const QRectF& area, const Theme& theme) const {
  const double scale = deviceScale(painter), share = morphShare(), gap = kMorphGap;
  const QSizeF tile = morphTile(area.size(), scale);
  const double title = 4 + paintLine(painter, area, figureFont(theme), theme.text, morphTitle());
  const double width = kMorphTiles * tile.width() + (kMorphTiles - 1) * gap;
  const double captions = captionHeight(width, theme);
  const QRectF room = area.adjusted(0, title, 0, -tile.height() - captions - 16);
  QRectF place(QPointF(), pictureSizeIn(room.size(), imageShape(frame()), scale));
  place.moveCenter(room.center());
  paintImage(painter, place, morphed(share));

  const double left = area.left() + (area.width() - width) / 2,
               top = area.bottom() - tile.height() - captions;
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
  painter.setFont(figureFont(theme, 0.83));
  painter.setPen(theme.mutedText);
  const QRectF below(left, top + tile.height() + 2, width, captions);
  const double half = width / 2 - gap;
  paintWrapped(painter, below.adjusted(0, 0, half - width, 0), Qt::AlignLeft, morphEnd(fromBox_->value()));
  paintWrapped(painter, below.adjusted(width - half, 0, 0, 0), Qt::AlignRight, morphEnd(toBox_->value()));
}

}  // namespace nmf::ui
