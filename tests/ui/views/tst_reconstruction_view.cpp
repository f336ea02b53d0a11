#include <QComboBox>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/views/color_bar.h"
#include "ui/views/color_map.h"
#include "ui/views/reconstruction_view.h"
#include "ui/views/sample_errors.h"
#include "ui/views/sample_picture.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

namespace {

/// The same errors from the whole of M in double precision.
std::vector<double> bruteForceErrors(const Dataset& data, const Factors& factors) {
  MatrixD M = factors.W[0].cast<double>();
  for (std::size_t l = 1; l < factors.W.size(); ++l) M = (M * factors.W[l].cast<double>()).eval();
  M = (M * factors.H.back().cast<double>()).eval();
  const MatrixD A = data.A.cast<double>();
  std::vector<double> errors;
  for (Eigen::Index i = 0; i < A.rows(); ++i) {
    errors.push_back(A.row(i).squaredNorm() > 0 ? (A.row(i) - M.row(i)).squaredNorm() / A.row(i).squaredNorm()
                                                : std::numeric_limits<double>::quiet_NaN());
  }
  return errors;
}

void checkErrors(const std::vector<double>& actual, const std::vector<double>& expected) {
  QCOMPARE(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (std::isnan(expected[i])) {
      QVERIFY(std::isnan(actual[i]));
    } else {
      QVERIFY(std::abs(actual[i] - expected[i]) < 1e-4 * std::max(1.0, expected[i]));
    }
  }
}

DatasetPtr withBlankImage(int m) {
  auto data = std::make_shared<Dataset>(*barData(m));
  data->A.row(4).setZero();
  return data;
}

}  // namespace

class TestReconstructionView : public QObject {
  Q_OBJECT

  std::unique_ptr<ReconstructionView> shown(const RunFrame& frame) {
    auto view = std::make_unique<ReconstructionView>();
    view->resize(640, 700);
    view->setFrame(frame);
    view->show();
    (void)QTest::qWaitForWindowExposed(view.get());
    (void)QTest::qWaitFor([&] { return view->preparations() > 0; });
    return view;
  }

 private slots:
  void init() { failOnWarnings(); }

  void errorsAgreeWithTheWholeReconstruction_data() {
    QTest::addColumn<int>("m");
    QTest::addColumn<QVector<int>>("ranks");
    QTest::addColumn<bool>("layerWise");
    QTest::newRow("one layer") << 50 << QVector<int>{6} << false;
    QTest::newRow("several blocks") << 2500 << QVector<int>{6} << false;
    QTest::newRow("two layers") << 700 << QVector<int>{8, 5} << false;
    QTest::newRow("three layers") << 60 << QVector<int>{8, 5, 3} << false;
    QTest::newRow("layer-wise") << 60 << QVector<int>{8, 5} << true;
  }
  void errorsAgreeWithTheWholeReconstruction() {
    QFETCH(int, m);
    QFETCH(QVector<int>, ranks);
    QFETCH(bool, layerWise);
    const DatasetPtr data = withBlankImage(m);
    const SnapshotPtr snapshot = randomSnapshot(*data, {ranks.begin(), ranks.end()}, 1, 3, layerWise);
    const std::vector<double> expected = bruteForceErrors(*data, snapshot->factors);
    checkErrors(computeSampleErrors(data, snapshot).relative, expected);
    std::vector<double> one;
    for (int row = 0; row < m; ++row)
      one.push_back(pictureSample(*data, snapshot->factors, row).relativeError);
    checkErrors(one, expected);
  }

  void cancelledWorkGivesNothing() {
    const DatasetPtr data = barData(3000);
    int asked = 0;
    const SampleErrors errors =
        computeSampleErrors(data, randomSnapshot(*data, {4}, 1, 1), [&asked] { return ++asked > 2; });
    QVERIFY(errors.relative.empty());
    QCOMPARE(asked, 3);
  }

  void termsAddUpToTheReconstruction() {
    const DatasetPtr data = barData(20);
    const SnapshotPtr snapshot = randomSnapshot(*data, {9, 5}, 1, 3);
    const SamplePicture picture = pictureSample(*data, snapshot->factors, 7);
    const Matrix& H = rightFactor(snapshot->factors);
    Eigen::VectorXf sum = Eigen::VectorXf::Zero(H.cols());
    double shares = 0, previous = 1;
    for (const Term& term : picture.terms) {
      sum += static_cast<float>(term.weight) / H.row(term.index).maxCoeff() * H.row(term.index).transpose();
      shares += term.share;
      QVERIFY(term.share <= previous);
      previous = term.share;
    }
    QVERIFY((sum - picture.reconstruction).norm() < 1e-4f * picture.reconstruction.norm());
    QVERIFY(std::abs(shares - 1) < 1e-6);
  }

