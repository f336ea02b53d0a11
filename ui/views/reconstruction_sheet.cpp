#include "ui/views/reconstruction_sheet.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/views/color_bar.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"

namespace nmf::ui {
namespace {

constexpr double kGap = 6;
constexpr double kStripTile = 64;    // a strip's pictures are at most this large
constexpr double kLeastBanded = 42;  // and not smaller than this for the sake of another band

QString tr(const char* text) {
  return QCoreApplication::translate("ReconstructionSheet", text);
}

}  // namespace

ReconstructionSheet::ReconstructionSheet(DatasetPtr data, SnapshotPtr snapshot, ErrorMap errorMap)
    : data_(std::move(data)), snapshot_(std::move(snapshot)), errorMap_(errorMap) {}

const SamplePicture& ReconstructionSheet::sample(int row) {
  const auto found = samples_.find(row);
  if (found != samples_.end()) return *found;
  return *samples_.insert(row, pictureSample(*data_, snapshot_->factors, row));
}

void ReconstructionSheet::setShown(const std::vector<int>& shown) {
  double largest = 0;
  for (int row : shown) {
    const SamplePicture& picture = sample(row);
    largest = std::max<double>(largest, (picture.original - picture.reconstruction).cwiseAbs().maxCoeff());
  }
  // Data lie in [0, 1]: a larger error is rare and shares the last colour.
  const double high = std::min(1.0, scaleCeiling(largest));
  const ValueRange range{errorMap_ == ErrorMap::Signed ? -high : 0, high};
  if (range == errorRange_) return;
  errorRange_ = range;
  cache_.clear();
}

const ColorMap& ReconstructionSheet::errorColors() const {
  return ColorMap::of(errorMap_ == ErrorMap::Signed ? ColorMapKind::Diverging : ColorMapKind::Inferno);
}

std::vector<float> ReconstructionSheet::errorValues(const SamplePicture& picture) const {
  const int channels = data_->shape.channels;
  const Eigen::Index plane = picture.original.size() / channels;
  const Eigen::VectorXf difference = picture.original - picture.reconstruction;
  Eigen::VectorXf values = Eigen::VectorXf::Zero(plane);
  for (int c = 0; c < channels; ++c) {
    const auto part = difference.segment(c * plane, plane);
    if (errorMap_ == ErrorMap::Signed) {
      values += part;
    } else {
      values += part.cwiseAbs2();
    }
  }
  values /= static_cast<float>(channels);
  if (errorMap_ == ErrorMap::Absolute) values = values.cwiseSqrt();
  return {values.data(), values.data() + values.size()};
}

void ReconstructionSheet::paintPart(QPainter& painter, const QRectF& area, int index, Part part, bool large) {
  const QRectF target = snapToDevice(painter, area);
  const QSize pixels = devicePixels(painter, target);
  const ImageShape& shape = data_->shape;
  const int key = index * 16 + static_cast<int>(part) * 2 + (large ? 1 : 0);
  const QImage& image = cache_.tile(key, pixels, [&] {
    const ColorMap& gray = ColorMap::of(ColorMapKind::Gray);
    switch (part) {
      case Part::Original:
        return renderPicture(sample(index).original.data(), shape, pixels, {0, 1}, gray);
      case Part::Clean:
        return renderPicture(data_->clean->row(index).data(), shape, pixels, {0, 1}, gray);
      case Part::Reconstruction:
        return renderPicture(sample(index).reconstruction.data(), shape, pixels, {0, 1}, gray);
      case Part::Error:
        return renderValues(errorValues(sample(index)).data(), shape.height, shape.width, pixels, errorRange_,
                            errorColors());
      case Part::Signature:
        break;
    }
    const auto signature = rightFactor(snapshot_->factors).row(index);
    const double high = signature.maxCoeff();
    return renderPicture(signature.data(), shape, pixels, {0, high > 0 ? high : 1}, gray);
  });
  painter.drawImage(target, image);
}

void ReconstructionSheet::paintFocus(QPainter& painter, const QRectF& area, const Theme& theme, int row) {
  const QFont font = figureFont(theme), title = figureFont(theme, 1.08);
  const double line = textHeight(font), titleLine = textHeight(title);
  std::vector<std::pair<Part, QString>> parts{
      {Part::Original, data_->clean ? tr("with noise") : tr("original")}};
  if (data_->clean) parts.emplace_back(Part::Clean, tr("clean"));
  parts.emplace_back(Part::Reconstruction, tr("reconstruction"));
  parts.emplace_back(Part::Error, errorMap_ == ErrorMap::Signed ? tr("error") : tr("absolute error"));

  const double count = static_cast<double>(parts.size());
  const double bar = colorBarThickness(theme, Qt::Vertical, errorRange_) + kGap;
  const QSizeF size = focusPicture(area.size(), theme, deviceScale(painter));
  const double width = count * size.width() + (count - 1) * 2 * kGap + bar;
  double x = area.left() + std::max(0.0, (area.width() - width) / 2);
  const double top = area.top() + titleLine + kGap;

  const SamplePicture& picture = sample(row);
  QString heading = tr("Sample %1").arg(grouped(row));
  const QString label = sampleLabel(*data_, row);
  if (!label.isEmpty()) heading += tr(", label %1").arg(label);
  heading += tr(", relative error %1").arg(shortNumber(picture.relativeError));
  if (data_->clean) {
    const auto clean = data_->clean->row(row);
    const double norm = clean.squaredNorm();
    if (norm > 0) {
      heading += tr(" (%1 against the clean image)")
                     .arg(shortNumber((clean.transpose() - picture.reconstruction).squaredNorm() / norm));
    }
  }
  painter.save();
  painter.setFont(title);
  painter.setPen(theme.text);
  painter.drawText(QRectF(area.left(), area.top(), area.width(), titleLine), Qt::AlignCenter,
                   QFontMetricsF(title).elidedText(heading, Qt::ElideRight, area.width()));
  painter.setFont(font);
  for (const auto& [part, name] : parts) {
    const QRectF place(QPointF(x, top), size);
    paintPart(painter, place, row, part, true);
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(x, place.bottom() + 2, size.width(), line), Qt::AlignCenter | Qt::TextDontClip,
                     QFontMetricsF(font).elidedText(name, Qt::ElideRight, size.width() + kGap));
    x += size.width() + 2 * kGap;
  }
  paintColorBar(painter, QRectF(x - kGap, top, bar - kGap, size.height()), errorColors(), errorRange_,
                QString(), theme);
  painter.restore();
}

