#include <span>

#include "core/data/npz.h"
#include "core/errors.h"
#include "core/experiment/result_files.h"

namespace nmf {
namespace {

Factors factorsFrom(std::vector<Matrix> matrices, Model model, int layers) {
  const auto names = factorNames(model, layers);
  Factors factors;
  for (std::size_t i = 0; i < names.size(); ++i)
    (names[i].front() == 'W' ? factors.W : factors.H).push_back(std::move(matrices[i]));
  return factors;
}

}  // namespace

void writeFactors(const std::filesystem::path& path, Model model, const Factors& factors) {
  NpzWriter npz(path.string());
  const auto names = factorNames(model, static_cast<int>(factors.W.size()));
  const auto matrices = factorList(factors);
  for (std::size_t i = 0; i < names.size(); ++i) npz.add(names[i], *matrices[i]);
  npz.finish();
}

Factors readFactors(const std::filesystem::path& path, Model model, int layers) {
  const auto names = factorNames(model, layers);
  const Npz npz = readNpz(path.string(), names);
  std::vector<Matrix> matrices;
  for (const std::string& name : names) matrices.push_back(toMatrix(npz.array(name), npz.title(name)));
  return factorsFrom(std::move(matrices), model, layers);
}

void writeSnapshots(const std::filesystem::path& path, Model model, int layers,
                    const std::vector<SnapshotPtr>& snapshots) {
  NpzWriter npz(path.string());
  std::vector<std::int64_t> epochs;
  for (const SnapshotPtr& snapshot : snapshots) epochs.push_back(snapshot->epoch);
  npz.add("epochs", std::span<const std::int64_t>(epochs));
  const auto names = factorNames(model, layers);
  for (std::size_t i = 0; i < names.size() && !snapshots.empty(); ++i) {
    const Matrix& first = *factorList(snapshots.front()->factors)[i];
    npz.begin(names[i], {static_cast<std::int64_t>(snapshots.size()), first.rows(), first.cols()});
    for (const SnapshotPtr& snapshot : snapshots) {
      const Matrix& X = *factorList(snapshot->factors)[i];
      npz.append({X.data(), static_cast<std::size_t>(X.size())});
    }
  }
  npz.finish();
}

std::vector<SnapshotPtr> readSnapshots(const std::filesystem::path& path, Model model, int layers) {
  const Npz npz = readNpz(path.string());
  const std::vector<std::int64_t> epochs = toIntegers(npz.array("epochs"), npz.title("epochs"));
  std::vector<SnapshotPtr> snapshots;
  if (epochs.empty()) return snapshots;
  const auto names = factorNames(model, layers);
  std::vector<NpyArray> stacks;
  for (const std::string& name : names) {
    stacks.push_back(npz.array(name));
    if (stacks.back().shape.size() != 3 || stacks.back().shape[0] != static_cast<std::int64_t>(epochs.size()))
      throw InputError(npz.title(name) + " must have three dimensions, the first as long as 'epochs'");
  }
  for (std::size_t s = 0; s < epochs.size(); ++s) {
    std::vector<Matrix> matrices;
    for (const NpyArray& stack : stacks) {
      Matrix X(stack.shape[1], stack.shape[2]);
      copyFloats(stack, static_cast<std::int64_t>(s) * X.size(), X.size(), X.data());
      matrices.push_back(std::move(X));
    }
    snapshots.push_back(std::make_shared<const Snapshot>(
        Snapshot{epochs[s], factorsFrom(std::move(matrices), model, layers)}));
  }
  return snapshots;
}

}  // namespace nmf
