#include "ui/views/term_row.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"
#include "ui/views/tile_grid.h"

namespace nmf::ui {
namespace {

constexpr double kBar = 4;
constexpr double kPlus = 14;    // room for the sign between two terms
constexpr double kBetween = 6;  // below a line of terms
constexpr double kTile = 60;    // a signature, and what it gives up for the sake of another term
constexpr double kSmallTile = 48;
constexpr int kFewTerms = 6;           // whose sum is most of what is seen
constexpr double kLeastShare = 0.005;  // smaller terms cannot be seen in the sum

QString tr(const char* text) {
  return QCoreApplication::translate("TermRow", text);
}

QFont termFont(const Theme& theme) {
  return figureFont(theme, 0.83);
}

double titleHeight(const Theme& theme) {
  return textHeight(figureFont(theme)) + 2;
}

/// How terms fill a room: pictures, what is written below them, and the sign between two.
struct TermCells {
  QSizeF picture, cell;
  int columns = 1, lines = 1;

  TermCells(const QSizeF& room, double tile, const Theme& theme, const QString& symbol,
            const ImageShape& shape, double scale) {
    const QFont font = termFont(theme);
    const double below = textHeight(font) + kBar + 4;
    picture = pictureSizeIn({1.5 * tile, std::min(room.height() - below, tile)}, shape, scale);
    const double text = textWidth(font, QStringLiteral("0.000 ") + symbol + QStringLiteral("00"));
    cell = QSizeF(std::max(picture.width(), text) + kPlus, picture.height() + below + kBetween);
    columns = std::max(1, static_cast<int>((room.width() + kPlus) / cell.width()));
    lines = std::max(1, static_cast<int>((room.height() + kBetween) / cell.height()));
  }
  int places() const { return columns * lines; }
};

}  // namespace

double termsHeight(int count, double width, const Theme& theme, const QString& symbol,
                   const ImageShape& shape) {
  const TermCells cells({width, 1e4}, kSmallTile * theme.fontScale, theme, symbol, shape, 1e4);
  const int places = std::clamp(count, 1, kFewTerms), lines = (places + cells.columns - 1) / cells.columns;
  return titleHeight(theme) + lines * cells.cell.height() - kBetween + 1;
}

std::vector<Term> weightedTerms(const Eigen::Ref<const Eigen::VectorXf>& coefficients,
                                const Matrix& signatures) {
  std::vector<Term> terms;
  double total = 0;
  for (Eigen::Index k = 0; k < signatures.rows(); ++k) {
    const double size = coefficients[k] * signatures.row(k).norm();
    if (!(size > 0)) continue;
    total += size;
    terms.push_back({static_cast<int>(k), coefficients[k] * signatures.row(k).maxCoeff(), size});
  }
  for (Term& term : terms) term.share /= total;
  std::stable_sort(terms.begin(), terms.end(),
                   [](const Term& a, const Term& b) { return a.share > b.share; });
  return terms;
}

QSizeF pictureSizeIn(const QSizeF& room, const ImageShape& shape, double deviceScale) {
  TileGridRequest request;
  request.count = 1;
  request.area = room;
  request.picture = QSize(shape.width, shape.height);
  request.gap = 0;
  request.caption = 0;
  request.smallest = 4;
  request.largest = 4096;
  request.deviceScale = deviceScale;
  return TileGrid(request).pictureSize();
}

void paintTerms(QPainter& painter, const QRectF& area, const Theme& theme, const QString& title,
                const std::vector<Term>& terms, const QString& symbol, const ImageShape& shape,
                const std::function<void(const QRectF&, int index)>& paintTile) {
  const QFont font = termFont(theme), titleFont = figureFont(theme);
  const double line = textHeight(font), titleLine = textHeight(titleFont), below = line + kBar + 4;
  painter.save();
  painter.setFont(titleFont);
  painter.setPen(theme.text);
  painter.drawText(QRectF(area.left(), area.top(), area.width(), titleLine), Qt::AlignLeft | Qt::AlignVCenter,
                   title);
  const QRectF room = area.adjusted(0, titleHeight(theme), 0, 0);
  painter.setFont(font);
  if (terms.empty() || room.height() < below + 12) {
    painter.setPen(theme.mutedText);
    if (terms.empty()) painter.drawText(room, Qt::AlignCenter, tr("no component has any weight"));
    return painter.restore();
  }

  const int all = static_cast<int>(terms.size());
  const auto cellsOf = [&](double tile) {
    return TermCells(room.size(), tile * theme.fontScale, theme, symbol, shape, deviceScale(painter));
  };
  TermCells cells = cellsOf(kTile);
  for (double tile = kTile; tile >= kSmallTile && cells.places() < std::min(all, kFewTerms); tile -= 2)
    if (const TermCells smaller = cellsOf(tile); smaller.places() > cells.places()) cells = smaller;
  const QSizeF size = cells.picture;
  const double cellWidth = cells.cell.width();
  const int visible = static_cast<int>(
      std::count_if(terms.begin(), terms.end(), [](const Term& term) { return term.share >= kLeastShare; }));
  int shown = std::min(std::max(1, visible), cells.places());
  // The count of the others takes the last place.
  if (shown < all && shown == cells.places()) shown = std::max(1, shown - 1);

  const double largest = terms.front().share;
  double rest = 1;
  const auto place = [&](int i) {
    return QRectF(QPointF(room.left() + (i % cells.columns) * cellWidth,
                          room.top() + (i / cells.columns) * cells.cell.height()),
                  size);
  };
  for (int i = 0; i < shown; ++i) {
    const Term& term = terms[static_cast<std::size_t>(i)];
    const QRectF cell = place(i);
    const QRectF picture = cell.translated((cellWidth - kPlus - size.width()) / 2, 0);
    paintTile(picture, term.index);
    painter.setPen(theme.text);
    painter.drawText(QRectF(cell.left(), cell.bottom() + 1, cellWidth - kPlus, line),
                     Qt::AlignCenter | Qt::TextDontClip,
                     QStringLiteral("%1 %2").arg(shortNumber(term.weight),
                                                 subscripted(symbol + QString::number(term.index + 1))));
    const QRectF bar(picture.left(), cell.bottom() + line + 2, size.width(), kBar);
    painter.fillRect(bar, theme.grid);
    painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * term.share / largest, kBar)), theme.accent);
    if (i + 1 < all) {
      painter.setPen(theme.mutedText);
      painter.drawText(QRectF(cell.left() + cellWidth - kPlus, cell.top(), kPlus, size.height()),
                       Qt::AlignCenter, QStringLiteral("+"));
    }
    rest -= term.share;
  }
  if (shown < all) {
    painter.setPen(theme.mutedText);
    painter.drawText(place(shown).adjusted(4, 0, 40, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
                     tr("%1 more\n(%2)").arg(all - shown).arg(percent(std::max(0.0, rest))));
  }
  painter.restore();
}

}  // namespace nmf::ui
