#include <QApplication>
#include <QDir>
#include <QTest>

#include "tests/ui/pictures/scene.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/figures/export_figure.h"
#include "ui/panel/experiment_panel.h"
#include "ui/views/picture_view.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;

namespace {

/// How far a picture may be from its reference: edges of letters and lines fall a little differently with
/// another processor or library, but nothing moves, appears or changes its colour.
constexpr double kMeanDifference = 1.5;     // of 255, over all pixels and channels
constexpr int kLargeDifference = 64;        // of 255, of a channel
constexpr double kLargelyDifferent = 0.01;  // share of pixels

constexpr QSize kWindowSize{1180, 700}, kViewSize{380, 540}, kCardSize{290, 240};

struct Difference {
  double mean = 0, large = 0;
};

Difference differenceOf(const QImage& a, const QImage& b) {
  qint64 sum = 0, large = 0;
  for (int y = 0; y < a.height(); ++y) {
    const auto* p = reinterpret_cast<const QRgb*>(a.constScanLine(y));
    const auto* q = reinterpret_cast<const QRgb*>(b.constScanLine(y));
    for (int x = 0; x < a.width(); ++x) {
      const int red = std::abs(qRed(p[x]) - qRed(q[x])), green = std::abs(qGreen(p[x]) - qGreen(q[x])),
                blue = std::abs(qBlue(p[x]) - qBlue(q[x]));
      sum += red + green + blue;
      large += std::max({red, green, blue}) > kLargeDifference;
    }
  }
  const double pixels = static_cast<double>(a.width()) * a.height();
  return {static_cast<double>(sum) / (3 * pixels), static_cast<double>(large) / pixels};
}

Experiment referenceExperiment() {
  Experiment experiment;
  experiment.data.dataset = "strokes";
  experiment.data.rows = RowRange{0, 400};
  experiment.model.ranks = {12, 8};
  experiment.plan.epochs = 800;
  experiment.plan.threads = 1;
  return experiment;
}

}  // namespace

/// Pictures of the charts, every view (some also as figures), the timeline and the panel beside those that
/// were looked at and found good. Where the window is meant to look different now, NMF_UPDATE_REFERENCES=1
/// writes them anew, to be looked at. They are drawn on the offscreen platform, whose fonts are those of
/// every machine with fonts-dejavu-core.
class TestReferencePictures : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void looksAsItDid_data();
  void looksAsItDid();
  void seesWhatChanged();

 private:
  UiSandbox sandbox_;
};

void TestReferencePictures::initTestCase() {
  if (QGuiApplication::platformName() != "offscreen")
    QSKIP("the references were drawn on the offscreen platform");
}

void TestReferencePictures::looksAsItDid_data() {
  QTest::addColumn<bool>("dark");
  QTest::addColumn<double>("scale");
  QTest::newRow("light") << false << 1.0;
  QTest::newRow("dark") << true << 1.0;
  QTest::newRow("light-2x") << false << 2.0;
  QTest::newRow("dark-2x") << true << 2.0;
}

