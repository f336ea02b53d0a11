#pragma once

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "core/model/initialise.h"
#include "core/solver/solver.h"

namespace nmf::test {

/// What a run of the solver leaves behind.
struct Trained {
  std::vector<EpochRecord> records;  ///< of epochs 0 ... epochs
  Factors factors;                   ///< of the last epoch
};

/// Trains without the trainer around it. `watch` is called after every epoch; false ends the run.
inline Trained train(
    const std::shared_ptr<const Matrix>& A, const Hyperparameters& h, const Factors& start, int epochs,
    int threads = 2, int singularValues = 6,
    const std::function<bool(Solver&)>& watch = [](Solver&) { return true; }) {
  Trained trained;
  const tbb::global_control workers(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  arena.execute([&] {
    Team team;
    team.session(threads, [&] {
      const auto solver = Solver::create(A, h, start, team, threads);
      const std::atomic<bool> never{false};
      for (int epoch = 0; epoch <= epochs; ++epoch) {
        solver->advance(h.live, never);
        trained.records.push_back(solver->record(singularValues));
        if (!watch(*solver)) break;
      }
      trained.factors = solver->factors();
    });
  });
  return trained;
}

}  // namespace nmf::test
