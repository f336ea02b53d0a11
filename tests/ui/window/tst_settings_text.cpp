// The settings as one text: copied, pasted, and as a command line.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QProcess>
#include <QTest>
#include <QTimer>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/experiment/command_text.h"
#include "core/experiment/settings.h"
#include "tests/ui/tight_disk.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// Differs from smallExperiment() in every room of the settings.
Experiment unusualExperiment() {
  Experiment experiment = smallExperiment(70);
  experiment.data.rows = RowRange{10, 90};
  experiment.data.noise = {NoiseKind::Gaussian, 0.25};
  experiment.data.noiseSeed = 7;
  experiment.model.ranks = {6, 3};
  experiment.model.seed = 7;
  experiment.model.live.learningRate = 0.0123;
  experiment.plan.earlyStop = parseEarlyStop("plateau:2");
  experiment.plan.snapshots = 50;
  return experiment;
}

struct Pasting : Shown {
  explicit Pasting(const Experiment& experiment) : Shown(experiment) {
    panel = window.findChild<ExperimentPanel*>();
  }
  void copy() { key(Qt::Key_C, Qt::ControlModifier | Qt::AltModifier); }
  void paste() { key(Qt::Key_V, Qt::ControlModifier | Qt::AltModifier); }
  bool settled() {
    return QTest::qWaitFor([this] { return state() == RunState::Idle && window.session().data(); },
                           kPatience);
  }

  ExperimentPanel* panel;
};

/// Presses a key of the window and gives `name` to the file dialog that it opens; whether there was one.
/// `before`: what happens while the dialog is open.
bool inFileDialog(
    Pasting& shown, Qt::KeyboardModifiers modifiers, const QString& name,
    const std::function<void()>& before = [] {}) {
  bool there = false;
  QTimer waiting;
  waiting.setInterval(20);
  QObject::connect(&waiting, &QTimer::timeout, &waiting, [&] {
    auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    if (!dialog || dialog->objectName() != "settingsFileDialog") return;
    waiting.stop();
    there = true;
    before();
    // Neither by keys nor by its button: it looks for files behind our back, and offers others meanwhile.
    dialog->findChild<QLineEdit*>("fileNameEdit")->setText(name);
    static_cast<QDialog*>(dialog)->accept();
    if (dialog->isVisible()) dialog->reject();
  });
  waiting.start();
  shown.key(Qt::Key_J, modifiers);
  shown.window.activateWindow();  // as a window manager does
  return QTest::qWaitForWindowActive(&shown.window) && there;
}
constexpr Qt::KeyboardModifiers kOpen = Qt::ControlModifier, kSave = Qt::ControlModifier | Qt::ShiftModifier;

QByteArray contentsOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("there is no such file");
}

QString clipboardText() {
  return QApplication::clipboard()->text();
}

}  // namespace

