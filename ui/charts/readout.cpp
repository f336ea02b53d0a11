#include "ui/charts/readout.h"

#include <QEvent>
#include <QFontMetricsF>

#include "ui/charts/number_text.h"

namespace nmf::ui {

namespace {

const QString kGap = QStringLiteral("\u00a0\u00a0\u00a0 ");

QString unbroken(QString text) {
  return text.replace(' ', QChar::Nbsp);
}

}  // namespace

Readout::Readout(QWidget* parent) : QLabel(parent) {
  setTextFormat(Qt::RichText);
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void Readout::setParts(const QVector<Part>& parts) {
  if (parts == parts_) return;
  parts_ = parts;
  QStringList lines;
  for (const Part& part : parts) lines << part.name + ' ' + part.value;
  setToolTip(lines.join('\n'));
  arrange();
}

void Readout::setMutedColour(const QColor& colour) {
  muted_ = colour;
  arrange();
}

void Readout::resizeEvent(QResizeEvent* event) {
  QLabel::resizeEvent(event);
  arrange();
}

void Readout::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::FontChange) arrange();
}

void Readout::setRecord(const EpochRecord& record) {
  QVector<Part> parts{{QStringLiteral("epoch"), epochText(record.epoch)},
                      {QStringLiteral("error"), valueText(record.relativeError)},
                      {QStringLiteral("effective rank"), valueText(record.effectiveRank)},
                      {QStringLiteral("nuclear rank"), valueText(record.nuclearRank)}};
  if (record.sigmaCount > 0)
    parts.push_back({QStringLiteral("σ₁"), valueText(static_cast<double>(record.sigma[0]))});
  setParts(parts);
}

void Readout::arrange() {
  QFont bold = font();
  bold.setBold(true);
  const QFontMetricsF names(font()), values(bold);
  QStringList fitting;
  double width = 0;
  for (const Part& part : parts_) {
    width += names.horizontalAdvance(part.name + ' ') + values.horizontalAdvance(part.value);
    if (!fitting.isEmpty()) width += names.horizontalAdvance(kGap);
    if (width > contentsRect().width()) break;
    fitting << QStringLiteral("<span style='color:%1'>%2</span>\u00a0<b>%3</b>")
                   .arg(muted_.name(), unbroken(part.name), part.value);
  }
  shown_ = static_cast<int>(fitting.size());
  const QString text = fitting.join(kGap);
  if (text != this->text()) setText(text);
}

}  // namespace nmf::ui
