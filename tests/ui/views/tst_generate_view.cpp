#include <Eigen/Eigenvalues>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/views/generate_view.h"
#include "ui/views/sample_picture.h"
#include "ui/views/weight_panel.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

namespace {

double correlationOf(const Matrix& codes, int a, int b) {
  const VectorD x = codes.col(a).cast<double>().array() - codes.col(a).cast<double>().mean();
  const VectorD y = codes.col(b).cast<double>().array() - codes.col(b).cast<double>().mean();
  return x.dot(y) / std::sqrt(x.squaredNorm() * y.squaredNorm());
}

/// Codes whose second component follows the first, and whose third is mostly zero.
Matrix correlatedCodes(int m) {
  Matrix codes = uniform(m, 3, 5);
  codes.col(1) = 0.9f * codes.col(0) + 0.1f * codes.col(1);
  codes.col(2) = (codes.col(2).array() > 0.7f).select(codes.col(2), 0.0f);
  return codes;
}

/// Whether `code` is the one expected, but for the 200 steps that a slider has up to the largest of `codes`.
bool isNear(const Eigen::VectorXf& code, const Eigen::RowVectorXf& expected, const Matrix& codes) {
  const Eigen::RowVectorXf step = codes.colwise().maxCoeff() / 200.0f;
  return code.size() == step.size() &&
         ((code.transpose() - expected).cwiseAbs().array() <= step.array()).all();
}

}  // namespace

class TestGenerateView : public QObject {
  Q_OBJECT

  std::unique_ptr<GenerateView> shown(const RunFrame& frame) {
    auto view = std::make_unique<GenerateView>();
    view->resize(640, 600);
    view->setFrame(frame);
    view->show();
    (void)QTest::qWaitForWindowExposed(view.get());
    (void)QTest::qWaitFor([&] { return view->currentCode().size() > 0; });
    return view;
  }

 private slots:
  void init() { failOnWarnings(); }

  void normalQuantileIsExact_data() {
    QTest::addColumn<double>("p");
    QTest::addColumn<double>("z");
    QTest::newRow("median") << 0.5 << 0.0;
    QTest::newRow("97.5 %") << 0.975 << 1.959963984540054;
    QTest::newRow("0.1 %") << 0.001 << -3.090232306167813;
    QTest::newRow("1e-10") << 1e-10 << -6.361340902404056;
  }
  void normalQuantileIsExact() {
    QFETCH(double, p);
    QFETCH(double, z);
    QVERIFY(std::abs(normalQuantile(p) - z) < 1e-9);
    QVERIFY(std::abs(normalDistribution(normalQuantile(p)) - p) < 1e-12);
  }

