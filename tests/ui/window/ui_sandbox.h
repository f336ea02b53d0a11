#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>

#include "core/experiment/experiment.h"

namespace nmf::test {

/// A test's own folder for settings, results and unsaved runs, so that neither the user's nor another test's
/// are seen.
class UiSandbox {
 public:
  UiSandbox() {
    QCoreApplication::setOrganizationName("nmf-explorer-tests");
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
    qputenv("XDG_STATE_HOME", path("state").toUtf8());
    QDir::setCurrent(folder_.path());
  }
  QString path(const QString& name) const { return folder_.filePath(name); }
  void forget() {
    QSettings().clear();
    QDir(path("state")).removeRecursively();
  }

 private:
  QTemporaryDir folder_;
};

/// A small deep model on images that need no file; trains thousands of epochs a second.
inline Experiment smallExperiment(std::int64_t epochs = 40) {
  Experiment experiment;
  experiment.data.dataset = "strokes";
  experiment.data.rows = RowRange{0, 120};
  experiment.model.ranks = {8, 4};
  experiment.plan.epochs = epochs;
  experiment.plan.threads = 1;
  return experiment;
}

/// One that is still running whenever a test looks.
inline Experiment endlessExperiment() {
  return smallExperiment(1'000'000'000);
}

inline constexpr int kPatience = 30'000;  ///< milliseconds, for machines under load

}  // namespace nmf::test
