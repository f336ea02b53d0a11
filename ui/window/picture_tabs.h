#pragma once

#include <QTabWidget>
#include <memory>

#include "core/metrics/data_spectrum.h"
#include "ui/theme/theme.h"
#include "ui/views/run_frame.h"

namespace nmf::ui {

class CompareView;
class DatasetView;
class View;

/// The picture views as tabs. Before anything is trained the data set lies on top; when training begins the
/// signatures do, unless the person has chosen a tab by then.
class PictureTabs : public QTabWidget {
  Q_OBJECT
 public:
  explicit PictureTabs(QWidget* parent = nullptr);

  const QList<View*>& views() const { return views_; }
  CompareView* compare() const { return compare_; }
  /// Whether the person has chosen the tab, rather than what is there to be seen.
  bool chosen() const { return chosen_; }
  void choose(View* view);
  /// From the next setFrame() on the tab follows what is there to be seen again.
  void follow() { chosen_ = false; }
  void setFrame(const RunFrame& frame);
  void setSpectrum(std::shared_ptr<const DataSpectrum> spectrum);
  void setTheme(const Theme& theme);

 private:
  void addView(View* view, const QString& label);

  QList<View*> views_;
  CompareView* compare_;
  DatasetView* dataset_;
  bool chosen_ = false;
  bool placing_ = false;  // what changes the tab now is no person
};

}  // namespace nmf::ui