  void drawnCodesHaveTheMarginals_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("independent") << int(CodeDistribution::Kind::Independent);
    QTest::newRow("copula") << int(CodeDistribution::Kind::GaussianCopula);
  }
  void drawnCodesHaveTheMarginals() {
    QFETCH(int, kind);
    const Matrix codes = correlatedCodes(800);
    const Matrix drawn = CodeDistribution(codes, CodeDistribution::Kind(kind)).sample(4000, 3);
    for (int k = 0; k < 3; ++k) {
      QVERIFY(drawn.col(k).minCoeff() >= codes.col(k).minCoeff());
      QVERIFY(drawn.col(k).maxCoeff() <= codes.col(k).maxCoeff());
      // 4,000 draws of values in [0, 1]: a standard error of the mean below 0.006.
      QVERIFY(std::abs(drawn.col(k).mean() - codes.col(k).mean()) < 0.025);
    }
    const double zeros = (codes.col(2).array() == 0).cast<double>().mean();
    QVERIFY(std::abs((drawn.col(2).array() == 0).cast<double>().mean() - zeros) < 0.035);
  }

  void copulaKeepsWhatGoesTogether() {
    const Matrix codes = correlatedCodes(800);
    const CodeDistribution copula(codes, CodeDistribution::Kind::GaussianCopula);
    QVERIFY(std::abs(correlationOf(copula.sample(4000, 1), 0, 1) - correlationOf(codes, 0, 1)) < 0.03);
    QVERIFY(std::abs(correlationOf(copula.sample(4000, 1), 0, 2)) < 0.08);
    const CodeDistribution independent(codes, CodeDistribution::Kind::Independent);
    QVERIFY(std::abs(correlationOf(independent.sample(4000, 1), 0, 1)) < 0.08);
    QCOMPARE(independent.correlation(), MatrixD(MatrixD::Identity(3, 3)));
  }

  void degenerateCodesAreFitted_data() {
    QTest::addColumn<int>("m");
    QTest::newRow("one image") << 1;
    QTest::newRow("fewer images than components") << 4;
    QTest::newRow("more") << 40;
  }
  void degenerateCodesAreFitted() {
    QFETCH(int, m);
    Matrix codes = uniform(m, 8, 2);
    codes.col(3).setZero();
    codes.col(4) = codes.col(5);
    const CodeDistribution copula(codes, CodeDistribution::Kind::GaussianCopula);
    const Matrix drawn = copula.sample(50, 9);
    QVERIFY(drawn.allFinite());
    QVERIFY(drawn.col(3).isZero());
    if (m > 8) QVERIFY((drawn.col(4) - drawn.col(5)).cwiseAbs().maxCoeff() < 0.1f);
    const Eigen::SelfAdjointEigenSolver<MatrixD> solver(copula.correlation());
    QVERIFY(solver.eigenvalues().minCoeff() > 0);
  }

  void sameSeedSameCodes() {
    const CodeDistribution copula(correlatedCodes(100), CodeDistribution::Kind::GaussianCopula);
    QCOMPARE(copula.sample(5, 7), copula.sample(5, 7));
    QVERIFY(copula.sample(5, 7) != copula.sample(5, 8));
  }

  void codeBookHoldsTheCodesOfAllImages() {
    const DatasetPtr data = barData(5000);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 6, 4}, 1, 1);
    const std::optional<CodeBook> book = makeCodeBook(data, snapshot);
    QVERIFY(book.has_value());
    for (int row : {0, 1, 2047, 2048, 4999}) {
      QVERIFY((book->codes.row(row).transpose() - sampleCode(snapshot->factors, row)).norm() < 1e-5f);
    }
    QVERIFY((book->largest - book->codes.colwise().maxCoeff().transpose()).isZero());
    const Matrix ones = codesOfLabel(*book, 1);
    QCOMPARE(ones.rows(), 1667);
    QCOMPARE(Matrix(ones.row(0)), Matrix(book->codes.row(1)));
    QVERIFY(!makeCodeBook(data, snapshot, [] { return true; }).has_value());
  }

  void slidersComposeAndStartFromASample() {
    const DatasetPtr data = barData(40);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 1, 1);
    const auto view = shown(frameOf(data, snapshot));
    auto* panel = view->findChild<WeightPanel*>("weightPanel");
    QCOMPARE(panel->count(), 5);
    const Matrix codes = leftProduct(snapshot->factors);
    QVERIFY(isNear(view->currentCode(), codes.row(0), codes));
    view->findChild<QSpinBox*>("composeSample")->setValue(17);
    QVERIFY(isNear(view->currentCode(), codes.row(17), codes));
    QTest::mouseClick(view->findChild<QToolButton*>("composeMean"), Qt::LeftButton);
    QVERIFY(isNear(view->currentCode(), codes.colwise().mean(), codes));
    QTest::mouseClick(view->findChild<QToolButton*>("composeClear"), Qt::LeftButton);
    QVERIFY(view->currentCode().isZero());
    const QImage dark = view->grab().toImage();
    QTest::keyClick(view->findChild<QSlider*>("weight3"), Qt::Key_End);
    QCOMPARE(view->currentCode()[2], codes.col(2).maxCoeff());
    QVERIFY(view->grab().toImage() != dark);
  }

  void theFactorsSufficeWithoutTheirData() {
    const DatasetPtr data = barData(40);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 1, 1);
    RunFrame frame = frameOf(data, snapshot);
    frame.data = nullptr;
    frame.shape = data->shape;
    const auto view = shown(frame);
    const Matrix codes = leftProduct(snapshot->factors);
    auto* sample = view->findChild<QSpinBox*>("composeSample");
    auto* label = view->findChild<QComboBox*>("drawLabel");
    QCOMPARE(sample->maximum(), 39);
    sample->setValue(17);
    QVERIFY(isNear(view->currentCode(), codes.row(17), codes));
    for (const GenerateView::Mode mode :
         {GenerateView::Mode::Compose, GenerateView::Mode::Sample, GenerateView::Mode::Morph}) {
      view->setMode(mode);
      QTRY_VERIFY(mode != GenerateView::Mode::Sample || view->samples().rows() > 0);
      checkFigure(*view, "png");
      QVERIFY(colorCount(view->grab().toImage()) > 30);
    }
    QVERIFY(label->isHidden());
    // It may be there later.
    frame.data = data;
    view->setFrame(frame);
    QTRY_VERIFY(!label->isHidden());
    view->setMode(GenerateView::Mode::Compose);
    QTRY_VERIFY(isNear(view->currentCode(), codes.row(0), codes) ||
                isNear(view->currentCode(), codes.row(17), codes));
  }

  void untouchedWeightsAreExact() {
    const DatasetPtr data = barData(40);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 1, 1);
    const auto view = shown(frameOf(data, snapshot));
    view->findChild<QSpinBox*>("composeSample")->setValue(17);
    const auto away = [&](int component) {
      return std::abs(view->currentCode()[component] - sampleCode(snapshot->factors, 17)[component]);
    };
    for (int k = 0; k < 5; ++k) QVERIFY2(away(k) < 1e-5f, qPrintable(QString::number(away(k))));
    auto* slider = view->findChild<QSlider*>("weight3");
    QTest::keyClick(slider, slider->value() > 0 ? Qt::Key_Left : Qt::Key_Right);
    QVERIFY2(away(2) > 1e-4f, qPrintable(QString::number(away(2))));
    QVERIFY(away(3) < 1e-5f);
  }

  void sampleIsComposedAgainAndSaysWhenItWasChanged() {
    const DatasetPtr data = barData(40);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 1, 1);
    const auto view = shown(frameOf(data, snapshot));
    view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(view.get()));
    auto* box = view->findChild<QSpinBox*>("composeSample");
    auto* origin = view->findChild<QLabel*>("composeOrigin");
    auto* clear = view->findChild<QToolButton*>("composeClear");
    auto* slider = view->findChild<QSlider*>("weight2");
    const Matrix codes = leftProduct(snapshot->factors);
    QCOMPARE(origin->text(), QString("from sample"));
    box->setFocus();
    QTRY_VERIFY(box->hasFocus());

    QTest::mouseClick(clear, Qt::LeftButton);
    QVERIFY(view->currentCode().isZero());
    QCOMPARE(origin->text(), QString("changed from"));
    QVERIFY(!box->accessibleDescription().isEmpty());
    QTest::keyClick(box, Qt::Key_Return);  // sample 0 is still in the box
    QVERIFY(isNear(view->currentCode(), codes.row(0), codes));
    QCOMPARE(origin->text(), QString("from sample"));
    QVERIFY(box->accessibleDescription().isEmpty());

    // The focus that leaves the box composes nothing.
    QTest::mouseClick(clear, Qt::LeftButton);
    slider->setFocus();
    QTRY_VERIFY(!box->hasFocus());
    QVERIFY(view->currentCode().isZero());

    box->setFocus();
    QTRY_VERIFY(box->hasFocus());
    box->selectAll();
    QTest::keyClicks(box, "17");
    QTest::keyClick(box, Qt::Key_Return);
    QVERIFY(isNear(view->currentCode(), codes.row(17), codes));
    QCOMPARE(origin->text(), QString("from sample"));
    const bool full = slider->value() == slider->maximum();
    QTest::keyClick(slider, full ? Qt::Key_Left : Qt::Key_Right);
    QCOMPARE(origin->text(), QString("changed from"));
    QTest::keyClick(slider, full ? Qt::Key_Right : Qt::Key_Left);
    QCOMPARE(origin->text(), QString("from sample"));
  }

  void runThatBeganWhileHiddenStartsFromTheSample() {
    const DatasetPtr data = barData(40);
    const SnapshotPtr first = randomSnapshot(*data, {8, 5}, 1, 1),
                      second = randomSnapshot(*data, {8, 5}, 1, 9);
    const Matrix before = leftProduct(first->factors), after = leftProduct(second->factors);
    const auto view = shown(frameOf(data, first, 1));
    QSpinBox* box = view->findChild<QSpinBox*>("composeSample");
    for (int i = 0; i < 3; ++i) QTest::keyClick(box, Qt::Key_Up);
    QVERIFY(isNear(view->currentCode(), before.row(3), before));
    view->hide();
    view->setFrame(frameOf(data, second, 2));
    view->show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    QCOMPARE(box->value(), 3);
    QVERIFY(!isNear(before.row(3).transpose(), after.row(3), after));
    QTRY_VERIFY(isNear(view->currentCode(), after.row(3), after));
    // A later epoch of the same run leaves the sliders where they are.
    QTest::mouseClick(view->findChild<QToolButton*>("composeClear"), Qt::LeftButton);
    view->hide();
    view->setFrame(frameOf(data, randomSnapshot(*data, {8, 5}, 2, 4), 2));
    view->show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get()));
    QTest::qWait(30);
    QVERIFY(view->currentCode().isZero());
  }

  void dataMayComeAfterTheFactors() {
    const DatasetPtr data = barData(40);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 1, 1);
    const auto view = shown(frameOf(nullptr, snapshot));
    QVERIFY(view->mode() == GenerateView::Mode::Compose);
    view->setFrame(frameOf(data, snapshot));
    QTRY_COMPARE(view->currentCode().size(), 5);
    QTRY_VERIFY(!view->currentCode().isZero());
    QVERIFY(view->findChild<QSlider*>("weight0") || !view->findChildren<QSlider*>().isEmpty());
  }

  void drawingIsInTheBackgroundAndPerLabel() {
    const DatasetPtr data = barData(300);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {8, 5}, 1, 1)));
    QSignalSpy spy(view.get(), &GenerateView::generated);
    QTest::keyClick(view->findChild<QComboBox*>("generateMode"), Qt::Key_Down);
    QVERIFY(view->mode() == GenerateView::Mode::Sample);
    QTRY_COMPARE(spy.count(), 1);
    const Matrix first = view->samples();
    QVERIFY(first.rows() >= 20);
    QTest::mouseClick(view->findChild<QToolButton*>("drawAgain"), Qt::LeftButton);
    QTRY_COMPARE(spy.count(), 2);
    const Matrix second = view->samples();
    QVERIFY(second != first);
    auto* labels = view->findChild<QComboBox*>("drawLabel");
    QCOMPARE(labels->count(), 4);
    QTest::keyClick(labels, Qt::Key_End);
    QTRY_COMPARE(spy.count(), 3);
    QVERIFY(view->samples() != second);
    QTest::keyClick(view->findChild<QComboBox*>("drawDistribution"), Qt::Key_Down);
    QTRY_COMPARE(spy.count(), 4);
  }

  void theDistributionsAreNamed() {
    const auto view = shown(frameOf(barData(60), randomSnapshot(*barData(60), {8, 5}, 1, 1)));
    QTest::keyClick(view->findChild<QComboBox*>("generateMode"), Qt::Key_Down);
    auto* distribution = view->findChild<QComboBox*>("drawDistribution");
    QVERIFY(distribution->isVisible());
    QCOMPARE(distribution->currentText(), QStringLiteral("Gaussian copula"));
    QTest::keyClick(distribution, Qt::Key_Down);
    QCOMPARE(distribution->currentText(), QStringLiteral("Independent marginals"));
  }

  void aLabelsSamplesAreOfItsCodes() {
    const DatasetPtr data = barData(300);
    auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(*data, {3}, 1, 1));
    // Images of a label consist of one component each.
    for (Eigen::Index i = 0; i < data->A.rows(); ++i)
      for (Eigen::Index k = 0; k < 3; ++k)
        if (k != data->labels[static_cast<std::size_t>(i)]) snapshot->factors.W[0](i, k) = 0;
    const auto view = shown(frameOf(data, snapshot, 1, Model::Multiplicative));
    QSignalSpy spy(view.get(), &GenerateView::generated);
    QTest::keyClick(view->findChild<QComboBox*>("generateMode"), Qt::Key_Down);
    QTRY_COMPARE(spy.count(), 1);
    for (int k = 0; k < 3; ++k) QVERIFY(view->samples().col(k).maxCoeff() > 0);
    auto* labels = view->findChild<QComboBox*>("drawLabel");
    for (int label = 0; label < 3; ++label) {
      QTest::keyClick(labels, Qt::Key_Down);
      QTRY_COMPARE(spy.count(), 2 + label);
      QCOMPARE(labels->currentData().toInt(), label);
      for (int k = 0; k < 3; ++k) {
        const float most = view->samples().col(k).maxCoeff();
        QVERIFY2((most > 0) == (k == label),
                 qPrintable(QStringLiteral("%1 %2 %3").arg(label).arg(k).arg(most)));
      }
    }
  }

  void morphGoesFromOneToTheOther() {
    const DatasetPtr data = barData(40);
    const SnapshotPtr snapshot = randomSnapshot(*data, {8, 5}, 1, 1);
    const auto view = shown(frameOf(data, snapshot));
    view->setMode(GenerateView::Mode::Morph);
    view->findChild<QSpinBox*>("morphFrom")->setValue(3);
    view->findChild<QSpinBox*>("morphTo")->setValue(9);
    auto* slider = view->findChild<QSlider*>("morphShare");
    const Matrix codes = leftProduct(snapshot->factors);
    QTest::keyClick(slider, Qt::Key_Home);
    QVERIFY((view->currentCode() - codes.row(3).transpose()).norm() < 1e-5f);
    QTest::keyClick(slider, Qt::Key_End);
    QVERIFY((view->currentCode() - codes.row(9).transpose()).norm() < 1e-5f);
    slider->setValue(50);
    QVERIFY((view->currentCode() - 0.5f * (codes.row(3) + codes.row(9)).transpose()).norm() < 1e-5f);
  }

  void hiddenViewDoesNoWork() {
    const DatasetPtr data = barData(40);
    GenerateView view;
    QSignalSpy spy(&view, &GenerateView::generated);
    view.setFrame(frameOf(data, randomSnapshot(*data, {8, 5}, 1, 1)));
    QTest::qWait(30);
    QCOMPARE(spy.count() + view.preparations(), 0);
  }

  void otherFactorsAndOlderRunsAreKeptOut() {
    const DatasetPtr data = barData(40), other = barData(7);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {8, 5}, 1, 1), 3));
    view->setFrame(frameOf(other, randomSnapshot(*data, {8, 5}, 1, 1), 4));  // does not fit
    QVERIFY(!view->grab().isNull());
    QCOMPARE(view->currentCode().size(), 0);
    view->setFrame(frameOf(data, randomSnapshot(*data, {8, 6}, 2, 1), 5));
    QVERIFY(!view->grab().isNull());
    QCOMPARE(view->currentCode().size(), 6);
  }

  void everyControlIsNamed() {
    const DatasetPtr data = barData(40);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {8, 5}, 1, 1)));
    checkControls(*view);
  }

  void figuresArePaintedWithoutAWindow_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<int>("mode");
    for (const QString& device : {QString("png"), QString("svg"), QString("pdf")}) {
      for (int mode = 0; mode < 3; ++mode) QTest::addRow("%s %d", qPrintable(device), mode) << device << mode;
    }
  }
  void figuresArePaintedWithoutAWindow() {
    QFETCH(QString, device);
    QFETCH(int, mode);
    const DatasetPtr data = barData(40);
    GenerateView view;
    view.setFrame(frameOf(data, randomSnapshot(*data, {8, 5}, 1, 1)));
    view.setMode(GenerateView::Mode(mode));
    checkFigure(view, device);
  }
};

QTEST_MAIN(TestGenerateView)
#include "tst_generate_view.moc"
