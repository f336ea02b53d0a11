#include "ui/window/window_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include "ui/window/icons.h"
#include "ui/window/scale.h"

namespace nmf::ui {

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("MainWindow", text);
}
}  // namespace

QAction* WindowActions::add(const char* name, const QString& text, const QString& keys,
                            const QString& toolTip) {
  auto* action = new QAction(text, window_);
  action->setObjectName(name);
  if (!keys.isEmpty()) action->setShortcut(QKeySequence(keys));
  action->setToolTip(toolTip);
  window_->addAction(action);  // its key works in presentation mode too, when the menus are hidden
  all_ << action;
  return action;
}

QAction* WindowActions::addSwitch(const char* name, const QString& text, const QString& keys,
                                  const QString& toolTip, bool on) {
  QAction* action = add(name, text, keys, toolTip);
  action->setCheckable(true);
  action->setChecked(on);
  return action;
}

WindowActions::WindowActions(QMainWindow* window) : window_(window) {
  run = add("actionRun", tr("&Run"), "Ctrl+R", tr("Run, or go on from where the run is"));
  pause = add("actionPause", tr("&Pause"), "Ctrl+R", tr("Pause; Run goes on from there"));
  step = add("actionStep", tr("S&tep"), "F10", tr("Train one epoch, then pause"));
  stepMany = add("actionStepMany", tr("Step &%1 epochs").arg(kManyEpochs), "Shift+F10",
                 tr("Train %1 epochs, then pause").arg(kManyEpochs));
  stop = add("actionStop", tr("&Stop"), "Ctrl+.", tr("End the run; what was trained stays"));
  restart = add("actionRestart", tr("R&estart"), "Ctrl+Shift+R",
                tr("Start again with the same seed and what the panel shows"));
  newSeed = add("actionNewSeed", tr("&New seed"), "Ctrl+Shift+N", tr("Draw another seed and start with it"));
  pin = add("actionPin", tr("P&in"), "Ctrl+D", tr("Keep the run as it is now, to compare others with it"));
  nextLesson = add("actionNextLesson", tr("Next &lesson"), "F8",
                   tr("Show the next lesson, at first the first one; Restart runs it"));
  compareLesson = add("actionCompareLesson", tr("Lesson's &comparison"), "Shift+F8",
                      tr("Pin the lesson's run, and run what the lesson compares it with"));

  openRun = add("actionOpenRun", tr("&Open run..."), "Ctrl+O", tr("Open a result folder and show its run"));
  openBeside = add("actionOpenBeside", tr("Open run to &compare..."), "Ctrl+Alt+O",
                   tr("Open a result folder as a pinned run, beside the one shown"));
  openData = add("actionOpenData", tr("Choose &data..."), "Ctrl+Shift+O",
                 tr("Choose the data: built in, known, or your own images"));
  openSettings = add("actionOpenSettings", tr("Open settin&gs..."), "Ctrl+J",
                     tr("Fill the panel with a configuration file, or the config.json of a result folder"));
  restoreUnsaved = add("actionRestoreUnsaved", tr("Restore &unsaved run"), {},
                       tr("Show the run that was last left without being saved"));
  save = add("actionSave", tr("&Save run"), "Ctrl+S", tr("Write the run's result folder"));
  saveIn = add("actionSaveIn", tr("Save run &in..."), "Ctrl+Shift+S",
               tr("Choose where result folders are written"));
  saveSettings = add("actionSaveSettings", tr("Sa&ve settings as..."), "Ctrl+Shift+J",
                     tr("Write all settings to a configuration file"));
  exportFigures = add("actionExport", tr("&Export figures..."), "Ctrl+E", tr("Export charts and pictures"));
  copyFigure = add("actionCopyFigure", tr("&Copy figure"), "Ctrl+Shift+C",
                   tr("Copy the chart or picture in use to the clipboard"));
  quit = add("actionQuit", tr("&Quit"), "Ctrl+Q", tr("Stop what is running and quit"));

  undo = add("actionUndo", tr("&Undo"), "Ctrl+Z", tr("Take the last change of the settings back"));
  redo = add("actionRedo", tr("&Redo"), "Ctrl+Shift+Z", tr("Make the change of the settings again"));

  defaultSettings = add("actionDefaultSettings", tr("&Default settings"), {},
                        tr("Fill the panel with the settings of the first start, the data among them"));
  copySettings = add("actionCopySettings", tr("Copy &settings"), "Ctrl+Alt+C",
                     tr("Copy all settings as the text of a configuration file"));
  copyCommand = add("actionCopyCommand", tr("Copy as command &line"), {},
                    tr("Copy the command that runs the same without the window"));
  pasteSettings = add("actionPasteSettings", tr("&Paste settings"), "Ctrl+Alt+V",
                      tr("Fill the panel with settings that were copied as text"));

  panel = addSwitch("actionPanel", tr("&Experiment panel"), "Ctrl+1", tr("Show the experiment panel"), true);
  pictures =
      addSwitch("actionPictures", tr("&Pictures"), "Ctrl+2", tr("Show the pictures of the factors"), true);
  timeline = addSwitch("actionTimeline", tr("&Timeline"), "Ctrl+3", tr("Show the timeline"), true);
  charts = addSwitch("actionCharts", tr("Ch&arts"), "Ctrl+4",
                     tr("Show the charts; without them the pictures have all the room"), true);
  widerPictures = add("actionWiderPictures", tr("&Wider pictures"), "Ctrl+Shift+Left",
                      tr("Give the pictures some of the charts' width"));
  narrowerPictures = add("actionNarrowerPictures", tr("&Narrower pictures"), "Ctrl+Shift+Right",
                         tr("Give the charts some of the pictures' width"));
  follow = addSwitch("actionFollow", tr("&Follow the run"), "Ctrl+F", tr("Keep the whole run in the charts"),
                     true);
  bookmark = add("actionBookmark", tr("&Bookmark this epoch"), "Ctrl+B",
                 tr("Keep the factors of the epoch shown, or no longer"));
  logX = addSwitch("actionLogX", tr("&Logarithmic epochs"), "Ctrl+L", tr("Give the early epochs the room"),
                   false);
  presentation =
      addSwitch("actionPresentation", tr("P&resentation mode"), "F11",
                tr("Large type and thick lines, without the panel; the lesson stays. Esc leaves it"), false);
  system = addSwitch("actionThemeSystem", tr("As the s&ystem"), {}, tr("Light or dark, as the system"), true);
  light = addSwitch("actionThemeLight", tr("Lig&ht"), {}, tr("Light theme"), false);
  dark = addSwitch("actionThemeDark", tr("&Dark"), {}, tr("Dark theme"), false);
  themes = new QActionGroup(window);
  for (QAction* theme : {system, light, dark}) themes->addAction(theme);
  auto* oneScale = new QActionGroup(window);
  for (const int percent : kScales) {
    scales << addSwitch(qPrintable(QStringLiteral("actionScale%1").arg(percent)), tr("%1 %").arg(percent), {},
                        tr("Show everything at %1 % from the next start on").arg(percent),
                        percent == chosenScale());
    oneScale->addAction(scales.last());
  }
  resetLayout =
      add("actionResetLayout", tr("Reset la&yout"), {}, tr("Arrange the window as at the first start"));

  curves = add("actionCurves", tr("&How to read the curves"), "F1", tr("How to read the curves"));
  shortcuts = add("actionShortcuts", tr("&Keyboard shortcuts"), "Ctrl+/", tr("All keys on one page"));
  shortcuts->setShortcuts({QKeySequence("Ctrl+/"), QKeySequence("Ctrl+?"), QKeySequence("Shift+F1")});
  about = add("actionAbout", tr("&About NMF Explorer"), {}, tr("Version and licence"));
}

