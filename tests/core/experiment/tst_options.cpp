#include <QTest>
#include <clocale>
#include <functional>
#include <set>

#include "core/errors.h"
#include "core/experiment/command_text.h"
#include "core/experiment/json_file.h"
#include "core/experiment/option.h"
#include "core/experiment/settings.h"

using namespace nmf;
using Json = nlohmann::ordered_json;

namespace {

/// A value of every option that is not its default, as text and as JSON.
struct Sample {
  const char* key;
  const char* text;
  const char* json;
};

const std::vector<Sample> kSamples{
    {"dataset", "swimmer", R"("swimmer")"},
    {"split", "test", R"("test")"},
    {"rows", "100:350", R"("100:350")"},
    {"shuffle", "18446744073709551615", "18446744073709551615"},
    {"labels", "3,7", "[3,7]"},
    {"array", "images", R"("images")"},
    {"image_shape", "32x24x3", R"("32x24x3")"},
    {"resize", "14x20", R"("14x20")"},
    {"grayscale", "true", "true"},
    {"center_crop", "true", "true"},
    {"noise", "salt-pepper:0.05", R"("salt-pepper:0.05")"},
    {"held_out", "0.25", "0.25"},
    {"held_out_every", "10", "10"},
    {"snapshot_memory", "64", "64"},
    {"model", "layerwise", R"("layerwise")"},
    {"ranks", "40,20,7", "[40,20,7]"},
    {"init", "nndsvd", R"("nndsvd")"},
    {"init_scale", "0.001", "0.001"},
    {"init_floor", "0", "0.0"},
    {"seed", "42", "42"},
    {"optimizer", "gd", R"("gd")"},
    {"learning_rate", "1e-05", "1e-05"},
    {"nonnegativity", "relu", R"("relu")"},
    {"floor", "1e-10", "1e-10"},
    {"l1", "0.1", "0.1"},
    {"cosine_separation", "2.5", "2.5"},
    {"layer_weights", "1,0.5", "[1.0,0.5]"},
    {"epochs", "1000000", "1000000"},
    {"early_stop", "stagnation:0.001", R"("stagnation:0.001")"},
    {"plateau_open", "0.2", "0.2"},
    {"plateau_close", "0.7", "0.7"},
    {"plateau_share", "0.3", "0.3"},
    {"plateau_window", "0.05", "0.05"},
    {"plateau_min", "30", "30"},
    {"singular_values", "12", "12"},
    {"metrics_every", "10", "10"},
    {"snapshots", "0", "0"},
    {"threads", "2", "2"},
    {"out", "elsewhere", R"("elsewhere")"},
    {"name", "run_1.a-b", R"("run_1.a-b")"},
    {"output", "lists", R"("lists")"},
    {"figures", "svg,pdf", R"("svg,pdf")"},
    {"list_skipped", "true", "true"},
    {"quiet", "true", "true"},
};

std::string errorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

class TestOptions : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    // Numbers are the same in every locale: a comma for the decimal point must not get in.
    std::setlocale(LC_ALL, "de_DE.UTF-8");
  }

  void everyOptionHasASampleHere() {
    std::set<std::string> sampled, known;
    for (const Sample& sample : kSamples) sampled.insert(sample.key);
    for (const Option& option : optionTable()) known.insert(option.key);
    QCOMPARE(sampled, known);
    QCOMPARE(known.size(), optionTable().size());
  }

  void everyOptionSaysWhatItDoes() {
    for (const Option& option : optionTable()) {
      QVERIFY2(option.help.size() > 10, option.key.c_str());
      QVERIFY2(option.isFlag() || option.key == "array" || !option.fallback.empty(), option.key.c_str());
    }
  }

  void everyModelAndOptimiserSaysItsUpdate() {
    for (const auto& [key, words] : {std::pair<const char*, std::vector<std::string>>{
                                         "model", {"mu", "hals", "gd", "deep", "layerwise"}},
                                     {"optimizer", {"adam", "gd"}}}) {
      const Option& option = *findOption(key);
      QCOMPARE(option.formulas.size(), words.size());
      for (std::size_t i = 0; i < words.size(); ++i) {
        Settings settings;
        option.parse(settings, words[i]);  // it is a value
        QVERIFY2(option.formulas[i].starts_with(words[i] + ": "), option.formulas[i].c_str());
        QVERIFY2(option.formulas[i].find('\n') == std::string::npos, option.formulas[i].c_str());
      }
    }
  }

  void textAndJsonRoundTrip_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < kSamples.size(); ++i) QTest::newRow(kSamples[i].key) << static_cast<int>(i);
  }
  void textAndJsonRoundTrip() {
    QFETCH(int, index);
    const Sample& sample = kSamples[static_cast<std::size_t>(index)];
    const Option* option = findOption(sample.key);
    QVERIFY(option);
    const Settings defaults;
    QVERIFY(option->format(defaults) != sample.text);

    Settings fromText;
    option->parse(fromText, sample.text);
    QCOMPARE(option->format(fromText), std::string(sample.text));
    const Json json = option->toJson(fromText);
    QCOMPARE(json.dump(), Json::parse(sample.json).dump());

    Settings fromJson;
    option->fromJson(fromJson, json);
    QVERIFY(fromJson == fromText);
    QVERIFY(!(fromJson == defaults));

    // The default comes back too, whatever was there before.
    option->fromJson(fromJson, option->toJson(defaults));
    QVERIFY(fromJson == defaults);
    QCOMPARE(option->format(fromJson), option->format(defaults));
    option->parse(fromText, option->format(defaults));
    QCOMPARE(option->format(fromText), option->format(defaults));
  }

  void badTextIsRefused_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* key, const char* text) {
      QTest::addRow("%s '%s'", key, text) << QString(key) << QString(text);
    };
    for (const char* key : {"learning_rate", "init_scale", "init_floor", "floor", "l1", "cosine_separation",
                            "plateau_open", "plateau_close", "plateau_share", "plateau_window"})
      for (const char* text :
           {"", "nan", "inf", "-inf", "1,5", "1.5x", " 1", "1 ", "0x10", "-1", "1e999", "--1", "+-1"})
        row(key, text);
    for (const char* key : {"learning_rate", "init_scale", "plateau_open", "plateau_window"}) row(key, "0");
    for (const char* key : {"plateau_share", "plateau_window"}) row(key, "1");
    for (const char* key : {"epochs", "seed", "plateau_min", "singular_values", "metrics_every", "snapshots",
                            "threads", "shuffle", "held_out_every", "snapshot_memory"})
      for (const char* text : {"", "1.5", "ten", "1e3", "-1", "99999999999999999999", "3 "}) row(key, text);
    for (const char* key :
         {"plateau_min", "singular_values", "metrics_every", "held_out_every", "snapshot_memory"})
      row(key, "0");
    row("singular_values", "65");
    for (const char* text : {"", "20,", ",20", "20,,10", "20 10", "20;10", "0", "-3", "2.5", "3000000000"})
      row("ranks", text);
    for (const char* text : {"", "1,", "-1,1", "nan,1", "all,1"}) row("layer_weights", text);
    for (const char* text : {"", "-1", "3;7", "three"}) row("labels", text);
    for (const char* text : {"", "nmf", "MU", "deep "}) row("model", text);
    for (const char* text : {"", "sgd"}) row("optimizer", text);
    for (const char* text : {"", "clamp"}) row("nonnegativity", text);
    for (const char* text : {"", "ones", "file", "start.npy", ".npz"}) row("init", text);
    for (const char* text : {"", "validation"}) row("split", text);
    for (const char* text : {"", "5", "5:", ":5", "5:5", "9:2", "-1:3", "a:b", "0:99999999999999999999"})
      row("rows", text);
    for (const char* text : {"", "28", "28x", "x28", "0x28", "28x28x2", "-1x5", "99999x99999"})
      row("image_shape", text);
    for (const char* text : {"", "28x28x3", "28"}) row("resize", text);
    for (const char* text :
         {"", "gaussian", "gaussian:", "gaussian:-1", "gaussian:nan", "missing:1.5", "speckle:0.1"})
      row("noise", text);
    for (const char* text : {"", "0", "1", "-0.1", "nan", "train"}) row("held_out", text);
    for (const char* text : {"", "on", "plateau:", "plateau:0", "plateau:x", "stagnation:-1",
                             "stagnation:nan", "eckart-young:2"})
      row("early_stop", text);
    for (const char* text : {"", "everything"}) row("output", text);
    for (const char* text : {"", "jpg", "png,", "png,none"}) row("figures", text);
    for (const char* text : {"a/b", "..", ".hidden", "a b", "a:b", "\u00e4"}) row("name", text);
    row("name", std::string(101, 'x').c_str());
    row("out", "");
    row("dataset", "");
    for (const char* text : {"", "yes", "1", "TRUE"}) row("grayscale", text);
  }
  void badTextIsRefused() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    SettingsBuilder builder;
    const std::string name = findOption(key.toStdString())->flag();
    const std::string sentence = errorOf([&] { builder.set(key.toStdString(), text.toStdString(), name); });
    QVERIFY2(sentence.starts_with(name), sentence.c_str());
    QVERIFY2(sentence.find('\n') == std::string::npos, sentence.c_str());
    QVERIFY2(sentence.size() > name.size() + 15, sentence.c_str());
    QVERIFY(!builder.isSet(key.toStdString()));
  }

  void wrongJsonTypeIsRefused_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("json");
    for (const Option& option : optionTable()) {
      const Json standard = option.toJson(Settings{});
      for (const char* json : {"{}", "true", "\"x y\"", "[[1]]", "1.5", "-7", "null"}) {
        const Json value = Json::parse(json);
        const bool nullable = standard.is_null();
        if (value.is_null() && nullable) continue;
        if (value.is_boolean() && option.isFlag()) continue;
        if (value.is_number() && standard.is_number_float() && value.get<double>() > 0 &&
            option.key != "plateau_share" && option.key != "plateau_window")
          continue;
        if (value.is_string() && (option.key == "dataset" || option.key == "array" || option.key == "out"))
          continue;
        QTest::addRow("%s %s", option.key.c_str(), json)
            << QString::fromStdString(option.key) << QString(json);
      }
    }
  }
  void wrongJsonTypeIsRefused() {
    QFETCH(QString, key);
    QFETCH(QString, json);
    Json object = Json::object();
    object[key.toStdString()] = Json::parse(json.toStdString());
    const std::string sentence =
        errorOf([&] { SettingsBuilder().setJson(object, "config.json", SettingsBuilder::Layer::Config); });
    QVERIFY2(sentence.starts_with("config.json: "), sentence.c_str());
    QVERIFY2(
        sentence.find(key.toStdString()) != std::string::npos || sentence.find("--") != std::string::npos,
        sentence.c_str());
  }

  void wordsForNothing() {
    Settings settings;
    for (const char* key : {"rows", "shuffle", "image_shape", "resize", "held_out", "array", "dataset"}) {
      const Option* option = findOption(key);
      QVERIFY2(option->toJson(settings).is_null(), key);
      option->fromJson(settings, nullptr);
    }
    QVERIFY(settings == Settings{});
    findOption("threads")->parse(settings, "all");
    findOption("labels")->parse(settings, "all");
    findOption("layer_weights")->parse(settings, "ones");
    findOption("figures")->parse(settings, "none");
    QVERIFY(settings.output.figures.empty());
    settings.output.figures = {"png"};
    QVERIFY(settings == Settings{});
  }

  void dataOptionsAreWhatACommandLineTakes() {
    DatasetRequest request;
    request.dataset = "/my data/it's.npz";
    request.rows = RowRange{5, 90};
    request.labels = {3, 7};
    request.array = "x";
    request.grayscale = true;
    request.noise = {NoiseKind::Gaussian, 0.25};
    request.noiseSeed = 4;  // the run's seed, and no option of the data
    QCOMPARE(QString::fromStdString(commandText(request)),
             QString("--dataset '/my data/it'\\''s.npz' --rows 5:90 --labels 3,7 --array x --grayscale "
                     "--noise gaussian:0.25"));
    QCOMPARE(commandText({}), std::string());
  }

  void anExperimentIsWhatACommandLineTakes() {
    Experiment experiment;
    experiment.data.dataset = "strokes";
    experiment.data.rows = RowRange{0, 120};
    experiment.model.model = Model::GradientDescent;
    experiment.model.ranks = {5};
    experiment.model.seed = 9;
    experiment.model.layerWeights = {1, 2};  // of another model, which `run` would refuse
    QCOMPARE(QString::fromStdString(runCommand(experiment)),
             QString("nmf-explorer run --dataset strokes --rows 0:120 --model gd --ranks 5 --seed 9"));
    QCOMPARE(runCommand({}), std::string("nmf-explorer run"));
  }

  void theTextOfAConfigurationGivesTheSameExperiment() {
    Experiment experiment;
    experiment.data.dataset = "/data/\xff it's.npz";  // a name that is not UTF-8 throws nothing
    QVERIFY(configText(experiment).find("it's.npz") != std::string::npos);
    experiment.data.dataset = "strokes";
    experiment.model.ranks = {7, 3};
    experiment.model.live.learningRate = 0.012345678901234567;
    experiment.plan.snapshots = 12;
    QVERIFY(settingsFromJson(parseJson(configText(experiment), "text"), "text").experiment == experiment);
  }

  void ssvdIsAnotherNameForNndsvd() {
    Settings settings;
    findOption("init")->parse(settings, "ssvd");
    QCOMPARE(findOption("init")->format(settings), std::string("nndsvd"));
  }

  void nearWordsAreSuggested() {
    QCOMPARE(nearestWord("rnaks", {"rows", "ranks"}), std::string("ranks"));
    QCOMPARE(nearestWord("learningrate", {"learning_rate", "layer_weights"}), std::string("learning_rate"));
    QCOMPARE(nearestWord("zzzzzz", {"rows", "ranks"}), std::string());
    QCOMPARE(nearestWord(std::string(100'000, 'x'), {"rows"}), std::string());
  }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
