#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

#include "ui/figures/figure.h"
#include "ui/theme/theme.h"
#include "ui/views/run_frame.h"

namespace nmf::ui {

/// A picture of the factors at one epoch (signatures, reconstruction, factor heat maps...). A view repaints
/// only when it is visible and something changed; setFrame() on a hidden view only marks it.
class View : public QWidget, public Figure {
  Q_OBJECT
 public:
  explicit View(QWidget* parent = nullptr) : QWidget(parent) {}

  virtual void setFrame(const RunFrame& frame) = 0;
  virtual void setTheme(const Theme& theme) = 0;
};

}  // namespace nmf::ui
