#include <QRegularExpression>
#include <QSize>
#include <QTemporaryDir>
#include <QTest>

#include "core/experiment/option.h"
#include "tests/app/program.h"

using program::entriesOf;
using program::Outcome;
using program::small;

class TestUsage : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { QVERIFY2(QFile::exists(program::path()), "NMF_EXPLORER_PROGRAM names no program"); }

  void badInputIsOneLineAndWritesNothing_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");  // what the line must name
    const auto row = [](const char* name, const QStringList& arguments, const char* named) {
      QTest::newRow(name) << arguments << QString(named);
    };
    row("unknown command", {"rum"}, "did you mean 'run'");
    row("unknown command, nothing near", {"xyzzy"}, "xyzzy");
    row("unknown option", small({"--rnaks", "3"}), "did you mean '--ranks'");
    row("unknown short option", small({"-z"}), "-z");
    row("option without its command", {"--ranks", "10"}, "run --ranks");
    row("extra argument", small({"more"}), "more");
    row("missing value", small({"--ranks"}), "--ranks");
    row("option in place of a value", small({"--name", "--quiet"}), "--name");
    row("empty value", small({"--learning-rate", ""}), "--learning-rate");
    row("comma number", small({"--learning-rate", "1,5"}), "--learning-rate");
    row("nan", small({"--learning-rate", "nan"}), "--learning-rate");
    row("inf", small({"--l1", "inf"}), "--l1");
    row("negative", small({"--learning-rate", "-0.1"}), "--learning-rate");
    row("zero rate", small({"--learning-rate", "0"}), "--learning-rate");
    row("negative epochs", small({"--epochs", "-1"}), "--epochs");
    row("huge epochs", small({"--epochs", "99999999999999999999"}), "--epochs");
    row("ranks for mu", small({"--model", "mu"}), "--ranks");
    row("one rank for deep", small({"--ranks", "3"}), "--ranks");
    row("rank zero", small({"--ranks", "8,0"}), "--ranks");
    row("ranks above the data", small({"--ranks", "65,4"}), "65");
    row("does not apply", small({"--model", "mu", "--ranks", "4", "--l1", "0.1"}), "--l1 does not apply");
    row("rate for mu", small({"--model", "mu", "--ranks", "4", "--learning-rate", "0.1"}),
        "--learning-rate does not apply");
    row("weights for deep", small({"--layer-weights", "1,1"}), "--layer-weights does not apply");
    row("rows backwards", small({"--rows", "5:2"}), "--rows");
    row("rows past the end", small({"--rows", "0:1000"}), "--rows");
    row("no such label", small({"--labels", "77"}), "--labels");
    row("no such data", small({"--dataset", "nowhere/none.npy"}), "none.npy");
    row("near a known data set", small({"--dataset", "swimer"}), "swimer");
    row("no such config", small({"--config", "none.json"}), "none.json");
    row("empty config name", small({"--config", ""}), "--config");
    row("bad config", small({"--config", "bad.json"}), "bad.json");
    row("config with an unknown key", small({"--config", "unknown.json"}), "did you mean 'epochs'");
    row("no such preset", small({"--preset", "x"}), "--preset");
    row("no such start", small({"--init", "none.npz"}), "none.npz");
    row("start is no archive", small({"--init", "bad.npz"}), "bad.npz");
    row("bad tag", small({"--name", "a/b"}), "--name");
    row("out is a file", small({"--out", "bad.json"}), "--out");
    row("out below a file", small({"--out", "bad.json/x"}), "--out");
    row("bad figures", small({"--figures", "png,gif"}), "--figures");
    row("bad output", small({"--output", "some"}), "--output");
    row("flag with a value", small({"--grayscale=perhaps"}), "--grayscale");
    row("nothing held out", small({"--held-out", "0.001"}), "--held-out");
    row("everything held out", small({"--held-out", "0.999"}), "--held-out");
    row("share out of range", small({"--held-out", "1.5"}), "--held-out");
    row("no test split", small({"--held-out", "test"}), "--held-out test");
    row("test images both ways", small({"--dataset", "strokes", "--split", "test", "--held-out", "test"}),
        "--held-out test");
    row("held out never", small({"--held-out", "0.2", "--held-out-every", "0"}), "--held-out-every");
    row("ranks beyond what is left", small({"--held-out", "0.9", "--ranks", "12,5"}), "--ranks");
    row("gui with a run option", {"gui", "--name", "x"}, "--name");
    row("gui with a bad option", {"gui", "--epochs", "x"}, "--epochs");
    row("gui without a display", {"gui"}, "nmf-explorer run");
    row("nothing without a display", {}, "nmf-explorer run");
    row("sweep without a file", {"sweep"}, "JSON file");
    row("sweep of no file", {"sweep", "none.json"}, "none.json");
    row("sweep of a bad file", {"sweep", "bad.json"}, "bad.json");
    row("sweep with a bad shard", {"sweep", "bad.json", "--shard", "3/2"}, "--shard");
    row("collect without a folder", {"collect"}, "folder");
    row("collect of nothing", {"collect", "nowhere"}, "nowhere");
    row("collect where nothing is", {"collect", "."}, "summary-I-of-N.csv");
    row("fetch of nothing", {"datasets", "fetch"}, "name of a data set");
    row("fetch of an unknown set", {"datasets", "fetch", "minst"}, "minst");
    row("fetch of a built-in set", {"datasets", "fetch", "strokes"}, "strokes");
    row("fetch from an empty folder", {"datasets", "fetch", "mnist", "--mirror", "."}, "--mirror");
    row("fetch with an empty mirror", {"datasets", "fetch", "mnist", "--mirror", ""}, "--mirror");
    row("unknown datasets command", {"datasets", "lst"}, "did you mean 'list'");
  }
  void badInputIsOneLineAndWritesNothing() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    QTemporaryDir dir;
    program::write(dir.filePath("bad.json"), "{\"epochs\": }");
    program::write(dir.filePath("unknown.json"), "{\"epoch\": 3}");
    program::write(dir.filePath("bad.npz"), "nothing of the kind");
    // Nothing is to be written to the user's cache either.
    QProcessEnvironment environment = program::bareEnvironment();
    for (const char* name : {"HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) environment.insert(name, dir.path());
    const QStringList before = entriesOf(dir.path());
    const Outcome outcome = program::run(arguments, dir.path(), environment);
    QVERIFY2(outcome.status == 2, outcome.err + outcome.out);
    QVERIFY2(outcome.isOneErrorLine(), outcome.err);
    QVERIFY2(outcome.err.contains(named.toUtf8()), outcome.err);
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(entriesOf(dir.path()), before);
  }

  void helpIsEverywhereAndNamesEveryOption_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("program") << QStringList{"--help"};
    QTest::newRow("short") << QStringList{"-h"};
    for (const char* command : {"run", "gui", "sweep", "collect", "datasets"})
      QTest::newRow(command) << QStringList{command, "--help"};
    QTest::newRow("datasets fetch") << QStringList{"datasets", "fetch", "--help"};
    QTest::newRow("datasets list") << QStringList{"datasets", "list", "--help"};
  }
  void helpIsEverywhereAndNamesEveryOption() {
    QFETCH(QStringList, arguments);
    QTemporaryDir dir;
    const Outcome outcome = program::run(arguments, dir.path());
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.err, QByteArray());
    QVERIFY(outcome.out.size() > 100);
    for (const QByteArray& line : outcome.out.split('\n')) QVERIFY2(line.size() <= 110, line);
    if (arguments.first() == "run" || arguments.first() == "gui") {
      for (const nmf::Option& option : nmf::optionTable()) {
        const bool expected = arguments.first() == "run" || !option.isRunOnly();
        QCOMPARE(
            outcome.out.contains(QByteArray("  ") + option.flag().c_str() + (option.isFlag() ? "" : " ")),
            expected);
      }
      QVERIFY(outcome.out.contains("--config") && outcome.out.contains("--preset"));
    }
    QCOMPARE(entriesOf(dir.path()), QStringList());
  }

  void theWindowOpensAndEndsOnAnInterrupt_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("trains");
    const QStringList experiment{"--dataset", "strokes", "--model",  "mu",
                                 "--ranks",   "4",       "--epochs", "1000000000"};
    QTest::newRow("set up") << QStringList{"gui"} + experiment << false;
    QTest::newRow("set up, and started") << QStringList{"gui", "--start"} + experiment << true;
    // The first lesson, as nobody has been here before.
    QTest::newRow("bare") << QStringList{} << true;
    QTest::newRow("bare, by its name") << QStringList{"gui"} << true;
  }
  void theWindowOpensAndEndsOnAnInterrupt() {
    QFETCH(QStringList, arguments);
    QFETCH(bool, trains);
    QTemporaryDir dir;
    QProcessEnvironment environment = program::bareEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    environment.insert("XDG_RUNTIME_DIR", dir.path());
    environment.insert("XDG_CONFIG_HOME", dir.filePath("config"));
    environment.insert("XDG_DATA_HOME", dir.filePath("data"));
    environment.insert("XDG_CACHE_HOME", dir.filePath("cache"));
    environment.insert("XDG_STATE_HOME", dir.filePath("state"));
    // What is trained is kept below here until it is saved.
    const auto keptRuns = [&] {
      int runs = 0;
      const QString unsaved = dir.filePath("state/nmf-explorer/unsaved");
      for (const QString& run : entriesOf(unsaved)) runs += QFile::exists(unsaved + "/" + run + "/run.json");
      return runs;
    };
    const auto process = program::start(arguments, dir.path(), environment);
    if (trains) {
      QTRY_COMPARE_WITH_TIMEOUT(keptRuns(), 1, program::kPatience);
    } else {
      QTRY_VERIFY_WITH_TIMEOUT(program::listensTo(SIGTERM, *process), program::kPatience);
      QTest::qWait(2000);  // it would have begun by then
    }
    QCOMPARE(process->state(), QProcess::Running);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGTERM), 0);
    const Outcome outcome = program::finish(*process);
    QCOMPARE(outcome.status, 130);
    // A line of the offscreen platform's own, whenever a window has a smallest size.
    QByteArray messages = outcome.err;
    messages.replace("This plugin does not support propagateSizeHints()\n", "");
    QCOMPARE(messages, QByteArray());
    QCOMPARE(keptRuns(), trains ? 1 : 0);
  }

  void theChosenScaleIsThatOfTheNextStart_data() {
    QTest::addColumn<QSize>("screen");
    QTest::addColumn<QByteArray>("chosen");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<double>("ratio");
    const QSize small(1366, 768), large(3840, 2160);
    QTest::newRow("none chosen") << small << QByteArray() << QByteArray() << 1.0;
    QTest::newRow("125 %") << small << QByteArray("125") << QByteArray() << 1.25;
    QTest::newRow("300 % of a large screen") << large << QByteArray("300") << QByteArray() << 3.0;
    QTest::newRow("300 % of a small screen") << small << QByteArray("300") << QByteArray() << 3.0;
    QTest::newRow("the environment's") << small << QByteArray("300") << QByteArray("1.5") << 1.5;
    QTest::newRow("not one of those offered") << small << QByteArray("7") << QByteArray() << 1.0;
  }
  void theChosenScaleIsThatOfTheNextStart() {
    QFETCH(QSize, screen);
    QFETCH(QByteArray, chosen);
    QFETCH(QByteArray, given);
    QFETCH(double, ratio);
    QTemporaryDir dir;
    QVERIFY(QDir(dir.path()).mkpath("config/nmf-explorer"));
    program::write(dir.filePath("config/nmf-explorer/nmf-explorer.conf"), "[window]\nscale=" + chosen + "\n");
    program::write(dir.filePath("screens.json"),
                   QString(R"({"screens": [{"name": "one", "x": 0, "y": 0, "width": %1, "height": %2,
                               "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]})")
                       .arg(screen.width())
                       .arg(screen.height())
                       .toUtf8());
    QProcessEnvironment environment = program::bareEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen:configfile=" + dir.filePath("screens.json"));
    environment.insert("QT_SCALE_FACTOR", given);
    for (const char* name : {"CONFIG", "DATA", "CACHE", "STATE"})
      environment.insert(QString("XDG_%1_HOME").arg(name), dir.filePath(QString(name).toLower()));
    environment.insert("XDG_RUNTIME_DIR", dir.path());
    const auto process = program::start({"gui", "--pace", "--start", "--dataset", "strokes", "--model", "mu",
                                         "--ranks", "4", "--epochs", "1000000000"},
                                        dir.path(), environment);
    QTRY_VERIFY_WITH_TIMEOUT(!entriesOf(dir.filePath("state/nmf-explorer/unsaved")).isEmpty(),
                             program::kPatience);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGTERM), 0);
    const Outcome outcome = program::finish(*process);
    static const QRegularExpression line("^window: (\\d+) x (\\d+) at a device pixel ratio of ([\\d.]+)\n");
    const auto match = line.match(QString::fromUtf8(outcome.out));
    QVERIFY2(match.hasMatch(), outcome.out + outcome.err);
    QCOMPARE(match.captured(3).toDouble(), ratio);
    // However large everything is, the window is no larger than the screen.
    QVERIFY2(match.captured(1).toInt() * ratio <= screen.width(), outcome.out);
    QVERIFY2(match.captured(2).toInt() * ratio <= screen.height(), outcome.out);
  }

  void aDisplayThatDoesNotAnswerIsOneLine() {
    QTemporaryDir dir;
    QProcessEnvironment environment = program::bareEnvironment();
    environment.insert("DISPLAY", ":98765");
    const Outcome outcome = program::run({"gui"}, dir.path(), environment);
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.isOneErrorLine(), outcome.err);
    QVERIFY2(outcome.err.contains("DISPLAY=:98765") && outcome.err.contains("nmf-explorer run"), outcome.err);
  }

  void versionIsPrinted() {
    QTemporaryDir dir;
    const Outcome outcome = program::run({"--version"}, dir.path());
    QCOMPARE(outcome.status, 0);
    QCOMPARE(outcome.out, QByteArray("nmf-explorer " NMF_VERSION "\n"));
  }

  void datasetsAreListed() {
    QTemporaryDir dir;
    for (const QStringList& arguments : {QStringList{"datasets", "list"}, QStringList{"datasets"}}) {
      const Outcome outcome = program::run(arguments, dir.path());
      QCOMPARE(outcome.status, 0);
      for (const char* name : {"strokes", "swimmer", "planted", "fashion-mnist", "mnist", "flowers102"})
        QVERIFY2(outcome.out.contains(name), name);
      QVERIFY(outcome.out.contains("built in") && outcome.out.contains("(the default)"));
    }
  }
};

QTEST_GUILESS_MAIN(TestUsage)
#include "tst_usage.moc"
