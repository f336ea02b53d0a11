#include "ui/compare/comparison.h"

#include <QCoreApplication>
#include <QEvent>
#include <algorithm>
#include <utility>

#include "core/data/value_scaling.h"
#include "ui/charts/charts_panel.h"
#include "ui/compare/compare_view.h"
#include "ui/session/background_task.h"
#include "ui/session/run_session.h"
#include "ui/session/save_run.h"
#include "ui/session/sentence.h"

namespace nmf::ui {
namespace {

/// How the session's run stands, as a word of the table.
QString endingOf(const RunSession& session) {
  if (session.state() == RunState::Running) return QStringLiteral("running");
  if (session.state() == RunState::Paused) return QStringLiteral("paused");
  return session.ending() ? QString::fromUtf8(word(session.ending()->reason)) : QString();
}

/// The shape of the images that `request` gives, for folders that do not name it; the likeliest where the
/// data is not at hand.
ImageShape shapeOf(const DatasetRequest& request, const SnapshotPtr& snapshot) {
  const int pixels = snapshot ? static_cast<int>(rightFactor(snapshot->factors).cols()) : 0;
  // The first image tells it, unless it is another than most: gray among coloured ones, or unreadable.
  DatasetRequest first = request;
  const std::int64_t begin = request.rows.value_or(RowRange{}).begin;
  first.rows = RowRange{begin, begin + 1};
  first.heldOut = {};
  ImageShape shape;
  for (const DatasetRequest& asked : {first, request}) {
    const QString trouble = sentenceOf([&] { shape = loadDataset(asked).shape; });
    if (trouble.isEmpty() && (!snapshot || shape.pixels() == pixels)) return shape;
  }
  return snapshot ? likeliestShape(pixels) : shape;
}

}  // namespace

Comparison::Comparison(RunSession* session, ChartsPanel* charts, CompareView* view, QObject* parent)
    : QObject(parent), session_(session), charts_(charts), view_(view) {
  view_->setPins(&pins_);
  connect(&pins_, &PinnedRuns::changed, this, &Comparison::overlay);
  connect(view_, &CompareView::pinRequested, this, &Comparison::pin);
  connect(view_, &CompareView::runSelected, charts_, &ChartsPanel::setEmphasisedRun);
  connect(charts_, &ChartsPanel::runPointedAt, this, [this](std::optional<std::uint64_t> run) {
    view_->setEmphasisedRun(run && !pins_.find(*run) ? 0 : run);
  });
  for (const auto signal : {&RunSession::runBegan, &RunSession::statusChanged, &RunSession::trainingBegan,
                            &RunSession::ended, &RunSession::changesChanged})
    connect(session_, signal, this, &Comparison::showCurrent);
}

Comparison::~Comparison() {
  // What a person asked to be saved is saved, window or not.
  for (const auto& [id, task] : saving_) task->wait();
}

bool Comparison::canPin() const {
  return !session_->history()->empty();
}

/// The session's run as it would be pinned, so that the same run has the same settings.
ComparedRun Comparison::current() const {
  ComparedRun run;
  run.experiment = session_->experimentToSave();
  run.changes = session_->changes();
  return run;
}

QString Comparison::currentName() const {
  const ComparedRun run = current();
  return tr("now: %1").arg(QString::fromStdString(tellingName(run, pins_.compared())));
}

void Comparison::pin() {
  if (!canPin()) return;
  session_->catchUpWithPause();
  RunResult run = session_->result();
  if (!session_->ending()) run.ending.message = "pinned before it ended";
  const std::uint64_t id = pins_.pin(run, imageShape(run), endingOf(*session_));
  if (run.dataChecksum.empty() && run.data) takeChecksum(id, run.data);
  emit pinned(pins_.find(id)->name, pins_.find(id)->shown);
}

/// The data may go before the pinned run is saved.
void Comparison::takeChecksum(std::uint64_t id, const DatasetPtr& data) {
  checksums_[id] = std::make_unique<BackgroundTask>(this, [this, id, data](const auto& context) {
    // The closure keeps the data until its checksum is known where it is looked for.
    context.post([this, id, data, sum = checksum(*data)] {
      pins_.setDataChecksum(id, sum);
      checksums_.erase(id);
    });
  });
}

void Comparison::save(std::uint64_t id, const OutputOptions& out, const FigureWriter& figures) {
  const PinnedRun* pin = pins_.find(id);
  if (!pin || saving_.contains(id)) return;
  auto task = saveRun(this, std::make_shared<RunResult>(pin->result()), out, figures,
                      [this, id](const QString& folder, const QString& problem) {
                        saving_.erase(id);
                        if (problem.isEmpty())
                          emit saved(folder);
                        else
                          emit saveFailed(id, problem);
                      });
  if (task) saving_[id] = std::move(task);
}

void Comparison::finishSaving() {
  for (const auto& [id, task] : saving_) task->wait();
  QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);  // what they have posted
}

void Comparison::open(const QString& folder) {
  const std::uint64_t number = ++opened_;
  opening_[number] = std::make_unique<BackgroundTask>(this, [this, folder, number](const auto& context) {
    auto run = std::make_shared<RunResult>();
    ImageShape shape;
    const QString trouble = sentenceOf([&] {
      *run = readResultFolder(folder.toStdString());
      shape = run->shape ? imageShape(*run) : shapeOf(effectiveRequest(run->experiment), run->final);
    });
    context.post([this, run, shape, trouble, number] {
      opening_.erase(number);
      if (!trouble.isEmpty()) {
        emit problem(trouble);
        return;
      }
      const std::uint64_t id = pins_.pin(*run, shape, QString::fromUtf8(word(run->ending.reason)));
      emit pinned(pins_.find(id)->name, pins_.find(id)->shown);
    });
  });
}

void Comparison::nameCurves() {
  std::vector<ComparedRun> runs;
  for (const PinnedRun& run : pins_.runs())
    if (run.shown) runs.push_back(run.compared());
  runs.push_back(current());
  runs.back().name = currentName().toStdString();
  names_ = legendNames(runs);
}

void Comparison::overlay() {
  nameCurves();
  std::vector<RunCurves> curves;
  for (const PinnedRun& run : pins_.runs()) {
    if (!run.shown) continue;
    RunCurves& overlaid = curves.emplace_back();
    overlaid.run = run.id;
    overlaid.name = QString::fromStdString(names_[curves.size() - 1]);
    overlaid.colour = run.line();
    overlaid.history = run.history;
    overlaid.ranks = run.experiment.model.ranks;
    overlaid.plateaus = run.plateaus;
    addFurtherCurves(overlaid, !run.history->heldOut().empty(), !run.history->clean().empty());
  }
  charts_->setRunName(QString::fromStdString(names_.back()));
  charts_->setPinned(curves);
  showCurrent();
}

void Comparison::showCurrent() {
  if (!canPin()) return view_->setCurrent(std::nullopt);
  ComparedRun run = current();
  run.name = currentName().toStdString();
  // The data of the run under way may make that of the others worth saying, or no longer so.
  const std::vector<std::string> before = std::exchange(names_, {});
  nameCurves();
  if (names_ != before) return overlay();
  setNewest(run, *session_->history());
  run.plateaus = session_->plateaus();
  run.ending = endingOf(*session_).toStdString();
  view_->setCurrent(run);
}

}  // namespace nmf::ui
