#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <functional>

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/option.h"
#include "core/experiment/presets.h"
#include "core/experiment/settings.h"

using namespace nmf;
using Json = nlohmann::ordered_json;
using Layer = SettingsBuilder::Layer;

namespace {

std::string errorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

Settings fromJson(const char* json) {
  return settingsFromJson(Json::parse(json), "config.json");
}

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

class TestSettings : public QObject {
  Q_OBJECT
 private slots:
  void defaultsAreTheDocumentedOnes() {
    const Settings settings = SettingsBuilder().finish();
    const Experiment& e = settings.experiment;
    QCOMPARE(word(e.model.model), "deep");
    QCOMPARE(e.model.ranks, (std::vector{20, 10}));
    QCOMPARE(e.plan.epochs, 10000);
    QCOMPARE(e.model.live.learningRate, 0.01);
    QCOMPARE(e.plan.singularValues, 6);
    QCOMPARE(settings.output.out, std::string("results"));
    QCOMPARE(settings.output.figures, (std::vector<std::string>{"png"}));
    QVERIFY(e == Experiment{});
  }

  void ranksDefaultToTheModel_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("ranks");
    for (const char* model : {"mu", "hals", "gd"}) QTest::newRow(model) << model << "10";
    for (const char* model : {"deep", "layerwise"}) QTest::newRow(model) << model << "20,10";
  }
  void ranksDefaultToTheModel() {
    QFETCH(QString, model);
    QFETCH(QString, ranks);
    SettingsBuilder builder;
    builder.set("model", model.toStdString(), "--model");
    QCOMPARE(findOption("ranks")->format(builder.finish()), ranks.toStdString());
  }

  void laterLayersOverrideEarlierOnesInAnyOrder() {
    SettingsBuilder builder;
    builder.set("epochs", "3", "--epochs");
    builder.setJson(Json::parse(R"({"epochs": 2, "seed": 2})"), "config.json", Layer::Config);
    builder.setJson(Json::parse(R"({"epochs": 1, "seed": 1, "snapshots": 1})"), "preset", Layer::Preset);
    const Settings settings = builder.finish();
    QCOMPARE(settings.experiment.plan.epochs, 3);
    QCOMPARE(settings.experiment.model.seed, std::uint64_t{2});
    QCOMPARE(settings.experiment.plan.snapshots, 1);
  }

  void overriddenValuesMustBeRightAllTheSame() {
    SettingsBuilder builder;
    builder.set("epochs", "3", "--epochs");
    QVERIFY(
        !errorOf([&] { builder.setJson(Json::parse(R"({"epochs": "x"})"), "c", Layer::Config); }).empty());
  }

  void theNoiseTakesTheRunsSeed() {
    QCOMPARE(fromJson(R"({"seed": 9, "noise": "gaussian:0.1"})").experiment.data.noiseSeed, std::uint64_t{9});
    // Without noise the images are the same for every seed, and so is the request that caches compare.
    QVERIFY(fromJson(R"({"seed": 9})").experiment.data == fromJson(R"({"seed": 4})").experiment.data);
  }

