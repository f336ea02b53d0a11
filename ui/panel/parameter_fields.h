#pragma once

#include <QString>
#include <QVector>
#include <functional>

#include "core/experiment/option.h"
#include "ui/panel/value_edit.h"

namespace nmf::ui {

/// How one option of optionTable() is edited in the panel.
struct ParameterField {
  const char* key;  ///< of the option
  QString label;
  std::function<ValueEdit*(const Option&)> makeEdit;
};

struct ParameterSection {
  QString name;  ///< of the object and in the settings, e.g. "data"
  QString title;
  bool open;  ///< at the first start
  QVector<ParameterField> fields;
};

/// What the panel shows, in its order.
QVector<ParameterSection> parameterSections();

}  // namespace nmf::ui
