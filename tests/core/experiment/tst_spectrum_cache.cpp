#include <QTest>

#include "core/data/dataset_request.h"
#include "core/experiment/spectrum_cache.h"

using namespace nmf;

namespace {

Dataset planted(std::int64_t rows) {
  DatasetRequest request;
  request.dataset = "planted";
  request.rows = RowRange{0, rows};
  return loadDataset(request);
}

}  // namespace

class TestSpectrumCache : public QObject {
  Q_OBJECT

 private slots:
  void isThatOfTheData() {
    const Dataset data = planted(60);
    const auto spectrum = spectrumOf(data);
    const DataSpectrum expected = computeDataSpectrum(data.A);
    QCOMPARE(spectrum->sigma, expected.sigma);
    QCOMPARE(spectrum->eckartYoung, expected.eckartYoung);
  }

  void sameDataShareIt() {
    const auto first = spectrumOf(planted(60));
    int asked = 0;
    const auto again = spectrumOf(planted(60), [&](double) { return ++asked > 0; });
    QVERIFY(again == first);
    QCOMPARE(asked, 0);
    QVERIFY(spectrumOf(planted(61)) != first);
  }

  void givingUpKeepsNothing() {
    const Dataset data = planted(70);
    QVERIFY(!spectrumOf(data, [](double) { return false; }));
    const auto whole = spectrumOf(data, [](double) { return true; });
    QVERIFY(whole);
    QCOMPARE(whole->sigma.size(), std::size_t{70});
  }

  void theOldestAreForgotten() {
    const auto first = spectrumOf(planted(20));
    for (int rows = 21; rows < 40; ++rows) spectrumOf(planted(rows));
    QCOMPARE(first.use_count(), 1L);
    QCOMPARE(spectrumOf(planted(20))->sigma, first->sigma);
  }
};

QTEST_GUILESS_MAIN(TestSpectrumCache)
#include "tst_spectrum_cache.moc"
