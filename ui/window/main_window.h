#pragma once

#include <QMainWindow>
#include <memory>

#include "core/experiment/experiment.h"

namespace nmf::ui {

/// The window of NMF Explorer: the experiment panel, the live charts, the pictures, the timeline, and one
/// run. The window shows itself first and loads the data behind it.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  /// Opens set up with `initial`; trains nothing until told.
  explicit MainWindow(const Experiment& initial, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Starts a new run with what the experiment panel shows.
  void startRun();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace nmf::ui
