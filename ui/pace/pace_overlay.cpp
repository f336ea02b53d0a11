#include "ui/pace/pace_overlay.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFile>
#include <algorithm>
#include <utility>

#include <unistd.h>

#include "ui/charts/chart.h"
#include "ui/charts/chart_plot.h"
#include "ui/session/run_session.h"
#include "ui/views/timeline.h"
#include "ui/window/main_window.h"

namespace nmf::ui {
namespace {

const QEvent::Type kPassed = static_cast<QEvent::Type>(QEvent::registerEventType());
/// Widgets ask for painting at low priority, so what is posted below that comes after it.
constexpr int kAfterPainting = Qt::LowEventPriority - 1;
/// What an epoch sets in motion may ask for painting itself.
constexpr int kPasses = 2;
/// Asking without a rest would take a core from the training that is waited for.
constexpr int kAwaitRestMs = 1;

/// Resident memory of this process; 0 where the system does not tell.
qint64 residentBytes() {
  QFile file(QStringLiteral("/proc/self/statm"));
  if (!file.open(QIODevice::ReadOnly)) return 0;
  const QList<QByteArray> fields = file.readAll().split(' ');
  return fields.size() > 1 ? fields[1].toLongLong() * ::sysconf(_SC_PAGESIZE) : 0;
}

QString milliseconds(const Delays& delays) {
  return QStringLiteral("median %1, 99 % %2, worst %3 ms")
      .arg(delays.median, 0, 'f', 2)
      .arg(delays.p99, 0, 'f', 2)
      .arg(delays.worst, 0, 'f', 2);
}

QString listed(const char* name, QVector<double> values) {
  if (values.isEmpty()) return {};
  std::sort(values.begin(), values.end());
  return QStringLiteral("%1: median %2, worst %3 ms of %4\n")
      .arg(QLatin1String(name))
      .arg(values[values.size() / 2], 0, 'f', 1)
      .arg(values.back(), 0, 'f', 1)
      .arg(values.size());
}

}  // namespace

EventClock::EventClock(QObject* parent) : QObject(parent) {
  clock_.start();
  QCoreApplication::instance()->installEventFilter(this);
}

bool EventClock::eventFilter(QObject*, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::KeyPress:
    case QEvent::Timer:
      clock_.restart();
      break;
    default:
      break;
  }
  return false;
}

PaceOverlay::PaceOverlay(MainWindow* window)
    : QLabel(window), window_(window), session_(&window->session()), probe_(this), events_(this) {
  setObjectName(QStringLiteral("paceOverlay"));
  setAccessibleName(QStringLiteral("Pace of the window"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setStyleSheet(QStringLiteral(
      "background: rgba(0, 0, 0, 200); color: white; padding: 6px; font-family: monospace; font-size: 11px"));
  charts_ = window->findChildren<Chart*>();
  for (Chart* chart : charts_) chart->plot()->installEventFilter(this);
  window->installEventFilter(this);
  connect(session_, &RunSession::stateChanged, this, &PaceOverlay::follow);
  rest_.setTimerType(Qt::PreciseTimer);
  rest_.setInterval(kAwaitRestMs);
  connect(&rest_, &QTimer::timeout, this, &PaceOverlay::awaitRest);
  if (auto* timeline = window->findChild<Timeline*>()) {
    connect(timeline, &Timeline::epochChosen, this, [this] {
      if (std::exchange(passes_, kPasses) > 0) return;  // one that is still awaited goes on counting
      scrub_ = events_.sinceEvent();                    // the window has been told before this
      QCoreApplication::postEvent(this, new QEvent(kPassed), kAfterPainting);
    });
  }
  connect(&repaint_, &QTimer::timeout, this, [this] {
    setText(summary());
    place();
  });
  repaint_.start(500);
  show();
}

void PaceOverlay::follow(RunState state) {
  const RunState before = std::exchange(state_, state);
  const auto trains = [](RunState s) { return s == RunState::Running || s == RunState::Stopping; };
  if (!trains(before) && trains(state)) {
    running_.start();
    if (bytesBefore_ == 0) {
      bytesBefore_ = residentBytes();
      recordsBefore_ = static_cast<qint64>(session_->history()->size());
    }
  }
  if (trains(before) && !trains(state)) runningSeconds_ += static_cast<double>(running_.elapsed()) * 1e-3;
  if (state == RunState::Stopping) leaving_.start();
  if (before == RunState::Stopping && state == RunState::Finished)
    stops_ << static_cast<double>(leaving_.nsecsElapsed()) * 1e-6;
  if (before == RunState::Running && state == RunState::Paused) {
    leaving_.start();
    rest_.start();
  }
}

void PaceOverlay::awaitRest() {
  if (session_->training()) return;
  rest_.stop();
  pauses_ << static_cast<double>(leaving_.nsecsElapsed()) * 1e-6;
}

bool PaceOverlay::event(QEvent* event) {
  if (event->type() != kPassed) return QLabel::event(event);
  if (--passes_ > 0)
    QCoreApplication::postEvent(this, new QEvent(kPassed), kAfterPainting);
  else
    scrubs_ << static_cast<double>(scrub_.nsecsElapsed()) * 1e-6;
  return true;
}

bool PaceOverlay::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Paint && session_->state() == RunState::Running && watched != window_)
    ++frames_[watched];
  if (event->type() == QEvent::Resize && watched == window_) place();
  return false;
}

void PaceOverlay::place() {
  adjustSize();
  move(window_->width() - width() - 12, window_->height() - height() - 40);
  raise();
}

QString PaceOverlay::summary() const {
  const bool training = session_->state() == RunState::Running || session_->state() == RunState::Stopping;
  const double seconds = runningSeconds_ + (training ? static_cast<double>(running_.elapsed()) * 1e-3 : 0);
  QString text = QStringLiteral("window: %1 x %2 at a device pixel ratio of %3\n")
                     .arg(window_->width())
                     .arg(window_->height())
                     .arg(window_->devicePixelRatioF());
  text += QStringLiteral("event loop delay: ") + milliseconds(probe_.all()) + QLatin1Char('\n');
  int minute = 0;
  for (const Delays& delays : probe_.minutes())
    text += QStringLiteral("  minute %1: %2\n").arg(++minute).arg(milliseconds(delays));
  if (seconds > 0) {
    text += QStringLiteral("frames a second:");
    for (Chart* chart : charts_)
      text += QStringLiteral(" %1 %2")
                  .arg(chart->figureName())
                  .arg(static_cast<double>(frames_.value(chart->plot())) / seconds, 0, 'f', 1);
    const auto records = static_cast<qint64>(session_->history()->size());
    text += QStringLiteral("\nepochs: %1 in %2 s of training\n").arg(records).arg(seconds, 0, 'f', 1);
    const qint64 bytes = residentBytes();
    text += QStringLiteral("memory: %1 MB").arg(static_cast<double>(bytes) * 1e-6, 0, 'f', 1);
    if (records > recordsBefore_)
      text +=
          QStringLiteral(", %1 bytes more for each epoch since training began")
              .arg(static_cast<double>(bytes - bytesBefore_) / static_cast<double>(records - recordsBefore_),
                   0, 'f', 1);
    text += QLatin1Char('\n');
  }
  text += listed("stop", stops_) + listed("pause", pauses_) + listed("epoch chosen to epoch shown", scrubs_);
  return text.trimmed();
}

}  // namespace nmf::ui