void ReconstructionSheet::paintComposition(QPainter& painter, const QRectF& area, const Theme& theme,
                                           int row) {
  paintTerms(
      painter, area, theme, tr("Composed of"), sample(row).terms, QStringLiteral("h"), data_->shape,
      [&](const QRectF& place, int index) { paintPart(painter, place, index, Part::Signature, false); });
}

double ReconstructionSheet::focusHeight(const QSizeF& area, const Theme& theme, double scale) const {
  return focusPicture(area, theme, scale).height() + textHeight(figureFont(theme)) +
         textHeight(figureFont(theme, 1.08)) + 2 * kGap;
}

QSizeF ReconstructionSheet::focusPicture(const QSizeF& area, const Theme& theme, double scale) const {
  const double count = data_->clean ? 4 : 3;
  const double bar = colorBarThickness(theme, Qt::Vertical, errorRange_) + kGap;
  const QSizeF room(
      (area.width() - bar - (count - 1) * 2 * kGap) / count,
      area.height() - textHeight(figureFont(theme)) - textHeight(figureFont(theme, 1.08)) - 2 * kGap);
  return pictureSizeIn(room, data_->shape, scale);
}

QRectF ReconstructionSheet::Strip::place(const QRectF& area, int i) const {
  return {QPointF(area.left() + (i % columns) * cell.width(), area.top() + (i / columns) * cell.height()),
          QSizeF(picture.width(), cell.height() - 2 * kGap)};
}

ReconstructionSheet::Strip ReconstructionSheet::stripFor(const QSizeF& area, const Theme& theme,
                                                         double scale) const {
  Strip strip;
  const QFont font = figureFont(theme, 0.83);
  const double caption = textHeight(font), aside = caption + 4 + 2 * kGap;  // of a band, beside its pictures
  const double most = kStripTile * std::sqrt(theme.fontScale);
  // As many bands as leave the pictures a good size, then the largest pictures for that number.
  for (int bands = 8; bands >= 1; --bands) {
    const double side = ((area.height() + kGap) / bands - aside) / 3;
    if (side < (bands > 1 ? kLeastBanded : 10)) continue;
    strip.picture = pictureSizeIn({std::min(side, most), std::min(side, most)}, data_->shape, scale);
    strip.bands = bands;
    break;
  }
  if (strip.bands == 0 || area.width() < strip.picture.width()) return {};
  strip.cell = QSizeF(std::max(strip.picture.width(), textWidth(font, QStringLiteral("0.000"))) + kGap,
                      3 * strip.picture.height() + aside);
  strip.columns = std::max(1, static_cast<int>((area.width() + kGap) / strip.cell.width()));
  return strip;
}

QVector<QRectF> ReconstructionSheet::paintStrip(QPainter& painter, const QRectF& area, const Theme& theme,
                                                const std::vector<int>& rows, int current) {
  const Strip strip = stripFor(area.size(), theme, deviceScale(painter));
  const QFont font = figureFont(theme, 0.83);
  painter.save();
  painter.setFont(font);
  QVector<QRectF> places;
  for (int i = 0; i < std::min(strip.capacity(), static_cast<int>(rows.size())); ++i) {
    const int row = rows[static_cast<std::size_t>(i)];
    const QRectF place = strip.place(area, i);
    QRectF picture(place.topLeft(), strip.picture);
    for (Part part : {Part::Original, Part::Reconstruction, Part::Error}) {
      paintPart(painter, picture, row, part, false);
      picture.translate(0, strip.picture.height() + 2);
    }
    painter.setPen(row == current ? theme.text : theme.mutedText);
    painter.drawText(QRectF(place.left(), picture.top(), place.width(), textHeight(font)),
                     Qt::AlignCenter | Qt::TextDontClip, shortNumber(sample(row).relativeError));
    if (row == current) {
      painter.setPen(QPen(theme.accent, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(QRectF(place.topLeft(), QSizeF(strip.picture.width(), 3 * strip.picture.height() + 4))
                           .adjusted(-2, -2, 2, 2));
    }
    places.append(place);
  }
  painter.restore();
  return places;
}

}  // namespace nmf::ui
