#include <QtTest>

#include "core/data/csv.h"
#include "core/data/dataset_request.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"

using namespace nmf;

class TestCsv : public QObject {
  Q_OBJECT

 private slots:
  void readsPlainRows();
  void readsEveryLayout_data();
  void readsEveryLayout();
  void findsTheLabelColumn_data();
  void findsTheLabelColumn();
  void readsColorAsChannelFirst();
  void refuses_data();
  void refuses();
  void raggedFilesCostNoMemory();

 private:
  Dataset load(const QByteArray& content, std::optional<ImageShape> shape = {}) const {
    DatasetRequest request;
    request.dataset = files_.write("images.csv", content);
    request.imageShape = shape;
    return loadDataset(request);
  }
  TemporaryFiles files_;
};

void TestCsv::readsPlainRows() {
  const Dataset dataset = load("0,51,102,255\n255,0,0,0\n");
  QCOMPARE(dataset.shape, (ImageShape{2, 2, 1}));
  QCOMPARE(dataset.A.rows(), 2);
  QCOMPARE(dataset.A(0, 2), 0.4F);
  QCOMPARE(dataset.scaling, std::string("divided by 255"));
  QVERIFY(dataset.labels.empty());
}

void TestCsv::readsEveryLayout_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("no newline at the end") << QByteArray("0,0.5,0.25,1");
  QTest::newRow("carriage returns") << QByteArray("0,0.5,0.25,1\r\n");
  QTest::newRow("semicolons") << QByteArray("0;0.5;0.25;1\n");
  QTest::newRow("tabs") << QByteArray("0\t0.5\t0.25\t1\n");
  QTest::newRow("spaces") << QByteArray(" 0, 0.5 ,0.25, 1 \n");
  QTest::newRow("quotes") << QByteArray("\"0\",\"0.5\",\"0.25\",\"1\"\n");
  QTest::newRow("header") << QByteArray("p1,p2,p3,p4\n0,0.5,0.25,1\n");
  QTest::newRow("empty lines") << QByteArray("\n\n0,0.5,0.25,1\n\n");
  QTest::newRow("byte order mark") << QByteArray(
      "\xef\xbb\xbf"
      "0,0.5,0.25,1\n");
  QTest::newRow("exponents and signs") << QByteArray("0e5,+5e-1,2.5E-1,1.\n");
  QTest::newRow("very small") << QByteArray("1e-80,0.5,0.25,1\n");
}

void TestCsv::readsEveryLayout() {
  QFETCH(QByteArray, content);
  const Dataset dataset = load(content);
  QCOMPARE(dataset.A.rows(), 1);
  QCOMPARE(dataset.A.cols(), 4);
  QCOMPARE(dataset.A(0, 0), 0.0F);
  QCOMPARE(dataset.A(0, 1), 0.5F);
  QCOMPARE(dataset.A(0, 3), 1.0F);
}

void TestCsv::findsTheLabelColumn_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("first, named") << QByteArray("label,a,b,c,d\n3,0,1,0,1\n7,1,0,1,0\n");
  QTest::newRow("last, named") << QByteArray("a,b,c,d,Class\n0,1,0,1,3\n1,0,1,0,7\n");
  QTest::newRow("between, named") << QByteArray("a,b,\"Label\",c,d\n0,1,3,0,1\n1,0,7,1,0\n");
  QTest::newRow("first, without a header") << QByteArray("3,0,1,0,1\n7,1,0,1,0\n");
}

void TestCsv::findsTheLabelColumn() {
  QFETCH(QByteArray, content);
  const Dataset dataset = load(content);
  QCOMPARE(dataset.labels, (std::vector<int>{3, 7}));
  QCOMPARE(dataset.A.cols(), 4);
  QCOMPARE(dataset.A(0, 1), 1.0F);
  QCOMPARE(dataset.A(1, 0), 1.0F);
}

void TestCsv::readsColorAsChannelFirst() {
  const Dataset dataset = load("9,0,1,2,3,4,5\n", ImageShape{1, 2, 3});
  QCOMPARE(dataset.labels, std::vector<int>{9});
  QCOMPARE(dataset.shape, (ImageShape{1, 2, 3}));
  const std::array expected{0, 3, 1, 4, 2, 5};
  for (int i = 0; i < 6; ++i) QCOMPARE(dataset.A(0, i), float(expected[std::size_t(i)]) / 255);
}

void TestCsv::refuses_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("part");
  QTest::newRow("empty") << QByteArray() << "is empty";
  QTest::newRow("only empty lines") << QByteArray("\n\r\n\n") << "is empty";
  QTest::newRow("only a header") << QByteArray("a,b,c,d\n") << "no image after it";
  QTest::newRow("only labels") << QByteArray("label\n3\n") << "no column of pixels";
  QTest::newRow("binary") << QByteArray("0,1\0,0,1", 8) << "not text";
  QTest::newRow("a word") << QByteArray("0,1,0,1\n0,one,0,1\n") << "line 2, column 2: 'one' is not a number";
  QTest::newRow("an empty field") << QByteArray("0,1,0,1\n0,,0,1\n")
                                  << "line 2, column 2: '' is not a number";
  QTest::newRow("number and more") << QByteArray("0,1,0,1\n0,1x,0,1\n") << "'1x'";
  QTest::newRow("too few") << QByteArray("0,1,0,1\n0,1,0\n") << "line 2 has 3 columns and the first line 4";
  QTest::newRow("too many") << QByteArray("0,1,0,1\n0,1,0,1,0\n") << "line 2 has 5 columns";
  QTest::newRow("negative") << QByteArray("0,1,0,1\n0,-1,0,1\n") << "negative value in line 2, column 2";
  QTest::newRow("nan") << QByteArray("0,1,0,1\n0,nan,0,1\n") << "non-finite value in line 2";
  QTest::newRow("infinite") << QByteArray("0,1,0,1\n0,inf,0,1\n") << "non-finite";
  QTest::newRow("beyond float") << QByteArray("0,1,0,1\n0,1e60,0,1\n") << "non-finite";
  QTest::newRow("beyond double") << QByteArray("0,1,0,1\n0,1e600,0,1\n") << "non-finite";
  QTest::newRow("no square") << QByteArray("0,1,0\n") << "--image-shape is needed";
  QTest::newRow("label with a fraction")
      << QByteArray("label,a\n0.5,1\n") << "a label must be a whole number";
  QTest::newRow("negative label") << QByteArray("label,a\n-1,1\n") << "a label must be a whole number";
}

void TestCsv::refuses() {
  QFETCH(QByteArray, content);
  QFETCH(QString, part);
  VERIFY_INPUT_ERROR(load(content), part);
}

void TestCsv::raggedFilesCostNoMemory() {
  // One line of a million columns and a million of one: 4 TB if the first line were believed.
  QByteArray content("0");
  for (int i = 1; i < 1'000'000; ++i) content += ",0";
  for (int i = 0; i < 1'000'000; ++i) content += "\n1";
  const Bytes bytes(content.begin(), content.end());
  VERIFY_INPUT_ERROR(parseCsv(bytes, "ragged.csv", {}), "line 2 has 1 columns");
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
