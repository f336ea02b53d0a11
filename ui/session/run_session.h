#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/training/run_state.h"
#include "ui/session/background_task.h"
#include "ui/session/run_preparation.h"
#include "ui/session/shown_run.h"
#include "ui/views/run_frame.h"

namespace nmf::ui {

/// What the status line says about the run.
struct RunStatus {
  std::int64_t epoch = 0;
  std::int64_t target = 0;
  double epochsPerSecond = 0;                ///< 0 while nothing trains
  std::optional<double> secondsLeft;         ///< empty while it cannot be told
  bool atMost = false;                       ///< early stopping may end the run sooner
  std::optional<std::int64_t> stretchStart;  ///< since when the rank waits without being a plateau yet
  std::optional<std::int64_t> epochsUntilPlateau;
  bool mayStop = false;             ///< early stopping may still end the stretch under way, paused or not
  std::optional<double> errorFall;  ///< what stagnation compares with its tolerance
};

/// The run that the window shows, on the GUI thread: it loads the data behind the window, owns the trainer,
/// drains its records on a timer, and keeps the state from which alone follows what a person may do.
/// Everything that comes back from a thread carries the number of the run it belongs to and is dropped when
/// that run is over.
class RunSession : public QObject {
  Q_OBJECT
 public:
  explicit RunSession(QObject* parent = nullptr);
  ~RunSession() override;

  // ---- what is
  RunState state() const { return state_; }
  bool allows(RunAction action) const;
  std::uint64_t run() const { return run_; }
  /// The experiment as the run started with it.
  const Experiment& experiment() const { return shown_.experiment; }
  /// The experiment with the changes made while running.
  const Experiment& inEffect() const { return shown_.inEffect; }
  DatasetPtr data() const { return loaded_.data; }
  /// The request that data() answers.
  const DatasetRequest& request() const { return loaded_.request; }
  std::shared_ptr<const DataSpectrum> spectrum() const { return loaded_.spectrum; }
  std::shared_ptr<const History> history() const { return shown_.history; }
  const std::vector<Plateau>& plateaus() const { return shown_.plateaus; }
  const std::vector<Change>& changes() const { return shown_.changes; }
  /// What was set since and does not act yet, as while paused; as changes at the last record's epoch.
  std::vector<Change> pendingChanges() const;
  const std::optional<Ending>& ending() const { return shown_.ending; }
  RunStatus status() const;
  /// What the run is of, as it would be saved: its data named, the rows counted, the epochs it goes on for.
  Experiment experimentToSave() const;
  /// The run as it would be saved now: what the trainer has beyond the last record is not in it.
  RunResult result() const;
  /// The same but for the records, which may be many.
  RunResult resultWithoutRecords() const;
  /// The share of the data loaded, in [0, 1], while loading.
  double loadingShare() const { return loadingShare_; }
  /// The share of the data's spectrum computed, in [0, 1], where it is being computed; empty otherwise.
  std::optional<double> spectrumShare() const;
  SnapshotPtr latestSnapshot() const { return shown_.latest; }
  /// Snapshots kept over the run, by epoch.
  std::vector<SnapshotPtr> snapshots() const;
  /// How many more there were, that were thinned to fit the count and the memory.
  std::int64_t thinnedSnapshots() const;
  /// The snapshot nearest to `epoch`; null when there is none.
  SnapshotPtr snapshotNear(std::int64_t epoch) const;
  /// The newest factors that are to be had without waiting; while training, asks for newer ones.
  SnapshotPtr newestFactors();
  /// The epochs of the snapshots that a person marked, ascending. They are never thinned and are saved with
  /// the run.
  const std::vector<std::int64_t>& bookmarks() const { return shown_.bookmarks; }
  /// Bookmarks a snapshot of this run, or takes its bookmark away.
  void toggleBookmark(const SnapshotPtr& snapshot);
  /// How many records of this run are in a result folder that was written, and with which bookmarks.
  std::size_t savedRecords() const { return shown_.savedRecords; }
  const std::vector<std::int64_t>& savedBookmarks() const { return shown_.savedBookmarks; }
  /// The epochs at which this run was gone on with after a restore, ascending.
  const std::vector<std::int64_t>& resumedAt() const { return shown_.resumedAt; }
  /// The epochs at which early stopping had ended this run and it went on all the same, ascending.
  const std::vector<std::int64_t>& continuedAt() const { return shown_.continuedAt; }
  bool saving() const { return saveTask_ != nullptr; }
  /// Whether the trainer is at work this moment, which it can still be when the state says Paused or
  /// Stopping.
  bool training() const;
  /// Whether a run was asked for and does not train yet.
  bool starting() const { return state_ == RunState::Loading && purpose_ != Purpose::Preview; }
  /// Whether Run goes on from the factors that are there, rather than starting a new run. Of a run that was
  /// opened: once its data is found to be what it was trained on.
  bool canContinue() const;
  /// Whether there is a trainer.
  bool hasTrainer() const { return trainer_ != nullptr; }
  /// Whether the run was opened from a result folder, or restored, and nothing has been trained since.
  bool opened() const { return shown_.opened != nullptr; }
  /// The shape of the images that an opened run was trained on, whether they are at hand or not.
  std::optional<ImageShape> shapeOfOpened() const {
    return shown_.opened ? shown_.opened->shape : std::nullopt;
  }
  /// Whether it was opened by restore(), and nothing has been trained since.
  bool restored() const { return shown_.restored; }

