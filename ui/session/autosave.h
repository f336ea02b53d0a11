#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/experiment/unsaved_run.h"

namespace nmf::ui {

class RunSession;

/// Keeps the session's run on the disk while it is not saved, so that a crash, a kill or a closed window
/// loses at most a few seconds of it; and finds what earlier starts of the program left that way. All writing
/// and reading is done by a thread of its own. Nothing is ever trained on unasked.
class Autosave : public QObject {
  Q_OBJECT
 public:
  explicit Autosave(RunSession* session, QObject* parent = nullptr);
  /// Writes what is missing; the run is offered at the next start unless it was saved. The session must still
  /// be there.
  ~Autosave() override;

  /// The run to offer: the newest of those that were left; null when there is none.
  const UnsavedState* offer() const { return left_.empty() ? nullptr : &left_.front().state; }
  /// Whether another run replaced it in this window, as a person wanted: it can be had back until that
  /// closes.
  bool offerWasReplaced() const { return !left_.empty() && left_.front().replaced; }
  /// Shows the offered run in the session; restored() or problem() follows.
  void restore();
  /// Removes the offered run for good; then the next is offered, if there is one.
  void discard();

 signals:
  void offerChanged();
  /// The offered run is shown now. `stride`: every how many of its records there is one.
  void restored(qint64 stride);
  /// One sentence on what could not be written (once, and of every run that is left) or read.
  void problem(const QString& sentence);

 private:
  struct Left {
    std::shared_ptr<UnsavedFolder> folder;  // held, so that no other window offers it
    UnsavedState state;
    bool replaced = false;  // by a run that began after it
  };

  void look();
  void offerAgain(const Left& left);
  void removeOlder();
  void keepRun();
  void keepBookmarks();
  void leaveRun(bool replaced);
  void forgetReplaced();
  void runSaved();
  void tick();
  std::shared_ptr<const QString> write(bool last);
  void wrote(const RecordCounts& end, const QString& trouble);
  void keepForLater(const std::shared_ptr<const QString>& trouble, bool replaced);
  SnapshotPtr factorsUpTo(std::size_t records) const;
  void describe(const RunResult& run);
  bool needed() const;

  RunSession* session_;
  QThreadPool worker_;  // of one thread, so that jobs are done in the order in which they were given
  QTimer timer_;
  QElapsedTimer stateClock_, troubleClock_;
  std::vector<Left> left_;  // newest first

  // The run that is being kept.
  std::uint64_t run_ = 0;
  int begun_ = 0;  // how often training began
  std::shared_ptr<const History> history_;
  std::shared_ptr<UnsavedWriter> writer_;    // used by the thread only
  std::optional<Left> restored_;             // where the run that is shown was restored from
  std::shared_ptr<UnsavedFolder> replaced_;  // goes once what goes on from it is on the disk
  SnapshotPtr seen_, asked_;                 // the newest factors at the last tick but one, and at the last
  UnsavedState state_;                       // as last written, for when the session has gone on to another
  RecordCounts written_;                     // records that are on the disk
  std::size_t savedRecords_ = 0;             // records and bookmarks that are in a result folder
  std::vector<std::int64_t> savedBookmarks_;
  std::size_t plateauMarks_ = 0;  // plateaus found and ended
  bool writing_ = false;
  bool stateIsOld_ = true;
  bool complained_ = false;
  bool closing_ = false;
};

}  // namespace nmf::ui