  void worstAndBestAreThoseOfBruteForce_data() {
    QTest::addColumn<QString>("button");
    QTest::addColumn<int>("label");
    QTest::newRow("worst") << "sampleWorst" << -1;
    QTest::newRow("best") << "sampleBest" << -1;
    QTest::newRow("worst of label 2") << "sampleWorst" << 2;
    QTest::newRow("best of label 0") << "sampleBest" << 0;
  }
  void worstAndBestAreThoseOfBruteForce() {
    QFETCH(QString, button);
    QFETCH(int, label);
    const DatasetPtr data = withBlankImage(300);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 12, 3);
    const auto view = shown(frameOf(data, snapshot));
    auto* labels = view->findChild<QComboBox*>("sampleLabel");
    QVERIFY(labels->isVisible());
    if (label >= 0) labels->setCurrentIndex(labels->findData(label));
    QSignalSpy spy(view.get(), &ReconstructionView::chosen);
    QTest::mouseClick(view->findChild<QToolButton*>(button), Qt::LeftButton);
    QTRY_COMPARE(spy.count(), 1);

    const std::vector<double> errors = bruteForceErrors(*data, snapshot->factors);
    int expected = -1;
    std::size_t eligible = 0;
    const bool worst = button == "sampleWorst";
    for (int row = 0; row < 300; ++row) {
      const double error = errors[static_cast<std::size_t>(row)];
      if (std::isnan(error) || (label >= 0 && data->labels[static_cast<std::size_t>(row)] != label)) continue;
      ++eligible;
      const double best = expected < 0 ? error : errors[static_cast<std::size_t>(expected)];
      if (expected < 0 || (worst ? error > best : error < best)) expected = row;
    }
    QCOMPARE(view->sample(), expected);
    QCOMPARE(view->findChild<QSpinBox*>("sampleNumber")->value(), expected);
    const std::vector<int>& samples = view->samples();
    QCOMPARE(samples.size(), eligible);
    QVERIFY(eligible > 80);
    for (std::size_t i = 1; i < samples.size(); ++i) {
      const double before = errors[static_cast<std::size_t>(samples[i - 1])],
                   after = errors[static_cast<std::size_t>(samples[i])];
      QVERIFY(worst ? before >= after - 1e-6 : before <= after + 1e-6);
    }
  }

  void errorsOfASnapshotAreComputedOnce() {
    const DatasetPtr data = barData(300);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {5}, 12, 3), 1, Model::Hals));
    QSignalSpy spy(view.get(), &ReconstructionView::chosen);
    view->choose(ReconstructionView::Choice::Worst);
    QCOMPARE(spy.count(), 0);  // not on this thread
    QTRY_COMPARE(spy.count(), 1);
    view->choose(ReconstructionView::Choice::Best);
    QCOMPARE(spy.count(), 2);  // at once: known
  }

  void anotherRunIsNotInTheOrderOfTheLast() {
    const DatasetPtr data = barData(300);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {5}, 12, 3), 1, Model::Hals));
    QSignalSpy spy(view.get(), &ReconstructionView::chosen);
    view->choose(ReconstructionView::Choice::Worst);
    QTRY_COMPARE(spy.count(), 1);
    const int worst = view->sample();
    // A later epoch of the run is shown in that order, which says of which epoch it is.
    view->setFrame(frameOf(data, randomSnapshot(*data, {5}, 13, 4), 1, Model::Hals));
    view->grab();
    QVERIFY(view->choice() == ReconstructionView::Choice::Worst);
    view->setFrame(frameOf(data, randomSnapshot(*data, {5}, 0, 5), 2, Model::Hals));
    view->grab();
    QVERIFY(view->choice() == ReconstructionView::Choice::InOrder);
    QCOMPARE(view->sample(), worst);
  }

  void rankingOfAnOlderRunIsDropped() {
    const DatasetPtr data = barData(4000);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {8}, 12, 3), 1, Model::Hals));
    QSignalSpy spy(view.get(), &ReconstructionView::chosen);
    view->choose(ReconstructionView::Choice::Worst);
    view->setFrame(frameOf(data, randomSnapshot(*data, {8}, 0, 4), 2, Model::Hals));
    QTest::qWait(150);
    QCOMPARE(spy.count(), 0);
    QVERIFY(view->choice() == ReconstructionView::Choice::InOrder);
  }

  void samplesAreChosenByNumberSliderAndKeys() {
    const DatasetPtr data = barData(90);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {5}, 1, 3), 1, Model::Hals));
    auto* box = view->findChild<QSpinBox*>("sampleNumber");
    auto* slider = view->findChild<QSlider*>("sampleSlider");
    auto* canvas = view->findChild<QWidget*>("reconstructionCanvas");
    QCOMPARE(view->sample(), 0);
    QCOMPARE(box->maximum(), 89);
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, "41");
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(view->sample(), 41);
    QCOMPARE(slider->value(), 41);
    QTest::keyClick(slider, Qt::Key_Home);
    QCOMPARE(view->sample(), 0);
    QTest::keyClick(canvas, Qt::Key_Right);
    QTest::keyClick(canvas, Qt::Key_Right);
    QCOMPARE(view->sample(), 2);
    QTest::keyClick(canvas, Qt::Key_End);
    QCOMPARE(view->sample(), 89);
    QCOMPARE(box->value(), 89);
  }

  void labelsFilterAndANumberOutsideGivesThemUp() {
    const DatasetPtr data = barData(90);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {5}, 1, 3), 1, Model::Hals));
    auto* labels = view->findChild<QComboBox*>("sampleLabel");
    QCOMPARE(labels->count(), 4);
    QTest::keyClick(labels, Qt::Key_End);  // label 2
    QCOMPARE(view->samples().size(), std::size_t(30));
    for (int row : view->samples()) QCOMPARE(data->labels[static_cast<std::size_t>(row)], 2);
    view->findChild<QSpinBox*>("sampleNumber")->setValue(6);  // has label 0
    QCOMPARE(view->sample(), 6);
    QCOMPARE(labels->currentIndex(), 0);
    QCOMPARE(view->samples().size(), std::size_t(90));
  }

  void randomIsAnotherChoiceEachTime() {
    const DatasetPtr data = barData(90);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {5}, 1, 3), 1, Model::Hals));
    auto* button = view->findChild<QToolButton*>("sampleRandom");
    QTest::mouseClick(button, Qt::LeftButton);
    const std::vector<int> first = view->samples();
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(view->samples() != first);
    std::vector<int> sorted = view->samples();
    std::sort(sorted.begin(), sorted.end());
    std::vector<int> all(90);
    std::iota(all.begin(), all.end(), 0);
    QCOMPARE(sorted, all);
  }

  void stripShowsSeveralAndAClickChoosesOne() {
    const DatasetPtr data = barData(90);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {5}, 1, 3), 1, Model::Hals));
    const std::vector<int> strip = view->strip();
    QVERIFY(strip.size() >= 5);
    for (std::size_t i = 0; i < strip.size(); ++i) QCOMPARE(strip[i], static_cast<int>(i));
    auto* canvas = view->findChild<QWidget*>("reconstructionCanvas");
    QTest::mouseClick(canvas, Qt::LeftButton, {}, view->stripPlace(3).center().toPoint());
    QCOMPARE(view->sample(), 3);
    // Beyond the page the strip turns to the next one.
    view->setSample(static_cast<int>(strip.size()) + 1);
    QTRY_VERIFY(view->strip().front() == static_cast<int>(strip.size()));
  }

  void signedErrorsTellTooDarkFromTooBright() {
    // Two images of one level; the first is made too dark, the second too bright.
    auto data = std::make_shared<Dataset>(*barData(2));
    data->A.setConstant(0.5f);
    auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(*data, {1}, 1, 1));
    snapshot->factors.H[0].setOnes();
    snapshot->factors.W[0](0, 0) = 0.32f;
    snapshot->factors.W[0](1, 0) = 0.68f;
    const auto view = shown(frameOf(data, snapshot, 1, Model::Hals));
    auto* canvas = view->findChild<QWidget*>("reconstructionCanvas");
    const auto errorColor = [&](int i) {
      // Original, reconstruction and error stand below one another, square and 2 apart.
      const QRectF place = view->stripPlace(i);
      const double side = place.width();
      return colorAt(*canvas, place.topLeft() + QPointF(side / 2, 2.5 * side + 4));
    };
    const double high = scaleCeiling(0.18);
    const ColorMap &absolute = ColorMap::of(ColorMapKind::Inferno),
                   &withSign = ColorMap::of(ColorMapKind::Diverging);
    QCOMPARE(view->strip(), (std::vector<int>{0, 1}));
    for (int i : {0, 1}) QVERIFY(isNear(errorColor(i), absolute.color(0.18 / high)));

    auto* chooser = view->findChild<QComboBox*>("errorMap");
    QTest::keyClick(chooser, Qt::Key_Down);
    QVERIFY(isNear(errorColor(0), withSign.color((0.18 + high) / (2 * high))));
    QVERIFY(isNear(errorColor(1), withSign.color((-0.18 + high) / (2 * high))));
    QVERIFY(errorColor(0).red() > errorColor(0).blue());  // orange
    QVERIFY(errorColor(1).blue() > errorColor(1).red());

    QTest::keyClick(chooser, Qt::Key_Up);
    QVERIFY(isNear(errorColor(1), absolute.color(0.18 / high)));
  }

  void imagesInColourHaveHueAndGrayOnesNone() {
    const DatasetPtr gray = barData(20), coloured = orangeBarData(20);
    auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(*coloured, {16}, 1, 1));
    snapshot->factors.H[0] = barSignatures(3);
    snapshot->factors.H[0].leftCols(64) *= 0.2f;  // the reconstruction is cyan, not orange
    const auto view = shown(frameOf(coloured, snapshot, 1, Model::Hals));
    auto* canvas = view->findChild<QWidget*>("reconstructionCanvas");
    // Original and reconstruction stand below one another, square and 2 apart.
    const auto part = [&](int i, int row) {
      const QRectF place = view->stripPlace(i);
      const double side = place.width();
      return QRectF(place.left(), place.top() + row * (side + 2), side, side).adjusted(3, 3, -3, -3);
    };
    for (int i = 0; i < 3; ++i) {
      QVERIFY(part(i, 0).width() > 20);
      QVERIFY(colourfulness(*canvas, part(i, 0)) > 40);
      QVERIFY(colourfulness(*canvas, part(i, 1)) > 20);
    }
    const int before = view->preparations();
    view->setFrame(frameOf(gray, randomSnapshot(*gray, {4}, 1, 1), 2, Model::Hals));
    QTRY_VERIFY(view->preparations() > before);
    for (int i = 0; i < 3; ++i)
      for (int row : {0, 1}) QCOMPARE(colourfulness(*canvas, part(i, row)), 0);
  }

  void toolTipHasTheRelativeError() {
    const DatasetPtr data = barData(90);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 1, 3);
    const auto view = shown(frameOf(data, snapshot));
    auto* canvas = view->findChild<QWidget*>("reconstructionCanvas");
    const std::vector<double> errors = bruteForceErrors(*data, snapshot->factors);
    const std::vector<int> strip = view->strip();
    QVERIFY(strip.size() >= 5);
    for (int i = 0; i < 5; ++i) {
      const QString text = toolTipAt(*canvas, view->stripPlace(i).center());
      static const QRegularExpression form("^Sample (\\d+), label (\\d+)\nrelative error ([\\d.]+)$");
      const QRegularExpressionMatch match = form.match(text);
      QVERIFY2(match.hasMatch(), qPrintable(text));
      const auto row = static_cast<std::size_t>(strip[static_cast<std::size_t>(i)]);
      QCOMPARE(match.captured(1).toInt(), static_cast<int>(row));
      QCOMPARE(match.captured(2).toInt(), data->labels[row]);
      // Three significant digits.
      QVERIFY2(std::abs(match.captured(3).toDouble() - errors[row]) <= 0.0055 * errors[row],
               qPrintable(text));
    }
  }

  void factorsOfOtherDataAreSaidSo() {
    const DatasetPtr data = barData(20), other = barData(31);
    const auto view = shown(frameOf(data, randomSnapshot(*other, {5}, 1, 3), 1, Model::Hals));
    QVERIFY(view->strip().empty());
    view->choose(ReconstructionView::Choice::Worst);  // nothing to compare, nothing to crash on
    QVERIFY(!view->grab().isNull());
  }

  void hiddenViewDoesNoWork() {
    const DatasetPtr data = barData(20);
    ReconstructionView view;
    for (int i = 0; i < 3; ++i)
      view.setFrame(frameOf(data, randomSnapshot(*data, {5}, i, 3), 1, Model::Hals));
    QTest::qWait(30);
    QCOMPARE(view.preparations(), 0);
  }

  void everyControlIsNamed() {
    ReconstructionView view;
    checkControls(view);
  }

  void figureIsPaintedWithoutAWindow_data() { deviceRows(); }
  void figureIsPaintedWithoutAWindow() {
    QFETCH(QString, device);
    auto data = std::make_shared<Dataset>(*barData(40));
    data->clean = std::make_shared<Matrix>(0.5f * data->A);
    ReconstructionView view;
    view.setFrame(frameOf(data, randomSnapshot(*data, {10, 6}, 1, 1)));
    checkFigure(view, device);
  }
};

QTEST_MAIN(TestReconstructionView)
#include "tst_reconstruction_view.moc"
