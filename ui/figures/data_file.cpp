#include "ui/figures/data_file.h"

#include <QCoreApplication>
#include <system_error>

#include "core/errors.h"

namespace nmf::ui {

void writeDataFile(Figure& figure, const QString& path, const DataExtent& extent) {
  namespace fs = std::filesystem;
  const fs::path target = path.toStdString();
  const fs::path aside = target.parent_path() / ("." + target.filename().string() + "." +
                                                 std::to_string(QCoreApplication::applicationPid()));
  std::error_code error;
  fs::remove(aside, error);
  try {
    figure.writeData(aside, extent);
    fs::rename(aside, target, error);
    if (error) throw EnvironmentError("cannot write " + target.string() + ": " + error.message());
  } catch (...) {
    fs::remove(aside, error);
    throw;
  }
}

}  // namespace nmf::ui
