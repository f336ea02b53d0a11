#pragma once

#include <QList>

namespace nmf::ui {

class View;

/// The picture views of the window, in the order of their tabs; each belongs to the caller.
QList<View*> makePictureViews();

}  // namespace nmf::ui
