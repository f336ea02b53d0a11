#pragma once

#include <QMainWindow>
#include <QTimer>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/training/run_state.h"
#include "core/training/trainer.h"
#include "ui/figures/figure.h"
#include "ui/theme/theme.h"

class QSplitter;
class QToolBar;

namespace nmf {
struct Settings;
}

namespace nmf::ui {

class Appearance;
class ChartsPanel;
class Comparison;
class DataPreview;
class DatasetDialog;
class ExperimentPanel;
class MessageBar;
class PictureTabs;
class RunFacts;
class RunReadout;
class RunSession;
class StartCard;
class Timeline;
class UnsavedOffer;
struct WindowActions;

/// The window of NMF Explorer: the experiment panel, the live charts, the pictures, the timeline, and one
/// run. The window shows itself first and loads the data behind it.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  /// Opens set up with `initial`; trains nothing until told.
  explicit MainWindow(const Experiment& initial, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Starts a new run with what the experiment panel shows.
  void startRun();
  /// Shows the first lesson and runs it.
  void startFirstLesson();
  /// Shows what a lesson says, and leaves the experiment as it is; an empty name shows none.
  void showLesson(const QString& name);
  /// Opens what a path leads to: a result folder is shown whole, a configuration fills the panel, anything
  /// else is taken as data; where that leaves something open, the dialog asks.
  void openPath(const QString& path);

  /// Says what happened to the run of a configuration while it trained and will not happen again.
  void passOver(const Settings& settings);

  RunSession& session() { return *session_; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  // building (main_window.cpp)
  void build();
  void connectActions();
  void connectPanel();
  void connectSession();
  void connectPictures();
  void connectComparison();  // (compare_commands.cpp)

  // from one start to the next (window_layout.cpp)
  void restoreLayout();
  void saveLayout();
  void resetLayout();
  void widenPictures(int steps);
  void connectPanes();
  void connectScale();

  // what a person does (window_commands.cpp)
  void run();
  void step(std::int64_t epochs);
  void restart();
  void newSeed();
  bool panelIsUsable();
  /// The run with the id `pinned` of those that are; the session's where it is empty.
  void save(std::optional<std::uint64_t> pinned = {});
  void saveIn(const QString& folder, std::optional<std::uint64_t> pinned);
  void chooseSaveFolder(std::optional<std::uint64_t> pinned = {});
  void showSaved(const QString& folder);
  void openFolder(const QString& folder);
  void showSaveFailure(const QString& sentence, std::optional<std::uint64_t> pinned = {});
  void openRun();
  void openBeside();
  void exportFigures(Figure* chosen);
  void copyFigure();
  void setPresenting(bool presenting);
  QList<Figure*> figures() const;
  Figure* focusedFigure() const;

  // the lesson shown (lesson_commands.cpp)
  void connectLessons();
  void replaceExperiment(const Experiment& experiment);
  void showLessonActions();
  void placeLesson(bool presenting);

  // the settings as one text (settings_text.cpp)
  void connectSettingsText();
  void pasteSettings();
  void chooseSettings();
  void openSettings(const QString& path);
  void saveSettings();
  bool takeSettings(const std::function<Settings()>& read);

  // which data (data_commands.cpp)
  void chooseData();
  void openData(const QString& path);
  void takeProbed();
  void useData(const DatasetRequest& request, const DatasetPtr& loaded, bool run);
  DatasetDialog* datasetDialog();

  // what is shown (main_window.cpp)
  void beginRun();
  void showState();
  void showStatus();
  void showEnding();
  void showProblem(const QString& sentence);
  void updateCharts();
  void updateTimeline();
  qint64 liveEpoch() const;
  SnapshotPtr snapshotToShow() const;
  void bookmark();
  void updateFrames();
  void updatePicturesWanted();
  void chooseEpoch(qint64 epoch, bool live);
  void applyTheme(const Theme& theme);

  std::unique_ptr<RunSession> session_;
  std::unique_ptr<WindowActions> actions_;
  Appearance* appearance_;
  ExperimentPanel* panel_;
  ChartsPanel* charts_;
  PictureTabs* tabs_;
  Comparison* comparison_;
  Timeline* timeline_;
  MessageBar* message_;
  UnsavedOffer* unsaved_;
  StartCard* startCard_;
  RunReadout* readout_;
  RunFacts* facts_;
  DatasetDialog* datasetDialog_ = nullptr;  // made when it is first wanted
  std::unique_ptr<DataPreview> probe_;      // of data that was opened by its path
  QToolBar* toolbar_;
  QSplitter *body_, *work_;
  QTimer chartTimer_, timelineTimer_, previewTimer_;
  bool live_ = true;
  qint64 shownEpoch_ = 0;
  SnapshotPtr shown_;  // the factors behind the views
  bool wasMaximised_ = false;
};

}  // namespace nmf::ui
