#pragma once

#include <QRectF>
#include <QSizeF>
#include <QString>
#include <functional>
#include <vector>

#include "core/data/dataset.h"
#include "ui/theme/theme.h"

class QPainter;

namespace nmf::ui {

/// One term of a sum of weighted signatures.
struct Term {
  int index = 0;      ///< the signature's row, from 0
  double weight = 0;  ///< times the signature scaled to a peak of 1
  double share = 0;   ///< of the sum over all terms of weight times ||signature||
};

/// The terms of `coefficients` (r values) times the rows of `signatures` (r x n), by share, largest first;
/// only those with a share above 0.
std::vector<Term> weightedTerms(const Eigen::Ref<const Eigen::VectorXf>& coefficients,
                                const Matrix& signatures);

/// The largest picture of this shape inside `room`, its pixels whole device pixels where that costs little.
QSizeF pictureSizeIn(const QSizeF& room, const ImageShape& shape, double deviceScale);

/// The height in which paintTerms() shows the largest of `count` terms in an area `width` wide.
double termsHeight(int count, double width, const Theme& theme, const QString& symbol,
                   const ImageShape& shape);

/// Paints `title` and below it the largest terms: signature (painted by `paintTile`), weight, and a bar for
/// the share, in as many lines as `area` has room for; the others are counted. `symbol` is what a signature
/// is called, e.g. "h".
void paintTerms(QPainter& painter, const QRectF& area, const Theme& theme, const QString& title,
                const std::vector<Term>& terms, const QString& symbol, const ImageShape& shape,
                const std::function<void(const QRectF&, int index)>& paintTile);

}  // namespace nmf::ui
