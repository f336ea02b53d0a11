#pragma once

#include <memory>
#include <vector>

#include "ui/views/picture_view.h"
#include "ui/views/reconstruction_sheet.h"
#include "ui/views/sample_errors.h"

class QComboBox;
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
  QSizeF figureSize() const override { return {640, 600}; }

  /// How the samples in the strip are chosen, among those of the chosen label.
  enum class Choice { InOrder, Worst, Best, Random };

  /// The sample (row of A, from 0) shown large; -1 without data.
  int sample() const;
  /// Shows this sample, in order; the choice of a label that it does not have is given up.
  void setSample(int row);
  /// By their errors at the snapshot shown (computed in the background, then chosen() is emitted), by chance,
  /// or in order.
  void choose(Choice choice);
  Choice choice() const { return choice_; }
  /// The samples in the order of the strip.
  const std::vector<int>& samples() const { return samples_; }
  /// The samples of the strip that are on the screen.
  std::vector<int> strip() const;
  /// Where the i-th of them is on the canvas.
  QRectF stripPlace(int i) const { return columns_.value(i); }

 signals:
  /// The samples asked for by choose() are there.
  void chosen();

 protected:
  void dataChanged() override;
  void snapshotChanged() override;
  void prepare() override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;
  double leastHeight(double width, const Theme& theme) const override;
  void addShown(NpzWriter& npz) const override;

 private:
  void makeControls();
  void rankInBackground(Choice choice);
  void takeErrors(Choice choice, SampleErrors errors);
  std::vector<int> candidates() const;
  void takeSamples(Choice choice, std::vector<int> samples, int position);
  void showPosition(int position);
  QString stripTitle() const;
  int stripWanted() const;
  bool handleKey(QKeyEvent* event);

  QSpinBox* sampleBox_;
  QSlider* sampleSlider_;
  QComboBox* labelChooser_;
  QComboBox* errorChooser_;
  QToolButton* worstButton_;
  QToolButton* bestButton_;
  QToolButton* randomButton_;
  std::unique_ptr<BackgroundTask> task_;
  bool comparing_ = false;  // the task is under way
  QString trouble_;         // why it came to nothing
  SampleErrors errors_;     // of the snapshot they name
  std::uint64_t run_ = 0;   // whose errors, and samples, are shown
  Choice choice_ = Choice::InOrder;
  std::vector<int> samples_;  // rows of A
  int position_ = 0;          // in samples_
  unsigned draws_ = 0;
  mutable ReconstructionSheet sheet_;  // computes a sample when it is asked for
  QVector<QRectF> columns_;            // where the strip's samples are on the screen
  int stripStart_ = 0;                 // the position of the first of them
};

}  // namespace nmf::ui