void WindowActions::addViews(const QStringList& names) {
  for (const QString& name : names)
    views << add(qPrintable("actionShow" + name), name, QStringLiteral("Alt+%1").arg(views.size() + 1),
                 tr("Show the view of that name"));
}

void WindowActions::fillMenus(QMenuBar* bar, QMenu* recent) const {
  QMenu* file = bar->addMenu(tr("&File"));
  file->addActions({openRun, openBeside, openData, openSettings});
  file->addMenu(recent);
  file->addAction(restoreUnsaved);
  file->addSeparator();
  file->addActions({save, saveIn, saveSettings});
  file->addSeparator();
  file->addAction(exportFigures);
  file->addSeparator();
  file->addAction(quit);

  QMenu* edit = bar->addMenu(tr("&Edit"));
  edit->addActions({undo, redo, defaultSettings});
  edit->addSeparator();
  edit->addActions({copySettings, copyCommand, pasteSettings});
  edit->addSeparator();
  edit->addAction(copyFigure);

  QMenu* runMenu = bar->addMenu(tr("&Run"));
  runMenu->addActions({run, pause, step, stepMany, stop});
  runMenu->addSeparator();
  runMenu->addActions({restart, newSeed});
  runMenu->addSeparator();
  runMenu->addAction(pin);
  runMenu->addSeparator();
  runMenu->addActions({nextLesson, compareLesson});

  QMenu* view = bar->addMenu(tr("&View"));
  view->addActions({panel, pictures, timeline, charts});
  view->addActions({widerPictures, narrowerPictures});
  view->addMenu(tr("Picture &view"))->addActions(views);
  view->addSeparator();
  view->addActions({follow, logX, bookmark});
  view->addSeparator();
  QMenu* theme = view->addMenu(tr("T&heme"));
  theme->addActions({system, light, dark});
  view->addMenu(tr("S&cale"))->addActions(scales);
  view->addAction(presentation);
  view->addAction(resetLayout);

  QMenu* help = bar->addMenu(tr("&Help"));
  help->addActions({curves, shortcuts});
  help->addSeparator();
  help->addAction(about);
}

void WindowActions::fillToolbar(QToolBar* bar) const {
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  bar->addActions({run, pause, step, stop});
  bar->addSeparator();
  bar->addActions({restart, newSeed, pin});
  for (QAction* action : bar->actions()) {
    auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(action));
    if (!button) continue;
    const QString name = action->text().remove('&');
    button->setObjectName(action->objectName().replace("action", "button"));
    button->setAccessibleName(name);
    button->setToolTip(QStringLiteral("%1 (%2)").arg(action->toolTip(),
                                                     action->shortcut().toString(QKeySequence::NativeText)));
  }
}

void WindowActions::setIcons(const Theme& theme) const {
  run->setIcon(colouredIcon("run", theme.good));
  pause->setIcon(themedIcon("pause", theme));
  step->setIcon(themedIcon("step", theme));
  stop->setIcon(themedIcon("stop", theme));
  restart->setIcon(themedIcon("restart", theme));
  newSeed->setIcon(themedIcon("new-seed", theme));
  pin->setIcon(themedIcon("pin", theme));
  openRun->setIcon(themedIcon("open", theme));
  save->setIcon(themedIcon("save", theme));
  exportFigures->setIcon(themedIcon("export", theme));
  presentation->setIcon(themedIcon("present", theme));
}

}  // namespace nmf::ui
