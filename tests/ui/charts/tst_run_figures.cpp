#include <QFileInfo>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <algorithm>
#include <cmath>

#include "core/data/dataset.h"
#include "core/errors.h"
#include "core/model/initialise.h"
#include "synthetic_run.h"
#include "ui/charts/curves_figure.h"
#include "ui/figures/export_figure.h"
#include "ui/figures/run_figures.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

/// A run of made-up records on made-up images of 8 x 8 pixels, with factors of ranks 6,4.
RunResult madeUpRun() {
  RunResult run;
  auto data = std::make_shared<Dataset>();
  data->name = "made-up";
  data->shape = {8, 8, 1};
  data->A = Matrix::Random(30, 64).cwiseAbs();
  run.data = data;
  run.experiment.model.ranks = {6, 4};
  for (std::int64_t epoch = 0; epoch <= 300; ++epoch) run.history.append(syntheticRecord(epoch, 4));
  auto first = std::make_shared<Snapshot>();
  first->factors = initialise(run.experiment.model, data->A);
  auto last = std::make_shared<Snapshot>(*first);
  last->epoch = 300;
  run.snapshots = {first, last};
  run.final = last;
  run.plateaus = {{100, 250, std::nullopt, 4.8, 0.59}};
  return run;
}

QStringList namesOf(const std::vector<std::filesystem::path>& paths) {
  QStringList names;
  for (const auto& path : paths) names << QString::fromStdString(path.filename().string());
  names.sort();
  return names;
}

const QStringList kCurves{QStringLiteral("curves"), QStringLiteral("effective_rank"), QStringLiteral("error"),
                          QStringLiteral("nuclear_rank"), QStringLiteral("singular_values")};
const QStringList kPictures{QStringLiteral("factors"), QStringLiteral("reconstructions"),
                            QStringLiteral("signatures"), QStringLiteral("signatures_over_time")};

QStringList withExtension(const QStringList& names, const QString& extension) {
  QStringList files;
  for (const QString& name : names) files << name + QLatin1Char('.') + extension;
  files.sort();
  return files;
}

constexpr double kLegible = 6;  // points

struct SvgText {
  QSizeF page;
  int count = 0;  ///< pieces of text
  double smallest = 1e9;
};

/// The type in an SVG file, whose unit is a point.
SvgText textOf(const QString& path) {
  QFile file(path);
  SvgText result;
  double scale = 1;  // of the group that the text is in
  if (!file.open(QIODevice::ReadOnly)) return result;
  QXmlStreamReader xml(&file);
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    const QXmlStreamAttributes attributes = xml.attributes();
    if (xml.name() == QLatin1String("svg")) {
      const QStringList box = attributes.value("viewBox").toString().split(' ');
      result.page = {box[2].toDouble(), box[3].toDouble()};
    }
    if (xml.name() == QLatin1String("g") && attributes.hasAttribute("transform")) {
      static const QRegularExpression matrix(QStringLiteral("matrix\\(([^,]+),([^,]+),"));
      const QRegularExpressionMatch found = matrix.match(attributes.value("transform").toString());
      scale = std::hypot(found.captured(1).toDouble(), found.captured(2).toDouble());
    }
    if (xml.name() != QLatin1String("text")) continue;
    ++result.count;
    result.smallest = std::min(result.smallest, scale * attributes.value("font-size").toDouble());
  }
  return result;
}

}  // namespace

class TestRunFigures : public QObject {
  Q_OBJECT
 private slots:
  void everyFigureIsWritten_data() {
    QTest::addColumn<QString>("format");
    for (const char* format : {"png", "svg", "pdf"}) QTest::newRow(format) << QString::fromLatin1(format);
  }

