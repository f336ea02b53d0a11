#pragma once

#include <QList>
#include <functional>

#include "ui/figures/figure.h"

namespace nmf::ui {

/// Ctrl+C anywhere in one of the `figures` (those that are widgets) runs `copy`; text fields in them keep
/// their own.
void addCopyKeys(const QList<Figure*>& figures, const std::function<void()>& copy);

}  // namespace nmf::ui
