#pragma once

#include <QList>

class QAction;
class QWidget;

namespace nmf::ui {

// Help pages. None is modal: a page can stay open beside a run.

/// All actions with their keys, plus the keys of the charts and the timeline.
void showShortcuts(const QList<QAction*>& actions, QWidget* parent);
/// How to read the curves.
void showCurvesHelp(QWidget* parent);
void showAbout(QWidget* parent);

}  // namespace nmf::ui
