#include "ui/views/signatures_view.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QScrollBar>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

#include "ui/controls/option_box.h"
#include "ui/views/color_bar.h"
#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"
#include "ui/views/term_row.h"

namespace nmf::ui {
namespace {

constexpr double kGap = 5;
constexpr double kSmallestTile = 28;
constexpr double kSmallestCaptioned = 40;  // on the screen; a figure has no tool tips to say which is which
constexpr double kAroundLarge = 14;        // around the one that is large

enum class Contrast { Own, Common, Kept };

}  // namespace

SignaturesView::SignaturesView(QWidget* parent) : PictureView(parent) {
  setObjectName("signaturesView");
  setAccessibleName(tr("Signatures"));
  canvas()->setObjectName("signaturesCanvas");
  canvas()->setAccessibleName(tr("Grid of signatures"));

  layerChooser_ =
      makeChooser(this, "signatureLayer", tr("Layer"),
                  tr("Which layer's signatures are shown. Layer l gives W(l+1) ... WL H: what each of its "
                     "components looks like as an image."));
  orderChooser_ = makeChooser(this, "signatureOrder", tr("Order"),
                              tr("As the rows of H lie, or by energy ||p_i||² ||h_i||²: how much of the "
                                 "reconstruction is due to a component alone."));
  orderChooser_->addItem(tr("As stored"), false);
  orderChooser_->addItem(tr("By energy"), true);
  contrastChooser_ = makeChooser(this, "signatureContrast", tr("Contrast"),
                                 tr("White is each image's own maximum, or one maximum for all at an epoch, "
                                    "or that of one epoch kept for all epochs."));
  const auto addContrast = [this](const QString& text, Contrast contrast, const QString& tip) {
    contrastChooser_->addItem(text, static_cast<int>(contrast));
    contrastChooser_->setItemData(contrastChooser_->count() - 1, tip, Qt::ToolTipRole);
  };
  addContrast(tr("Own scale"), Contrast::Own, tr("White is each image's own maximum."));
  addContrast(tr("One scale"), Contrast::Common, tr("White is the largest value of the epoch shown."));
  addContrast(tr("Kept scale"), Contrast::Kept,
              tr("The scale of the epoch shown when this was chosen, so that brightness can be compared over "
                 "time; chosen again (K), that of the epoch shown now. What is larger is white too."));
  colorChooser_ = makeChooser(this, "signatureColors", tr("Colours"), tr("The colour map of gray images."));
  for (ColorMapKind kind : {ColorMapKind::Gray, ColorMapKind::Ink, ColorMapKind::Viridis,
                            ColorMapKind::Cividis, ColorMapKind::Inferno}) {
    colorChooser_->addItem(colorMapName(kind), static_cast<int>(kind));
  }
  QLayout* controls = wrappingControls();
  for (QComboBox* box : {layerChooser_, orderChooser_, contrastChooser_, colorChooser_}) {
    controls->addWidget(box);
    connect(box, &QComboBox::currentIndexChanged, this, &SignaturesView::applyOptions);
  }
  connect(contrastChooser_, &QComboBox::activated, this, [this](int entry) {
    if (contrastChooser_->itemData(entry).toInt() == static_cast<int>(Contrast::Kept)) keepScale();
  });
  layerChooser_->hide();
  finishControls();

  scrollBar_ = new QScrollBar(Qt::Vertical, canvas());
  scrollBar_->setObjectName("signatureScroll");
  scrollBar_->setAccessibleName(tr("Scroll signatures"));
  scrollBar_->setToolTip(tr("More signatures"));
  scrollBar_->hide();
  connect(scrollBar_, &QScrollBar::valueChanged, this, [this] { repaintPicture(); });

  canvas()->onResize = [this] { arrange(); };
  canvas()->onWheel = [this](int pixels) { scrollBar_->setValue(scrollBar_->value() + pixels); };
  canvas()->onHover = [this](const QPointF& position) {
    const int tile = enlarged_ < 0 ? tileAt(position) : -1;
    const int row = tile >= 0 && tile < sheet_.count() ? sheet_.rowAt(tile) : -1;
    if (row == hovered_) return;
    hovered_ = row;
    repaintPicture();
  };
  connect(canvas(), &Canvas::left, this, [this] {
    hovered_ = -1;
    repaintPicture();
  });
  canvas()->onClick = [this](const QPointF& position) {
    if (enlarged_ >= 0) return setEnlarged(-1);
    const int tile = tileAt(position);
    if (tile < 0 || tile >= sheet_.count()) return;
    selected_ = tile;
    setEnlarged(sheet_.rowAt(tile));
  };
  canvas()->onKey = [this](QKeyEvent* event) { return handleKey(event); };
  canvas()->toolTipAt = [this](const QPointF& position) {
    const int tile = enlarged_ < 0 ? tileAt(position) : -1;
    return tile >= 0 && tile < sheet_.count() ? describe(sheet_.rowAt(tile)) : QString();
  };
}

QString SignaturesView::figureTitle() const {
  return tr("Signatures");
}

QSizeF SignaturesView::figureSize() const {
  // As high as a grid of tiles of about 64 points needs.
  const int count = std::max(1, signatureCount());
  const int columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(1.6 * count))), 1, 12);
  const int rows = (count + columns - 1) / columns;
  return {std::max(240.0, columns * 72.0), std::max(120.0, rows * 86.0 + 36)};
}