class TestSettingsText : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
  void init() {
    sandbox_.forget();
    QApplication::clipboard()->clear();
  }

  void whatOneWindowCopiesAnotherShows() {
    {
      Pasting shown(unusualExperiment());
      QVERIFY(shown.exposed);
      QVERIFY(shown.settled());
      shown.copy();
      QVERIFY2(clipboardText().contains("\"ranks\""), qPrintable(clipboardText()));
    }
    Pasting shown(smallExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.settled());
    QVERIFY(*shown.panel->experiment() == smallExperiment());
    shown.paste();
    QVERIFY(shown.panel->experiment());
    QVERIFY(*shown.panel->experiment() == unusualExperiment());
    QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
    // The data is that of the new settings, and one step back is what was there.
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().data() && shown.window.session().data()->A.rows() == 80,
                             kPatience);
    shown.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(*shown.panel->experiment() == smallExperiment());
  }

  void aPastedRateIsForTheNextRun() {
    Experiment slower = endlessExperiment();
    slower.model.live.learningRate = 0.002;
    Pasting shown(endlessExperiment());
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 10, kPatience);
    QApplication::clipboard()->setText(QString::fromStdString(configText(slower)));
    shown.paste();
    QCOMPARE(shown.panel->experiment()->model.live.learningRate, 0.002);
    QCOMPARE(shown.window.session().inEffect().model.live.learningRate,
             endlessExperiment().model.live.learningRate);
    QCOMPARE(shown.state(), RunState::Running);
  }

  void theCommandLineNamesWhatWasChanged() {
    Pasting shown(unusualExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.settled());
    auto* ranks = shown.window.findChild<QLineEdit*>("ranks");
    ranks->setFocus();
    ranks->selectAll();
    QTest::keyClicks(ranks, "9,5");
    QTest::keyClick(ranks, Qt::Key_Tab);
    shown.action("actionCopyCommand")->trigger();
    QStringList words = QProcess::splitCommand(clipboardText());
    QCOMPARE(words.mid(0, 2), (QStringList{"nmf-explorer", "run"}));
    words = words.mid(2);
    QVERIFY(words.size() % 2 == 0);
    QHash<QString, QString> options;
    SettingsBuilder builder;
    for (int i = 0; i < words.size(); i += 2) {
      options[words[i]] = words[i + 1];
      builder.set(words[i].mid(2).replace('-', '_').toStdString(), words[i + 1].toStdString(),
                  words[i].toStdString());
    }
    QCOMPARE(options.value("--dataset"), QString("strokes"));
    QCOMPARE(options.value("--rows"), QString("10:90"));
    QCOMPARE(options.value("--ranks"), QString("9,5"));
    QCOMPARE(options.value("--early-stop"), QString("plateau:2"));
    QVERIFY2(!options.contains("--model") && !options.contains("--optimizer"), qPrintable(clipboardText()));
    QVERIFY(builder.finish().experiment == *shown.panel->experiment());
  }

  void whatIsNoSettingsIsSaidAndChangesNothing_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("nothing") << QString() << QString("no settings");
    QTest::newRow("prose") << QString("see you at nine") << QString("no settings");
    QTest::newRow("a list") << QString("[1, 2]") << QString("no settings");
    QTest::newRow("cut off") << QString(R"({"ranks": [4)") << QString("not valid JSON");
    QTest::newRow("another key") << QString(R"({"rnks": [4, 3]})") << QString("did you mean 'ranks'");
    QTest::newRow("a wrong type") << QString(R"({"ranks": "many"})") << QString("ranks: the string 'many'");
    QTest::newRow("out of range") << QString(R"({"learning_rate": -1})") << QString("learning");
  }
  void whatIsNoSettingsIsSaidAndChangesNothing() {
    QFETCH(QString, text);
    QFETCH(QString, said);
    Pasting shown(unusualExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.settled());
    QApplication::clipboard()->setText(text);
    shown.paste();
    QVERIFY2(shown.message().contains(said), qPrintable(shown.message()));
    QVERIFY2(!shown.message().contains(". ") && !shown.message().contains('\n'), qPrintable(shown.message()));
    QVERIFY(*shown.panel->experiment() == unusualExperiment());
    QVERIFY(!shown.action("actionUndo")->isEnabled());
    // What is right takes the sentence away.
    QApplication::clipboard()->setText(QString::fromStdString(configText(smallExperiment())));
    shown.paste();
    QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
    QCOMPARE(shown.panel->experiment()->model.ranks, smallExperiment().model.ranks);
  }

  void whatIsNotRepeatedIsSaid_data() {
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("said");
    const QString change = R"({"epoch": 5, "key": "learning_rate", "value": 0.001})";
    QTest::newRow("nothing") << R"("continued_at": [], "changes": [],)" << QString();
    QTest::newRow("a change") << "\"changes\": [" + change + "],"
                              << "A parameter was changed while that run trained";
    QTest::newRow("changes") << "\"changes\": [" + change + "," + change + "],"
                             << "Parameters were changed 2 times while that run trained";
    QTest::newRow("gone on") << R"("continued_at": [20],)"
                             << "That run went on after early stopping had ended it";
    QTest::newRow("gone on twice") << R"("continued_at": [20, 30],)"
                                   << "That run went on 2 times after early stopping had ended it";
    QTest::newRow("both") << "\"continued_at\": [20], \"changes\": [" + change + "],"
                          << "A parameter was changed while that run trained, and it went on after early "
                             "stopping had ended it";
  }
  void whatIsNotRepeatedIsSaid() {
    QFETCH(QString, keys);
    QFETCH(QString, said);
    if (!said.isEmpty()) said += "; the window does not repeat that (the command run --config does).";
    Pasting shown(smallExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.settled());
    QString text = QString::fromStdString(configText(smallExperiment()));
    text.insert(text.indexOf('{') + 1, keys);
    QApplication::clipboard()->setText(text);
    shown.paste();
    QCOMPARE(shown.message(), said);
    QCOMPARE(shown.panel->experiment()->model.ranks, smallExperiment().model.ranks);
    // So it is where the program is started with it.
    MainWindow started(smallExperiment());
    started.passOver(settingsFromJson(nlohmann::ordered_json::parse(text.toStdString()), "it"));
    started.show();
    QCOMPARE(started.findChild<QLabel*>("messageText")->text(), said);
  }

  void whatCannotBeUsedIsNotCopied() {
    Pasting shown(smallExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.settled());
    auto* ranks = shown.window.findChild<QLineEdit*>("ranks");
    ranks->setFocus();
    ranks->selectAll();
    QTest::keyClicks(ranks, "4,");
    QVERIFY(!shown.panel->experiment());
    shown.copy();
    QVERIFY(!shown.message().isEmpty());
    QVERIFY2(clipboardText().isEmpty(), qPrintable(clipboardText()));
  }

  void whatOneWindowSavesAnotherOpens() {
    const QString path = sandbox_.path("unusual.json"), config = sandbox_.path("config");
    {
      Pasting shown(unusualExperiment());
      QVERIFY(shown.exposed);
      QVERIFY(shown.settled());
      QVERIFY(inFileDialog(shown, kSave, sandbox_.path("unusual")));  // .json comes by itself
      QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
      shown.copy();
      QCOMPARE(QString::fromUtf8(contentsOf(path)), clipboardText());
    }
    QVERIFY(QFile::copy(path, config));
    for (const QString& file : {path, config}) {  // whatever its name ends with
      Pasting shown(smallExperiment());
      QVERIFY(shown.exposed);
      QVERIFY(shown.settled());
      QVERIFY(inFileDialog(shown, kOpen, file));
      QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
      QVERIFY(shown.panel->experiment());
      QVERIFY(*shown.panel->experiment() == unusualExperiment());
      shown.key(Qt::Key_Z, Qt::ControlModifier);
      QVERIFY(*shown.panel->experiment() == smallExperiment());
    }
  }

  void aFileThatCannotBeWrittenOrReadIsSaid() {
    const QString folder = sandbox_.path("gone");
    QVERIFY(QDir().mkpath(folder));
    Pasting shown(unusualExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.settled());
    QVERIFY(inFileDialog(shown, kSave, folder + "/my.json", [&] { QDir(folder).removeRecursively(); }));
    QVERIFY2(shown.message().contains("could not be written to " + folder + "/my.json: "),
             qPrintable(shown.message()));
    QVERIFY2(shown.message().endsWith('.') && !shown.message().contains(". "), qPrintable(shown.message()));
    {
      std::optional<TightDisk> disk;
      QVERIFY(inFileDialog(shown, kSave, sandbox_.path("large.json"), [&] { disk.emplace(100); }));
    }
    QVERIFY2(shown.message().contains("large.json: "), qPrintable(shown.message()));
    QVERIFY(!QFile::exists(sandbox_.path("large.json")));
    const QString wrong = sandbox_.path("wrong.json");
    QFile file(wrong);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"rnks": [4, 3]})");
    file.close();
    QVERIFY(inFileDialog(shown, kOpen, wrong));
    QVERIFY2(shown.message().contains("wrong.json") && shown.message().contains("did you mean 'ranks'"),
             qPrintable(shown.message()));
    QVERIFY(*shown.panel->experiment() == unusualExperiment());
    // What succeeds takes the sentence about files away.
    QVERIFY(inFileDialog(shown, kSave, sandbox_.path("mine.json")));
    QVERIFY(inFileDialog(shown, kOpen, sandbox_.path("mine.json")));
    QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestSettingsText)
#include "tst_settings_text.moc"
