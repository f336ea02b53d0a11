#include "ui/views/picture_text.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

namespace nmf::ui {
namespace {

constexpr double kBelowHeading = 4;

QFont headingFont(const Theme& theme) {
  return figureFont(theme, 1.08);
}

/// The parts of a word that is wider than `width`: after its signs, and between letters where there is none.
QStringList brokenWord(const QFontMetricsF& metrics, const QString& word, double width) {
  QStringList parts{QString()};
  for (const QChar c : word) {
    const QChar last = parts.last().isEmpty() ? QChar() : parts.last().back();
    const bool afterSign = !last.isNull() && !last.isLetterOrNumber() && c.isLetterOrNumber();
    const bool full = !last.isNull() && metrics.horizontalAdvance(parts.last() + c) > width;
    if (full || afterSign) parts << QString();
    parts.last() += c;
  }
  return parts;
}

}  // namespace

QFont figureFont(const Theme& theme, double relative) {
  QFont font = QGuiApplication::font();
  // In pixels of the painter's logical coordinates: the same proportions on screen, in PNG, SVG and PDF.
  font.setPixelSize(std::max(7, static_cast<int>(std::lround(12 * theme.fontScale * relative))));
  return font;
}

double textWidth(const QFont& font, const QString& text) {
  return QFontMetricsF(font).horizontalAdvance(text);
}
double textHeight(const QFont& font) {
  return QFontMetricsF(font).height();
}

QStringList wrapped(const QFont& font, const QString& text, double width, LongWords longWords) {
  const QFontMetricsF metrics(font);
  QStringList words;
  for (const QString& word : text.split(QLatin1Char(' '))) {
    // A sign stays with its numbers: "28 × 28", "80.4 %".
    const bool sign = word.size() == 1 && !word[0].isLetterOrNumber();
    if (!words.isEmpty() && (sign || words.last().endsWith(QStringLiteral(" ×")))) {
      words.last() += QLatin1Char(' ') + word;
    } else {
      words << word;
    }
  }
  QStringList lines;
  for (const QString& word : words) {
    const bool breaks = longWords == LongWords::Broken && metrics.horizontalAdvance(word) > width;
    QString between = QStringLiteral(" ");
    for (const QString& part : breaks ? brokenWord(metrics, word, width) : QStringList{word}) {
      const QString longer = lines.isEmpty() ? part : lines.last() + between + part;
      if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= width) {
        lines.last() = longer;
      } else {
        lines << part;
      }
      between.clear();
    }
  }
  for (QString& line : lines)
    if (metrics.horizontalAdvance(line) > width) line = metrics.elidedText(line, Qt::ElideRight, width);
  return lines;
}

double wrappedHeight(const QFont& font, const QString& text, double width) {
  return static_cast<double>(wrapped(font, text, width).size()) * textHeight(font);
}

double paintWrapped(QPainter& painter, const QRectF& area, Qt::Alignment alignment, const QString& text) {
  const double line = textHeight(painter.font());
  QStringList lines = wrapped(painter.font(), text, area.width());
  if (alignment & Qt::AlignHCenter) {
    // But no word is broken for that.
    const auto elided = [](const QStringList& list) { return !list.filter(QChar(0x2026)).isEmpty(); };
    for (double share = 0.95; share > 0.4 && lines.size() > 1; share -= 0.05) {
      const QStringList shorter = wrapped(painter.font(), text, share * area.width(), LongWords::Elided);
      if (shorter.size() > lines.size() || elided(shorter)) break;
      lines = shorter;
    }
  }
  double top = area.top();
  for (const QString& part : lines) {
    painter.drawText(QRectF(area.left(), top, area.width(), line),
                     static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextDontClip, part);
    top += line;
  }
  return top - area.top();
}

double paintFigureHeading(QPainter& painter, const QRectF& area, const Theme& theme, const QString& text) {
  painter.setFont(headingFont(theme));
  painter.setPen(theme.text);
  return text.isEmpty() ? 0 : paintWrapped(painter, area, Qt::AlignHCenter, text) + kBelowHeading;
}

double figureHeadingHeight(const Theme& theme, const QString& text, double width) {
  return text.isEmpty() ? 0 : wrappedHeight(headingFont(theme), text, width) + kBelowHeading;
}

QString shortNumber(double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  if (value == 0) return QStringLiteral("0");
  const double magnitude = std::abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e5) return QString::number(value, 'e', 1);
  const int digits = 2 - static_cast<int>(std::floor(std::log10(magnitude)));
  return QString::number(value, 'f', std::clamp(digits, 0, 6));
}

QString percent(double share) {
  if (!std::isfinite(share)) return QStringLiteral("–");
  const double value = 100 * share;
  return QStringLiteral("%1 %").arg(value, 0, 'f', value >= 99.95 ? 0 : value >= 0.095 || value == 0 ? 1 : 3);
}

QString grouped(qint64 value) {
  return QLocale(QLocale::English, QLocale::UnitedStates).toString(value);
}

QString withGroupedEpochs(QString sentence) {
  static const QRegularExpression epoch("\\bepoch (\\d+)");
  QRegularExpressionMatch match;
  for (qsizetype at = sentence.indexOf(epoch, 0, &match); at >= 0;
       at = sentence.indexOf(epoch, match.capturedStart(1), &match))
    sentence.replace(match.capturedStart(1), match.capturedLength(1),
                     grouped(match.captured(1).toLongLong()));
  return sentence;
}

QString subscripted(const QString& factorName) {
  QString text;
  for (const QChar c : factorName) text += c.isDigit() ? QChar(0x2080 + c.digitValue()) : c;
  return text;
}

}  // namespace nmf::ui