  void explicitOptionsMustApply_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("applies");
    const auto row = [](const char* model, const char* key, const char* value, bool applies) {
      QTest::addRow("%s %s", model, key) << model << key << value << applies;
    };
    for (const char* model : {"mu", "hals", "gd", "deep", "layerwise"}) {
      const std::string m = model;
      const bool gradient = m == "gd" || m == "deep" || m == "layerwise";
      row(model, "learning_rate", "0.01", gradient);
      row(model, "optimizer", "adam", gradient);
      row(model, "nonnegativity", "relu", gradient);
      row(model, "floor", "0", gradient);
      row(model, "l1", "0", m == "gd" || m == "deep");
      row(model, "cosine_separation", "1", m == "gd" || m == "deep");
      row(model, "layer_weights", "1,1", m == "layerwise");
      row(model, "init_floor", "0.1", false);  // the start is random
      row(model, "init_scale", "0.1", true);
      row(model, "seed", "1", true);
    }
  }
  void explicitOptionsMustApply() {
    QFETCH(QString, model);
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(bool, applies);
    SettingsBuilder builder;
    builder.set("model", model.toStdString(), "--model");
    const std::string flag = findOption(key.toStdString())->flag();
    builder.set(key.toStdString(), value.toStdString(), flag);
    const std::string sentence = errorOf([&] { builder.finish(); });
    QVERIFY2(sentence.empty() == applies, sentence.c_str());
    if (!applies) QVERIFY2(sentence.starts_with(flag) && has(sentence, "does not apply"), sentence.c_str());
  }

  void aConfigurationMayHoldDefaultsThatDoNotApply() {
    Json all = toJson(Experiment{});
    all["model"] = "mu";
    all["ranks"] = {10};
    QCOMPARE(word(settingsFromJson(all, "c").experiment.model.model), "mu");
    all["l1"] = 0.5;
    const std::string sentence = errorOf([&] { settingsFromJson(all, "c"); });
    QVERIFY2(sentence.starts_with("c: l1 does not apply"), sentence.c_str());
  }

  void anotherModelDropsWhatTheConfigurationSaid() {
    SettingsBuilder builder;
    builder.setJson(Json::parse(R"({"model": "gd", "ranks": [7], "l1": 0.5, "learning_rate": 0.2})"), "c",
                    Layer::Config);
    builder.set("model", "mu", "--model");
    const Settings settings = builder.finish();
    QCOMPARE(settings.experiment.model.live.l1, 0.0);
    QCOMPARE(settings.experiment.model.live.learningRate, 0.01);
    QCOMPARE(settings.experiment.model.ranks, std::vector{7});
  }

  void combinationsAreChecked_data() {
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* json, const char* named) { QTest::newRow(json) << json << named; };
    row(R"({"model": "mu", "ranks": [20, 10]})", "ranks");
    row(R"({"model": "deep", "ranks": [20]})", "ranks");
    row(R"({"model": "layerwise", "ranks": [20, 10], "layer_weights": [1]})", "layer-weights");
    row(R"({"model": "layerwise", "layer_weights": [0, 0]})", "layer-weights");
    row(R"({"plateau_open": 0.6})", "plateau-close");
    row(R"({"split": "test", "held_out": "test"})", "held-out");
  }
  void combinationsAreChecked() {
    QFETCH(QString, json);
    QFETCH(QString, named);
    const std::string sentence = errorOf([&] { fromJson(json.toUtf8()); });
    QVERIFY2(has(sentence, named.toUtf8()) && sentence.starts_with("config.json: "), sentence.c_str());
  }

  void unknownKeysAreRefusedWithTheNearestKnown_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("near");
    QTest::newRow("typo") << "rnaks"
                          << "ranks";
    QTest::newRow("dash") << "learning-rate"
                          << "learning_rate";
    QTest::newRow("case") << "Epochs"
                          << "epochs";
    QTest::newRow("nothing near") << "qqqqqqqqqqqqq"
                                  << "";
    QTest::newRow("empty") << ""
                           << "";
  }
  void unknownKeysAreRefusedWithTheNearestKnown() {
    QFETCH(QString, key);
    QFETCH(QString, near);
    Json object = Json::object();
    object[key.toStdString()] = 1;
    const std::string sentence = errorOf([&] { settingsFromJson(object, "config.json"); });
    QVERIFY2(has(sentence, "unknown key"), sentence.c_str());
    QCOMPARE(has(sentence, "did you mean"), !near.isEmpty());
    if (!near.isEmpty()) QVERIFY2(has(sentence, ("'" + near + "'").toUtf8()), sentence.c_str());
  }

  void whatTheProgramWritesAboutItselfIsPassedOver() {
    Json object = toJson(Experiment{});
    for (const std::string& key : keysAboutTheRun()) object[key] = "anything";
    QVERIFY(settingsFromJson(object, "c").experiment == Experiment{});
    for (const std::string& key : keysAboutTheRun()) QVERIFY2(!findOption(key), key.c_str());
  }

  void theWholeExperimentRoundTrips() {
    Settings settings = fromJson(R"({"dataset": "swimmer", "rows": "3:200", "shuffle": 5, "labels": [1, 2],
        "noise": "gaussian:0.125", "model": "layerwise", "ranks": [9, 8, 7], "layer_weights": [1, 0.5, 0.1],
        "init": "eye", "init_floor": 0.3333333333333333, "seed": 18446744073709551615, "optimizer": "gd",
        "learning_rate": 1.0000000000000002e-5, "nonnegativity": "relu", "floor": 1e-12, "epochs": 999999937,
        "early_stop": "plateau:3", "plateau_open": 0.05, "plateau_min": 7, "singular_values": 64, "threads": 3})");
    const Json json = toJson(settings.experiment);
    QVERIFY(settingsFromJson(Json::parse(json.dump()), "c").experiment == settings.experiment);
    for (const Option& option : optionTable()) QCOMPARE(json.contains(option.key), !option.isRunOnly());
  }

  void changesAreReadSortedAndWrittenWithTheirTypes() {
    const Settings settings =
        fromJson(R"({"changes": [{"epoch": 20, "key": "early_stop", "value": "plateau:2"},
        {"epoch": 10, "key": "learning_rate", "value": 0.001}]})");
    const std::vector<Change> expected{{10, "learning_rate", "0.001"}, {20, "early_stop", "plateau:2"}};
    QVERIFY(settings.changes == expected);
    QCOMPARE(
        toJson(settings.changes).dump(),
        std::string(
            R"([{"epoch":10,"key":"learning_rate","value":0.001},{"epoch":20,"key":"early_stop","value":"plateau:2"}])"));
  }

  void badChangesAreRefused_data() {
    QTest::addColumn<QString>("json");
    for (const char* json :
         {R"({})", R"([1])", R"([{}])", R"([{"epoch": -1, "key": "l1", "value": 1}])",
          R"([{"epoch": 1.5, "key": "l1", "value": 1}])", R"([{"epoch": 1, "key": "ranks", "value": [1]}])",
          R"([{"epoch": 1, "key": "nothing", "value": 1}])", R"([{"epoch": 1, "key": "l1"}])",
          R"([{"epoch": 1, "key": "l1", "value": "1"}])", R"([{"epoch": 1, "key": "l1", "value": -1}])",
          R"([{"epoch": 1, "key": "l1", "value": 1, "more": 1}])",
          R"([{"epoch": 99999999999999999999, "key": "l1", "value": 1}])",
          R"([{"epoch": 18446744073709551615, "key": "l1", "value": 1}])"})
      QTest::newRow(json) << json;
  }
  void badChangesAreRefused() {
    QFETCH(QString, json);
    Json object = Json::object();
    object["changes"] = Json::parse(json.toStdString());
    const std::string sentence = errorOf([&] { settingsFromJson(object, "c"); });
    QVERIFY2(sentence.starts_with("c: changes"), sentence.c_str());
  }

  void badJsonFilesAreOneSentence_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray(R"({"epochs": )");
    QTest::newRow("comment") << QByteArray("{\"epochs\": 1 // one\n}");
    QTest::newRow("second line") << QByteArray("{\n  \"epochs\": 1,\n}");
    QTest::newRow("not UTF-8") << QByteArray("{\"name\": \"\xff\xfe\"}");
    QTest::newRow("deep") << QByteArray(200'000, '[');
    QTest::newRow("deep and closed") << "{\"ranks\": " + QByteArray(7'000'000, '[') +
                                            QByteArray(7'000'000, ']') + "}";
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(1'000'000) + "1" +
                                         QByteArray(1'000'000, '}');
    QTest::newRow("number too large") << QByteArray("{\"l1\": 1e999}");
    QTest::newRow("list") << QByteArray("[1]");
    QTest::newRow("zeros") << QByteArray(1000, '\0');
  }
  void badJsonFilesAreOneSentence() {
    QFETCH(QByteArray, content);
    QTemporaryDir folder;
    const std::string path = folder.filePath("bad.json").toStdString();
    std::ofstream(path, std::ios::binary).write(content.data(), content.size());
    const std::string sentence = errorOf([&] { settingsFromJson(readConfig(path), path); });
    QVERIFY2(sentence.starts_with(path), sentence.c_str());
    QVERIFY2(sentence.find('\n') == std::string::npos && sentence.size() < 600, sentence.c_str());
  }

  void bracketsInTextAreNoDepth() {
    const std::string brackets(1000, '[');
    const Json object = parseJson("{\"a\": \"\\\\\", \"b\": \"\\\"" + brackets + "\"}", "x");
    QCOMPARE(object["b"].get<std::string>(), "\"" + brackets);
    QVERIFY(parseJson("[[], [[]], {}]", "x").is_array());
    QVERIFY(has(errorOf([] { parseJson(std::string(65, '[') + std::string(65, ']'), "x"); }), "64 deep"));
    QVERIFY(parseJson(std::string(64, '[') + std::string(64, ']'), "x").is_array());
  }

  void missingFilesAreNamed() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("none.json").toStdString();
    QVERIFY(has(errorOf([&] { readConfig(path); }), "none.json"));
    QVERIFY(has(errorOf([&] { readConfig(folder.path().toStdString()); }), "config.json"));
  }

  void everyPresetIsAnExperiment() {
    QVERIFY(presets().size() >= 2);
    for (const Preset& preset : presets()) {
      QVERIFY(!preset.title.empty() && !preset.text.empty());
      SettingsBuilder builder;
      builder.setJson(presetJson(preset.name), preset.name, Layer::Preset);
      builder.finish();
    }
    const std::string sentence = errorOf([] { presetJson("publisched"); });
    QVERIFY2(has(sentence, "--preset") && has(sentence, "'published'"), sentence.c_str());
  }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
