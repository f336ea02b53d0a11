#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ui/views/code_book.h"
#include "ui/views/code_distribution.h"
#include "ui/views/picture_view.h"
#include "ui/views/term_row.h"
#include "ui/views/tile_grid.h"

class QComboBox;
class QLabel;
class QSlider;
class QSpinBox;
class QStackedWidget;
class QToolButton;

namespace nmf::ui {

class BackgroundTask;
class WeightPanel;

/// New images from what the factors have learned: composed by hand, drawn from the distribution of the codes,
/// or on the way from one image to another.
class GenerateView : public PictureView {
  Q_OBJECT
 public:
  explicit GenerateView(QWidget* parent = nullptr);
  ~GenerateView() override;

  QString figureTitle() const override { return tr("Generated images"); }
  QString figureName() const override { return QStringLiteral("generated"); }
  QSizeF figureSize() const override { return {560, 460}; }

  enum class Mode { Compose, Sample, Morph };
  Mode mode() const { return mode_; }
  void setMode(Mode mode);

  /// The code (rL values) of the image composed by hand, or of the one in the middle of the morph. Empty
  /// before codes are known.
  Eigen::VectorXf currentCode() const;
  /// The codes drawn in Mode::Sample, one a row; empty before they are known.
  const Matrix& samples() const { return generated_.samples; }

 signals:
  /// Codes of another snapshot, or other samples, are there.
  void generated();

 protected:
  void dataChanged() override;
  void snapshotChanged() override;
  void prepare() override;
  void completeFigure() override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;
  double leastHeight(double width, const Theme& theme) const override;
  void addShown(NpzWriter& npz) const override;
  bool needsData() const override { return false; }

 private:
  /// What is asked for, and what was computed for it.
  struct Request {
    bool samples = false;
    CodeDistribution::Kind kind = CodeDistribution::Kind::Independent;
    std::optional<int> label;
    std::uint64_t seed = 1;
    bool operator==(const Request&) const = default;
  };
  struct Generated {
    CodeBook book;
    Matrix samples;
    Request request;
  };
  static constexpr int kSamples = 60;
  static std::optional<Generated> generate(DatasetPtr data, SnapshotPtr snapshot, Request request,
                                           const std::function<bool()>& cancelled);

  QWidget* makeComposeControls();
  QWidget* makeSampleControls();
  QWidget* makeMorphControls();
  Request request() const;
  bool isUsable() const;
  Eigen::Index rows() const;
  bool isCurrent() const;
  bool isQuick() const;
  void refresh();
  void requestCodes();
  void showThumbnails(const Matrix& H);
  void take(Generated generated);
  void composeFrom(const Eigen::VectorXf& code);
  void composeSample();
  void weightsSet();
  Eigen::VectorXf morphed(double share) const;
  void paintImage(QPainter& painter, const QRectF& area, const Eigen::VectorXf& code) const;
  double termsNeeded(double width, const Theme& theme) const;
  QString sampleTitle(const Request& request) const;
  TileGrid sampleGrid(const QSizeF& area, double scale, bool onScreen) const;
  QString morphTitle() const;
  double morphShare() const;
  QString morphEnd(int row) const;
  QSizeF morphTile(const QSizeF& area, double scale) const;
  double captionHeight(double width, const Theme& theme) const;
  void paintCompose(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) const;
  void paintSamples(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) const;
  void paintMorph(QPainter& painter, const QRectF& area, const Theme& theme) const;

  QComboBox* modeChooser_;
  QStackedWidget* modeControls_;
  WeightPanel* weights_;
  QLabel* startName_;
  QSpinBox* startBox_;
  QComboBox* distributionChooser_;
  QComboBox* labelChooser_;
  QSpinBox* fromBox_;
  QSpinBox* toBox_;
  QSlider* morphSlider_;
  Mode mode_ = Mode::Compose;
  std::uint64_t seed_ = 1;
  std::unique_ptr<BackgroundTask> task_;
  Eigen::Index rowsShown_ = 0;         // how many samples the controls can choose from
  bool thumbnailsShown_ = false;       // those of the snapshot known
  bool working_ = false;               // the task is under way
  QString trouble_;                    // why it came to nothing
  bool startPending_ = true;           // the sliders wait for the codes of the sample they start from
  std::uint64_t startRun_ = 0;         // the run whose codes the sliders started from, or wait for
  std::vector<double> sampleWeights_;  // where the sliders stood when set to those of the sample
  Generated generated_;
};

}  // namespace nmf::ui
