#include "ui/window/picture_tabs.h"

#include <QScopedValueRollback>
#include <QTabBar>

#include "ui/compare/compare_view.h"
#include "ui/views/dataset_view.h"
#include "ui/views/factors_view.h"
#include "ui/views/generate_view.h"
#include "ui/views/reconstruction_view.h"
#include "ui/views/signatures_view.h"

namespace nmf::ui {

PictureTabs::PictureTabs(QWidget* parent)
    : QTabWidget(parent), compare_(new CompareView), dataset_(new DatasetView) {
  setObjectName("pictures");
  setAccessibleName(tr("Pictures"));
  setDocumentMode(true);
  addView(new SignaturesView, tr("Signatures"));
  addView(new ReconstructionView, tr("Reconstruction"));
  addView(new FactorsView, tr("Factors"));
  addView(new GenerateView, tr("Generate"));
  addView(compare_, tr("Compare"));
  addView(dataset_, tr("Data"));
  tabBar()->setAccessibleName(tr("Pictures"));
  tabBar()->setExpanding(false);
  connect(tabBar(), &QTabBar::tabBarClicked, this, [this] { chosen_ = true; });  // the one on top, too
  connect(this, &QTabWidget::currentChanged, this, [this] { chosen_ = chosen_ || !placing_; });
}

void PictureTabs::addView(View* view, const QString& label) {
  view->setObjectName(view->figureName() + "View");
  setTabToolTip(addTab(view, label), view->figureTitle());
  views_ << view;
}

void PictureTabs::choose(View* view) {
  chosen_ = true;
  setCurrentWidget(view);
}

void PictureTabs::setFrame(const RunFrame& frame) {
  compare_->setEpoch(frame.epoch);
  for (View* view : views_) view->setFrame(frame);
  if (chosen_ || placing_) return;
  const QScopedValueRollback placing(placing_, true);
  setCurrentWidget(frame.snapshot ? views_.first() : dataset_);
}

void PictureTabs::setSpectrum(std::shared_ptr<const DataSpectrum> spectrum) {
  dataset_->setSpectrum(std::move(spectrum));
}

void PictureTabs::setTheme(const Theme& theme) {
  // Large names are shortened rather than hidden behind arrows: an audience sees what there is.
  const bool large = theme.fontScale > 1;
  setElideMode(large ? Qt::ElideRight : Qt::ElideNone);
  setUsesScrollButtons(!large);
  tabBar()->setExpanding(large);  // their margins are small for the same reason, wide where there is room
  for (View* view : views_) view->setTheme(theme);
}

}  // namespace nmf::ui
