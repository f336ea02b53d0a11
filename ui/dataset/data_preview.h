#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "core/data/image_source.h"
#include "core/data/open_source.h"
#include "ui/session/background_task.h"

namespace nmf::ui {

/// How many images of a source have a label.
struct LabelCount {
  int label = 0;
  QString name;  ///< where it has one
  std::int64_t count = 0;
};

/// Looks at data behind the window: what there is to choose from, what the source holds, the first pictures
/// of the selection, and at last all of it where that is not too much. Another request ends the work on the
/// one before; a source that is open already is not opened again for another selection of it.
class DataPreview : public QObject {
  Q_OBJECT
 public:
  enum class Stage { Nothing, Opening, Sampling, Loading, Ready, Failed };
  static constexpr std::int64_t kPictures = 48;

  explicit DataPreview(QObject* parent = nullptr);
  ~DataPreview() override;

  /// Looks at what `request` selects. A split that is not there is replaced by the first that is.
  void show(const DatasetRequest& request);
  /// Forgets everything, the open source too.
  void clear();

  Stage stage() const { return stage_; }
  /// Whether it looks at something just now.
  bool isBusy() const;
  const DatasetRequest& request() const { return request_; }
  const SourceChoices& choices() const { return choices_; }
  /// Of the open source; null before.
  const SourceFacts* facts() const;
  const std::vector<LabelCount>& labels() const;
  /// The values in a row whose shape only a person knows; 0 where it is known.
  std::int64_t rowValues() const { return rowValues_; }
  /// The first images of the selection, noise included; null before they are there.
  DatasetPtr pictures() const { return pictures_; }
  /// How many images are selected.
  std::int64_t selected() const { return selected_; }
  /// The memory that the selection takes as matrices, in bytes.
  std::int64_t bytes() const;
  /// All that is selected; null before it is loaded, and where it is too much to be loaded for a look.
  DatasetPtr whole() const { return whole_; }
  /// Of the work under way, in [0, 1]; 0 where it cannot be told.
  double share() const { return share_; }
  /// One sentence where the stage is Failed.
  const QString& problem() const { return problem_; }

 signals:
  void changed();

 private:
  struct Opened;
  class Worker;

  void fail(const QString& sentence, std::int64_t rowValues);

  Stage stage_ = Stage::Nothing;
  DatasetRequest request_;
  SourceChoices choices_;
  std::shared_ptr<Opened> opened_;
  std::int64_t rowValues_ = 0, selected_ = 0;
  DatasetPtr pictures_, whole_;
  double share_ = 0;
  QString problem_;
  std::unique_ptr<BackgroundTask> task_;
};

}  // namespace nmf::ui