QString SignaturesView::figureHeading() const {
  const QString heading = PictureView::figureHeading();
  return sheet_.layers() > 1 ? tr("%1, %2").arg(heading, layerFormula(sheet_.options().layer)) : heading;
}

void SignaturesView::setLayer(int layer) {
  const int index = layerChooser_->findData(layer);
  if (index >= 0) return layerChooser_->setCurrentIndex(index);
  options_.layer = layer;
  snapshotChanged();
  invalidate();
}

void SignaturesView::setEnlarged(int row) {
  enlarged_ = row >= 0 && row < signatureCount() ? row : -1;
  if (enlarged_ >= 0) selected_ = positionOf(enlarged_);
  hovered_ = -1;
  arrange();
  repaintPicture();
}

int SignaturesView::signatureCount() const {
  if (!frame().snapshot || frame().snapshot->factors.H.empty()) return 0;
  const Factors& factors = frame().snapshot->factors;
  const std::size_t layers = factors.W.size(), l = static_cast<std::size_t>(options_.layer);
  if (l < 1 || l >= layers) return static_cast<int>(rightFactor(factors).rows());
  return static_cast<int>(factors.W[l - 1].cols());
}

int SignaturesView::positionOf(int row) const {
  for (int i = 0; i < sheet_.count(); ++i) {
    if (sheet_.rowAt(i) == row) return i;
  }
  return std::max(0, row);
}

QString SignaturesView::layerFormula(int layer) const {
  const int layers = frame().snapshot ? static_cast<int>(frame().snapshot->factors.W.size()) : 1;
  if (layers <= 1) return QStringLiteral("H");
  if (frame().model == Model::LayerWise) return subscripted(QStringLiteral("H%1").arg(layer));
  QString formula;
  for (int l = layer + 1; l <= layers; ++l) formula += subscripted(QStringLiteral("W%1 ").arg(l));
  return formula + QStringLiteral("H");
}

void SignaturesView::dataChanged() {
  arrange();
}

void SignaturesView::snapshotChanged() {
  const int layers = frame().snapshot ? static_cast<int>(frame().snapshot->factors.W.size()) : 1;
  const int expected = layers > 1 ? layers : 0;
  const bool layerWise = frame().model == Model::LayerWise;
  if (layerChooser_->count() != expected || layerChooser_->property("layerWise").toBool() != layerWise) {
    const QSignalBlocker blocker(layerChooser_);
    layerChooser_->clear();
    layerChooser_->setProperty("layerWise", layerWise);
    for (int l = layers; l >= 1 && layers > 1; --l) {
      layerChooser_->addItem(tr("Layer %1: %2").arg(l).arg(layerFormula(l)), l);
    }
    if (options_.layer > layers) options_.layer = 0;
    layerChooser_->setCurrentIndex(layerChooser_->findData(options_.layer == 0 ? layers : options_.layer));
    layerChooser_->setVisible(layers > 1);
  }
  if (enlarged_ >= signatureCount()) enlarged_ = -1;
  arrange();
  const bool keeps = contrastChooser_->currentData().toInt() == static_cast<int>(Contrast::Kept);
  if (keeps && options_.keptMaximum <= 0) keepScale();
}

