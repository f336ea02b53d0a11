#include "ui/views/heat_map.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/views/color_bar.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"

namespace nmf::ui {
namespace {

// More cells than these no screen shows of one factor.
constexpr Eigen::Index kMostRows = 1024;
constexpr Eigen::Index kMostColumns = 1600;

QString tr(const char* text) {
  return QCoreApplication::translate("HeatMap", text);
}

std::vector<Eigen::Index> blockEdges(Eigen::Index count, Eigen::Index blocks) {
  std::vector<Eigen::Index> edges;
  for (Eigen::Index b = 0; b <= blocks; ++b) edges.push_back(b * count / blocks);
  return edges;
}

QString entryRange(const QString& what, Eigen::Index count) {
  return count == 1 ? what : QStringLiteral("%1 (%2)").arg(what, grouped(count));
}

/// What an axis counts, in two lines.
QStringList inTwo(const QFont& font, const QString& what, Eigen::Index count) {
  const QString full = entryRange(what, count);
  return wrapped(font, full, 0.6 * textWidth(font, full), LongWords::Elided);
}

double inTwoWidth(const QFont& font, const QString& what, Eigen::Index count) {
  double width = 0;
  for (const QString& line : inTwo(font, what, count)) width = std::max(width, textWidth(font, line));
  return width;
}

/// What an axis counts in `room`: its first word, if need be, rather than half of the last. A figure, which
/// has no tool tips, says all of it in two lines.
QStringList axisText(const QFont& font, const QString& what, Eigen::Index count, double room, bool onScreen) {
  const QString full = entryRange(what, count);
  if (textWidth(font, full) <= room) return {full};
  if (const QStringList two = inTwo(font, what, count);
      !onScreen && two.size() == 2 && inTwoWidth(font, what, count) <= room)
    return two;
  return {QFontMetricsF(font).elidedText(entryRange(what.section(QLatin1Char(' '), 0, 0), count),
                                         Qt::ElideRight, room)};
}

QFont axisFont(const Theme& theme) {
  return figureFont(theme, 0.83);
}

/// The least size of a map in which the names of its axes have room.
QSizeF leastSize(const HeatMap& map, const Theme& theme) {
  const QFont font = axisFont(theme);
  const double line = textHeight(font);
  const double column = inTwoWidth(font, map.columnName, map.values->cols()),
               row = inTwoWidth(font, map.rowName, map.values->rows());
  const double plot = (map.left ? 80 : 48) * theme.fontScale;
  return {2 * line + 2 + std::max(column, plot / 2) + 6 + colorBarThickness(theme, Qt::Vertical, map.range),
          textHeight(figureFont(theme)) + 3 + std::max(row, plot) + 2 * line + 2};
}

constexpr double kGap = 14;

}  // namespace

Matrix reduceBlocks(const Matrix& values, Eigen::Index maxRows, Eigen::Index maxColumns,
                    Reduction reduction) {
  const Eigen::Index rows = std::min(values.rows(), maxRows), columns = std::min(values.cols(), maxColumns);
  if (rows == values.rows() && columns == values.cols()) return values;
  const std::vector<Eigen::Index> rowEdges = blockEdges(values.rows(), rows);
  const std::vector<Eigen::Index> columnEdges = blockEdges(values.cols(), columns);
  const bool mean = reduction == Reduction::Mean;
  Matrix cells(rows, columns);
  Eigen::RowVectorXf band(values.cols());
  for (Eigen::Index r = 0; r < rows; ++r) {
    const Eigen::Index begin = rowEdges[static_cast<std::size_t>(r)],
                       end = rowEdges[static_cast<std::size_t>(r) + 1];
    // Down the block first: contiguous rows.
    band = values.row(begin);
    for (Eigen::Index i = begin + 1; i < end; ++i) {
      if (mean) {
        band += values.row(i);
      } else {
        band = band.cwiseMax(values.row(i));
      }
    }
    if (mean) band /= static_cast<float>(end - begin);
    for (Eigen::Index c = 0; c < columns; ++c) {
      const Eigen::Index from = columnEdges[static_cast<std::size_t>(c)];
      const auto block = band.segment(from, columnEdges[static_cast<std::size_t>(c) + 1] - from);
      cells(r, c) = mean ? block.mean() : block.maxCoeff();
    }
  }
  return cells;
}

float quantileOf(const Matrix& values, double quantile) {
  if (values.size() == 0) return 0;
  if (quantile >= 1) return values.maxCoeff();
  std::vector<float> sorted(values.data(), values.data() + values.size());
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(std::floor(
                                       std::max(0.0, quantile) * static_cast<double>(sorted.size() - 1)));
  std::nth_element(sorted.begin(), at, sorted.end());
  return *at;
}

std::pair<Eigen::Index, Eigen::Index> HeatMap::entryAt(const QPointF& position) const {
  const auto index = [](double share, Eigen::Index count) {
    return std::clamp<Eigen::Index>(static_cast<Eigen::Index>(share * static_cast<double>(count)), 0,
                                    count - 1);
  };
  return {index((position.y() - plot.top()) / plot.height(), values->rows()),
          index((position.x() - plot.left()) / plot.width(), values->cols())};
}

std::vector<HeatMap> heatMaps(Model model, const Factors& factors, const HeatMapOptions& options) {
  const int layers = static_cast<int>(factors.W.size());
  const std::vector<std::string> names = factorNames(model, layers);
  const std::vector<const Matrix*> list = factorList(factors);
  const bool layered = layers > 1;
  const auto component = [&](int layer) {
    return layered ? tr("component of layer %1").arg(layer) : tr("component");
  };
  std::vector<HeatMap> maps;
  for (std::size_t i = 0; i < list.size() && i < names.size(); ++i) {
    HeatMap map;
    map.name = subscripted(QString::fromStdString(names[i]));
    map.left = i < factors.W.size();
    const int layer =
        map.left ? static_cast<int>(i) + 1
                 : layers - static_cast<int>(factors.H.size()) + static_cast<int>(i - factors.W.size()) + 1;
    map.rowName = map.left ? (layer == 1 ? tr("image") : component(layer - 1)) : component(layer);
    map.columnName = map.left ? component(layer) : tr("pixel");
    map.values = list[i];
    map.cells = reduceBlocks(*list[i], kMostRows, kMostColumns, options.reduction);
    const float most = map.cells.size() > 0 ? map.cells.maxCoeff() : 0,
                high = quantileOf(map.cells, options.quantile);
    map.range = {0, high > 0 ? high : most > 0 ? most : 1};
    map.clipped = most > map.range.high;
    maps.push_back(std::move(map));
  }
  return maps;
}

namespace {

/// How W and H share an area in which the W stand side by side.
struct Shares {
  int left = 0, right = 0;
  double below = 0;            // of the height, for H
  std::vector<double> widths;  // of each W, of what the gaps leave

