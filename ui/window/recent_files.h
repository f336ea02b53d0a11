#pragma once

#include <QMenu>
#include <functional>

namespace nmf::ui {

/// The result folders, configurations and data that were opened last, the newest first, as a menu. What is
/// not there any more is shown disabled.
class RecentFiles : public QMenu {
  Q_OBJECT
 public:
  /// `open` gets the path that was chosen.
  explicit RecentFiles(std::function<void(const QString&)> open, QWidget* parent = nullptr);

  /// Puts a path at the top of the list, kept over starts of the program.
  static void remember(const QString& path);

 private:
  void fill();

  std::function<void(const QString&)> open_;
};

}  // namespace nmf::ui
