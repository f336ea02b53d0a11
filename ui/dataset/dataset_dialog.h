#pragma once

#include <QDialog>
#include <QTimer>
#include <optional>

#include "core/data/dataset_request.h"
#include "ui/dataset/download_pane.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace nmf::ui {

class DataPreview;
class PictureTiles;
class SelectionForm;
class SourceList;

/// From "I have images" to a matrix: choose a source, see its first pictures, choose what is taken of it. It
/// is not modal and changes nothing until *Use*: it looks at the data behind the window, and a run goes on
/// meanwhile.
class DatasetDialog : public QDialog {
  Q_OBJECT
 public:
  explicit DatasetDialog(QWidget* parent = nullptr);
  ~DatasetDialog() override;

  /// Shows the dialog on `request`. `seed`: the run's, of which noise is drawn.
  void showFor(const DatasetRequest& request, std::uint64_t seed);
  /// Takes `path` as the source, as if it had been chosen.
  void choosePath(const QString& path);

  const DataPreview& preview() const { return *preview_; }
  /// Whether it looks at the data, or will once typing rests.
  bool isLooking() const;
  DownloadPane* downloadPane() const { return download_; }

 signals:
  /// The person has decided. `data` answers `request` where it was loaded already, and is null otherwise;
  /// `run`: a run is to be started with it.
  void used(const nmf::DatasetRequest& request, nmf::DatasetPtr data, bool run);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void build();
  QWidget* buildSources();
  QWidget* buildLook();
  QWidget* buildSelection();
  QWidget* buildFooter();
  void connectParts();

  void chooseSource(const QString& dataset);
  void look();
  void follow();
  void showFacts();
  void showNotes();
  void showMessage();
  void showCommand();
  void use(bool run);
  void tryToUse();
  void downloadEnded(const QString& dataset, bool here);
  std::optional<DatasetRequest> draft() const;
  bool previewIsCurrent() const;

  DataPreview* preview_;
  SourceList* sources_;
  PictureTiles* pictures_;
  SelectionForm* form_;
  DownloadPane* download_;
  QStackedWidget* pages_;
  QLabel *facts_, *notes_, *problem_;
  QPlainTextEdit* noteList_;
  QProgressBar* progress_;
  QLineEdit* command_;
  QPushButton *copy_, *use_, *useAndRun_;
  QTimer typing_;
  QString dataset_;
  std::uint64_t seed_ = 0;
  std::optional<bool> wanted_;  // Use was pressed before the look at the data was over; whether to run
};

}  // namespace nmf::ui
