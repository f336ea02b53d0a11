#include "ui/window/scale.h"

#include <QSettings>
#include <algorithm>
#include <iterator>

namespace nmf::ui {

namespace {

constexpr auto kScaleKey = "window/scale";
constexpr auto kVariable = "QT_SCALE_FACTOR";

}  // namespace

int chosenScale() {
  const int chosen = QSettings().value(kScaleKey, kScales[0]).toInt();
  return std::find(std::begin(kScales), std::end(kScales), chosen) == std::end(kScales) ? kScales[0] : chosen;
}

void chooseScale(int percent) {
  QSettings().setValue(kScaleKey, percent);
}

bool scaleIsGiven() {
  return !qEnvironmentVariableIsEmpty(kVariable);
}

ScaleAtStart::ScaleAtStart() {
  const int chosen = chosenScale();
  if (chosen == kScales[0] || scaleIsGiven()) return;
  set_ = qputenv(kVariable, QByteArray::number(chosen / 100.0));
}

ScaleAtStart::~ScaleAtStart() {
  if (set_) qunsetenv(kVariable);
}

}  // namespace nmf::ui
