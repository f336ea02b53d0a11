// How many runs that others replaced are kept beside those that were left.
#include <QTest>

#include "tests/ui/window/ui_sandbox.h"
#include "ui/session/autosave.h"
#include "ui/session/run_session.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

class TestReplacedRuns : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void theyDoNotPileUp_data() {
    QTest::addColumn<int>("left");
    QTest::addColumn<int>("kept");
    QTest::newRow("nothing was left") << 0 << 5;
    QTest::newRow("some were left") << 3 << 5;
    QTest::newRow("as many were left as are kept") << 5 << 6;  // and the one that was just replaced
  }
  void theyDoNotPileUp() {
    QFETCH(int, left);
    QFETCH(int, kept);
    for (int i = 0; i < left; ++i) {
      RunSession session;
      Autosave autosave(&session);
      QVERIFY(train(session, kLeftEpochs));
    }
    QCOMPARE(folders().size(), left);
    {
      RunSession session;
      Autosave autosave(&session);
      if (left > 0) QTRY_VERIFY_WITH_TIMEOUT(autosave.offer(), kPatience);
      for (int i = 1; i <= 12; ++i) {
        QVERIFY(train(session, i));
        // Offered once it is on the disk; the newest is had back first.
        if (i > 1) QTRY_VERIFY_WITH_TIMEOUT(autosave.offer() && autosave.offer()->epoch == i - 1, kPatience);
      }
      QVERIFY(autosave.offerWasReplaced());
      // And perhaps the run that is shown.
      QTRY_VERIFY_WITH_TIMEOUT(folders().size() <= kept + 1, kPatience);
    }
    // Those of earlier starts are all there still, and the run that was shown last.
    QCOMPARE(folders().size(), left + 1);
  }

 private:
  static constexpr int kLeftEpochs = 30;

  QStringList folders() const {
    return QDir(sandbox_.path("state/nmf-explorer/unsaved"))
        .entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
  }
  static bool train(RunSession& session, std::int64_t epochs) {
    session.restart(smallExperiment(epochs));
    return QTest::qWaitFor(
        [&] { return session.state() == RunState::Finished && session.history()->back().epoch == epochs; },
        kPatience);
  }

  UiSandbox sandbox_;
};

QTEST_MAIN(TestReplacedRuns)
#include "tst_replaced_runs.moc"