void SignaturesView::applyOptions() {
  if (layerChooser_->currentIndex() >= 0) {
    const int layer = layerChooser_->currentData().toInt();
    // The last layer stays "the last" when a deeper model follows.
    const int next = layer == layerChooser_->count() ? 0 : layer;
    if (next != options_.layer) {
      enlarged_ = -1;
      options_.keptMaximum = 0;  // that of another layer says nothing of this one
    }
    options_.layer = next;
  }
  options_.byEnergy = orderChooser_->currentData().toBool();
  const auto contrast = static_cast<Contrast>(contrastChooser_->currentData().toInt());
  options_.commonContrast = contrast != Contrast::Own;
  if (contrast != Contrast::Kept) options_.keptMaximum = 0;
  options_.colors = static_cast<ColorMapKind>(colorChooser_->currentData().toInt());
  if (contrast == Contrast::Kept && options_.keptMaximum <= 0) keepScale();
  arrange();
  invalidate();
}

void SignaturesView::keepScale() {
  // Before there are signatures it is that of the first ones.
  if (!frame().snapshot) return;
  options_.keptMaximum = SignatureSheet(frame().snapshot, imageShape(frame()), options_).maximum();
  invalidate();
}

void SignaturesView::prepare() {
  cache_.clear();
  sheet_ = SignatureSheet(frame().snapshot, imageShape(frame()), options_);
}

TileGrid SignaturesView::gridFor(const QSizeF& area, const Theme& theme, double scale, double smallest,
                                 double captioned) const {
  const ImageShape shape = imageShape(frame());
  if (shape.pixels() == 0) return {};
  TileGridRequest request;
  request.count = signatureCount();
  request.area = area;
  request.picture = QSize(shape.width, shape.height);
  request.gap = kGap;
  request.caption = textHeight(figureFont(theme, 0.83)) + 1;
  request.smallest = smallest;
  request.deviceScale = scale;
  TileGrid grid(request);
  if (std::min(grid.pictureSize().width(), grid.pictureSize().height()) < captioned) {
    request.caption = 0;
    grid = TileGrid(request);
  }
  return grid;
}

TileGrid SignaturesView::figureGrid(const QSizeF& area, const Theme& theme, double scale) const {
  const double index = textWidth(figureFont(theme, 0.83), QString::number(signatureCount()));
  const auto grid = [&](const QSizeF& room, double side, double pixels) {
    return gridFor(room, theme, pixels, side, index);
  };
  const double side =
      figureTile([&](double each) { return grid(QSizeF(area.width(), 0), each, 1).contentHeight(); });
  return grid(area, side, scale);
}

double SignaturesView::makeUpHeight(double width, const Theme& theme) const {
  // A layer above the last is made of the next layer's signatures: the row of W that says how.
  if (sheet_.options().layer >= sheet_.layers()) return 0;
  const Matrix& W = frame().snapshot->factors.W[static_cast<std::size_t>(sheet_.options().layer)];
  return termsHeight(static_cast<int>(W.cols()), width, theme, QStringLiteral("h"), sheet_.shape());
}

double SignaturesView::leastHeight(double width, const Theme& theme) const {
  if (sheet_.count() == 0) return 0;
  if (enlarged_ < 0) return figureGrid(QSizeF(width, 0), theme, 1).contentHeight();
  return 0.6 * width + makeUpHeight(width - 2 * kAroundLarge, theme) +
         2 * textHeight(figureFont(theme, 1.1)) + 4 * kAroundLarge;
}

void SignaturesView::arrange() {
  colorChooser_->setEnabled(imageShape(frame()).channels == 1);
  QSizeF area = canvas()->size();
  const double scale = canvas()->devicePixelRatioF();
  grid_ = gridFor(area, theme(), scale, kSmallestTile, kSmallestCaptioned);
  const bool scroll = enlarged_ < 0 && grid_.contentHeight() > area.height() + 1;
  if (scroll) {
    const int width = scrollBar_->sizeHint().width();
    area.rwidth() -= width;
    grid_ = gridFor(area, theme(), scale, kSmallestTile, kSmallestCaptioned);
    scrollBar_->setGeometry(canvas()->width() - width, 0, width, canvas()->height());
    scrollBar_->setRange(0, static_cast<int>(std::ceil(grid_.contentHeight() - area.height())));
    scrollBar_->setPageStep(static_cast<int>(area.height()));
    scrollBar_->setSingleStep(static_cast<int>(grid_.pictureSize().height() / 2));
  } else {
    scrollBar_->setRange(0, 0);
  }
  scrollBar_->setVisible(scroll);
}

