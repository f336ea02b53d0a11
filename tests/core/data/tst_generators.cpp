#include <QtTest>
#include <map>
#include <set>

#include "core/data/dataset_request.h"
#include "core/data/planted.h"
#include "core/data/random_stream.h"
#include "core/data/strokes.h"
#include "tests/core/data/bad_input.h"

using namespace nmf;

namespace {

Dataset load(const std::string& name, std::optional<RowRange> rows = {}, Split split = Split::Train) {
  DatasetRequest request;
  request.dataset = name;
  request.rows = rows;
  request.split = split;
  return loadDataset(request);
}

// By Gaussian elimination with complete pivoting: pivots below 1e-6 of the first are rounding.
int numericalRank(const Matrix& A) {
  MatrixD rest = A.cast<double>();
  double first = 0;
  for (int rank = 0; rank < std::min(rest.rows(), rest.cols()); ++rank) {
    Eigen::Index row = 0, column = 0;
    const double pivot = rest.cwiseAbs().maxCoeff(&row, &column);
    if (rank == 0) first = pivot;
    if (pivot <= 1e-6 * first) return rank;
    const Eigen::RowVectorXd pivotRow = rest.row(row);
    const Eigen::VectorXd factors = rest.col(column) / pivotRow(column);
    rest -= factors * pivotRow;
  }
  return int(std::min(rest.rows(), rest.cols()));
}

}  // namespace

class TestGenerators : public QObject {
  Q_OBJECT

 private slots:
  void randomNumbersAreTheSameEverywhere();
  void randomNumbersFillTheirRange();
  void everyGeneratorIsTheSameEveryTime_data();
  void everyGeneratorIsTheSameEveryTime();
  void strokesHaveEveryDigitOnceInTen();
  void strokesLookLikePenStrokes();
  void strokesDifferWithinADigitLessThanBetweenDigits();
  void strokesSplitsDiffer();
  void swimmerIsMadeOfSeventeenParts();
  void plantedHasTheRankThatWasPlanted();
  void splitsThatAreNotThereAreRefused();
};

void TestGenerators::randomNumbersAreTheSameEverywhere() {
  RandomStream random(42);
  // From an independent implementation of splitmix64 and xoshiro256**.
  QCOMPARE(random.next(), std::uint64_t{0x15780b2e0c2ec716});
  QCOMPARE(random.next(), std::uint64_t{0x6104d9866d113a7e});
}

void TestGenerators::randomNumbersFillTheirRange() {
  RandomStream random(1);
  double sum = 0, squares = 0;
  constexpr int draws = 200'000;
  for (int i = 0; i < draws; ++i) {
    const double uniform = random.uniform();
    QVERIFY(uniform >= 0 && uniform < 1);
    QVERIFY(random.below(7) < 7);
    const double normal = random.normal();
    sum += normal;
    squares += normal * normal;
  }
  // Six standard errors of the mean and of the variance.
  QVERIFY(std::abs(sum / draws) < 6 / std::sqrt(draws));
  QVERIFY(std::abs(squares / draws - 1) < 6 * std::sqrt(2.0 / draws));
}

void TestGenerators::everyGeneratorIsTheSameEveryTime_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("expected");
  QTest::newRow("strokes") << "strokes"
                           << "42757fdb0e5c1d151ae3306243cd30b5838a3bf1";
  QTest::newRow("swimmer") << "swimmer"
                           << "9fb593212d13991ca0648c32234b63977fa750e6";
  QTest::newRow("planted") << "planted"
                           << "0296bebf8b421821377c47a02a9986a79d52aeb9";
}

void TestGenerators::everyGeneratorIsTheSameEveryTime() {
  QFETCH(QString, name);
  QFETCH(QString, expected);
  const Dataset first = load(name.toStdString()), second = load(name.toStdString());
  QCOMPARE(QString::fromStdString(checksum(first)), expected);
  QCOMPARE(checksum(second), checksum(first));
  QVERIFY(first.A.minCoeff() >= 0);
  QCOMPARE(first.A.maxCoeff(), 1.0F);
  QCOMPARE(first.A.cols(), first.shape.pixels());
}

