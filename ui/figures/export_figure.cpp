#include "ui/figures/export_figure.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QFont>
#include <QFontMetricsF>
#include <QMimeData>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgGenerator>
#include <cmath>

#include "core/errors.h"
#include "ui/figures/save_file.h"

namespace nmf::ui {
namespace {

constexpr double kMargin = 6;         // around the caption
constexpr double kCaptionFont = 7.5;  // pixels
constexpr double kInch = 0.0254;

QFont captionFont(const Theme& theme) {
  QFont font = QApplication::font();
  font.setPixelSize(std::max(6, qRound(kCaptionFont * theme.fontScale)));
  return font;
}

/// `text` with places to break words that no line could hold, such as the names of files.
QString breakable(const QString& text) {
  constexpr int kLongest = 30, kPiece = 10;
  static const QRegularExpression longWord(QStringLiteral("\\S{%1,}").arg(kLongest + 1));
  static const QRegularExpression piece(QStringLiteral("(\\S{%1})(?=\\S)").arg(kPiece));
  QString result;
  qsizetype from = 0;
  for (auto words = longWord.globalMatch(text); words.hasNext();) {
    const QRegularExpressionMatch word = words.next();
    result += text.mid(from, word.capturedStart() - from);
    result += word.captured().replace(piece, QStringLiteral("\\1\u200B"));
    from = word.capturedEnd();
  }
  return result + text.mid(from);
}

QRectF captionRect(const QString& text, const QSizeF& own, const Theme& theme) {
  const QFontMetricsF metrics(captionFont(theme));
  const QRectF room(kMargin, own.height(), own.width() - 2 * kMargin, 1e6);
  QRectF rect = metrics.boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, breakable(text));
  rect.setWidth(room.width());
  rect.setHeight(std::ceil(rect.height()) + 1);
  return rect;
}

/// The figure with its caption: how large, and painted from the origin on.
struct Sheet {
  Figure& figure;
  const ExportOptions& options;
  QSizeF own;   // of the figure
  QSizeF size;  // with the caption
  QString text;
  QRectF caption;

  Sheet(Figure& f, const ExportOptions& o) : figure(f), options(o) {
    f.prepareFigure();
    own = figureSizeOf(f, o);
    size = own;
    text = o.caption.at(f.shownEpoch());
    if (text.isEmpty()) return;
    caption = captionRect(text, own, o.theme);
    caption.setHeight(std::max(caption.height(), o.captionRoom));
    size.rheight() += caption.height() + kMargin;
  }

  void paint(QPainter& painter) const {
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(QRectF(QPointF(0, 0), size), options.theme.base);
    painter.save();
    figure.paintFigure(painter, QRectF(QPointF(0, 0), own), options.theme);
    painter.restore();
    if (caption.isEmpty()) return;
    painter.setFont(captionFont(options.theme));
    painter.setPen(options.theme.mutedText);
    painter.drawText(caption, Qt::AlignLeft | Qt::TextWordWrap, breakable(text));
  }
};

[[noreturn]] void fail(const std::filesystem::path& path, const QString& reason) {
  throw EnvironmentError("cannot write the figure " + path.string() + ": " + reason.toStdString());
}

QByteArray pngBytes(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return bytes;
}

QByteArray svgBytes(const Sheet& sheet) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setTitle(sheet.figure.figureTitle());
  generator.setDescription(sheet.text);
  generator.setResolution(72);  // one unit is one point
  generator.setSize(sheet.size.toSize());
  generator.setViewBox(QRectF(QPointF(0, 0), sheet.size));
  QPainter painter(&generator);
  sheet.paint(painter);
  painter.end();
  return bytes;
}

QByteArray pdfBytes(const Sheet& sheet) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setTitle(sheet.figure.figureTitle());
  writer.setCreator(QStringLiteral("NMF Explorer " NMF_VERSION));
  writer.setPageSize(QPageSize(sheet.size, QPageSize::Point, QString(), QPageSize::ExactMatch));
  writer.setPageMargins(QMarginsF());
  constexpr int resolution = 1200;  // fine enough for rounded coordinates
  writer.setResolution(resolution);
  QPainter painter(&writer);
  painter.scale(resolution / 72.0, resolution / 72.0);
  sheet.paint(painter);
  painter.end();
  return bytes;
}

}  // namespace

QString extension(FigureFormat format) {
  switch (format) {
    case FigureFormat::Png:
      return QStringLiteral("png");
    case FigureFormat::Svg:
      return QStringLiteral("svg");
    case FigureFormat::Pdf:
      return QStringLiteral("pdf");
  }
  return {};
}

QSizeF figureSizeOf(const Figure& figure, const ExportOptions& options) {
  constexpr double kRounding = 1e-6;
  const double width = options.width > 0 ? options.width : figure.figureSize().width();
  const double height = options.height > 0 ? options.height : figure.figureHeight(options.theme, width);
  // Whole pixels, so that no format has a ragged edge.
  return {std::ceil(width - kRounding), std::ceil(height - kRounding)};
}

double captionHeight(const QString& text, double width, const Theme& theme) {
  return text.isEmpty() ? 0 : captionRect(text, QSizeF(width, 0), theme).height();
}

QImage renderFigure(Figure& figure, const ExportOptions& options) {
  const Sheet sheet(figure, options);
  const QSize pixels(qRound(sheet.size.width() * options.scale), qRound(sheet.size.height() * options.scale));
  QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
  image.fill(options.theme.base);
  QPainter painter(&image);
  painter.scale(options.scale, options.scale);
  sheet.paint(painter);
  painter.end();
  const double dpi = options.dpi > 0 ? options.dpi : 72 * options.scale;
  image.setDotsPerMeterX(qRound(dpi / kInch));
  image.setDotsPerMeterY(qRound(dpi / kInch));
  return image;
}

void exportFigure(Figure& figure, const std::filesystem::path& path, FigureFormat format,
                  const ExportOptions& options) {
  QByteArray bytes;
  switch (format) {
    case FigureFormat::Png:
      bytes = pngBytes(renderFigure(figure, options));
      break;
    case FigureFormat::Svg:
      bytes = svgBytes(Sheet(figure, options));
      break;
    case FigureFormat::Pdf:
      bytes = pdfBytes(Sheet(figure, options));
      break;
  }
  if (bytes.isEmpty()) fail(path, QStringLiteral("it could not be rendered as %1").arg(extension(format)));
  QSaveFile file(QString::fromStdString(path.string()));
  if (!openUnbuffered(file) || !writeAll(file, bytes.constData(), bytes.size()) || !file.commit())
    fail(path, file.errorString());
}

void copyFigure(Figure& figure, const ExportOptions& options) {
  const QImage image = renderFigure(figure, options);
  auto* data = new QMimeData;
  data->setImageData(image);
  data->setData(QStringLiteral("image/png"), pngBytes(image));
  QApplication::clipboard()->setMimeData(data);
}

}  // namespace nmf::ui
