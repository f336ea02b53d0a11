#include "app/display.h"

#include <QString>
#include <QStringList>
#include <cstdio>
#include <cstdlib>

#include "app/exit_status.h"
#include "app/one_line.h"
#include "core/errors.h"

namespace nmf::app {
namespace {

const char* const kWithout = "use 'nmf-explorer run' instead, which needs none";

/// The variables that name a display, those that win first.
constexpr const char* kVariables[] = {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"};

/// What the platform says while it starts: why it did not come up, where it does not.
QStringList said;

void heed(QtMsgType type, const QMessageLogContext& context, const QString& message) {
  if (type != QtFatalMsg) {
    said << qFormatLogMessage(type, context, message);
    return;
  }
  QStringList named;
  for (const char* variable : kVariables)
    if (!qEnvironmentVariableIsEmpty(variable))
      named << QString("%1=%2").arg(variable, qEnvironmentVariable(variable));
  const std::string sentence = "the window cannot be opened on the display named by " +
                               named.join(", ").toStdString() + "; name one that answers, or " + kWithout;
  std::fprintf(stderr, "nmf-explorer: %s\n", oneLine(sentence).c_str());
  std::fflush(nullptr);
  std::_Exit(kBadInput);  // where Qt would abort
}

}  // namespace

std::unique_ptr<QApplication> openDisplay(ProgramArguments arguments) {
  bool named = false;
  for (const char* variable : kVariables) named = named || !qEnvironmentVariableIsEmpty(variable);
  if (!named)
    throw InputError(
        std::string("there is no display for the window (neither DISPLAY nor WAYLAND_DISPLAY is set); ") +
        kWithout);
  const QtMessageHandler usual = qInstallMessageHandler(heed);
  auto application = std::make_unique<QApplication>(arguments.argc, arguments.argv);
  qInstallMessageHandler(usual);
  for (const QString& line : said) std::fprintf(stderr, "%s\n", qPrintable(line));
  said.clear();
  return application;
}

}  // namespace nmf::app