void TestGenerators::strokesHaveEveryDigitOnceInTen() {
  const Dataset strokes = load("strokes", RowRange{0, 10'000});
  QCOMPARE(strokes.A.rows(), 10'000);
  QCOMPARE(strokes.shape, (ImageShape{28, 28, 1}));
  bool shuffled = false;
  for (std::size_t begin = 0; begin < strokes.labels.size(); begin += 10) {
    const auto from = strokes.labels.begin() + std::ptrdiff_t(begin);
    QCOMPARE(std::set<int>(from, from + 10), (std::set<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    shuffled = shuffled || !std::is_sorted(from, from + 10);
  }
  QVERIFY(shuffled);
}

void TestGenerators::strokesLookLikePenStrokes() {
  const Dataset strokes = load("strokes");
  for (Eigen::Index i = 0; i < strokes.A.rows(); ++i) {
    const auto row = strokes.A.row(i).array();
    // Mostly black, with white inside and gray edges, as MNIST's digits: a fifth of the pixels or so are
    // inked.
    const Eigen::Index inked = (row > 0).count();
    QVERIFY2(inked > 30 && inked < 400, qPrintable(QString::number(i)));
    QVERIFY2((row > 0.9F).count() > 5, qPrintable(QString::number(i)));
    QVERIFY2((row > 0.1F && row < 0.9F).count() > 5, qPrintable(QString::number(i)));
    QVERIFY2(row(0) == 0 && row(27) == 0 && row(27 * 28) == 0 && row(783) == 0,
             qPrintable(QString::number(i)));
  }
  const double share = double((strokes.A.array() > 0).count()) / double(strokes.A.size());
  QVERIFY2(share > 0.1 && share < 0.3, qPrintable(QString::number(share)));
}

void TestGenerators::strokesDifferWithinADigitLessThanBetweenDigits() {
  const Dataset train = load("strokes"), test = load("strokes", RowRange{0, 500}, Split::Test);
  Matrix means = Matrix::Zero(10, train.A.cols());
  for (Eigen::Index i = 0; i < train.A.rows(); ++i) means.row(train.labels[std::size_t(i)]) += train.A.row(i);
  means /= float(train.A.rows()) / 10;
  int right = 0;
  for (Eigen::Index i = 0; i < test.A.rows(); ++i) {
    Eigen::Index nearest = 0;
    (means.rowwise() - test.A.row(i)).rowwise().squaredNorm().minCoeff(&nearest);
    right += nearest == test.labels[std::size_t(i)];
  }
  // The nearest mean digit names 82 of 100 MNIST digits; these must not be much harder, nor trivial.
  QVERIFY2(right > 350 && right < 500, qPrintable(QString::number(right)));
  // No image twice.
  for (Eigen::Index i = 1; i < train.A.rows(); ++i) QVERIFY(train.A.row(i) != train.A.row(i - 1));
}

void TestGenerators::strokesSplitsDiffer() {
  const RowRange rows{0, 100};
  const Dataset train = load("strokes", rows), test = load("strokes", rows, Split::Test);
  QVERIFY(train.A != test.A);
  QCOMPARE(load("strokes", RowRange{0, 2000}, Split::Validation).A.rows(), 2000);
}

void TestGenerators::swimmerIsMadeOfSeventeenParts() {
  const Dataset swimmer = load("swimmer");
  QCOMPARE(swimmer.A.rows(), 256);
  QCOMPARE(swimmer.shape, (ImageShape{32, 32, 1}));
  QVERIFY(swimmer.labels.empty());
  QVERIFY((swimmer.A.array() == 0 || swimmer.A.array() == 1).all());
  // Pixels that go on and off together make one part: a torso of 12 that is always there, 16 limbs of 6.
  std::map<std::vector<float>, int> parts;
  for (Eigen::Index pixel = 0; pixel < swimmer.A.cols(); ++pixel) {
    const Eigen::VectorXf column = swimmer.A.col(pixel);
    if (column.any()) ++parts[{column.begin(), column.end()}];
  }
  QCOMPARE(parts.size(), std::size_t{17});
  for (const auto& [images, pixels] : parts) {
    const auto on = std::count(images.begin(), images.end(), 1.0F);
    QVERIFY((on == 256 && pixels == 12) || (on == 64 && pixels == 6));
  }
  // Each limb is in exactly one of its positions, which ties four sums of parts to the torso.
  QCOMPARE(numericalRank(swimmer.A), 13);
  const Eigen::VectorXf inked = swimmer.A.rowwise().sum();
  QVERIFY((inked.array() == 12 + 4 * 6).all());
}

void TestGenerators::plantedHasTheRankThatWasPlanted() {
  const Dataset planted = load("planted");
  QCOMPARE(planted.A.rows(), 500);
  QCOMPARE(planted.A.cols(), 400);
  QCOMPARE(numericalRank(planted.A), plantedRank);
}

void TestGenerators::splitsThatAreNotThereAreRefused() {
  VERIFY_INPUT_ERROR(load("swimmer", {}, Split::Test), "--split test: swimmer has only the split train");
  VERIFY_INPUT_ERROR(load("planted", {}, Split::Validation), "--split val");
}

QTEST_APPLESS_MAIN(TestGenerators)
#include "tst_generators.moc"