  // ---- what a person does. Each is ignored where allows() says no.
  /// Data that was loaded elsewhere and answers `request`: what begins next takes it where it asks for the
  /// same, instead of loading it again.
  void offer(const DatasetRequest& request, DatasetPtr data);
  /// Loads the data of `experiment` so that it can be looked at; trains nothing.
  void preview(const Experiment& experiment);
  /// Starts a new run. A run under way is stopped and left.
  void restart(const Experiment& experiment);
  /// Goes on: from Paused the stretch under way, from an end `epochs` more, otherwise a new run of
  /// `experiment`.
  void goOn(const Experiment& experiment);
  void pause();
  /// So many epochs, then pause; starts a new run of `experiment` where there is none.
  void step(const Experiment& experiment, std::int64_t epochs = 1);
  /// Ends the run, or gives up loading.
  void stop();
  /// After early stopping: switches it off and trains on.
  void continueAnyway();
  void setLive(const LiveHyperparameters& live);
  void setEarlyStop(const EarlyStop& stop);
  /// Writes the result folder in the background; `figures` paints on the GUI thread, before the files are
  /// written.
  void save(const OutputOptions& out, const FigureWriter& figures);
  /// Reads a result folder in the background and shows it as this session's run; folderOpened() or
  /// openFailed() follows.
  void open(const QString& folder);

  /// Does `what` once nothing trains any more: at once, or when the run under way, which is stopped, has left
  /// its last records and factors behind.
  void whenSettled(std::function<void()> what);
  /// Stops the run under way, waits for its last records and factors and until a save is done, and tells of
  /// it: for when the window goes.
  void settle();
  /// Shows a run that was not saved, as open() shows a saved one; it can be gone on with, and then with what
  /// was `pending`, too.
  void restore(std::shared_ptr<const RunResult> result, std::vector<Change> pending = {});

  /// Whether a view that is visible wants the newest factors while training.
  void setPicturesWanted(bool wanted) { picturesWanted_ = wanted; }
  /// Waits for the worker that a pause is just ending, so that records and factors are of one epoch.
  void catchUpWithPause();
  /// While still, nothing of what is trained is taken: it waits in the trainer's queue, as the trainer does
  /// once that is full.
  void setStill(bool still) { still_ = still; }

 signals:
  void stateChanged(nmf::RunState state);
  /// Another run is about to take the place of this one, which is still there as a whole: a new one that
  /// replaces it, or one that is opened.
  void leaving(bool replaced);
  /// A new run begins: everything that belongs to the last one is void.
  void runBegan();
  void loadingProgressed(double share);
  void dataReady();
  void spectrumReady();
  /// The initial factors are there and training begins.
  void trainingBegan();
  /// New records have been appended to history().
  void recordsArrived();
  void pictureArrived();
  void plateausChanged();
  void changesChanged();
  /// A person has changed what is to be in effect.
  void inEffectChanged();
  void bookmarksChanged();
  void statusChanged();
  /// The run has ended (or could not start); once a stretch.
  void ended();
  /// One sentence: why the data that was asked for cannot be used, naming option or file.
  void problem(const QString& sentence);
  /// One sentence: what cannot be shown of a run that is otherwise whole.
  void incomplete(const QString& sentence);
  /// A result folder was read and is shown.
  void folderOpened(const QString& folder);
  /// One sentence: why a result folder is not shown; empty where it was given up for another run. What was
  /// shown stays.
  void openFailed(const QString& sentence);
  void saved(const QString& folder);
  void saveFailed(const QString& sentence);

 private:
  enum class Purpose { Preview, Run, Step };

  void setState(RunState state);
  /// What is still on its way belongs to the run before.
  void nextRun();
  void begin(const Experiment& experiment, Purpose purpose);
  /// Begins once the data is there; until then, and where it cannot be had, the run that was opened stays.
  void beginOnceLoaded(const Experiment& experiment, Purpose purpose);
  void replaceOpened(const LoadedData& data);
  void stayWithOpened(const QString& sentence = {});
  void load(const DatasetRequest& request);
  void dataLoaded();
  void prepare();
  void expectRecords(std::int64_t epochs);
  void leaveEnding();
  void startTraining(std::int64_t epochs);
  void continueOpened(const Experiment& experiment, Purpose purpose);
  void giveUpContinuing();
  void requestSpectrum();
  void tick();
  bool drain();
  void takePicture(const SnapshotPtr& newest, bool force);
  qint64 pictureInterval() const;
  void finish(const Ending& ending);
  void fail(const QString& sentence);
  void retireTrainer();
  void reapRetired();
  void finishSaving();
  void show(const std::shared_ptr<const RunResult>& result, bool restored = false,
            std::vector<Change> pending = {});
  void showDataOfOpened(const DatasetRequest& request, const LoadedData& here);

  RunState state_ = RunState::Idle;
  std::uint64_t run_ = 0;
  ShownRun shown_ = newRun({});
  LoadedData loaded_, offered_;
  std::unique_ptr<Trainer> trainer_;
  Purpose purpose_ = Purpose::Preview;
  std::optional<Experiment> replacing_;  // of the run to take the place of the one that was opened
  bool preparing_ = false;               // the data is there, the initial factors are being computed
  bool startWhenSpectrumIsThere_ = false;
  bool stepping_ = false;
  std::int64_t stepEpochs_ = 1;  // of the step under way or about to begin
  bool picturesWanted_ = true;
  bool still_ = false;
  double loadingShare_ = 0, spectrumShare_ = 0;

  std::function<void()> onceSettled_;
  std::unique_ptr<BackgroundTask> loadTask_, openTask_, spectrumTask_, saveTask_;
  std::vector<std::unique_ptr<BackgroundTask>> retired_;
  DatasetRequest loadRequest_, spectrumRequest_;
  QTimer timer_;
  QElapsedTimer pictureClock_, statusClock_;
  std::vector<EpochRecord> batch_;
  std::vector<FurtherRecord> further_;
};

}  // namespace nmf::ui
