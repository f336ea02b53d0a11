// Every figure of the window at the width of a paper's column beside that of its page: type keeps its size,
// so what stands beside each other on a page must find another place in a column.
#include <QImageReader>
#include <QTest>

#include "tests/ui/compare/comparing.h"
#include "tests/ui/figures/drawn_svg.h"
#include "tests/ui/views/bars.h"
#include "ui/figures/animation.h"
#include "ui/figures/export_figure.h"
#include "ui/views/dataset_view.h"
#include "ui/views/generate_view.h"
#include "ui/views/reconstruction_view.h"
#include "ui/views/signatures_over_time.h"
#include "ui/views/signatures_view.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

constexpr double kSmallestTile = 12;  // points

Experiment trained(const char* dataset, std::vector<int> ranks) {
  Experiment experiment = smallExperiment(300);
  experiment.data.dataset = dataset;
  experiment.model.ranks = std::move(ranks);
  return experiment;
}

}  // namespace

class TestFigureWidths : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void aColumnShowsWhatAPageShows_data();
  void aColumnShowsWhatAPageShows();
  void aLectureHallsTypeFindsRoom();
  void longNamesAreWrittenWhole();
  void aLongHeadingHasRoomInEveryFrame();

 private:
  DrawnSvg drawn(Figure& figure, double width, const Theme& theme = paperTheme());
  void check(Figure& figure, const QString& name, const Theme& theme = paperTheme());

  UiSandbox sandbox_;
  QStringList wrong_;  // what is not right so far, a line each
};

DrawnSvg TestFigureWidths::drawn(Figure& figure, double width, const Theme& theme) {
  ExportOptions options;
  options.width = width;
  options.theme = theme;
  const QString path = sandbox_.path("figure.svg");
  exportFigure(figure, path.toStdString(), FigureFormat::Svg, options);
  return DrawnSvg(path);
}

void TestFigureWidths::check(Figure& figure, const QString& name, const Theme& theme) {
  const DrawnSvg page = drawn(figure, kPageWidth, theme), column = drawn(figure, kColumnWidth, theme);
  const QString where = name + ": ";
  for (const QString& what : column.illegible()) wrong_ << where + what;
  for (const QString& what : page.illegible()) wrong_ << where + "on a page, " + what;
  for (const QString& word : page.words() - column.words()) wrong_ << where + word + " is missing";
  // A strip of samples goes on for as long as there is room.
  qsizetype least = page.pictures.size();
  if (name == "reconstruction") least = std::min<qsizetype>(least, 3 * 10);
  if (column.pictures.size() < least)
    wrong_ << where +
                  QString("%1 pictures, %2 on a page").arg(column.pictures.size()).arg(page.pictures.size());
  if (column.smallestPicture() < std::min(kSmallestTile, page.smallestPicture()))
    wrong_ << where + QString("a picture of %1 points").arg(column.smallestPicture());
}

void TestFigureWidths::aColumnShowsWhatAPageShows_data() {
  QTest::addColumn<Experiment>("experiment");
  QTest::addColumn<int>("runs");
  Experiment noisy = trained("strokes", {8, 4});
  noisy.data.noise = {NoiseKind::Gaussian, 0.2};
  Experiment layerWise = trained("strokes", {20, 10, 5});
  layerWise.model.model = Model::LayerWise;
  QTest::newRow("strokes, nothing pinned") << trained("strokes", {8, 4}) << 0;
  QTest::newRow("strokes, one run") << trained("strokes", {8, 4}) << 1;
  QTest::newRow("strokes, three runs") << trained("strokes", {8, 4}) << 3;
  QTest::newRow("swimmer") << trained("swimmer", {40, 20}) << 3;
  QTest::newRow("noise") << noisy << 1;
  QTest::newRow("layer-wise") << layerWise << 1;
}

void TestFigureWidths::aColumnShowsWhatAPageShows() {
  QFETCH(Experiment, experiment);
  QFETCH(int, runs);
  Comparing shown(experiment);
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  for (int run = 0; run < runs; ++run) {
    if (run > 0) QVERIFY(shown.runOnce());
    shown.action("actionPin")->trigger();
  }
  QTRY_VERIFY(!shown.window.session().snapshots().empty());
  wrong_.clear();
  for (PictureView* view : shown.window.findChildren<PictureView*>()) check(*view, view->figureName());
  auto* signatures = shown.window.findChild<SignaturesView*>();
  SignaturesOverTimeFigure overTime(shown.window.session().snapshots(), signatures->frame().data->shape);
  check(overTime, overTime.figureName());
  signatures->setEnlarged(1);
  check(*signatures, "one signature");
  signatures->setLayer(1);
  signatures->setEnlarged(1);
  check(*signatures, "one signature of the first layer");
  auto* generated = shown.window.findChild<GenerateView*>();
  generated->setMode(GenerateView::Mode::Sample);
  check(*generated, "drawn images");
  generated->setMode(GenerateView::Mode::Morph);
  check(*generated, "morph");
  for (const QString& what : wrong_) qWarning("%s", qPrintable(what));
  QVERIFY(wrong_.isEmpty());
}

void TestFigureWidths::aLectureHallsTypeFindsRoom() {
  Comparing shown(trained("strokes", {8, 4}));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  shown.action("actionPin")->trigger();
  wrong_.clear();
  for (PictureView* view : shown.window.findChildren<PictureView*>())
    check(*view, view->figureName(), presentationTheme(lightTheme()));
  shown.view->setEpoch(123);  // of which no run has a snapshot
  check(*shown.view, "an epoch between", presentationTheme(lightTheme()));
  for (const QString& what : wrong_) qWarning("%s", qPrintable(what));
  QVERIFY(wrong_.isEmpty());
}

void TestFigureWidths::longNamesAreWrittenWhole() {
  Comparing shown(trained("strokes", {8, 4}));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  shown.action("actionPin")->trigger();
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  shown.pins->rename(shown.pins->runs()[0].id, "deep 20,10 seed 20402 learning rate 0.05 noise gaussian:0.2");
  wrong_.clear();
  check(*shown.view, "compared");
  DatasetView facts;
  Dataset data = *barData(30);
  data.name = "t10k-images-of-handwritten-digits-idx3-ubyte.gz";
  const auto named = std::make_shared<const Dataset>(std::move(data));
  facts.setFrame(frameOf(named, randomSnapshot(*named, {6, 4}, 1, 20)));
  check(facts, "data set");
  for (const QString& what : wrong_) qWarning("%s", qPrintable(what));
  QVERIFY(wrong_.isEmpty());
}

void TestFigureWidths::aLongHeadingHasRoomInEveryFrame() {
  const DatasetPtr data = barData(30);
  const std::vector<SnapshotPtr> snapshots{randomSnapshot(*data, {6, 4}, 1, 20),
                                           randomSnapshot(*data, {6, 4}, 123'456'789, 21)};
  ReconstructionView view;
  view.setFrame(frameOf(data, snapshots.front()));
  Animation::Options options;
  options.look.width = kColumnWidth;
  const int before = renderFigure(view, options.look).height();
  const QString path = sandbox_.path("frames.gif");
  Animation animation(view, snapshots, path, options);
  while (animation.step()) {
  }
  view.setFrame(frameOf(data, snapshots.back()));
  const QImage last = renderFigure(view, options.look);
  QVERIFY(last.height() > before);
  QCOMPARE(QImageReader(path).size(), last.size());
}

QTEST_MAIN(TestFigureWidths)
#include "tst_figure_widths.moc"
