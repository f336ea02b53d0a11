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
constexpr double kLeastStripTile = 10;
constexpr double kFigureStripTile = 24;  // for which a narrow figure makes room
constexpr double kFocusPicture = 96;     // the same for those of one image

QString tr(const char* text) {
  return QCoreApplication::translate("ReconstructionSheet", text);
}

/// The height of a band beside its pictures: the line of errors and gaps.
double besideStrip(const Theme& theme) {
  return textHeight(figureFont(theme, 0.83)) + 4 + 2 * kGap;
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
  drawFramed(painter, target, image);
}

std::vector<std::pair<ReconstructionSheet::Part, QString>> ReconstructionSheet::focusParts() const {
  std::vector<std::pair<Part, QString>> parts{
      {Part::Original, data_->clean ? tr("with noise") : tr("original")}};
  if (data_->clean) parts.emplace_back(Part::Clean, tr("clean"));
  parts.emplace_back(Part::Reconstruction, tr("reconstruction"));
  parts.emplace_back(Part::Error, errorMap_ == ErrorMap::Signed ? tr("error") : tr("absolute error"));
  return parts;
}

QString ReconstructionSheet::focusHeading(int row) {
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
  return heading;
}

ReconstructionSheet::Focus ReconstructionSheet::focusFor(const QSizeF& area, const Theme& theme, double scale,
                                                         int row) {
  const auto parts = focusParts();
  const int count = static_cast<int>(parts.size());
  const double bar = colorBarThickness(theme, Qt::Vertical, errorRange_) + kGap;
  const double heading = wrappedHeight(figureFont(theme, 1.08), focusHeading(row), area.width());
  Focus beside;
  for (int lines = 1; lines <= count; ++lines) {
    const int columns = (count + lines - 1) / lines;
    for (const double relative : {1.0, 0.83}) {
      Focus focus{columns, lines, {}, figureFont(theme, relative), 0, heading};
      focus.names = textHeight(focus.font);
      const QSizeF room((area.width() - bar - (columns - 1) * 2 * kGap) / columns,
                        (area.height() - heading - kGap) / lines - focus.names - kGap);
      focus.picture = pictureSizeIn(room, data_->shape, scale);
      if (lines == 1 && relative == 1) beside = focus;
      const bool fit = std::all_of(parts.begin(), parts.end(), [&](const auto& part) {
        return textWidth(focus.font, part.second) <= focus.picture.width() + kGap;
      });
      if (fit && focus.picture.width() >= beside.picture.width() - 0.5) return focus;
    }
  }
  return beside;
}

void ReconstructionSheet::paintFocus(QPainter& painter, const QRectF& area, const Theme& theme, int row) {
  const double bar = colorBarThickness(theme, Qt::Vertical, errorRange_) + kGap;
  const Focus focus = focusFor(area.size(), theme, deviceScale(painter), row);
  const QSizeF size = focus.picture;
  const double width = focus.columns * size.width() + (focus.columns - 1) * 2 * kGap + bar;
  const double left = area.left() + std::max(0.0, (area.width() - width) / 2);
  painter.save();
  painter.setFont(figureFont(theme, 1.08));
  painter.setPen(theme.text);
  paintWrapped(painter, area, Qt::AlignHCenter, focusHeading(row));
  painter.setFont(focus.font);
  QRectF place(QPointF(), size);
  int i = 0;
  for (const auto& [part, name] : focusParts()) {
    place.moveTo(
        left + (i % focus.columns) * (size.width() + 2 * kGap),
        area.top() + focus.heading + kGap + (i / focus.columns) * (size.height() + focus.names + kGap));
    paintPart(painter, place, row, part, true);
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(place.left(), place.bottom() + 2, size.width(), focus.names),
                     Qt::AlignCenter | Qt::TextDontClip,
                     QFontMetricsF(focus.font).elidedText(name, Qt::ElideRight, size.width() + kGap));
    ++i;
  }
  paintColorBar(painter, QRectF(place.right() + kGap, place.top(), bar - kGap, size.height()), errorColors(),
                errorRange_, QString(), theme);
  painter.restore();
}

