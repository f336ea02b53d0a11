#pragma once

#include <QComboBox>
#include <QString>
#include <QToolButton>

namespace nmf::ui {

/// A quiet choice above a picture: names for tests and assistive tools, a tool tip, and a width that can
/// shrink.
QComboBox* makeChooser(QWidget* parent, const char* objectName, const QString& accessibleName,
                       const QString& toolTip);
QToolButton* makeButton(QWidget* parent, const char* objectName, const QString& text, const QString& toolTip);

}  // namespace nmf::ui
