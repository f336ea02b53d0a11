#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include "tests/ui/monkey/monkey.h"
#include "tests/ui/monkey/standard_error.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/session/run_session.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// Lines that platforms write when they start; nothing else may appear.
const QStringList kPlatformLines{
    QStringLiteral("This plugin does not support propagateSizeHints()"),
    QStringLiteral("QStandardPaths: XDG_RUNTIME_DIR not set"),
    QStringLiteral("This plugin does not support raise()"),
    QStringLiteral("This plugin does not support grabbing the keyboard"),
};

QStringList messages;

void takeMessage(QtMsgType, const QMessageLogContext&, const QString& text) {
  messages << text;
}

int numberOf(const char* variable, int otherwise) {
  bool good = false;
  const int number = qEnvironmentVariableIntValue(variable, &good);
  return good ? number : otherwise;
}

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes);
}

QStringList unexpected(QStringList lines) {
  lines.removeIf([](const QString& line) {
    return std::any_of(kPlatformLines.begin(), kPlatformLines.end(),
                       [&](const QString& known) { return line.contains(known); });
  });
  return lines;
}

}  // namespace

/// Random actions on the real window: NMF_MONKEY_ACTIONS of them (2,000; the checks of every change do
/// 10,000), by NMF_MONKEY_SEED (1).
class TestMonkey : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void survivesRandomActions();
  void cleanupTestCase() { QDesktopServices::unsetUrlHandler("file"); }

  QStringList exported() const;
  /// What a click on "Open folder" does; no file manager is started.
  void openedUrl(const QUrl&) {}

 private:
  UiSandbox sandbox_;
};

/// The pictures that were exported, into whatever folder.
QStringList TestMonkey::exported() const {
  QStringList files;
  QDirIterator all(sandbox_.path("."), {"*.png", "*.svg", "*.pdf", "*.gif"}, QDir::Files,
                   QDirIterator::Subdirectories);
  while (all.hasNext()) files << all.next();
  return files;
}

void TestMonkey::initTestCase() {
  // The user's own folders, other machines and other programs are not the monkey's.
  qputenv("HOME", sandbox_.path("home").toUtf8());
  qputenv("XDG_CACHE_HOME", sandbox_.path("cache").toUtf8());
  qputenv("XDG_STATE_HOME", sandbox_.path("state").toUtf8());
  qputenv("XDG_DATA_HOME", sandbox_.path("data").toUtf8());
  for (const char* proxy : {"http_proxy", "https_proxy", "all_proxy"}) qputenv(proxy, "http://127.0.0.1:9");
  qunsetenv("NMF_EXPLORER_TEST_DATA");
  QDir().mkpath(sandbox_.path("home"));
  QSettings().setValue("export/folder", sandbox_.path("exports"));
  QDesktopServices::setUrlHandler("file", this, "openedUrl");
}

void TestMonkey::survivesRandomActions() {
  const int actions = numberOf("NMF_MONKEY_ACTIONS", 2000);
  const auto seed = static_cast<quint32>(numberOf("NMF_MONKEY_SEED", 1));

  const auto open = [] { return std::make_unique<MainWindow>(smallExperiment(400)); };
  QStringList files;
  {
    const auto window = open();
    window->show();
    QSignalSpy ended(&window->session(), &RunSession::ended), saved(&window->session(), &RunSession::saved);
    window->startRun();
    QVERIFY(ended.wait(kPatience));
    window->findChild<QAction*>("actionSave")->trigger();
    QVERIFY(saved.wait(kPatience));
    files << saved.first().first().toString();
  }
  files << files.first() + "/config.json";
  QByteArray csv;
  for (int row = 0; row < 40; ++row)
    for (int column = 0; column < 64; ++column)
      csv += QByteArray::number((row * column) % 11 * 20) + (column == 63 ? '\n' : ',');
  write(sandbox_.path("images.csv"), csv);
  write(sandbox_.path("broken.npy"), "\x93NUMPY and nothing");
  write(sandbox_.path("broken.json"), "{\"ranks\": [");
  files << sandbox_.path("images.csv") << sandbox_.path("broken.npy") << sandbox_.path("broken.json")
        << sandbox_.path("missing.npz");

  StandardError standardError;
  messages.clear();
  const QtMessageHandler before = qInstallMessageHandler(takeMessage);
  QStringList said;
  {
    Monkey monkey(seed, actions, open, files);
    const bool all = monkey.run(std::max(60'000, actions * 100));
    // A window that has been through all this still does its work.
    MainWindow& window = monkey.window();
    RunSession& session = window.session();
    QAction* const stop = window.findChild<QAction*>("actionStop");
    if (stop->isEnabled()) stop->trigger();
    const bool rests = QTest::qWaitFor(
        [&] { return session.state() != RunState::Stopping && session.state() != RunState::Running; },
        kPatience);
    qInstallMessageHandler(before);
    said = unexpected(messages) + unexpected(standardError.lines());
    QVERIFY2(all, qPrintable(QString("only %1 actions were done").arg(monkey.done())));
    QVERIFY2(said.isEmpty(),
             qPrintable("seed " + QString::number(seed) + ":\n" + said.mid(0, 20).join('\n')));
    QVERIFY(rests);
    QVERIFY(window.isVisible());
    session.restart(smallExperiment(50));
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
    QCOMPARE(session.history()->back().epoch, 50);
    QStringList counts;
    const QHash<QString, int> kinds = monkey.kinds();
    for (auto kind = kinds.begin(); kind != kinds.end(); ++kind)
      counts << kind.key() + " " + QString::number(kind.value());
    counts.sort();
    qInfo("%s", qPrintable(QString("%1 windows; ").arg(monkey.windows()) + counts.join(", ")));
    // The monkey got everywhere.
    for (const char* kind :
         {"click", "drag", "wheel", "timeline", "edit", "type", "drop", "action", "in a dialog"})
      QVERIFY2(actions < 1000 || kinds.value(kind) > 0, kind);
    for (const char* action : {"actionPin", "actionExport"})
      QVERIFY2(actions < 10'000 || kinds.value(action) > 0, action);
    qInfo("%lld pictures were exported", static_cast<long long>(exported().size()));
    QVERIFY(actions < 10'000 || !exported().isEmpty());
  }
}

int main(int argc, char** argv) {
  qputenv("QTEST_FUNCTION_TIMEOUT", "7200000");  // of all actions together, under a sanitizer too
  QApplication application(argc, argv);
  TestMonkey test;
  return QTest::qExec(&test, argc, argv);
}

#include "tst_monkey.moc"
