#pragma once

#include <memory>
#include <vector>

#include "ui/views/picture_view.h"
#include "ui/views/sample_errors.h"
#include "ui/views/sample_picture.h"

class QComboBox;
class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

namespace nmf::ui {

class BackgroundTask;

/// Original, reconstruction and error map of chosen samples, and how a sample is composed of signatures.
class ReconstructionView : public PictureView {
  Q_OBJECT
 public:
  explicit ReconstructionView(QWidget* parent = nullptr);
  ~ReconstructionView() override;

  QString figureTitle() const override { return tr("Reconstruction"); }
  QString figureName() const override { return QStringLiteral("reconstruction"); }
  QSizeF figureSize() const override { return {640, 560}; }

  /// How the samples in the strip are chosen.
  enum class Choice { InOrder, Worst, Best, Random };

  /// The sample (row of A) shown large; -1 without data.
  int sample() const;
  void setSample(int row);
  /// The samples the strip starts with: by their errors at the snapshot shown (computed in the background),
  /// by chance, or in order from the current sample; among those of the chosen label.
  void choose(Choice choice);
  Choice choice() const { return choice_; }
  /// The samples in the order of the strip.
  const std::vector<int>& samples() const { return samples_; }

 signals:
  /// The samples of choose() are there.
  void chosen();

 protected:
  void dataChanged() override;
  void prepare() override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;

 private:
  void takeErrors(const SampleErrors& errors);
  void rank();
  void fillInOrder(int first);
  std::vector<int> candidates() const;
  void showSample(int position);
  void syncControls();
  bool handleKey(QKeyEvent* event);

  QSpinBox* sampleBox_;
  QSlider* sampleSlider_;
  QComboBox* labelChooser_;
  QComboBox* errorChooser_;
  QToolButton* worstButton_;
  QToolButton* bestButton_;
  QToolButton* randomButton_;
  QLabel* status_;
  std::unique_ptr<BackgroundTask> task_;
  SampleErrors errors_;
  Choice choice_ = Choice::InOrder;
  std::vector<int> samples_;
  int position_ = 0;
  int stripStart_ = 0;
  unsigned draws_ = 0;
  std::vector<SamplePicture> pictures_;
  QVector<QRectF> columns_;
};

}  // namespace nmf::ui
