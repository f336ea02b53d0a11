// The figures for developers over the window's corner, and what the option prints at the end.
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <csignal>

#include "tests/app/program.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/pace/delay_probe.h"
#include "ui/pace/pace_overlay.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// The number before or after a word of the summary; -1 where there is none.
double numberAt(const QString& text, const QString& pattern) {
  const QRegularExpressionMatch match = QRegularExpression(pattern).match(text);
  return match.hasMatch() ? match.captured(1).toDouble() : -1;
}

double epochsIn(const QString& text) {
  return numberAt(text, "epochs: (\\d+) in");
}

}  // namespace

class TestPace : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void delaysAreCountedByClasses();
  void aBusyLoopIsLate();
  void theOverlayCountsWhileTraining();
  void theOptionPrintsItAtTheEnd();

 private:
  UiSandbox sandbox_;
};

void TestPace::delaysAreCountedByClasses() {
  DelayHistogram histogram;
  QCOMPARE(histogram.delays().probes, 0);
  for (int i = 0; i < 98; ++i) histogram.add(0.42);
  histogram.add(20);
  histogram.add(3000);
  const Delays delays = histogram.delays();
  QCOMPARE(delays.probes, 100);
  QVERIFY(delays.median >= 0.42 && delays.median < 0.48);
  QVERIFY(delays.p99 >= 20 && delays.p99 < 20.1);
  QCOMPARE(delays.worst, 3000.0);
}

void TestPace::aBusyLoopIsLate() {
  DelayProbe probe;
  QTRY_VERIFY(probe.all().probes > 20);
  const std::int64_t before = probe.all().probes;
  QElapsedTimer busy;  // as a handler that takes long
  busy.start();
  while (busy.elapsed() < 200) {
  }
  QTRY_VERIFY(probe.all().probes > before + 20);
  QVERIFY2(probe.all().worst > 150, qPrintable(QString::number(probe.all().worst)));
  QVERIFY(probe.all().worst >= probe.all().p99 && probe.all().p99 >= probe.all().median);
  QVERIFY(probe.minutes().empty());
  QCOMPARE(probe.thisMinute().probes, probe.all().probes);
}

void TestPace::theOverlayCountsWhileTraining() {
  Shown shown(endlessExperiment());
  QVERIFY(shown.exposed);
  PaceOverlay overlay(&shown.window);
  QVERIFY(overlay.isVisible());
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QTRY_VERIFY(overlay.text().contains("event loop delay: median "));
  QVERIFY2(!overlay.text().contains("epochs"), qPrintable(overlay.text()));
  shown.press("buttonRun");
  QTRY_VERIFY2_WITH_TIMEOUT(epochsIn(overlay.text()) > 100, qPrintable(overlay.text()), kPatience);
  const auto frames = [&] { return numberAt(overlay.text(), "frames a second: error ([\\d.]+)"); };
  QTRY_VERIFY2(frames() > 0, qPrintable(overlay.text()));
  QVERIFY2(numberAt(overlay.text(), "memory: ([\\d.]+) MB") > 1, qPrintable(overlay.text()));
  const double epochs = epochsIn(overlay.text());
  QTRY_VERIFY2(epochsIn(overlay.text()) > epochs, qPrintable(overlay.text()));
  QVERIFY(!overlay.text().contains("pause: ") && !overlay.text().contains("stop: "));
  // In the corner, whole, and in nobody's way.
  QVERIFY(shown.window.rect().contains(overlay.geometry()));
  QVERIFY(overlay.testAttribute(Qt::WA_TransparentForMouseEvents));
  shown.press("buttonPause");
  QTRY_VERIFY2_WITH_TIMEOUT(overlay.text().contains("pause: median "), qPrintable(overlay.text()), kPatience);
  shown.press("buttonRun");
  QVERIFY(shown.reach(RunState::Running));
  shown.press("buttonStop");
  QTRY_VERIFY2_WITH_TIMEOUT(overlay.text().contains("stop: median "), qPrintable(overlay.text()), kPatience);
}

void TestPace::theOptionPrintsItAtTheEnd() {
  QProcessEnvironment environment = program::bareEnvironment();
  environment.insert("QT_QPA_PLATFORM", "offscreen");
  const QString home = sandbox_.path("home");
  QVERIFY(QDir().mkpath(home));
  for (const char* name : {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"})
    environment.insert(name, home);
  const auto process = program::start({"gui", "--pace", "--start", "--dataset", "strokes", "--rows", "0:120",
                                       "--ranks", "8,4", "--threads", "1", "--epochs", "1000000000"},
                                      sandbox_.path("."), environment);
  // Training has begun where its records are kept against a crash.
  const QString unsaved = sandbox_.path("state/nmf-explorer/unsaved");
  QTRY_VERIFY_WITH_TIMEOUT(!program::entriesOf(unsaved).isEmpty(), program::kPatience);
  ::kill(static_cast<pid_t>(process->processId()), SIGINT);
  const program::Outcome outcome = program::finish(*process);
  const QString printed = QString::fromUtf8(outcome.out);
  QVERIFY2(printed.contains("event loop delay: median "), qPrintable(printed + outcome.err));
  QVERIFY2(epochsIn(printed) > 0 && printed.contains("frames a second: error "), qPrintable(printed));
}

QTEST_MAIN(TestPace)
#include "tst_pace.moc"
