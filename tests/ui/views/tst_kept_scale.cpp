// The contrast of signatures that stays the same from epoch to epoch.
#include <QAbstractItemView>
#include <QComboBox>

#include "tests/ui/views/bars.h"
#include "tests/ui/views/shown_signatures.h"
#include "ui/figures/export_figure.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

class TestKeptScale : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void comparesTheEpochs() {
    const DatasetPtr data = barData(20);
    const SnapshotPtr first = plainSnapshot(*data);
    auto second = std::make_shared<Snapshot>(*first);
    second->epoch = 2;
    second->factors.H[0] *= 0.5f;  // darker all over
    const auto frame = [&](const SnapshotPtr& snapshot) {
      return frameOf(data, snapshot, 1, Model::Multiplicative);
    };
    const auto view = shown(frame(first));
    const ColorMap& gray = ColorMap::of(ColorMapKind::Gray);
    const auto levelsAre = [&](double factor) {
      for (std::size_t i = 0; i < 4; ++i)
        if (!isNear(tileColor(*view, static_cast<int>(i)),
                    gray.color(std::min(1.0, factor * kLevels[i] * kMaxima[i] / 4))))
          return false;
      return true;
    };
    auto* chooser = view->findChild<QComboBox*>("signatureContrast");
    QTest::keyClick(chooser, Qt::Key_End);
    QCOMPARE(view->keptMaximum(), 4.0);
    QVERIFY(levelsAre(1));
    view->setFrame(frame(second));
    QTRY_VERIFY(levelsAre(0.5));
    // A figure over the timeline has it as well.
    const QImage dark = renderFigure(*view);
    QImage bright;
    view->atEpoch(first, [&] { bright = renderFigure(*view); });
    QVERIFY(bright != dark);
    QTRY_VERIFY(levelsAre(0.5));
    // The key takes that of the epoch shown now; what is brighter elsewhere is white.
    auto* canvas = view->findChild<QWidget*>("signaturesCanvas");
    QTest::keyClick(canvas, Qt::Key_K);
    QCOMPARE(view->keptMaximum(), 2.0);
    QVERIFY(levelsAre(1));
    view->setFrame(frame(first));
    QTRY_VERIFY(levelsAre(2));
    // So does choosing it again.
    chooser->setFocus();
    chooser->showPopup();
    QTest::keyClick(chooser->view(), Qt::Key_Return);
    QCOMPARE(view->keptMaximum(), 4.0);
    QTRY_VERIFY(levelsAre(1));
    // Any other choice lets go of it, and the key chooses it from there.
    QTest::keyClick(chooser, Qt::Key_Home);
    QCOMPARE(view->keptMaximum(), 0.0);
    QTest::keyClick(canvas, Qt::Key_K);
    QCOMPARE(chooser->currentText(), QString("Kept scale"));
    QCOMPARE(view->keptMaximum(), 4.0);
  }

  void isOfItsLayer() {
    const DatasetPtr data = barData(20);
    const SnapshotPtr snapshot = randomSnapshot(*data, {12, 5}, 1, 1);
    const auto view = shown(frameOf(data, snapshot));
    QTest::keyClick(view->findChild<QComboBox*>("signatureContrast"), Qt::Key_End);
    QCOMPARE(view->keptMaximum(), static_cast<double>(snapshot->factors.H[0].maxCoeff()));
    QTest::keyClick(view->findChild<QComboBox*>("signatureLayer"), Qt::Key_End);
    QCOMPARE(view->keptMaximum(), static_cast<double>(layerSignatures(snapshot->factors, 1).maxCoeff()));
    // Chosen before there are signatures, it is that of the first.
    SignaturesView early;
    early.resize(500, 400);
    early.show();
    QVERIFY(QTest::qWaitForWindowExposed(&early));
    QTest::keyClick(early.findChild<QComboBox*>("signatureContrast"), Qt::Key_End);
    QCOMPARE(early.keptMaximum(), 0.0);
    early.setFrame(frameOf(data, snapshot));
    QTRY_COMPARE(early.keptMaximum(), static_cast<double>(snapshot->factors.H[0].maxCoeff()));
  }
};

QTEST_MAIN(TestKeptScale)
#include "tst_kept_scale.moc"