int SignaturesView::tileAt(const QPointF& position) const {
  return grid_.at(position + QPointF(0, scrollBar_->value()));
}

QString SignaturesView::describe(int row) const {
  return tr("Signature %1 of %2\nnorm %3\n%4 of the energy")
      .arg(row + 1)
      .arg(sheet_.count())
      .arg(shortNumber(sheet_.norm(row)), percent(sheet_.energyShare(row)));
}

void SignaturesView::select(int position) {
  selected_ = std::clamp(position, 0, std::max(0, signatureCount() - 1));
  if (enlarged_ >= 0 && selected_ < sheet_.count()) {
    enlarged_ = sheet_.rowAt(selected_);
  } else if (scrollBar_->isVisible()) {
    const QRectF tile = grid_.tile(selected_);
    if (tile.top() < scrollBar_->value()) scrollBar_->setValue(static_cast<int>(tile.top() - kGap));
    const double below = tile.bottom() + kGap - canvas()->height();
    if (below > scrollBar_->value()) scrollBar_->setValue(static_cast<int>(std::ceil(below)));
  }
  repaintPicture();
}

bool SignaturesView::handleKey(QKeyEvent* event) {
  const int perRow = enlarged_ >= 0 ? 1 : grid_.columns();
  switch (event->key()) {
    case Qt::Key_Left:
      select(selected_ - 1);
      return true;
    case Qt::Key_Right:
      select(selected_ + 1);
      return true;
    case Qt::Key_Up:
      select(selected_ - perRow);
      return true;
    case Qt::Key_Down:
      select(selected_ + perRow);
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      setEnlarged(enlarged_ >= 0 || selected_ >= sheet_.count() ? -1 : sheet_.rowAt(selected_));
      return true;
    case Qt::Key_K:
      if (event->modifiers() != Qt::NoModifier) return false;
      contrastChooser_->setCurrentIndex(contrastChooser_->findData(static_cast<int>(Contrast::Kept)));
      keepScale();
      return true;
    case Qt::Key_Escape:
      if (enlarged_ < 0) return false;
      setEnlarged(-1);
      return true;
    default:
      return false;
  }
}

void SignaturesView::paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) {
  if (sheet_.count() == 0) return;
  if (enlarged_ >= 0 && enlarged_ < sheet_.count()) return paintEnlarged(painter, area, theme, onScreen);
  if (onScreen) {
    painter.save();
    painter.translate(0, -scrollBar_->value());
    paintGrid(painter, area.translated(0, scrollBar_->value()), theme, grid_, true);
    painter.restore();
  } else {
    painter.save();
    painter.translate(area.topLeft());
    paintGrid(painter, QRectF(QPointF(), area.size()), theme,
              figureGrid(area.size(), theme, deviceScale(painter)), false);
    painter.restore();
  }
}

void SignaturesView::paintTile(QPainter& painter, const QRectF& area, int row) {
  const QRectF target = snapToDevice(painter, area);
  const QSize pixels = devicePixels(painter, target);
  const QImage& image = cache_.tile(row, pixels, [&] {
    return renderPicture(sheet_.pixels(row), sheet_.shape(), pixels, sheet_.range(row),
                         ColorMap::of(sheet_.options().colors));
  });
  drawFramed(painter, target, image);
}

