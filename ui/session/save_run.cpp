#include "ui/session/save_run.h"

#include <QTemporaryDir>
#include <filesystem>

#include "core/errors.h"
#include "core/experiment/result_files.h"
#include "ui/session/sentence.h"

namespace nmf::ui {

std::unique_ptr<BackgroundTask> saveRun(QObject* receiver, const std::shared_ptr<RunResult>& run,
                                        const OutputOptions& out, const FigureWriter& figures,
                                        const SaveDone& done) {
  // Figures are painted here, where painting belongs; the thread only moves them to their place.
  const auto painted = std::make_shared<QTemporaryDir>();
  const QString trouble = sentenceOf([&] {
    if (!painted->isValid())
      throw EnvironmentError("cannot make a temporary folder: " + painted->errorString().toStdString());
    if (figures) figures(*run, painted->path().toStdString());
  });
  if (!trouble.isEmpty()) {
    done({}, trouble);
    return nullptr;
  }
  return std::make_unique<BackgroundTask>(receiver, [run, out, painted, done](const auto& context) {
    QString folder;
    const QString problem = sentenceOf([&] {
      if (run->dataChecksum.empty() && run->data) run->dataChecksum = checksum(*run->data);
      const auto place = [&](const RunResult&, const std::filesystem::path& target) {
        copyFiles(painted->path().toStdString(), target);
      };
      folder = QString::fromStdString(writeResultFolder(*run, out, place).string());
    });
    context.post([done, folder, problem] { done(folder, problem); });
  });
}

}  // namespace nmf::ui
