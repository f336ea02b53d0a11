#pragma once

#include <QFile>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QImage>
#include <QList>
#include <QRegularExpression>
#include <QSet>
#include <QTransform>
#include <QXmlStreamReader>

namespace nmf::test {

/// What an exported SVG has on it, in points.
struct DrawnSvg {
  struct Text {
    QString text;
    QRectF ink;  // where letters are
    int size = 0;
  };
  QSizeF size;
  QList<Text> texts;
  QList<QRectF> pictures;  // without the strips of colour scales

  explicit DrawnSvg(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return;
    QXmlStreamReader xml(&file);
    QList<QTransform> transforms{QTransform()};
    while (!xml.atEnd()) {
      xml.readNext();
      if (xml.isEndElement() && xml.name() == QLatin1String("g")) transforms.removeLast();
      if (!xml.isStartElement()) continue;
      const QXmlStreamAttributes attributes = xml.attributes();
      const auto number = [&](const char* name) { return attributes.value(QLatin1String(name)).toDouble(); };
      if (xml.name() == QLatin1String("svg")) {
        const QStringList box = attributes.value(QLatin1String("viewBox")).toString().split(' ');
        size = QSizeF(box.value(2).toDouble(), box.value(3).toDouble());
      } else if (xml.name() == QLatin1String("g")) {
        transforms << matrix(attributes.value(QLatin1String("transform")).toString()) * transforms.last();
      } else if (xml.name() == QLatin1String("image")) {
        const QString data = attributes.value(QLatin1String("xlink:href")).toString();
        const QImage image = QImage::fromData(QByteArray::fromBase64(data.section(',', 1).toLatin1()), "PNG");
        if (std::min(image.width(), image.height()) > 1)
          pictures << transforms.last().mapRect(
              QRectF(number("x"), number("y"), number("width"), number("height")));
      } else if (xml.name() == QLatin1String("text")) {
        QFont font = QGuiApplication::font();
        font.setPixelSize(attributes.value(QLatin1String("font-size")).toInt());
        const QPointF at(number("x"), number("y"));
        const QString text = xml.readElementText();
        if (text.trimmed().isEmpty()) continue;
        texts.append({text,
                      transforms.last().mapRect(QFontMetricsF(font).tightBoundingRect(text).translated(at)),
                      font.pixelSize()});
      }
    }
  }

  /// The words that say something; numbers stand at axes, which have as many as they have room for.
  QSet<QString> words() const {
    static const QRegularExpression separator(QStringLiteral("[^\\p{L}]+"));
    QSet<QString> words;
    for (const Text& each : texts)
      for (const QString& word : each.text.split(separator))
        if (word.size() > 1) words << word;
    return words;
  }

  /// The shortest side of a picture.
  double smallestPicture() const {
    double least = 1e9;
    for (const QRectF& picture : pictures) least = std::min({least, picture.width(), picture.height()});
    return least;
  }

  /// What cannot be read: cut off, elided, too small, over other text or over a picture; a line each.
  QStringList illegible() const {
    constexpr double kTouching = 0.75;  // points that ink may reach into other ink's box
    constexpr int kSmallestType = 6;
    const QRectF page = QRectF(QPointF(), size);
    QStringList wrong;
    for (qsizetype i = 0; i < texts.size(); ++i) {
      const Text& one = texts[i];
      if (one.text.contains(QChar(0x2026))) wrong << "elided: " + one.text;
      if (one.size < kSmallestType) wrong << QString("%1 points: %2").arg(one.size).arg(one.text);
      if (!page.contains(one.ink)) wrong << "cut off: " + one.text;
      const QRectF core = one.ink.adjusted(kTouching, kTouching, -kTouching, -kTouching);
      for (qsizetype j = 0; j < i; ++j)
        if (core.intersects(texts[j].ink)) wrong << "over each other: " + texts[j].text + " | " + one.text;
      for (const QRectF& picture : pictures)
        if (core.intersects(picture)) wrong << "over a picture: " + one.text;
    }
    for (const QRectF& picture : pictures)
      if (!page.adjusted(-0.5, -0.5, 0.5, 0.5).contains(picture)) wrong << QString("a picture is cut off");
    return wrong;
  }

 private:
  static QTransform matrix(const QString& text) {
    const QStringList m = text.section('(', 1).section(')', 0, 0).split(',');
    if (m.size() != 6) return {};
    return {m[0].toDouble(), m[1].toDouble(), m[2].toDouble(),
            m[3].toDouble(), m[4].toDouble(), m[5].toDouble()};
  }
};

}  // namespace nmf::test
