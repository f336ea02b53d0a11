// What a run says, and that it goes on, where the disk, memory or threads are short.
#include <pthread.h>

#include <QSignalSpy>
#include <QTest>
#include <cstring>
#include <filesystem>
#include <optional>

#include "tests/ui/no_memory.h"
#include "tests/ui/tight_disk.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/session/background_task.h"
#include "ui/session/run_session.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// While it lives no thread can be started: its stack would be larger than the address space.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t huge;
    pthread_getattr_default_np(&huge);
    pthread_attr_setstacksize(&huge, std::size_t{1} << 47);
    pthread_setattr_default_np(&huge);
    pthread_attr_destroy(&huge);
  }
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_{};
};

}  // namespace

class TestShortResources : public QObject {
  Q_OBJECT

 private slots:
  void aFigureThatDoesNotFitIsNamed() {
    RunSession session;
    QSignalSpy failed(&session, &RunSession::saveFailed);
    Experiment experiment = smallExperiment(5);
    experiment.plan.snapshots = 2;
    session.restart(experiment);
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
    OutputOptions out;
    out.out = sandbox_.path("saved").toStdString();
    std::optional<TightDisk> disk;
    session.save(out, [&](const RunResult&, const std::filesystem::path& folder) {
      QFile file(QString::fromStdString((folder / "curves.png").string()));
      QVERIFY(file.open(QIODevice::WriteOnly));
      QCOMPARE(file.write(QByteArray(4 << 20, 'x')), 4 << 20);
      file.close();
      disk.emplace(1 << 20);  // it is painted, and does not fit where it belongs
    });
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
    disk.reset();
    const QString sentence = failed[0][0].toString();
    QVERIFY2(sentence.contains(sandbox_.path("saved") + "/"), qPrintable(sentence));
    QVERIFY2(sentence.contains("/figures/curves.png': ") && sentence.endsWith(std::strerror(EFBIG)),
             qPrintable(sentence));
    QVERIFY(QDir(sandbox_.path("saved")).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
  }

  void noPlaceToPaintFiguresIsSaid() {
    RunSession session;
    QSignalSpy failed(&session, &RunSession::saveFailed);
    session.restart(smallExperiment(5));
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
    const QByteArray before = qgetenv("TMPDIR");
    qputenv("TMPDIR", "/proc");  // where nobody makes a folder
    OutputOptions out;
    out.out = sandbox_.path("saved").toStdString();
    session.save(out, [](const RunResult&, const std::filesystem::path&) { QFAIL("painted nowhere"); });
    before.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
    QCOMPARE(failed.count(), 1);
    const QString sentence = failed[0][0].toString();
    QVERIFY2(sentence.startsWith("cannot make a temporary folder: "), qPrintable(sentence));
  }

  void aSpectrumThatFailedIsComputedForTheNextRun() {
    if (!NoMemory::works) QSKIP("needs an allocator that can refuse");
    RunSession session;
    QSignalSpy incomplete(&session, &RunSession::incomplete);
    std::optional<NoMemory> memory;
    const auto arming =
        connect(&session, &RunSession::dataReady, &session, [&] { memory.emplace(64 << 10); });
    Experiment experiment = smallExperiment();
    experiment.data.rows = RowRange{0, 137};  // of which no spectrum is known
    experiment.plan.earlyStop.kind = EarlyStopKind::EckartYoung;
    session.preview(experiment);
    QTRY_COMPARE_WITH_TIMEOUT(incomplete.count(), 1, kPatience);
    QVERIFY2(incomplete[0][0].toString().contains("memory"), qPrintable(incomplete[0][0].toString()));
    memory.reset();
    disconnect(arming);
    QVERIFY(!session.spectrumShare());
    session.restart(experiment);
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
    QVERIFY(session.spectrum());
  }

  void workIsDoneWithoutAThread() {
    QObject receiver;
    int answer = 0;
    std::optional<BackgroundTask> task;
    {
      const NoThreads none;
      task.emplace(&receiver, [&answer](const auto& context) { context.post([&answer] { answer = 42; }); });
    }
    QVERIFY(task->finished());
    QCOMPARE(answer, 0);  // never before the one who asks is ready for it
    QTRY_COMPARE(answer, 42);
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestShortResources)
#include "tst_short_resources.moc"
