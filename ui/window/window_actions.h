#pragma once

#include <QList>

#include "ui/theme/theme.h"

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QMenuBar;
class QToolBar;

namespace nmf::ui {

/// How many epochs the longer step trains.
inline constexpr int kManyEpochs = 100;

/// The actions of the window, with their keys; menus and toolbar show the same ones.
struct WindowActions {
  explicit WindowActions(QMainWindow* window);

  QAction *run, *pause, *step, *stepMany, *stop, *restart, *newSeed, *pin;
  QAction *nextLesson, *compareLesson;
  QAction *openRun, *openBeside, *openData, *openSettings, *restoreUnsaved, *save, *saveIn, *saveSettings,
      *exportFigures, *copyFigure, *quit;
  QAction *undo, *redo, *defaultSettings, *copySettings, *copyCommand, *pasteSettings;
  QAction *panel, *pictures, *timeline, *charts, *presentation, *follow, *logX, *bookmark, *resetLayout;
  QAction *widerPictures, *narrowerPictures;
  QAction *system, *light, *dark;
  QAction *shortcuts, *curves, *about;
  QActionGroup* themes;
  QList<QAction*> scales;  ///< one for each of kScales
  QList<QAction*> views;   ///< one for each picture view, see addViews()

  /// One action for each view of that name, with keys Alt+1, Alt+2, ... Before fillMenus().
  void addViews(const QStringList& names);
  /// All of them, in the order of the menus.
  QList<QAction*> all() const { return all_; }
  /// `recent`: the menu of what was opened last.
  void fillMenus(QMenuBar* bar, QMenu* recent) const;
  void fillToolbar(QToolBar* bar) const;
  void setIcons(const Theme& theme) const;

 private:
  QAction* add(const char* name, const QString& text, const QString& keys, const QString& toolTip);
  QAction* addSwitch(const char* name, const QString& text, const QString& keys, const QString& toolTip,
                     bool on);

  QMainWindow* window_;
  QList<QAction*> all_;
};

}  // namespace nmf::ui
