#pragma once

#include <QMimeData>
#include <QString>
#include <QUrl>

namespace nmf::ui {

/// The file or folder that is dragged or dropped; empty unless it is exactly one on this machine.
inline QString droppedPath(const QMimeData* data) {
  const QList<QUrl> urls = data->urls();
  return urls.size() == 1 ? urls.first().toLocalFile() : QString();
}

}  // namespace nmf::ui
