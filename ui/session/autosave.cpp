#include "ui/session/autosave.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <utility>

#include "ui/session/run_session.h"
#include "ui/session/sentence.h"

namespace nmf::ui {

namespace {

constexpr int kLookMs = 1000;
constexpr int kStateMs = 4000;                  // with what writing takes, never 10 s behind
constexpr int kRetryMs = 10000;                 // after trouble
constexpr std::size_t kRecordsAtOnce = 100000;  // about 5 ms of the window's time
constexpr std::size_t kMostLeft = 5;            // unsaved runs kept

}  // namespace

Autosave::Autosave(RunSession* session, QObject* parent) : QObject(parent), session_(session) {
  worker_.setMaxThreadCount(1);
  connect(session, &RunSession::leaving, this, &Autosave::leaveRun);
  connect(session, &RunSession::trainingBegan, this, [this] {
    ++begun_;
    keepRun();
  });
  connect(session, &RunSession::saved, this, &Autosave::runSaved);
  for (const auto signal :
       {&RunSession::changesChanged, &RunSession::inEffectChanged, &RunSession::bookmarksChanged})
    connect(session, signal, this, [this] { stateIsOld_ = true; });
  // The level and the error of an open plateau change with every record, and can wait.
  connect(session, &RunSession::plateausChanged, this, [this] {
    const std::vector<Plateau>& plateaus = session_->plateaus();
    const bool open = !plateaus.empty() && !plateaus.back().end;
    if (std::exchange(plateauMarks_, 2 * plateaus.size() - open) != plateauMarks_) stateIsOld_ = true;
  });
  connect(session, &RunSession::bookmarksChanged, this, [this] {
    if (session_->run() == run_) state_.run.bookmarks = session_->bookmarks();
    keepBookmarks();
  });
  connect(session, &RunSession::ended, this, [this] {
    stateIsOld_ = true;
    tick();
  });
  connect(&timer_, &QTimer::timeout, this, &Autosave::tick);
  timer_.start(kLookMs);
  look();
}

Autosave::~Autosave() {
  timer_.stop();
  std::shared_ptr<const QString> trouble;
  if (writer_ && needed()) {
    trouble = write(true);
  } else if (writer_) {
    worker_.start([writer = writer_] { writer->remove(); });
  }
  worker_.waitForDone();
  // The window is gone.
  if (trouble && !trouble->isEmpty())
    std::fprintf(stderr, "nmf-explorer: The end of the run is not kept: %s\n", qPrintable(*trouble));
  // What was just written of a replaced run is known only once that is told; nobody is to be told any more,
  // and a run that was being read is not to be shown.
  closing_ = true;
  blockSignals(true);
  QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
  forgetReplaced();
}

/// When the window closes, but for one in whose place nothing was trained.
void Autosave::forgetReplaced() {
  const bool nothingCame = session_->history()->empty();
  for (std::size_t i = nothingCame ? 1 : 0; i < left_.size(); ++i)
    if (left_[i].replaced) left_[i].folder->remove();
}

// ---- what was left

void Autosave::look() {
  worker_.start([this, root = unsavedRoot()] {
    auto found = std::make_shared<std::vector<Left>>();
    if (!root.empty()) {
      for (LeftRun& left : claimLeftRuns(root, kMostLeft))
        found->push_back(
            {std::make_shared<UnsavedFolder>(std::move(left.folder)), std::move(left.state), false});
    }
    QMetaObject::invokeMethod(this, [this, found] {
      left_.insert(left_.end(), found->begin(), found->end());
      removeOlder();
      if (!found->empty()) emit offerChanged();
    });
  });
}

void Autosave::restore() {
  if (left_.empty() || !session_->allows(RunAction::OpenRun)) return;
  const Left left = left_.front();
  left_.erase(left_.begin());
  emit offerChanged();
  worker_.start([this, left, number = session_->run(), begun = begun_] {
    auto run = std::make_shared<UnsavedState>();
    const QString trouble = sentenceOf([&] { *run = readUnsavedRun(left.folder->path()); });
    QMetaObject::invokeMethod(this, [this, left, number, begun, run, trouble] {
      if (!trouble.isEmpty()) {
        emit problem(trouble);
        return;
      }
      const bool opened = session_->opened() && session_->run() != number;
      const bool another = opened || begun_ != begun || session_->starting();
      if (closing_ || another || !session_->allows(RunAction::OpenRun)) {
        // What has begun meanwhile is not taken away; this one can still be had.
        offerAgain(left);
        return;
      }
      // Nor is it lost where what waits for the end of the run under way is overtaken.
      const std::shared_ptr<bool> shown(new bool(false), [self = QPointer(this), left](const bool* was) {
        if (self && !*was) self->offerAgain(left);
        delete was;
      });
      session_->whenSettled([this, left, run, shown] {
        *shown = true;
        session_->restore(std::make_shared<const RunResult>(run->run), run->pending);
        restored_ = left;
        emit restored(run->stride);
      });
    });
  });
}

void Autosave::offerAgain(const Left& left) {
  left_.insert(left_.begin(), left);
  removeOlder();
  emit offerChanged();
}

/// Of more than are kept, the oldest that were replaced go: not the newest run, which can be had back
/// whatever else was left, nor one that nobody has replaced.
void Autosave::removeOlder() {
  while (left_.size() > kMostLeft) {
    const auto isReplaced = [](const Left& left) { return left.replaced; };
    const auto oldest = std::find_if(left_.rbegin(), left_.rend() - 1, isReplaced);
    if (oldest == left_.rend() - 1) return;
    worker_.start([folder = oldest->folder] { folder->remove(); });
    left_.erase(std::next(oldest).base());
  }
}

void Autosave::discard() {
  if (left_.empty()) return;
  worker_.start([folder = left_.front().folder] { folder->remove(); });
  left_.erase(left_.begin());
  emit offerChanged();
}

// ---- the run that is shown

bool Autosave::needed() const {
  if (!history_ || history_->empty() || history_->back().epoch == 0) return false;
  return history_->size() > savedRecords_ || state_.run.bookmarks != savedBookmarks_;
}

/// Another run takes the place of this one, perhaps unasked: an unsaved one can be had back.
void Autosave::leaveRun(bool replaced) {
  if (restored_) {
    restored_->replaced = replaced;
    left_.insert(left_.begin(), *std::exchange(restored_, std::nullopt));
  }
  if (writer_ && needed()) {
    keepForLater(write(true), replaced);
  } else if (writer_) {
    worker_.start([writer = writer_] { writer->remove(); });
  }
  writer_.reset();
  history_.reset();
  if (!left_.empty()) emit offerChanged();
}

/// `trouble`: with what was written last of it, known once that is done.
void Autosave::keepForLater(const std::shared_ptr<const QString>& trouble, bool replaced) {
  worker_.start([this, writer = writer_, trouble, replaced] {
    std::optional<UnsavedFolder> folder = writer->release();
    const bool begun = folder.has_value();
    QString sentence = *trouble;
    std::optional<Left> left;
    if (begun) {
      left = {std::make_shared<UnsavedFolder>(std::move(*folder)), {}, replaced};
      const QString unread = sentenceOf([&] { left->state = readUnsavedState(left->folder->path()); });
      if (!unread.isEmpty()) left.reset();
      if (sentence.isEmpty()) sentence = unread;
    }
    QMetaObject::invokeMethod(this, [this, left, sentence, begun] {
      if (left) offerAgain(*left);
      // That nothing can be written at all is said once.
      if (sentence.isEmpty() || (std::exchange(complained_, true) && !begun)) return;
      emit problem(
          (left ? tr("The end of the run before is not kept: %1") : tr("The run before is not kept: %1"))
              .arg(sentence));
    });
  });
}

void Autosave::keepRun() {
  if (writer_) worker_.start([writer = writer_] { writer->remove(); });
  if (restored_) replaced_ = std::exchange(restored_, std::nullopt)->folder;
  const std::filesystem::path root = unsavedRoot();
  writer_ = root.empty() ? nullptr : std::make_shared<UnsavedWriter>(root);
  run_ = session_->run();
  history_ = session_->history();
  savedRecords_ = session_->savedRecords();
  savedBookmarks_ = session_->savedBookmarks();
  state_.run.bookmarks = session_->bookmarks();
  written_ = {};
  seen_.reset();
  asked_.reset();
  writing_ = false;
  stateIsOld_ = true;
  stateClock_.invalidate();
}

void Autosave::runSaved() {
  if (session_->history()->size() > session_->savedRecords()) return;
  if (session_->bookmarks() != session_->savedBookmarks()) return;
  if (restored_) {
    worker_.start([folder = std::exchange(restored_, std::nullopt)->folder] { folder->remove(); });
  } else if (writer_ && session_->run() == run_) {
    worker_.start([writer = writer_] { writer->remove(); });
    keepRun();  // for when it goes on
  }
}

/// Those of a run that was restored, which nothing else is written of; without them it is as it was.
void Autosave::keepBookmarks() {
  if (!restored_ || !session_->restored()) return;
  restored_->state.run.bookmarks = session_->bookmarks();
  worker_.start([this, folder = restored_->folder, bookmarks = session_->bookmarks()] {
    const QString trouble = sentenceOf([&] { writeUnsavedBookmarks(folder->path(), bookmarks); });
    if (trouble.isEmpty()) return;
    QMetaObject::invokeMethod(
        this, [this, trouble] { emit problem(tr("The bookmarks are not kept: %1").arg(trouble)); });
  });
}

/// What the offer and the next start have to know; neither data nor factors, which would stay in memory.
void Autosave::describe(const RunResult& run) {
  state_.run = run;
  state_.run.snapshots.clear();
  state_.run.final.reset();
  state_.run.data.reset();
  state_.pending = session_->pendingChanges();
  state_.target = session_->status().target;
  state_.ended = session_->ending().has_value();
  if (run.data) state_.data = run.data->name;
}

void Autosave::tick() {
  if (!writer_ || !needed() || session_->run() != run_) return;
  seen_ = std::exchange(asked_, session_->newestFactors());
  if (writing_) return;
  if (troubleClock_.isValid() && !troubleClock_.hasExpired(kRetryMs)) return;
  if (written_ != countsOf(*history_) || stateIsOld_) write(false);
}

/// The newest factors whose record is among the first `records`: with later ones the run could not go on
/// without a gap.
SnapshotPtr Autosave::factorsUpTo(std::size_t records) const {
  const std::int64_t last = records > 0 ? history_->epoch()[records - 1] : -1;
  SnapshotPtr newest;
  for (const SnapshotPtr& factors : {session_->latestSnapshot(), asked_, seen_})
    if (factors && factors->epoch <= last && (!newest || factors->epoch > newest->epoch)) newest = factors;
  return newest;
}

/// What goes wrong is in the answer once the thread has done it.
std::shared_ptr<const QString> Autosave::write(bool last) {
  RecordCounts end = countsOf(*history_);
  if (!last) end.records = std::min(end.records, written_.records + kRecordsAtOnce);
  const bool withState = last || stateIsOld_ || !stateClock_.isValid() || stateClock_.hasExpired(kStateMs);
  std::optional<UnsavedState> state;
  std::optional<RunResult> snapshots;
  if (withState) {
    const bool shown = session_->run() == run_;
    if (shown) {
      snapshots = session_->resultWithoutRecords();
      snapshots->final = factorsUpTo(end.records);
      describe(*snapshots);
    }
    state_.epoch = history_->back().epoch;
    state_.closed = last;
    state = state_;
    if (shown) state->run.data = snapshots->data;  // for its check sum
    stateIsOld_ = false;
    stateClock_.restart();
  }
  writing_ = true;
  const auto trouble = std::make_shared<QString>();
  worker_.start(
      [this, writer = writer_, packed = pack(*history_, written_, end), state, snapshots, end, trouble] {
        *trouble = sentenceOf([&] {
          writer->append(packed);
          if (state) writer->writeState(*state);
          if (snapshots) writer->writeSnapshots(*snapshots);
        });
        QMetaObject::invokeMethod(this, [this, writer, end, trouble] {
          if (writer == writer_) wrote(end, *trouble);
        });
      });
  return trouble;
}

void Autosave::wrote(const RecordCounts& end, const QString& trouble) {
  writing_ = false;
  if (trouble.isEmpty()) {
    written_ = end;
    complained_ = false;
    troubleClock_.invalidate();
    if (replaced_) worker_.start([folder = std::exchange(replaced_, nullptr)] { folder->remove(); });
    return;
  }
  stateIsOld_ = true;
  troubleClock_.start();
  if (!std::exchange(complained_, true))
    emit problem(tr("The run is not kept against a crash: %1").arg(trouble));
}

}  // namespace nmf::ui