void SignaturesView::paintGrid(QPainter& painter, const QRectF& area, const Theme& theme,
                               const TileGrid& grid, bool onScreen) {
  const QFont font = figureFont(theme, 0.83);
  const double caption = textHeight(font) + 1;
  painter.setFont(font);
  for (int i = 0; i < sheet_.count(); ++i) {
    const QRectF tile = grid.tile(i), picture = grid.picture(i);
    if (onScreen && !tile.intersects(area)) continue;
    const int row = sheet_.rowAt(i);
    paintTile(painter, picture, row);
    if (tile.height() > picture.height()) {
      painter.setPen(row == hovered_ && onScreen ? theme.text : theme.mutedText);
      painter.drawText(QRectF(picture.left(), picture.bottom(), picture.width(), caption),
                       Qt::AlignHCenter | Qt::AlignVCenter | Qt::TextDontClip, QString::number(row + 1));
    }
    const bool focused = onScreen && i == selected_ && canvas()->showsFocus();
    if (focused || (onScreen && row == hovered_)) {
      painter.setPen(QPen(focused ? theme.accent : theme.axis, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(picture.adjusted(-1.5, -1.5, 1.5, 1.5));
    }
  }
}

void SignaturesView::paintEnlarged(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) {
  const QFont title = figureFont(theme, 1.1), font = figureFont(theme);
  const double line = textHeight(font);
  const ImageShape& shape = sheet_.shape();
  const bool gray = shape.channels == 1;
  const ValueRange range = sheet_.range(enlarged_);
  const double bar = gray ? colorBarThickness(theme, Qt::Vertical, range) + 12 : 0;
  const double needed = makeUpHeight(area.width() - 2 * kAroundLarge, theme);
  const bool layered = needed > 0;
  const double usual = layered ? std::min(0.3 * area.height(), 2 * 112 * theme.fontScale) : 0;
  const double makeUp = onScreen ? usual : std::max(usual, needed + 4);
  const QRectF room = area.adjusted(kAroundLarge, kAroundLarge + textHeight(title) + 6, -kAroundLarge - bar,
                                    -kAroundLarge - line - 6 - makeUp);
  const QSizeF size = pictureSizeIn(room.size(), shape, deviceScale(painter));
  QRectF picture(QPointF(), size);
  picture.moveCenter(room.center());
  picture = snapToDevice(painter, picture);
  const QSize pixels = devicePixels(painter, picture);
  drawFramed(
      painter, picture,
      renderPicture(sheet_.pixels(enlarged_), shape, pixels, range, ColorMap::of(sheet_.options().colors)));
  if (gray) {
    paintColorBar(painter, QRectF(picture.right() + 12, picture.top(), bar - 12, picture.height()),
                  ColorMap::of(sheet_.options().colors), range, QString(), theme);
  }
  painter.setFont(title);
  painter.setPen(theme.text);
  painter.drawText(
      QRectF(area.left(), picture.top() - textHeight(title) - 6, area.width(), textHeight(title)),
      Qt::AlignHCenter | Qt::AlignVCenter, tr("Signature %1 of %2").arg(enlarged_ + 1).arg(sheet_.count()));
  painter.setFont(font);
  painter.setPen(theme.mutedText);
  painter.drawText(QRectF(area.left(), picture.bottom() + 6, area.width(), line),
                   Qt::AlignHCenter | Qt::AlignVCenter,
                   tr("norm %1, %2 of the energy")
                       .arg(shortNumber(sheet_.norm(enlarged_)), percent(sheet_.energyShare(enlarged_))));
  if (layered) {
    const double top = picture.bottom() + line + 16;
    paintMakeUp(
        painter,
        QRectF(area.left() + kAroundLarge, top, area.width() - 2 * kAroundLarge, area.bottom() - 8 - top),
        theme);
  }
}

void SignaturesView::paintMakeUp(QPainter& painter, const QRectF& area, const Theme& theme) {
  const int next = sheet_.options().layer + 1;
  SignatureOptions options = sheet_.options();
  options.layer = next;
  options.byEnergy = false;
  options.keptMaximum = 0;  // that of the layer shown
  const SignatureSheet below(frame().snapshot, sheet_.shape(), options);
  const Matrix& W = frame().snapshot->factors.W[static_cast<std::size_t>(next - 1)];
  const QString symbol = next == sheet_.layers() ? QStringLiteral("h") : QStringLiteral("s");
  paintTerms(painter, area, theme,
             frame().model == Model::LayerWise ? tr("Approximately made of layer %1").arg(next)
                                               : tr("Made of layer %1").arg(next),
             weightedTerms(W.row(enlarged_).transpose(), below.signatures()), symbol, sheet_.shape(),
             [&](const QRectF& place, int index) {
               const QRectF target = snapToDevice(painter, place);
               drawFramed(painter, target,
                          renderPicture(below.pixels(index), below.shape(), devicePixels(painter, target),
                                        below.range(index), ColorMap::of(options.colors)));
             });
}

}  // namespace nmf::ui
