// How many factors of a run are kept is what the panel asks for, and the timeline says it.
#include <QRegularExpression>
#include <QTest>
#include <QToolTip>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/panel/experiment_panel.h"
#include "ui/views/timeline.h"
#include "ui/views/timeline_strip.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  explicit Scene(std::int64_t epochs) : Shown(smallExperiment(epochs)) {}

  Timeline* timeline() { return window.findChild<Timeline*>("timeline"); }
  /// What the strip says under the mouse.
  QString tip() {
    auto* strip = window.findChild<QWidget*>("timelineStrip");
    QPoint at(strip->width() / 3, strip->height() / 3);
    (void)QTest::qWaitFor([&] {
      at.rx() ^= 1;  // so that it moves
      QTest::mouseMove(strip, at);
      return !QToolTip::text().isEmpty();
    });
    return QToolTip::text();
  }
  /// What the strip says of the snapshots: how many are kept and how many were thinned.
  std::pair<qint64, qint64> counts() {
    static const QRegularExpression words(
        "\n([\\d,]+) snapshots of this run are kept(, ([\\d,]+) were thinned to fit the memory and count)?$");
    const QRegularExpressionMatch match = words.match(tip());
    if (!match.hasMatch()) return {-1, -1};
    return {match.captured(1).remove(',').toLongLong(), match.captured(3).remove(',').toLongLong()};
  }
};

}  // namespace

class TestSnapshotCount : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void theTimelineSaysHowManyAreKeptAndWereThinned() {
    Scene shown(30);
    QVERIFY(shown.exposed && shown.train());
    QTRY_COMPARE_WITH_TIMEOUT(shown.timeline()->snapshots().size(), 31, kPatience);
    QVERIFY2(shown.tip().endsWith("\n31 snapshots of this run are kept"), qPrintable(shown.tip()));
    shown.type("snapshots", "12");
    QVERIFY(shown.train());
    QTRY_COMPARE_WITH_TIMEOUT(shown.timeline()->snapshots().size(), 12, kPatience);
    const auto [kept, thinned] = shown.counts();
    QVERIFY2(kept == 12, qPrintable(shown.tip()));
    QCOMPARE(thinned, shown.window.session().thinnedSnapshots());
    QVERIFY(thinned > 0 && thinned <= 19);
  }

  void whereNoneAreKeptTheTimelineDoesNotPromiseThem() {
    Scene shown(30);
    QVERIFY(shown.exposed);
    const auto* strip = shown.timeline()->findChild<TimelineStrip*>("timelineStrip");
    QCOMPARE(strip->emptyText(), QString("The timeline fills while a run trains."));
    shown.type("snapshots", "0");
    QVERIFY(shown.train());
    QTRY_COMPARE_WITH_TIMEOUT(strip->emptyText(), QString("No snapshots of this run are kept."), kPatience);
    QVERIFY(shown.timeline()->snapshots().isEmpty());
  }

  void theMemoryThatIsTypedIsObeyed() {
    Scene shown(600);
    QVERIFY(shown.exposed && shown.train());
    QTRY_VERIFY_WITH_TIMEOUT(shown.timeline()->snapshots().size() > 90, kPatience);
    const auto [asAtFirst, thinnedAtFirst] = shown.counts();
    QVERIFY(asAtFirst > 90 && thinnedAtFirst >= 0);
    const Snapshot& one = *shown.window.session().latestSnapshot();
    std::size_t bytes = 0;
    for (const auto* list : {&one.factors.W, &one.factors.H})
      for (const Matrix& matrix : *list) bytes += static_cast<std::size_t>(matrix.size()) * sizeof(float);

    auto* field = shown.window.findChild<QWidget*>("snapshot_memory");
    QVERIFY(field);
    if (!field->isVisible()) {
      auto* section = shown.window.findChild<QWidget*>("section_recording");
      QTest::mouseClick(section->findChild<QWidget*>("sectionHeader"), Qt::LeftButton);
    }
    QVERIFY(field->isVisible());
    shown.type("snapshot_memory", "1");
    QCOMPARE(shown.window.findChild<ExperimentPanel*>()->experiment()->plan.snapshotBudget,
             std::size_t{1} << 20);
    QVERIFY(shown.train());
    QTRY_VERIFY_WITH_TIMEOUT(shown.timeline()->snapshots().size() < 90, kPatience);
    const auto [kept, thinned] = shown.counts();
    QVERIFY2(kept > 2 && kept < asAtFirst && thinned > 0, qPrintable(shown.tip()));
    QVERIFY(static_cast<std::size_t>(kept) * bytes <= std::size_t{1} << 20);
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestSnapshotCount)
#include "tst_snapshot_count.moc"