void TestReferencePictures::looksAsItDid() {
  QFETCH(bool, dark);
  QFETCH(double, scale);
  const bool update = qEnvironmentVariableIsSet("NMF_UPDATE_REFERENCES");
  const QString look = QTest::currentDataTag();
  const QString references = QStringLiteral(NMF_REFERENCES);

  sandbox_.forget();
  Scene scene(referenceExperiment(), kWindowSize, dark);
  QVERIFY(scene.run([] { return false; }, kPatience));
  QStringList wrong;
  const auto compare = [&](const QString& name, const QImage& picture) {
    const QString file = name + "-" + look + ".png", path = references + "/" + file;
    if (update) {
      QVERIFY(picture.save(path));
      return;
    }
    const QImage reference = QImage(path).convertToFormat(QImage::Format_RGB32);
    QString what;
    if (reference.isNull()) {
      what = "there is no such reference";
    } else if (reference.size() != picture.size()) {
      what = QString("%1x%2 instead of %3x%4")
                 .arg(picture.width())
                 .arg(picture.height())
                 .arg(reference.width())
                 .arg(reference.height());
    } else {
      const Difference difference = differenceOf(picture, reference);
      if (difference.mean > kMeanDifference || difference.large > kLargelyDifferent)
        what = QString("differs by %1 in the mean, largely at %2 % of the pixels")
                   .arg(difference.mean)
                   .arg(100 * difference.large);
    }
    if (what.isEmpty()) return;
    QDir().mkpath(NMF_DIFFERENT);
    picture.save(QStringLiteral(NMF_DIFFERENT "/") + file);
    wrong << file + ": " + what;
  };

  scene.settle();
  for (const char* part : {"charts", "timeline", "experimentPanel"})
    compare(part, scene.picture(scene.window().findChild<QWidget*>(part), scale));
  for (const char* view :
       {"signaturesView", "reconstructionView", "factorsView", "generatedView", "data_setView"}) {
    scene.showTab(view);
    auto* shown = scene.window().findChild<QWidget*>(view);
    shown->setFixedSize(kViewSize);  // whatever room the window leaves it
    scene.settle();
    QCOMPARE(shown->size(), kViewSize);
    compare(QString::fromLatin1(view).chopped(4), scene.picture(shown, scale));
  }
  // The run beside itself, pinned; then the window in large type; then the card of a lesson.
  scene.trigger("actionPin");
  scene.showTab("compared_signaturesView");
  auto* comparison = scene.window().findChild<QWidget*>("compared_signaturesView");
  const QSize free = comparison->maximumSize();
  comparison->setFixedSize(kViewSize);
  scene.settle();
  compare("compared_signatures", scene.picture(comparison, scale));
  // As a paper has them, in a column.
  if (!dark) {
    ui::ExportOptions column;
    column.width = ui::kColumnWidth;
    column.scale = scale;
    for (const char* view :
         {"reconstructionView", "factorsView", "data_setView", "compared_signaturesView"}) {
      auto* figure = qobject_cast<ui::PictureView*>(scene.window().findChild<QWidget*>(view));
      compare("column_" + figure->figureName(),
              ui::renderFigure(*figure, column).convertToFormat(QImage::Format_RGB32));
    }
  }
  comparison->setMinimumSize(0, 0);
  comparison->setMaximumSize(free);
  scene.trigger("actionPresentation");
  scene.window().showNormal();
  scene.window().resize(kWindowSize);
  scene.settle();
  compare("presentation", scene.picture(nullptr, scale));
  scene.trigger("actionPresentation");
  scene.window().findChild<ui::ExperimentPanel*>()->choosePreset("published");
  auto* card = scene.window().findChild<QWidget*>("lessonCard");
  QVERIFY(card->isVisible());
  card->setFixedSize(kCardSize);
  scene.settle();
  compare("lessonCard", scene.picture(card, scale));
  QVERIFY2(wrong.isEmpty(), qPrintable("what is seen now lies in " NMF_DIFFERENT ":\n" + wrong.join('\n')));
}

/// The comparison itself can fail: for a line that is missing, and for other colours.
void TestReferencePictures::seesWhatChanged() {
  QImage before(300, 200, QImage::Format_RGB32);
  before.fill(Qt::white);
  QImage line = before, tint = before;
  for (int x = 0; x < 300; ++x)
    for (int y = 100; y < 103; ++y) line.setPixelColor(x, y, Qt::black);
  tint.fill(QColor(245, 250, 250));
  QVERIFY(differenceOf(before, line).large > kLargelyDifferent);
  QVERIFY(differenceOf(before, tint).mean > kMeanDifference);
  QCOMPARE(differenceOf(before, before).mean, 0.0);
}

QTEST_MAIN(TestReferencePictures)
#include "tst_reference_pictures.moc"
