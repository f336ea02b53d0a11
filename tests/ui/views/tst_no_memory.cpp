// Views whose work in the background gets no memory say so, and work again once there is some.
#include <QSignalSpy>
#include <QTest>
#include <optional>

#include "tests/ui/no_memory.h"
#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/views/dataset_view.h"
#include "ui/views/generate_view.h"
#include "ui/views/reconstruction_view.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

namespace {

/// Bytes that any of the work needs, and the sentence about it does not.
constexpr std::size_t kRefused = 400;
constexpr int kImages = 3000;
constexpr int kPatience = 30'000;

/// Has `begin` start work of the shown view that gets no memory: what is shown meanwhile gives way.
template <typename Begin>
bool isSaid(QWidget& view, Begin&& begin) {
  const NoMemory none(kRefused);
  begin();
  const QImage working = view.grab().toImage();
  return QTest::qWaitFor([&] { return view.grab().toImage() != working; }, kPatience);
}

bool show(QWidget& view) {
  view.resize(640, 700);
  view.show();
  return QTest::qWaitForWindowExposed(&view);
}

}  // namespace

class TestNoMemory : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    if (!NoMemory::works) QSKIP("needs an allocator that can refuse");
    failOnWarnings();
  }

  void reconstructions() {
    const DatasetPtr data = barData(kImages);
    ReconstructionView view;
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 10, 1)));
    QVERIFY(show(view));
    QTRY_VERIFY_WITH_TIMEOUT(view.preparations() > 0, kPatience);
    QSignalSpy chosen(&view, &ReconstructionView::chosen);
    QVERIFY(isSaid(view, [&] { view.choose(ReconstructionView::Choice::Worst); }));
    QCOMPARE(chosen.count(), 0);
    view.choose(ReconstructionView::Choice::Worst);
    QTRY_COMPARE_WITH_TIMEOUT(chosen.count(), 1, kPatience);
  }

  void generatedImages() {
    const DatasetPtr data = barData(kImages);
    GenerateView view;
    view.setMode(GenerateView::Mode::Sample);
    view.setFrame(frameOf(data, randomSnapshot(*barData(10), {6}, 9, 1)));  // of other data: nothing to do
    QVERIFY(show(view));
    QTRY_VERIFY_WITH_TIMEOUT(view.preparations() > 0, kPatience);
    QTest::qWait(100);  // the controls are in their places then
    QSignalSpy generated(&view, &GenerateView::generated);
    QVERIFY(isSaid(view, [&] { view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 10, 1))); }));
    QCOMPARE(generated.count(), 0);
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 11, 2)));
    QTRY_VERIFY_WITH_TIMEOUT(view.samples().size() > 0, kPatience);
  }

  void factsOfTheData() {
    DatasetView view;
    QVERIFY(show(view));
    QSignalSpy ready(&view, &DatasetView::factsReady);
    QVERIFY(isSaid(view, [&] { view.setFrame(frameOf(barData(kImages), nullptr)); }));
    QVERIFY(!view.facts().data);
    const int before = static_cast<int>(ready.count());
    view.setFrame(frameOf(barData(kImages), nullptr, 2));
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), before + 1, kPatience);
    QVERIFY(view.facts().data);
  }
};

QTEST_MAIN(TestNoMemory)
#include "tst_no_memory.moc"