void ReconstructionSheet::paintComposition(QPainter& painter, const QRectF& area, const Theme& theme,
                                           int row) {
  paintTerms(
      painter, area, theme, tr("Composed of"), sample(row).terms, QStringLiteral("h"), data_->shape,
      [&](const QRectF& place, int index) { paintPart(painter, place, index, Part::Signature, false); });
}

double ReconstructionSheet::focusHeight(const QSizeF& area, const Theme& theme, double scale, int row) {
  const Focus focus = focusFor(area, theme, scale, row);
  return focus.heading + kGap + focus.lines * (focus.picture.height() + focus.names + kGap);
}

double ReconstructionSheet::leastFocus(double width, const Theme& theme, int row) {
  const Focus focus = focusFor({width, 1e4}, theme, 1e4, row);
  const double picture = std::min(focus.picture.height(), kFocusPicture * theme.fontScale);
  return focus.heading + kGap + focus.lines * (picture + focus.names + kGap);
}

double ReconstructionSheet::leastComposition(double width, const Theme& theme) const {
  const int terms = static_cast<int>(rightFactor(snapshot_->factors).rows());
  return termsHeight(terms, width, theme, QStringLiteral("h"), data_->shape);
}

QRectF ReconstructionSheet::Strip::place(const QRectF& area, int i) const {
  return {QPointF(area.left() + (i % columns) * cell.width(), area.top() + (i / columns) * cell.height()),
          QSizeF(picture.width(), cell.height() - 2 * kGap)};
}

ReconstructionSheet::Strip ReconstructionSheet::bandedStrip(int bands, double side, double width,
                                                            const Theme& theme, double scale) const {
  const QFont font = figureFont(theme, 0.83);
  Strip strip;
  strip.bands = bands;
  strip.picture = pictureSizeIn({side, side}, data_->shape, scale);
  strip.cell = QSizeF(std::max(strip.picture.width(), textWidth(font, QStringLiteral("0.0000"))) + kGap,
                      3 * strip.picture.height() + besideStrip(theme));
  strip.columns = std::max(1, static_cast<int>((width + kGap) / strip.cell.width()));
  return strip;
}

ReconstructionSheet::Strip ReconstructionSheet::stripFor(const QSizeF& area, const Theme& theme, double scale,
                                                         int wanted) const {
  // As many bands as leave the pictures a good size, then the largest pictures for that number. Where the
  // samples wanted have no room so, the largest pictures for which they have.
  Strip usual, best;
  for (int bands = 8; bands >= 1; --bands) {
    const double side = ((area.height() + kGap) / bands - besideStrip(theme)) / 3;
    if (side < kLeastStripTile) continue;
    const Strip strip = bandedStrip(bands, std::min(side, kStripTile * std::sqrt(theme.fontScale)),
                                    area.width(), theme, scale);
    if (area.width() < strip.picture.width()) continue;
    if (usual.bands == 0 && (bands == 1 || side >= kLeastBanded)) usual = strip;
    if (best.capacity() < wanted ? strip.capacity() > best.capacity() : strip.capacity() >= wanted)
      best = strip;
  }
  return usual.capacity() >= wanted ? usual : best;
}

double ReconstructionSheet::leastStrip(double width, const Theme& theme, int wanted) const {
  const Strip strip = bandedStrip(1, kFigureStripTile, width, theme, 1e4);
  const int bands = (std::max(1, wanted) + strip.columns - 1) / strip.columns;
  return bands * strip.cell.height() - kGap + 1;
}

QVector<QRectF> ReconstructionSheet::paintStrip(QPainter& painter, const QRectF& area, const Theme& theme,
                                                const Strip& strip, const std::vector<int>& rows,
                                                int current) {
  const int count = std::min(strip.capacity(), static_cast<int>(rows.size()));
  QFont font = figureFont(theme, 0.83);
  double widest = 0;
  for (int i = 0; i < count; ++i)
    widest = std::max(widest,
                      textWidth(font, shortNumber(sample(rows[static_cast<std::size_t>(i)]).relativeError)));
  // Small errors have long numbers, which shall not run into each other.
  if (const double room = strip.cell.width() - kGap; widest > room)
    font = figureFont(theme, 0.83 * room / widest);
  painter.save();
  painter.setFont(font);
  QVector<QRectF> places;
  for (int i = 0; i < count; ++i) {
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
