// A run that was opened from its result folder, gone on with.
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  using Shown::Shown;
  QString runButton() { return window.findChild<QToolButton*>("buttonRun")->text().remove('&'); }
  /// Opens a result folder and waits for its data.
  bool open(const QString& folder) {
    if (!reach(RunState::Idle)) return false;
    window.openPath(folder);
    const RunSession& session = window.session();
    return QTest::qWaitFor([&] { return session.opened() && session.data(); }, kPatience);
  }
  qint64 lastEpoch() { return window.session().history()->back().epoch; }
};

/// Everything below a folder, names and bytes.
QByteArray contentsOf(const QString& folder) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  const QDir dir(folder);
  for (const QFileInfo& entry : dir.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name)) {
    hash.addData(entry.fileName().toUtf8());
    QFile file(entry.filePath());
    if (entry.isDir())
      hash.addData(contentsOf(entry.filePath()));
    else if (file.open(QIODevice::ReadOnly))
      hash.addData(file.readAll());
  }
  return hash.result();
}

}  // namespace

class TestContinueOpened : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void runGoesOnFromItsFactors();
  void whatWasMissingIsTrained();
  void aStepGoesOnToo();
  void restartBeginsAnewWithThePanel();
  void stoppingAtOnceLeavesItOpened();
  void withoutItsDataRunBeginsAnew();

 private:
  /// The folder of a run that ended by itself.
  QString trained(const Experiment& experiment) {
    Scene shown(experiment);
    return shown.exposed && shown.train() ? shown.save() : QString();
  }
  UiSandbox sandbox_;
};

void TestContinueOpened::runGoesOnFromItsFactors() {
  const QString folder = trained(smallExperiment(50));
  QVERIFY(!folder.isEmpty());
  const QByteArray before = contentsOf(folder);
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QVERIFY(shown.open(folder));
  QTRY_COMPARE_WITH_TIMEOUT(shown.runButton(), QString("Continue"), kPatience);
  const History saved = *shown.window.session().history();
  shown.key(Qt::Key_R, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Finished && !shown.window.session().opened(),
                           kPatience);
  // As many epochs again as the panel says, after the ones that were there.
  QCOMPARE(shown.lastEpoch(), 100);
  const History& now = *shown.window.session().history();
  QCOMPARE(now.size(), 101U);
  for (const std::size_t i : {0U, 30U, 49U}) QCOMPARE(now.relativeError()[i], saved.relativeError()[i]);
  QVERIFY(std::abs(now.relativeError()[50] - saved.relativeError()[50]) < 1e-4 * saved.relativeError()[50]);
  // The charts mark where.
  const Change mark{50, "went on", "Adam begins anew"};
  for (Chart* chart : shown.window.findChild<ChartsPanel*>("charts")->charts())
    QTRY_COMPARE(chart->model().runs().front().changes, std::vector<Change>{mark});
  // What was saved stays as it is; the run that went on is saved beside it.
  QCOMPARE(contentsOf(folder), before);
  const QString another = shown.save();
  QVERIFY(!another.isEmpty() && another != folder);
  QCOMPARE(contentsOf(folder), before);
}

void TestContinueOpened::whatWasMissingIsTrained() {
  QString folder;
  {
    Scene shown(endlessExperiment());
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 20, kPatience);
    shown.key(Qt::Key_Period, Qt::ControlModifier);
    QVERIFY(shown.reach(RunState::Finished));
    folder = shown.save();
    QVERIFY(!folder.isEmpty());
  }
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed && shown.open(folder));
  QTRY_COMPARE_WITH_TIMEOUT(shown.runButton(), QString("Continue"), kPatience);
  shown.press("buttonRun");
  QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Running, kPatience);
  QCOMPARE(shown.window.session().status().target, endlessExperiment().plan.epochs);
}

void TestContinueOpened::aStepGoesOnToo() {
  const QString folder = trained(smallExperiment(50));
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed && shown.open(folder));
  QTRY_VERIFY_WITH_TIMEOUT(shown.action("actionStep")->isEnabled(), kPatience);
  shown.key(Qt::Key_F10);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Paused, kPatience);
  QCOMPARE(shown.lastEpoch(), 51);
  QCOMPARE(shown.records(), 52U);
}

/// As after the end of a run: Run keeps the run's own settings, what the panel shows else is for the next.
void TestContinueOpened::restartBeginsAnewWithThePanel() {
  const QString folder = trained(smallExperiment(50));
  const QByteArray before = contentsOf(folder);
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed && shown.open(folder));
  auto* restart = shown.window.findChild<QPushButton*>("restartWithChanges");
  QVERIFY(!restart->isVisible());
  shown.type("ranks", "5,3");
  QVERIFY(restart->isVisible());
  QTest::mouseClick(restart, Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  QVERIFY(!shown.window.session().opened());
  QCOMPARE(shown.window.session().experiment().model.ranks, (std::vector<int>{5, 3}));
  QCOMPARE(shown.lastEpoch(), 50);
  QVERIFY(shown.window.session().resumedAt().empty());
  QCOMPARE(contentsOf(folder), before);
}

void TestContinueOpened::stoppingAtOnceLeavesItOpened() {
  const QString folder = trained(smallExperiment(50));
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed && shown.open(folder));
  QTRY_COMPARE_WITH_TIMEOUT(shown.runButton(), QString("Continue"), kPatience);
  shown.action("actionRun")->trigger();
  QCOMPARE(shown.state(), RunState::Loading);  // nothing is trained yet
  shown.action("actionStop")->trigger();
  QCOMPARE(shown.state(), RunState::Finished);
  QVERIFY(shown.window.session().opened());
  QVERIFY(!shown.window.session().restored());
  QCOMPARE(shown.records(), 51U);
  QTRY_COMPARE_WITH_TIMEOUT(shown.runButton(), QString("Continue"), kPatience);
}

void TestContinueOpened::withoutItsDataRunBeginsAnew() {
  const QString table = sandbox_.path("images.csv");
  const auto write = [&](int shift) {
    QFile file(table);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    for (int i = 0; i < 12; ++i) {
      QByteArrayList values;
      for (int j = 0; j < 16; ++j) values << QByteArray::number((i * j + shift) % 7 / 7.0);
      file.write(values.join(',') + '\n');
    }
  };
  Experiment experiment = smallExperiment(20);
  experiment.data.dataset = table.toStdString();
  experiment.data.rows.reset();
  write(0);
  const QString folder = trained(experiment);
  QVERIFY(!folder.isEmpty());
  write(3);  // of the same size, so that only its values tell
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QVERIFY(shown.reach(RunState::Idle));
  shown.window.openPath(folder);
  QTRY_VERIFY2_WITH_TIMEOUT(shown.message().contains("not what it was trained on"),
                            qPrintable(shown.message()), kPatience);
  QCOMPARE(shown.runButton(), QString("Run"));
  QTRY_VERIFY(shown.action("actionRun")->isEnabled());
  shown.press("buttonRun");
  QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Finished && !shown.window.session().opened(),
                           kPatience);
  QCOMPARE(shown.lastEpoch(), 20);
  QVERIFY(shown.window.session().resumedAt().empty());
}

QTEST_MAIN(TestContinueOpened)
#include "tst_continue_opened.moc"
