#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <optional>

#include "core/experiment/result_folder.h"
#include "ui/compare/pinned_runs.h"

namespace nmf::ui {

class BackgroundTask;
class ChartsPanel;
class CompareView;
class RunSession;

/// Comparing runs in one window: pins the session's run, overlays the pinned ones on the charts and feeds the
/// view that shows them side by side.
class Comparison : public QObject {
  Q_OBJECT
 public:
  /// All must outlive the comparison.
  Comparison(RunSession* session, ChartsPanel* charts, CompareView* view, QObject* parent);
  ~Comparison() override;

  PinnedRuns& pins() { return pins_; }
  /// Whether there is a run with records.
  bool canPin() const;
  /// Pins the run as it is now; does nothing where canPin() says no.
  void pin();
  /// Reads a result folder in the background and pins its run.
  void open(const QString& folder);
  /// Writes the result folder of a pinned run in the background, as RunSession::save() does of its own;
  /// saved() or saveFailed() follows. Does nothing while it is being saved, or where it is pinned no more.
  void save(std::uint64_t id, const OutputOptions& out, const FigureWriter& figures);
  /// Waits until what is being saved is written.
  void finishSaving();
  /// What legends call the run under way.
  QString currentName() const;

 signals:
  /// `shown`: whether it is drawn, as the first few are.
  void pinned(const QString& name, bool shown);
  /// One sentence: why a folder could not be pinned.
  void problem(const QString& sentence);
  void saved(const QString& folder);
  void saveFailed(std::uint64_t id, const QString& sentence);

 private:
  void takeChecksum(std::uint64_t id, const DatasetPtr& data);
  void overlay();
  void nameCurves();
  void showCurrent();
  ComparedRun current() const;

  RunSession* session_;
  ChartsPanel* charts_;
  CompareView* view_;
  PinnedRuns pins_;
  std::vector<std::string> names_;  // of the curves, the run under way last
  std::map<std::uint64_t, std::unique_ptr<BackgroundTask>> checksums_, saving_;  // by the pinned run's id
  std::map<std::uint64_t, std::unique_ptr<BackgroundTask>> opening_;             // by opened_
  std::uint64_t opened_ = 0;                                                     // folders so far
};

}  // namespace nmf::ui