  explicit Shares(const std::vector<HeatMap>& maps) {
    double total = 0;
    for (const HeatMap& map : maps) {
      ++(map.left ? left : right);
      if (!map.left) continue;
      // The W of more columns gets more of the width, within reason.
      widths.push_back(1 + std::log10(1.0 + static_cast<double>(map.values->cols())) / 2);
      total += widths.back();
    }
    for (double& width : widths) width /= total;
    // H is wide and flat, W tall: one H gets two fifths of the height, several share more.
    below = right == 0 ? 0 : std::min(0.65, 0.28 + 0.12 * right);
  }
  double between() const { return left > 0 && right > 0 ? kGap : 0; }
  double width(std::size_t l, double all) const { return (all - kGap * (left - 1)) * widths[l]; }

  bool haveRoom(const std::vector<HeatMap>& maps, double all, const Theme& theme) const {
    std::size_t l = 0;
    return std::all_of(maps.begin(), maps.end(), [&](const HeatMap& map) {
      return !map.left || width(l++, all) >= leastSize(map, theme).width();
    });
  }
};

double heightBelowEachOther(const std::vector<HeatMap>& maps, const Theme& theme) {
  double height = kGap * (static_cast<double>(maps.size()) - 1);
  for (const HeatMap& map : maps) height += leastSize(map, theme).height();
  return height;
}

}  // namespace

double heatMapsHeight(const std::vector<HeatMap>& maps, double width, const Theme& theme) {
  const Shares shares(maps);
  if (!shares.haveRoom(maps, width, theme)) return heightBelowEachOther(maps, theme);
  double above = 0, below = 0;
  for (const HeatMap& map : maps) {
    double& most = map.left ? above : below;
    most = std::max(most, leastSize(map, theme).height());
  }
  const double right = shares.right;
  return std::max(right > 0 ? (right * below + (right - 1) * kGap) / shares.below : 0,
                  (above + shares.between()) / (1 - shares.below));
}

std::vector<QRectF> heatMapAreas(const std::vector<HeatMap>& maps, const QRectF& area, const Theme& theme) {
  const Shares shares(maps);
  std::vector<QRectF> areas;
  const double together = heightBelowEachOther(maps, theme);
  if (!shares.haveRoom(maps, area.width(), theme) && area.height() >= together - 0.5) {
    const double more = area.height() / together;
    double y = area.top();
    for (const HeatMap& map : maps) {
      const double height = (leastSize(map, theme).height() + kGap) * more - kGap;
      areas.emplace_back(area.left(), y, area.width(), height);
      y += height + kGap;
    }
    return areas;
  }
  const double below = area.height() * shares.below;
  const double above = area.height() - below - shares.between();
  double x = area.left(), y = area.bottom() - below;
  std::size_t l = 0;
  for (const HeatMap& map : maps) {
    if (map.left) {
      const double width = shares.width(l++, area.width());
      areas.emplace_back(x, area.top(), width, above);
      x += width + kGap;
    } else {
      const double height = (below - kGap * (shares.right - 1)) / shares.right;
      areas.emplace_back(area.left(), y, area.width(), height);
      y += height + kGap;
    }
  }
  return areas;
}

void paintHeatMap(QPainter& painter, const QRectF& area, const Theme& theme, HeatMap& map,
                  const HeatMapOptions& options, QImage& image, bool onScreen) {
  const QFont nameFont = figureFont(theme, 1.0), font = axisFont(theme);
  const double line = textHeight(font), nameLine = textHeight(nameFont);
  const double bar = colorBarThickness(theme, Qt::Vertical, map.range);
  QRectF plot = area.adjusted(line + 2, nameLine + 3, -bar - 6, -line - 2);
  const auto columnLines = [&] {
    return axisText(font, map.columnName, map.values->cols(), plot.width(), onScreen);
  };
  const auto rowLines = [&] {
    return axisText(font, map.rowName, map.values->rows(), plot.height(), onScreen);
  };
  // Each line that one axis needs leaves the other less.
  const QRectF most = plot;
  qsizetype rows = 1, columns = 1;
  for (int i = 0; i < 3; ++i) {
    rows = std::max(rows, rowLines().size());
    columns = std::max(columns, columnLines().size());
    plot =
        most.adjusted(static_cast<double>(rows - 1) * line, 0, 0, -static_cast<double>(columns - 1) * line);
  }
  if (plot.width() < 8 || plot.height() < 8) return;
  map.plot = plot = snapToDevice(painter, plot);
  const QSize pixels = devicePixels(painter, plot);
  if (image.size() != pixels) {
    image = renderValues(map.cells.data(), static_cast<int>(map.cells.rows()),
                         static_cast<int>(map.cells.cols()), pixels, map.range, ColorMap::of(options.colors));
  }
  painter.save();
  painter.drawImage(plot, image);
  painter.setPen(QPen(theme.axis, 1));
  painter.setBrush(Qt::NoBrush);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.drawRect(plot.adjusted(-1, -1, 0, 0));

  painter.setFont(nameFont);
  painter.setPen(theme.text);
  painter.drawText(QRectF(plot.left(), area.top(), plot.width(), nameLine), Qt::AlignLeft | Qt::AlignVCenter,
                   map.name);
  const double nameWidth = textWidth(nameFont, map.name) + 8;
  painter.setFont(font);
  painter.setPen(theme.mutedText);
  QString note = QStringLiteral("%1 × %2").arg(grouped(map.values->rows()), grouped(map.values->cols()));
  if (map.isReduced())
    note += options.reduction == Reduction::Mean ? tr(", block means") : tr(", block maxima");
  const double noteWidth = area.right() - plot.left() - nameWidth;
  QFont noteFont = font;
  for (double relative : {0.75, 0.67, 0.58})
    if (textWidth(noteFont, note) > noteWidth) noteFont = figureFont(theme, relative);
  painter.setFont(noteFont);
  painter.drawText(QRectF(plot.left() + nameWidth, area.top(), noteWidth, nameLine),
                   Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetricsF(noteFont).elidedText(note, Qt::ElideRight, noteWidth));
  painter.setFont(font);
  const auto paintLines = [&](QRectF place, const QStringList& lines) {
    for (const QString& each : lines) {
      painter.drawText(place, Qt::AlignCenter, each);
      place.translate(0, line);
    }
  };
  paintLines(QRectF(plot.left(), plot.bottom() + 2, plot.width(), line), columnLines());
  painter.save();
  painter.translate(area.left(), plot.bottom());
  painter.rotate(-90);
  paintLines(QRectF(0, 0, plot.height(), line), rowLines());
  painter.restore();
  paintColorBar(painter, QRectF(plot.right() + 6, plot.top(), bar, plot.height()),
                ColorMap::of(options.colors), map.range, QString(), theme);
  if (map.clipped) {
    // The scale's upper end stands for everything above it.
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(plot.right() + 6, area.top(), bar, nameLine), Qt::AlignLeft | Qt::AlignVCenter,
                     QStringLiteral("≥"));
  }
  painter.restore();
}

}  // namespace nmf::ui
