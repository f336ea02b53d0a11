#pragma once

namespace nmf::ui {

/// How large the window can be shown, in per cent of what suits the display.
inline constexpr int kScales[] = {100, 125, 150, 200, 300};

/// The scale that was chosen; 100 where none was.
int chosenScale();
/// Remembers the scale for the next start: Qt cannot change it in a program that runs.
void chooseScale(int percent);
/// Whether the environment says at which scale to show everything; that comes before what was chosen.
bool scaleIsGiven();

/// While it lives, a QApplication that is made shows everything at the chosen scale, unless the environment
/// gives one. To be made under the names that the settings are kept under; what the program starts later does
/// not inherit the scale.
class ScaleAtStart {
 public:
  ScaleAtStart();
  ~ScaleAtStart();
  ScaleAtStart(const ScaleAtStart&) = delete;
  ScaleAtStart& operator=(const ScaleAtStart&) = delete;

 private:
  bool set_ = false;
};

}  // namespace nmf::ui