  void everyFigureIsWritten() {
    QFETCH(QString, format);
    QTemporaryDir folder;
    const std::filesystem::path figures = folder.filePath(QStringLiteral("figures")).toStdString();
    const auto written = writeRunFigures(madeUpRun(), figures, {format.toStdString()});
    QCOMPARE(namesOf(written), withExtension(kCurves + kPictures, format));
    for (const auto& path : written)
      QVERIFY2(QFileInfo(QString::fromStdString(path.string())).size() > 1000, path.c_str());
    if (format != QLatin1String("png")) return;
    const QImage curves(QString::fromStdString((figures / "curves.png").string()));
    QCOMPARE(curves.width(), qRound(std::ceil(kPageWidth) * 4));
    QCOMPARE(qRound(curves.dotsPerMeterX() * 0.0254), 288);
    QSet<QRgb> colours;
    for (int x = 0; x < curves.width(); ++x) colours.insert(curves.pixel(x, curves.height() / 4));
    QVERIFY(colours.size() > 5);
  }

  /// At its size in print no type is smaller than journals allow.
  void allTypeIsLegibleInAPaper() {
    QTemporaryDir folder;
    const auto written = writeRunFigures(madeUpRun(), folder.path().toStdString(), {"svg"});
    for (const auto& path : written) {
      const SvgText text = textOf(QString::fromStdString(path.string()));
      const QString name = QString::fromStdString(path.filename().string());
      const bool wide = name.startsWith("curves") || name.startsWith("factors") ||
                        name.contains("over_time") || name.startsWith("reconstructions");
      QCOMPARE(text.page.width(), std::ceil(wide ? kPageWidth : kColumnWidth));
      QVERIFY2(text.count > 3, qPrintable(name));
      QVERIFY2(text.smallest >= kLegible, qPrintable(QString("%1: %2 points").arg(name).arg(text.smallest)));
    }
  }

  void withoutTheDataAllButReconstructionsRemain() {
    QTemporaryDir folder;
    RunResult run = madeUpRun();
    run.data.reset();
    const auto written = writeRunFigures(run, folder.path().toStdString(), {"png"});
    QCOMPARE(namesOf(written),
             withExtension(kCurves + QStringList{QStringLiteral("factors"), QStringLiteral("signatures"),
                                                 QStringLiteral("signatures_over_time")},
                           QStringLiteral("png")));
  }

  void noFormatWritesNothing() {
    QTemporaryDir folder;
    const std::filesystem::path figures = folder.filePath(QStringLiteral("figures")).toStdString();
    QVERIFY(writeRunFigures(madeUpRun(), figures, {}).empty());
    QVERIFY(!std::filesystem::exists(figures));
  }

  void anUnknownFormatIsNamed() {
    QTemporaryDir folder;
    try {
      writeRunFigures(madeUpRun(), folder.path().toStdString(), {"png", "gif"});
      QFAIL("no error");
    } catch (const InputError& error) {
      QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("gif")));
    }
    QVERIFY(std::filesystem::is_empty(folder.path().toStdString()));
  }

  void aFolderThatCannotBeMadeIsNamed() {
    QTemporaryDir folder;
    QFile blocker(folder.filePath(QStringLiteral("file")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    try {
      writeRunFigures(madeUpRun(), (blocker.fileName() + QStringLiteral("/below")).toStdString(), {"png"});
      QFAIL("no error");
    } catch (const EnvironmentError& error) {
      QVERIFY(QString::fromUtf8(error.what()).contains(blocker.fileName()));
    }
  }

  void theReferencesOfTheDataAreDrawn() {
    const RunResult run = madeUpRun();
    const auto spectrum = std::make_shared<const DataSpectrum>(computeDataSpectrum(run.data->A));
    const auto charts = chartsOf({curvesOf(run, spectrum)});
    QCOMPARE(charts.size(), std::size_t{4});
    const auto floors = charts[0]->model().references();
    QCOMPARE(floors.size(), std::size_t{2});
    QCOMPARE(floors[1].value, spectrum->floorOfRank(4));
    QCOMPARE(charts[0]->epochRange().upper, 300.0);
  }
};

QTEST_MAIN(TestRunFigures)
#include "tst_run_figures.moc"
