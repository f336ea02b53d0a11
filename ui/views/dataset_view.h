#pragma once

#include <array>
#include <memory>

#include "core/metrics/data_spectrum.h"
#include "ui/views/dataset_facts.h"
#include "ui/views/log_plot.h"
#include "ui/views/picture_view.h"

namespace nmf::ui {

class BackgroundTask;

/// The facts of the data: mean image, labels, zeros, spectrum and Eckart-Young floors.
class DatasetView : public PictureView {
  Q_OBJECT
 public:
  explicit DatasetView(QWidget* parent = nullptr);
  ~DatasetView() override;

  QString figureTitle() const override { return tr("Data set"); }
  QString figureName() const override { return QStringLiteral("data_set"); }
  QSizeF figureSize() const override { return {640, 620}; }

  /// The spectrum of the data of the frame; null while it is not known.
  void setSpectrum(std::shared_ptr<const DataSpectrum> spectrum);
  /// The facts shown; `data` null while they are computed.
  const DatasetFacts& facts() const { return facts_; }

 signals:
  void factsReady();

 protected:
  void dataChanged() override;
  void prepare() override {}  // facts are computed in the background as soon as there is another data set
  void completeFigure() override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;
  double leastHeight(double width, const Theme& theme) const override;
  bool needsSnapshot() const override { return false; }
  QString figureHeading() const override { return figureTitle(); }

 private:
  QStringList lines() const;
  /// The heights that the parts need in a figure; on the screen they make do with what there is.
  double textNeeded(double width, const Theme& theme) const;
  double labelsNeeded(const Theme& theme) const;
  double spectrumNeeded(double width, const Theme& theme) const;
  std::array<LogPlot, 2> plots(const Theme& theme) const;
  void paintText(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) const;
  void paintLabels(QPainter& painter, const QRectF& area, const Theme& theme) const;
  void paintSpectrum(QPainter& painter, const QRectF& area, const Theme& theme) const;
  void paintImage(QPainter& painter, const QRectF& area, const Eigen::VectorXf& image) const;

  std::shared_ptr<const DataSpectrum> spectrum_;
  std::unique_ptr<BackgroundTask> task_;
  DatasetFacts facts_;
  QString trouble_;  // why there are none
};

}  // namespace nmf::ui
