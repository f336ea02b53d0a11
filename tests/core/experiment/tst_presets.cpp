#include <QTest>
#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "core/experiment/presets.h"
#include "core/experiment/runner.h"
#include "core/experiment/settings.h"

using namespace nmf;

namespace {

/// The preset on `rows` of the strokes, for at most `epochs` epochs: what can be had without waiting.
RunResult scaledDown(const std::string& name, std::int64_t rows, std::int64_t epochs) {
  SettingsBuilder builder;
  builder.setJson(presetJson(name), name, SettingsBuilder::Layer::Preset);
  Experiment experiment = builder.finish().experiment;
  experiment.data.dataset = "strokes";
  experiment.data.rows = RowRange{0, rows};
  experiment.plan.epochs = std::min(experiment.plan.epochs, epochs);
  const DatasetPtr data = loadData(experiment.data, {});
  return runExperiment(experiment, {}, data, {});
}

/// The first epoch at which singular value `k` (from 0) has half of what it has at the end.
std::int64_t halfWay(const History& history, int k) {
  const auto& sigma = history.sigma(k);
  for (std::size_t i = 0; i < sigma.size(); ++i)
    if (sigma[i] >= 0.5f * sigma.back()) return history.epoch()[i];
  return -1;
}

double errorAt(const RunResult& run, std::int64_t epoch) {
  return run.history.record(run.history.indexNear(epoch)).relativeError;
}

}  // namespace

class TestPresets : public QObject {
  Q_OBJECT

 private slots:
  void everyLessonLeadsOn() {
    std::set<std::string> names, reached;
    for (const Preset& preset : presets()) {
      QVERIFY2(names.insert(preset.name).second, preset.name.c_str());
      QVERIFY(!preset.title.empty() && !preset.text.empty());
      QCOMPARE(findPreset(preset.name), &preset);
      SettingsBuilder builder;
      builder.setJson(presetJson(preset.name), preset.name, SettingsBuilder::Layer::Preset);
      builder.finish();
      if (!preset.then.empty()) {
        const Preset* then = findPreset(preset.then);
        QVERIFY2(then && then->followsUp, preset.then.c_str());
        reached.insert(preset.then);
      }
      const Preset* next = nextLesson(preset.name);
      QVERIFY(!next || !next->followsUp);
    }
    for (const Preset& preset : presets()) QCOMPARE(reached.contains(preset.name), preset.followsUp);
    // Next leads from the first lesson through all of them.
    std::size_t lessons = 0;
    for (const Preset* at = &presets().front(); at; at = nextLesson(at->name)) ++lessons;
    const auto first = std::count_if(presets().begin(), presets().end(),
                                     [](const Preset& preset) { return !preset.followsUp; });
    QCOMPARE(lessons, static_cast<std::size_t>(first));
    QVERIFY(!findPreset("none"));
  }

  void theLessonsOfDesignAreThere() {
    for (const char* name : {"authors-example", "published", "layerwise-loss", "published-20-10",
                             "layerwise-loss-20-10", "relu", "projection", "mu", "gd", "depth-1", "depth-2",
                             "depth-3", "depth-4", "diverging-rate", "one-by-one", "noise"})
      QVERIFY2(findPreset(name), name);
  }

  void thePublishedSettingsAreThereWithBothRanksAndBothLosses() {
    struct Published {
      const char* name;
      Model model;
      std::vector<int> ranks;
    };
    for (const auto& [name, model, ranks] : {Published{"published", Model::Deep, {40, 20}},
                                             Published{"layerwise-loss", Model::LayerWise, {40, 20}},
                                             Published{"published-20-10", Model::Deep, {20, 10}},
                                             Published{"layerwise-loss-20-10", Model::LayerWise, {20, 10}}}) {
      SettingsBuilder builder;
      builder.setJson(presetJson(name), name, SettingsBuilder::Layer::Preset);
      const Experiment experiment = builder.finish().experiment;
      QCOMPARE(experiment.model.model, model);
      QCOMPARE(experiment.model.ranks, ranks);
      QCOMPARE(experiment.model.optimizer, Optimizer::Adam);
      QCOMPARE(experiment.model.live.learningRate, 0.01);
      QCOMPARE(experiment.model.nonnegativity, NonNegativity::Relu);
      QCOMPARE(experiment.data.rows, (RowRange{0, 2000}));
    }
    QCOMPARE(findPreset("published-20-10"), nextLesson("layerwise-loss"));
    QCOMPARE(findPreset("published-20-10")->then, std::string("layerwise-loss-20-10"));
  }

  void aLossForEveryLayerShortensTheWait() {
    const RunResult global = scaledDown("published-20-10", 300, 3000),
                    layerwise = scaledDown("layerwise-loss-20-10", 300, 3000);
    QVERIFY(!global.plateaus.empty() && !layerwise.plateaus.empty());
    const Plateau &patient = global.plateaus.front(), &brief = layerwise.plateaus.front();
    QVERIFY(brief.end && *brief.end < 2000);
    QVERIFY(!patient.end);  // it waits to the last epoch
    QVERIFY(brief.start < patient.start);
  }

  void aRateOfOneDivergesAtTheFirstEpochAndALowerOneDoesNot() {
    const RunResult run = scaledDown("diverging-rate", 120, 200);
    QCOMPARE(run.ending.reason, StopReason::Diverged);
    QVERIFY2(run.ending.message.find("epoch 1:") != std::string::npos, run.ending.message.c_str());
    QCOMPARE(scaledDown("steady-rate", 120, 200).ending.reason, StopReason::EpochsDone);
  }

  void multiplicativeUpdatesAreAheadOfGradientDescent() {
    const RunResult mu = scaledDown("mu", 300, 300), gd = scaledDown("gd", 300, 300);
    for (const std::int64_t epoch : {30, 100, 300}) QVERIFY(errorAt(mu, epoch) < errorAt(gd, epoch));
  }

  void theDeeperTheLongerTheRankWaits() {
    std::int64_t before = 0;
    for (const char* name : {"depth-1", "depth-2", "depth-3", "depth-4"}) {
      const RunResult run = scaledDown(name, 300, 2500);
      const std::int64_t second = halfWay(run.history, 1);
      QVERIFY2(second > before, qPrintable(QString("%1: %2 after %3").arg(name).arg(second).arg(before)));
      before = second;
    }
  }

  void singularValuesAreLearnedOneByOne() {
    const RunResult run = scaledDown("one-by-one", 500, 6000);
    std::int64_t before = 0;
    for (int k = 0; k < 3; ++k) {
      const std::int64_t at = halfWay(run.history, k);
      QVERIFY2(at > before, qPrintable(QString("sigma %1 at %2").arg(k + 1).arg(at)));
      before = at;
    }
    QVERIFY(!run.plateaus.empty());
    QVERIFY(run.plateaus.front().level < 1.1);
  }

  void aHighRankLearnsTheNoise() {
    const RunResult run = scaledDown("noise-rank-200", 250, 150);
    const auto& clean = run.history.clean().value;
    const double best = *std::min_element(clean.begin(), clean.end());
    QVERIFY(clean.size() > 3);
    // The error that is minimised falls to the end; the one that counts turns.
    QVERIFY(clean.back() > 1.02 * best);
    QVERIFY(errorAt(run, 150) < errorAt(run, 50));
  }
};

QTEST_GUILESS_MAIN(TestPresets)
#include "tst_presets.moc"
