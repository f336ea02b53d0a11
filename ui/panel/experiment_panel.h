#pragma once

#include <QHash>
#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/experiment/settings.h"
#include "core/training/run_state.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace nmf::ui {

class LessonCard;
class ParameterRow;
class Section;
class SeedEdit;

/// The experiment as a form: takes an Experiment, gives an Experiment. What cannot be used is said below its
/// field; what does not apply to the chosen model is disabled with the reason. Every field shows whether a
/// change acts at once or at the next run, and whether what it shows is in effect.
class ExperimentPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ExperimentPanel(QWidget* parent = nullptr);

  /// Shows `experiment`; emits replaced() alone. Its live fields too are meant for the next run, until Enter
  /// is pressed in them.
  void setExperiment(const Experiment& experiment);
  /// Shows `experiment` as if every field that differs had been edited.
  void edit(const Experiment& experiment);
  /// Shows the data to load, as if it had been edited: emits edited() and dataEdited().
  void setData(const DatasetRequest& request);
  /// What the panel shows; empty while a field cannot be used.
  const std::optional<Experiment>& experiment() const { return current_; }
  /// How many fields cannot be used.
  int problemCount() const;
  /// Scrolls to the first field that cannot be used and gives it the focus.
  void focusProblem();

  /// The experiment that the run has now; empty: there is no run, so nothing waits. `trains`: the run can be
  /// trained on, so that a live field can be put into effect.
  void setInEffect(const std::optional<Experiment>& experiment, bool trains = true);
  /// The size of the loaded data, m x n, with the request it answers: ranks are compared with it.
  void setDataSize(const DatasetRequest& request, std::int64_t m, std::int64_t n);
  void setState(RunState state);
  /// The lesson shown. Whoever lends it a place elsewhere gives it back by takeLessonBack().
  LessonCard* lesson() const { return lesson_; }
  void takeLessonBack();
  /// Fills the fields with a preset, as if it had been chosen from the list, and shows its lesson.
  void choosePreset(const QString& name);
  /// Shows what a lesson says, and leaves the fields as they are; an empty name shows none.
  void showLesson(const QString& name);
  /// Shows what went wrong outside of the panel at the field that the sentence names (the data set
  /// otherwise), until that field is edited.
  void showProblem(const QString& sentence);
  /// A sentence about an option as the panel calls it: 'Ranks' for --ranks.
  QString inItsWords(QString sentence) const;
  /// Draws another seed into the seed's field.
  void newSeed();
  /// Opens every section as at the first start.
  void resetSections();

 signals:
  /// Another experiment is shown; nobody has edited it.
  void replaced();
  /// Something was edited; experiment() is up to date.
  void edited();
  /// The data to load was edited and can be used.
  void dataEdited();
  void liveEdited(const nmf::LiveHyperparameters& live);
  void earlyStopEdited(const nmf::EarlyStop& stop);
  void restartRequested();
  /// The lesson shown is to be run.
  void lessonRunRequested();
  /// The run is to be pinned; lessonRunRequested() follows with the one to compare it with.
  void lessonPinRequested();
  /// The person wants to choose among data.
  void chooseDataRequested();

 private:
  void build();
  QWidget* buildPresets();
  LessonCard* buildLesson();
  QWidget* buildFooter();
  QWidget* buildChooseData();
  void showUnseenData();
  void applyPreset(int index);
  void rowEdited(ParameterRow* row);
  void rowCommitted(ParameterRow* row);
  void tellLive(const std::optional<Experiment>& before, const ParameterRow* entered);
  void followModel();
  void refresh();
  QString whyNot(const ParameterRow* row, const Experiment& shown);
  void showPending();
  ParameterRow* row(const std::string& key) const;
  ParameterRow* rowNamedIn(const QString& sentence) const;
  static QString withoutName(const QString& sentence, const ParameterRow* row);

  std::vector<ParameterRow*> rows_;
  std::vector<std::pair<Section*, bool>> sections_;  // with whether each is open at the first start
  SeedEdit* seed_ = nullptr;
  QComboBox* presets_ = nullptr;
  LessonCard* lesson_ = nullptr;
  QLabel *waiting_ = nullptr, *unseen_ = nullptr;
  QWidget* footer_ = nullptr;

  Settings base_;  // what the panel has no field for
  std::optional<Experiment> current_, inEffect_, lastTold_;
  bool trains_ = false;
  RunState state_ = RunState::Idle;
  QString outsideProblem_;
  ParameterRow* outsideRow_ = nullptr;
  DatasetRequest sizeRequest_;
  std::int64_t m_ = 0, n_ = 0;
  std::optional<QString> whyOnlyTrain_;  // of the data set shown, once it was looked at
  QString oneRank_, layeredRanks_ = "20,10";
  QString oneRankBeside_;  // the layered ranks that it was chosen beside
};

}  // namespace nmf::ui
