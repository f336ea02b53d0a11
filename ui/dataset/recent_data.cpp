#include "ui/dataset/recent_data.h"

#include <QFileInfo>
#include <QSettings>

namespace nmf::ui {

namespace {
constexpr auto kKey = "data/recent";
constexpr qsizetype kMost = 8;
}  // namespace

QStringList recentData() {
  QStringList there;
  for (const QString& path : QSettings().value(kKey).toStringList()) {
    if (QFileInfo::exists(path)) there << path;
  }
  return there;
}

void rememberData(const QString& path) {
  QSettings settings;
  QStringList paths = settings.value(kKey).toStringList();
  paths.removeAll(path);
  paths.prepend(path);
  settings.setValue(kKey, paths.first(std::min(paths.size(), kMost)));
}

}  // namespace nmf::ui
