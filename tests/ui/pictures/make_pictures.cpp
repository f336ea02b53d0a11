// Draws the pictures of the README: make-pictures FOLDER [DATASET]. See `make` beside it.
#include <QApplication>
#include <QDir>
#include <QFont>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <cstdio>

#include "tests/ui/pictures/scene.h"
#include "ui/figures/animation.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/theme/theme.h"
#include "ui/views/picture_view.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;

namespace {

constexpr int kPatience = 600'000;
constexpr QSize kSize{1366, 768};

QDir folder;

void save(const QImage& picture, const char* name) {
  const QString path = folder.filePath(QString::fromLatin1(name));
  if (!picture.save(path)) qFatal("%s cannot be written", qPrintable(path));
  std::printf("%s\n", qPrintable(path));
}

Experiment deepExperiment(const std::string& dataset) {
  Experiment experiment;
  experiment.data.dataset = dataset;
  experiment.data.rows = RowRange{0, 2000};
  experiment.model.ranks = {40, 20};
  experiment.plan.epochs = 20000;
  return experiment;
}

void runTo(Scene& scene, std::int64_t epoch) {
  const ui::RunSession& session = scene.window().session();
  const bool there = scene.run(
      [&] { return !session.history()->empty() && session.history()->epoch().back() >= epoch; }, kPatience);
  if (!there || session.state() == RunState::Failed)
    qFatal("the run did not get to epoch %lld", static_cast<long long>(epoch));
}

/// The window while it trains, then dark, in presentation mode, and the signatures over the timeline.
void drawRun(const std::string& dataset) {
  Scene scene(deepExperiment(dataset), kSize, false);
  runTo(scene, 12000);
  save(scene.picture(nullptr), "window.png");
  scene.trigger("actionThemeDark");
  scene.showTab("reconstructionView");
  scene.settle();
  save(scene.picture(nullptr), "dark.png");
  scene.trigger("actionThemeLight");
  scene.showTab("signaturesView");
  ui::RunSession& session = scene.window().session();
  if (!QTest::qWaitFor([&] { return session.state() == RunState::Finished; }, kPatience))
    qFatal("the run does not end");
  scene.trigger("actionPresentation");
  scene.window().showNormal();  // the whole screen is a small one without a display
  scene.window().resize(kSize);
  scene.settle();
  save(scene.picture(nullptr), "presentation.png");
  scene.trigger("actionPresentation");
  scene.window().resize(kSize);
  scene.settle();

  auto* view = qobject_cast<ui::PictureView*>(scene.window().findChild<QWidget*>("signaturesView"));
  ui::Animation::Options options;
  options.look.theme = ui::lightTheme();
  options.framesPerSecond = 4;
  const QString path = folder.filePath("signatures.gif");
  std::vector<SnapshotPtr> some;  // enough to see it happen, few enough for a page
  const std::vector<SnapshotPtr> all = session.snapshots();
  constexpr std::size_t kFrames = 24;
  for (std::size_t i = 0; i < kFrames; ++i) {
    const SnapshotPtr& snapshot = all[i * (all.size() - 1) / (kFrames - 1)];
    if (some.empty() || some.back() != snapshot) some.push_back(snapshot);
  }
  ui::Animation animation(*view, some, path, options);
  while (animation.step()) {
  }
  std::printf("%s\n", qPrintable(path));
}

/// The first lesson at its end.
void drawLesson() {
  Scene scene({}, kSize, false);
  scene.window().startFirstLesson();
  const ui::RunSession& session = scene.window().session();
  if (!QTest::qWaitFor([&] { return session.state() == RunState::Finished; }, kPatience))
    qFatal("the lesson does not end");
  scene.settle();
  save(scene.picture(nullptr), "lesson.png");
}

/// Two runs side by side: gradient descent waits, multiplicative updates do not.
void drawComparison(const std::string& dataset) {
  Experiment experiment = deepExperiment(dataset);
  experiment.plan.epochs = 6000;
  Scene scene(experiment, kSize, false);
  runTo(scene, experiment.plan.epochs);
  scene.trigger("actionPin");
  experiment.model.model = Model::Multiplicative;
  experiment.model.ranks = {20};
  scene.window().findChild<ui::ExperimentPanel*>()->setExperiment(experiment);
  runTo(scene, experiment.plan.epochs);
  scene.showTab("compared_signaturesView");
  scene.settle();
  save(scene.picture(nullptr), "compare.png");
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  if (argc < 2 || !QDir(argv[1]).exists()) {
    std::fprintf(stderr, "usage: make-pictures FOLDER [DATASET]; FOLDER must exist\n");
    return 2;
  }
  folder = QDir(QDir(argv[1]).absolutePath());
  const std::string dataset = argc > 2 ? argv[2] : "fashion-mnist";
  QTemporaryDir settings;  // nobody's own are read or written
  QCoreApplication::setOrganizationName("nmf-explorer-pictures");
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
  qputenv("XDG_STATE_HOME", settings.path().toLocal8Bit());
  qputenv("XDG_DATA_HOME", settings.path().toLocal8Bit());
  drawRun(dataset);
  drawLesson();
  drawComparison(dataset);
  return 0;
}
