#include "ui/window/main_window.h"

#include <QAction>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QLabel>
#include <QMenuBar>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>
#include <algorithm>
#include <cstdio>

#include "core/experiment/experiment_check.h"
#include "ui/charts/charts_panel.h"
#include "ui/compare/comparison.h"
#include "ui/controls/fitting_area.h"
#include "ui/dataset/data_preview.h"
#include "ui/panel/experiment_panel.h"
#include "ui/panel/settings_undo.h"
#include "ui/session/run_session.h"
#include "ui/views/picture_text.h"
#include "ui/views/timeline.h"
#include "ui/window/appearance.h"
#include "ui/window/copy_keys.h"
#include "ui/window/help_dialogs.h"
#include "ui/window/icons.h"
#include "ui/window/lower_rate.h"
#include "ui/window/message_bar.h"
#include "ui/window/picture_tabs.h"
#include "ui/window/recent_files.h"
#include "ui/window/run_marks.h"
#include "ui/window/run_readout.h"
#include "ui/window/start_card.h"
#include "ui/window/unsaved_offer.h"
#include "ui/window/window_actions.h"

namespace nmf::ui {

namespace {

constexpr int kChartMs = 36;  // 27 times a second; each drawing is taken from the training
constexpr int kTimelineMs = 200;
constexpr int kPreviewMs = 250;  // data is looked at once typing rests, and not while Run is being pressed

/// Settings are kept under the program's name, whoever opens the window.
void nameTheProgram() {
  if (QCoreApplication::organizationName().isEmpty()) QCoreApplication::setOrganizationName("nmf-explorer");
}

}  // namespace

MainWindow::MainWindow(const Experiment& initial, QWidget* parent) : QMainWindow(parent) {
  nameTheProgram();
  session_ = std::make_unique<RunSession>();
  appearance_ = new Appearance(this);
  actions_ = std::make_unique<WindowActions>(this);
  setObjectName("mainWindow");
  setWindowTitle(tr("NMF Explorer"));
  setWindowIcon(programIcon());
  setAcceptDrops(true);
  build();
  panel_->setExperiment(initial);
  connectActions();
  connectPanel();
  connectSession();
  connectPictures();
  connectComparison();
  connectSettingsText();
  connectLessons();
  connectPanes();
  connectScale();
  applyTheme(appearance_->theme());
  restoreLayout();
  showState();
  // The window comes first; the data is loaded behind it.
  previewTimer_.start(0);
}

MainWindow::~MainWindow() {
  // Nobody sees the message bar any more.
  const auto say = [](const QString& sentence) {
    std::fprintf(stderr, "nmf-explorer: %s\n", qPrintable(sentence));
  };
  connect(session_.get(), &RunSession::saveFailed, say);
  connect(comparison_, &Comparison::saveFailed,
          [say](std::uint64_t, const QString& sentence) { say(sentence); });
  session_->settle();
  comparison_->finishSaving();
  delete unsaved_;  // while what it keeps is still there
  session_->disconnect();
}

// ---- building

void MainWindow::build() {
  tabs_ = new PictureTabs;
  QStringList views;
  for (int i = 0; i < tabs_->count(); ++i) views << tabs_->tabText(i);
  actions_->addViews(views);
  actions_->fillMenus(menuBar(), new RecentFiles([this](const QString& path) { openPath(path); }, this));
  toolbar_ = addToolBar(tr("Run"));
  toolbar_->setObjectName("runToolbar");
  toolbar_->setMovable(false);
  toolbar_->setContextMenuPolicy(Qt::PreventContextMenu);
  toolbar_->setIconSize({20, 20});
  actions_->fillToolbar(toolbar_);
  auto* gap = new QWidget;
  gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  toolbar_->addWidget(gap);
  readout_ = new RunReadout;
  toolbar_->addWidget(readout_);
  facts_ = new RunFacts;
  statusBar()->addWidget(facts_, 1);
  statusBar()->setSizeGripEnabled(false);

  panel_ = new ExperimentPanel;
  charts_ = new ChartsPanel;
  charts_->setObjectName("charts");
  startCard_ = new StartCard(charts_);
  comparison_ = new Comparison(session_.get(), charts_, tabs_->compare(), this);
  timeline_ = new Timeline;
  timeline_->setObjectName("timeline");
  message_ = new MessageBar;
  message_->setWording([this](const QString& sentence) { return panel_->inItsWords(sentence); });
  unsaved_ = new UnsavedOffer(session_.get(), message_, actions_->restoreUnsaved);

  work_ = new QSplitter(Qt::Horizontal);
  work_->setObjectName("workSplitter");
  work_->addWidget(charts_);
  work_->addWidget(tabs_);
  work_->setChildrenCollapsible(false);
  auto* right = new QWidget;
  auto* column = new QVBoxLayout(right);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(unsaved_);
  column->addWidget(message_);
  column->addWidget(work_, 1);
  column->addWidget(timeline_);
  body_ = new QSplitter(Qt::Horizontal);
  body_->setObjectName("bodySplitter");
  body_->addWidget(panel_);
  body_->addWidget(right);
  body_->setChildrenCollapsible(false);
  body_->setStretchFactor(0, 0);
  body_->setStretchFactor(1, 1);
  work_->setStretchFactor(0, 3);
  work_->setStretchFactor(1, 2);
  setCentralWidget(new FittingArea(body_));
}

void MainWindow::connectActions() {
  const WindowActions& a = *actions_;
  connect(a.run, &QAction::triggered, this, &MainWindow::run);
  connect(a.pause, &QAction::triggered, session_.get(), &RunSession::pause);
  connect(a.step, &QAction::triggered, this, [this] { step(1); });
  connect(a.stepMany, &QAction::triggered, this, [this] { step(kManyEpochs); });
  connect(a.stop, &QAction::triggered, session_.get(), &RunSession::stop);
  connect(a.restart, &QAction::triggered, this, &MainWindow::restart);
  connect(a.newSeed, &QAction::triggered, this, &MainWindow::newSeed);
  connect(a.openRun, &QAction::triggered, this, &MainWindow::openRun);
  connect(a.openData, &QAction::triggered, this, &MainWindow::chooseData);
  connect(a.save, &QAction::triggered, this, [this] { save(); });
  connect(a.saveIn, &QAction::triggered, this, [this] { chooseSaveFolder(); });
  connect(a.exportFigures, &QAction::triggered, this, [this] { exportFigures(focusedFigure()); });
  connect(a.copyFigure, &QAction::triggered, this, &MainWindow::copyFigure);
  connect(a.quit, &QAction::triggered, this, &QWidget::close);
  connect(a.follow, &QAction::triggered, charts_, &ChartsPanel::setFollow);
  connect(charts_, &ChartsPanel::followChanged, a.follow, &QAction::setChecked);
  connect(a.logX, &QAction::toggled, charts_, &ChartsPanel::setLogX);
  connect(charts_, &ChartsPanel::logXChanged, a.logX, &QAction::setChecked);
  connect(a.logX, &QAction::toggled, timeline_, &Timeline::setLogarithmic);
  connect(a.bookmark, &QAction::triggered, this, &MainWindow::bookmark);
  for (int i = 0; i < a.views.size(); ++i) {
    tabs_->setTabToolTip(i, tr("%1 (Alt+%2)").arg(tabs_->tabToolTip(i)).arg(i + 1));
    connect(a.views[i], &QAction::triggered, this, [this, i] {
      actions_->pictures->setChecked(true);
      tabs_->setCurrentIndex(i);
      tabs_->currentWidget()->setFocus();
    });
  }
  connect(a.presentation, &QAction::toggled, this, &MainWindow::setPresenting);
  connect(a.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
  connect(a.widerPictures, &QAction::triggered, this, [this] { widenPictures(1); });
  connect(a.narrowerPictures, &QAction::triggered, this, [this] { widenPictures(-1); });
  connect(a.system, &QAction::triggered, this,
          [this] { appearance_->setChoice(Appearance::Choice::System); });
  connect(a.light, &QAction::triggered, this, [this] { appearance_->setChoice(Appearance::Choice::Light); });
  connect(a.dark, &QAction::triggered, this, [this] { appearance_->setChoice(Appearance::Choice::Dark); });
  connect(a.curves, &QAction::triggered, this, [this] { showCurvesHelp(this); });
  connect(a.shortcuts, &QAction::triggered, this, [this] { showShortcuts(actions_->all(), this); });
  connect(a.about, &QAction::triggered, this, [this] { showAbout(this); });
  connect(appearance_, &Appearance::changed, this, &MainWindow::applyTheme);
  QAction* const choices[] = {a.system, a.light, a.dark};
  choices[static_cast<int>(appearance_->choice())]->setChecked(true);
}

void MainWindow::connectPanel() {
  new SettingsUndo(panel_, actions_->undo, actions_->redo);
  previewTimer_.setSingleShot(true);
  connect(&previewTimer_, &QTimer::timeout, this, [this] {
    if (panel_->experiment()) session_->preview(*panel_->experiment());
  });
  connect(panel_, &ExperimentPanel::edited, this, [this] {
    if (panel_->experiment()) message_->outdate(MessageBar::Topic::Settings);
    showState();
  });
  connect(panel_, &ExperimentPanel::dataEdited, this, [this] {
    const bool other = !session_->data() || effectiveRequest(*panel_->experiment()) != session_->request();
    if (other && (session_->state() == RunState::Idle || session_->state() == RunState::Failed))
      previewTimer_.start(kPreviewMs);
  });
  connect(panel_, &ExperimentPanel::liveEdited, this, [this](const LiveHyperparameters& live) {
    session_->setLive(live);
    showState();
  });
  connect(panel_, &ExperimentPanel::earlyStopEdited, this, [this](const EarlyStop& stop) {
    session_->setEarlyStop(stop);
    showState();
  });
  connect(panel_, &ExperimentPanel::restartRequested, this, &MainWindow::restart);
  connect(panel_, &ExperimentPanel::lessonRunRequested, this, &MainWindow::restart);
  connect(panel_, &ExperimentPanel::lessonPinRequested, this, [this] { comparison_->pin(); });
  connect(panel_, &ExperimentPanel::chooseDataRequested, this, &MainWindow::chooseData);
  connect(startCard_, &StartCard::dataRequested, this, &MainWindow::chooseData);
  connect(startCard_, &StartCard::lessonRequested, this, &MainWindow::startFirstLesson);
  connect(startCard_, &StartCard::runRequested, this, &MainWindow::run);
  connect(startCard_, &StartCard::curvesHelpRequested, this, [this] { showCurvesHelp(this); });
}

void MainWindow::connectSession() {
  RunSession* session = session_.get();
  connect(session, &RunSession::stateChanged, this, &MainWindow::showState);
  connect(session, &RunSession::runBegan, this, &MainWindow::beginRun);
  connect(session, &RunSession::trainingBegan, this, [this] {
    const std::string note = noteOnStart(session_->experiment().model);
    if (!note.empty())
      message_->showMessage(MessageBar::Topic::Run, MessageBar::Kind::Warning,
                            QString::fromStdString(note) + '.');
  });
  connect(session, &RunSession::loadingProgressed, this, &MainWindow::showState);
  connect(session, &RunSession::dataReady, this, [this] {
    const Matrix& A = session_->data()->A;
    panel_->setDataSize(session_->request(), A.rows(), A.cols());
    message_->outdate(MessageBar::Topic::Data);
    const std::vector<std::string>& notes = session_->data()->notes;
    if (!notes.empty()) {  // the first sums up, the dialog lists all
      message_->showMessage(MessageBar::Topic::Data, MessageBar::Kind::Info,
                            QString::fromStdString(notes.front()),
                            {{tr("Details..."), "messageDataDetails", [this] { chooseData(); }}});
    }
    updateFrames();
    showState();
  });
  connect(session, &RunSession::spectrumReady, this, [this] {
    charts_->setSpectrum(session_->spectrum());
    tabs_->setSpectrum(session_->spectrum());
  });
  connect(session, &RunSession::recordsArrived, charts_, &ChartsPanel::dataChanged);
  connect(session, &RunSession::pictureArrived, this, &MainWindow::updateFrames);
  connect(session, &RunSession::plateausChanged, this, [this] {
    charts_->setPlateaus(session_->plateaus());
    timeline_->setPlateaus(session_->plateaus());
  });
  connect(session, &RunSession::changesChanged, this, [this] {
    const std::vector<Change> changes = changeMarksOf(*session_);
    charts_->setChanges(changes);
    timeline_->setChanges(epochsOf(changes));
  });
  connect(session, &RunSession::statusChanged, this, &MainWindow::showStatus);
  connect(session, &RunSession::ended, this, &MainWindow::showEnding);
  connect(session, &RunSession::problem, this, &MainWindow::showProblem);
  connect(session, &RunSession::incomplete, this, [this](const QString& sentence) {
    message_->showMessage(MessageBar::Topic::Files, MessageBar::Kind::Warning, sentence);
    showState();
  });
  connect(session, &RunSession::folderOpened, this, [this](const QString& folder) {
    statusBar()->clearMessage();
    RecentFiles::remember(folder);
  });
  connect(session, &RunSession::openFailed, this, [this](const QString& sentence) {
    statusBar()->clearMessage();
    if (!sentence.isEmpty())
      message_->showMessage(MessageBar::Topic::Files, MessageBar::Kind::Error, sentence);
  });
  connect(session, &RunSession::saved, this, &MainWindow::showSaved);
  connect(session, &RunSession::saveFailed, this,
          [this](const QString& sentence) { showSaveFailure(sentence); });
}

void MainWindow::connectPictures() {
  connect(&chartTimer_, &QTimer::timeout, this, &MainWindow::updateCharts);
  connect(&timelineTimer_, &QTimer::timeout, this, &MainWindow::updateTimeline);
  chartTimer_.start(kChartMs);
  timelineTimer_.start(kTimelineMs);
  connect(timeline_, &Timeline::epochChosen, this, [this](qint64 epoch) { chooseEpoch(epoch, false); });
  connect(timeline_, &Timeline::liveChosen, this, [this] { chooseEpoch(0, true); });
  connect(timeline_, &Timeline::bookmarkRequested, this, &MainWindow::bookmark);
  connect(session_.get(), &RunSession::bookmarksChanged, this, &MainWindow::updateTimeline);
  connect(charts_, &ChartsPanel::epochPicked, timeline_, &Timeline::chooseNearest);
  connect(charts_, &ChartsPanel::cursorEpochChanged, this, [this](qint64 epoch) {
    timeline_->chooseNearest(epoch);
    charts_->setCursorEpoch(epoch);  // keys go from record to record, between two snapshots too
  });
  connect(charts_, &ChartsPanel::liveRequested, timeline_, &Timeline::chooseLive);
  connect(charts_, &ChartsPanel::exportRequested, this, &MainWindow::exportFigures);
  addCopyKeys(figures(), [this] { copyFigure(); });
  connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::updatePicturesWanted);
  connect(actions_->pictures, &QAction::toggled, this, &MainWindow::updatePicturesWanted);
}

// ---- what is shown

void MainWindow::beginRun() {
  RunCurves curves;
  curves.run = session_->run();
  curves.name = comparison_->currentName();
  curves.history = session_->history();
  curves.ranks = session_->experiment().model.ranks;
  curves.spectrum = session_->spectrum();
  const DatasetRequest& asked = session_->experiment().data;
  const bool opened = session_->opened();  // an opened run has only what was saved with it
  addFurtherCurves(curves, opened ? !curves.history->heldOut().empty() : asked.heldOut.any(),
                   opened ? !curves.history->clean().empty() : asked.noise.kind != NoiseKind::None);
  if (const auto end = earlyEndOf(*session_)) curves.earlyEnds.push_back(*end);
  curves.changes = changeMarksOf(*session_);
  charts_->setRun(curves);
  tabs_->setSpectrum(session_->spectrum());
  timeline_->setPlateaus({});
  timeline_->setChanges(epochsOf(curves.changes));
  live_ = true;
  shown_.reset();
  updateTimeline();
  updatePicturesWanted();
  if (session_->opened()) replaceExperiment(session_->inEffect());  // what Continue goes on with
  showState();
}

void MainWindow::showState() {
  const RunSession& session = *session_;
  const WindowActions& a = *actions_;
  const RunState state = session.state();
  a.run->setEnabled(session.allows(RunAction::Run));
  a.pause->setEnabled(session.allows(RunAction::Pause));
  for (QAction* step : {a.step, a.stepMany}) step->setEnabled(session.allows(RunAction::Step));
  a.stop->setEnabled(session.allows(RunAction::Stop));
  a.restart->setEnabled(session.allows(RunAction::Restart));
  a.newSeed->setEnabled(session.allows(RunAction::Restart));
  a.save->setEnabled(session.allows(RunAction::SaveRun) && !session.saving());
  a.saveIn->setEnabled(a.save->isEnabled());
  a.pin->setEnabled(comparison_->canPin());
  a.openRun->setEnabled(session.allows(RunAction::OpenRun));
  a.openData->setEnabled(session.allows(RunAction::EditExperiment));
  for (QAction* fill : {a.defaultSettings, a.pasteSettings, a.openSettings})
    fill->setEnabled(session.allows(RunAction::EditExperiment));
  panel_->setEnabled(session.allows(RunAction::EditExperiment));
  panel_->setState(state);
  const bool hasRun = session.hasTrainer();
  a.run->setText(session.canContinue() ? tr("Continue") : tr("&Run"));
  panel_->setInEffect(hasRun || session.opened() ? std::optional(session.inEffect()) : std::nullopt, hasRun);
  startCard_->show(session, panel_->experiment());
  // Over pinned runs it would hide what there is to see.
  const auto& pinned = comparison_->pins().runs();
  if (std::any_of(pinned.begin(), pinned.end(), [](const PinnedRun& run) { return run.shown; }))
    startCard_->hide();
  showLessonActions();
  showStatus();
}

void MainWindow::showStatus() {
  readout_->show(*session_);
  facts_->show(*session_);
  charts_->setWaiting(waitingOf(*session_));
  const auto& epochs = session_->history()->epoch();
  charts_->setNewestEpoch(epochs.empty() ? std::nullopt : std::optional<qint64>(epochs.back()));
}

void MainWindow::showEnding() {
  const std::optional<Ending>& ending = session_->ending();
  if (!ending || session_->opened()) return;
  if (const auto end = earlyEndOf(*session_)) charts_->addEarlyEnd(*end);
  QString sentence = withGroupedEpochs(QString::fromStdString(ending->message));
  if (!sentence.isEmpty()) sentence = sentence[0].toUpper() + sentence.mid(1) + '.';
  switch (ending->reason) {
    case StopReason::EarlyStop:
      message_->showMessage(MessageBar::Topic::Run, MessageBar::Kind::Info,
                            tr("Stopped early. %1").arg(sentence),
                            {{tr("Continue anyway"), "messageContinue", [this] {
                                session_->continueAnyway();
                                Experiment experiment = panel_->experiment().value_or(session_->inEffect());
                                experiment.plan.earlyStop = {};
                                panel_->setExperiment(experiment);
                                showState();
                              }}});
      break;
    case StopReason::Diverged: {
      QVector<MessageBar::Action> actions;
      const double rate = lowerRate(session_->experiment(), session_->changes(), session_->inEffect());
      if (usesGradient(session_->inEffect().model.model)) {
        actions.push_back({tr("Restart at rate %1").arg(rate), "messageLowerRate", [this, rate] {
                             Experiment experiment = panel_->experiment().value_or(session_->inEffect());
                             experiment.model.live.learningRate = rate;
                             panel_->setExperiment(experiment);
                             restart();
                           }});
      }
      message_->showMessage(MessageBar::Topic::Run, MessageBar::Kind::Error, sentence, actions);
      break;
    }
    case StopReason::Failed:
      message_->showMessage(MessageBar::Topic::Run, MessageBar::Kind::Error, sentence);
      break;
    default:
      break;
  }
}

void MainWindow::showProblem(const QString& sentence) {
  panel_->showProblem(sentence);
  message_->showMessage(MessageBar::Topic::Data, MessageBar::Kind::Error, sentence,
                        {{tr("Choose data..."), "messageChooseData", [this] { chooseData(); }}});
  showState();
}

void MainWindow::updateCharts() {
  charts_->flush();
}

void MainWindow::updateTimeline() {
  const auto& epochs = session_->history()->epoch();
  const std::vector<SnapshotPtr> snapshots = session_->snapshots();
  QVector<qint64> kept;
  kept.reserve(static_cast<qsizetype>(snapshots.size()));
  for (const SnapshotPtr& snapshot : snapshots) kept << snapshot->epoch;
  timeline_->setSnapshots(kept, session_->thinnedSnapshots());
  timeline_->setBookmarks({session_->bookmarks().begin(), session_->bookmarks().end()});
  timeline_->setRange(epochs.empty() ? 0 : epochs.front(), epochs.empty() ? 0 : epochs.back());
  if (live_) timeline_->setCurrent(liveEpoch(), true);
}

void MainWindow::updateFrames() {
  RunFrame frame;
  frame.run = session_->run();
  frame.model = session_->experiment().model.model;
  frame.data = session_->data();
  frame.shape = session_->shapeOfOpened();
  frame.live = live_;
  if (live_ && session_->latestSnapshot()) frame.epoch = session_->latestSnapshot()->epoch;
  if (!live_) frame.epoch = shownEpoch_;
  shown_ = snapshotToShow();
  frame.snapshot = shown_;
  tabs_->setFrame(frame);
  if (shown_) timeline_->setShown(shown_->epoch);
}

void MainWindow::updatePicturesWanted() {
  session_->setPicturesWanted(live_ && actions_->pictures->isChecked());
  updateFrames();
}

void MainWindow::chooseEpoch(qint64 epoch, bool live) {
  live_ = live;
  shownEpoch_ = epoch;
  timeline_->setCurrent(live && !session_->history()->empty() ? liveEpoch() : epoch, live);
  charts_->setCursorEpoch(live ? std::nullopt : std::optional(epoch));
  updatePicturesWanted();
}

void MainWindow::applyTheme(const Theme& theme) {
  setStyleSheet(appearance_->styleSheet());
  actions_->setIcons(theme);
  charts_->setTheme(theme);
  tabs_->setTheme(theme);
  timeline_->setTheme(theme);
  message_->setTheme(theme);
  unsaved_->setTheme(theme);
  facts_->setColours(theme.axis, theme.accent, theme.good, theme.error);
  showStatus();
}

// ---- the window itself

void MainWindow::closeEvent(QCloseEvent* event) {
  saveLayout();
  hide();  // at once; what still has to end does so behind it
  session_->stop();
  event->accept();
}

}  // namespace nmf::ui
