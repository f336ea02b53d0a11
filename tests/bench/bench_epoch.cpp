// One epoch of each model, all metrics included, on the built-in strokes or on an IDX file of images:
//   bench_epoch [--images=FILE] [Google Benchmark's options]
// Beside the time of an epoch: 4 m n r / t, the rate at which a dense computation would have to form both
// products with A, as a share of this machine's dense single-precision matrix product (Eigen, all threads,
// measured in the same run).
#include <benchmark/benchmark.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>

#include "core/data/dataset_request.h"
#include "core/model/initialise.h"
#include "core/solver/solver.h"

namespace {

using namespace nmf;

std::string images;

/// Floating-point operations per second of C = A B, 2,048 x 2,048, row blocks on all threads; the best of
/// five.
double denseRate() {
  static const double rate = [] {
    constexpr Eigen::Index kSize = 2048, kRows = 256;
    const Eigen::MatrixXf A = Eigen::MatrixXf::Random(kSize, kSize),
                          B = Eigen::MatrixXf::Random(kSize, kSize);
    Eigen::MatrixXf C(kSize, kSize);
    double best = 0;
    for (int i = 0; i < 5; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      tbb::parallel_for(Eigen::Index{0}, kSize / kRows, [&](Eigen::Index b) {
        C.middleCols(b * kRows, kRows).noalias() = A * B.middleCols(b * kRows, kRows);
      });
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
      benchmark::DoNotOptimize(C.data());
      best = std::max(best, 2.0 * kSize * kSize * kSize / seconds.count());
    }
    return best;
  }();
  return rate;
}

std::shared_ptr<const Matrix> rows(Eigen::Index m) {
  DatasetRequest request;
  request.dataset = images.empty() ? "strokes" : images;
  request.rows = RowRange{0, m};
  return std::make_shared<const Matrix>(loadDataset(request).A);
}

void epoch(benchmark::State& state, Model model, bool metrics) {
  const auto m = static_cast<Eigen::Index>(state.range(0));
  const int r = static_cast<int>(state.range(1));
  const int threads = static_cast<int>(std::thread::hardware_concurrency());
  std::shared_ptr<const Matrix> A;
  try {
    A = rows(m);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
  Hyperparameters h;
  h.model = model;
  h.ranks = isLayered(model) ? std::vector<int>{2 * r, r} : std::vector<int>{r};
  const Factors start = initialise(h, *A);
  tbb::task_arena arena(threads);
  std::string kernel;
  arena.execute([&] {
    Team team;
    team.session(threads, [&] {
      const auto solver = Solver::create(A, h, start, team, threads);
      const std::atomic<bool> never{false};
      kernel = solver->kernel();
      for (auto _ : state) {
        solver->advance(h.live, never);
        if (metrics) benchmark::DoNotOptimize(solver->record(6).error);
      }
    });
  });
  const double flops = 4.0 * static_cast<double>(m) * static_cast<double>(A->cols()) * r;
  state.counters["of_dense_rate"] = benchmark::Counter(
      flops / denseRate() * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.SetLabel(kernel);
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Args({250, 10})->Args({2000, 20})->Args({10000, 40})->UseRealTime()->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(epoch, mu, Model::Multiplicative, true)->Apply(sizes);
BENCHMARK_CAPTURE(epoch, mu_without_metrics, Model::Multiplicative, false)->Apply(sizes);
BENCHMARK_CAPTURE(epoch, hals, Model::Hals, true)->Apply(sizes);
BENCHMARK_CAPTURE(epoch, gd, Model::GradientDescent, true)->Apply(sizes);
BENCHMARK_CAPTURE(epoch, deep, Model::Deep, true)->Apply(sizes);
BENCHMARK_CAPTURE(epoch, deep_without_metrics, Model::Deep, false)->Apply(sizes);
BENCHMARK_CAPTURE(epoch, layerwise, Model::LayerWise, true)->Apply(sizes);

}  // namespace

int main(int argc, char** argv) {
  constexpr const char* kImages = "--images=";
  if (argc > 1 && std::strncmp(argv[1], kImages, std::strlen(kImages)) == 0) {
    images = argv[1] + std::strlen(kImages);
    --argc;
    ++argv;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  std::cout << "dense single-precision product: " << denseRate() / 1e9 << " Gflop/s\n";
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
