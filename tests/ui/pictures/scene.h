#pragma once

#include <QImage>
#include <QSize>
#include <functional>
#include <memory>

#include "core/experiment/experiment.h"
#include "core/training/run_state.h"

class QWidget;

namespace nmf::ui {
class MainWindow;
}

namespace nmf::test {

/// The program's window, set up as a picture wants it, and drawn into an image whatever the platform.
class Scene {
 public:
  Scene(const Experiment& experiment, const QSize& size, bool dark);
  ~Scene();

  ui::MainWindow& window() { return *window_; }
  void trigger(const char* action);
  void showTab(const char* view);
  /// Starts a run and waits until `enough` says so or the run ends; false after `patience` ms.
  bool run(const std::function<bool()>& enough, int patience);
  /// Handles what is pending, until the pictures are those of the last epoch.
  void settle();

  /// A widget (the window: null) with `scale` pixels a unit of length.
  QImage picture(QWidget* widget, double scale = 1);

 private:
  std::unique_ptr<ui::MainWindow> window_;
};

}  // namespace nmf::test
