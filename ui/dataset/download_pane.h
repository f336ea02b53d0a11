#pragma once

#include <QWidget>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/data/download.h"
#include "ui/session/background_task.h"

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace nmf::ui {

/// What is shown of a known data set whose files are not on this machine: a button that downloads them, from
/// the known mirrors or one's own, with progress, rate and time left. What came goes on from where it was
/// cut, at the next try.
class DownloadPane : public QWidget {
  Q_OBJECT
 public:
  /// Fetches a known data set by name; throws as fetchDataset does.
  using Fetch = std::function<std::string(const std::string& name, const FetchOptions& options)>;

  explicit DownloadPane(QWidget* parent = nullptr);
  ~DownloadPane() override;

  /// Which data set the pane is about. A download under way goes on.
  void setDataset(const QString& name);
  /// The data set on its way; empty when none is.
  const QString& downloading() const { return downloading_; }
  void start();
  void cancel();
  /// Tests fetch something small.
  void setFetch(Fetch fetch) { fetch_ = std::move(fetch); }

 signals:
  /// How far a download is, in words: "34 %".
  void progressed(const QString& dataset, const QString& state);
  /// It has ended: `here` tells whether the files are there now.
  void ended(const QString& dataset, bool here);

 private:
  void build();
  void showProgress(const FetchProgress& progress);
  void finish(const QString& trouble);
  void showState();

  Fetch fetch_ = fetchDataset;
  QString name_, downloading_, problemOf_;
  std::unique_ptr<BackgroundTask> task_, leaving_;
  std::shared_ptr<std::mutex> fetching_ = std::make_shared<std::mutex>();  // two may not write the same file
  QLabel *title_, *text_, *rate_, *problem_;
  QLineEdit* mirror_;
  QProgressBar* bar_;
  QPushButton *download_, *cancel_;
};

}  // namespace nmf::ui
