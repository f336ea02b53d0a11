#pragma once

#include <QString>
#include <QTextDocument>

namespace nmf::ui {

/// A tool tip that shows `text`, a path for instance, as it is, also where it looks like HTML.
inline QString plainToolTip(const QString& text) {
  return Qt::mightBeRichText(text) ? text.toHtmlEscaped() : text;
}

}  // namespace nmf::ui
