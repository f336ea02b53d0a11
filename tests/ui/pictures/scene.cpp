#include "tests/ui/pictures/scene.h"

#include <QAction>
#include <QPainter>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>

#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

namespace nmf::test {

Scene::Scene(const Experiment& experiment, const QSize& size, bool dark)
    : window_(std::make_unique<ui::MainWindow>(experiment)) {
  window_->resize(size);
  window_->show();
  trigger(dark ? "actionThemeDark" : "actionThemeLight");
  trigger("actionResetLayout");
  window_->resize(size);
}

Scene::~Scene() = default;

void Scene::trigger(const char* action) {
  auto* found = window_->findChild<QAction*>(action);
  if (!found) qFatal("there is no action %s", action);
  found->trigger();
}

void Scene::showTab(const char* view) {
  auto* tabs = window_->findChild<QTabWidget*>("pictures");
  auto* found = tabs->findChild<QWidget*>(view);
  const int tab = tabs->indexOf(found);
  if (tab < 0) qFatal("there is no view %s", view);
  // As a person does it: a view that was chosen stays when a run begins.
  QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(tab).center());
  tabs->setCurrentIndex(tab);
}

bool Scene::run(const std::function<bool()>& enough, int patience) {
  const ui::RunSession& session = window_->session();
  window_->startRun();
  return QTest::qWaitFor([&] { return session.state() != RunState::Loading; }, patience) &&
         QTest::qWaitFor(
             [&] {
               return enough() || session.state() == RunState::Finished ||
                      session.state() == RunState::Failed;
             },
             patience);
}

void Scene::settle() {
  // Axes that follow a run leave room by how it came; fitted anew they do not.
  for (int i = 0; i < 2; ++i) trigger("actionFollow");
  // Charts that are not in use wait for their turn, read-outs for theirs.
  QTest::qWait(900);
}

QImage Scene::picture(QWidget* widget, double scale) {
  if (!widget) widget = window_.get();
  QImage image(widget->size() * scale, QImage::Format_RGB32);
  image.setDevicePixelRatio(scale);
  image.fill(widget->palette().color(QPalette::Window));
  widget->render(&image, {}, {}, QWidget::DrawWindowBackground | QWidget::DrawChildren);
  return image;
}

}  // namespace nmf::test
