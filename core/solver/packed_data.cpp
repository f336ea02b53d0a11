#include "core/solver/packed_data.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstring>

#include "core/solver/vector.h"

namespace nmf {
namespace {

constexpr int kMaxTileColumns = 256;
constexpr std::size_t kTileBytes = 32 * 1024;  // of H' and P'A together: most of the first-level cache
// Work (multiply-adds) above which a lane more for each thread pays for its own sums, so that a thread that
// is pre-empted does not hold up the pass.
constexpr double kWorkForMoreLanes = 2e7;
constexpr int kMaxLanesPerThread = 4;

/// Whether any of these pixels is not 0 (nor -0).
bool filled(const float* pixels, Eigen::Index count) {
  if (count < kPixelGroup) return std::any_of(pixels, pixels + count, [](float a) { return a != 0.0f; });
  constexpr std::uint64_t kWithoutSigns = 0x7fffffff7fffffff;
  std::uint64_t bits[2];
  std::memcpy(bits, pixels, sizeof bits);
  return ((bits[0] | bits[1]) & kWithoutSigns) != 0;
}

/// How many groups of pixels of this row are not all zero.
std::int64_t filledGroups(const float* row, Eigen::Index n) {
  std::int64_t count = 0;
  for (Eigen::Index j = 0; j < n; j += kPixelGroup)
    count += filled(row + j, std::min<Eigen::Index>(kPixelGroup, n - j));
  return count;
}
static_assert(kPixelGroup == 4);
static_assert(kBlockRows <= 256, "a row within a block is one byte");

}  // namespace

// A filled group costs somewhat more than the same four pixels of a dense sweep. Measured, the two break even
// between 0.65 (ranks to 16) and 0.85 (to 48).
bool sparseServes(double shareOfFilledGroups) {
  return shareOfFilledGroups < 0.7;
}

PackedData::PackedData(std::shared_ptr<const Matrix> A, int gatherWidth, int scatterWidth, int threads)
    : A_(std::move(A)) {
  const Eigen::Index m = A_->rows(), n = A_->cols();
  // Per row, in a fixed order of summation.
  std::vector<double> norms(static_cast<std::size_t>(m));
  std::vector<std::int64_t> counts(static_cast<std::size_t>(m));
  tbb::parallel_for(tbb::blocked_range<Eigen::Index>(0, m, 64), [&](const auto& range) {
    for (Eigen::Index i = range.begin(); i < range.end(); ++i) {
      norms[static_cast<std::size_t>(i)] = A_->row(i).cast<double>().squaredNorm();
      counts[static_cast<std::size_t>(i)] = filledGroups(A_->row(i).data(), n);
    }
  });
  double filled = 0;
  for (std::size_t i = 0; i < norms.size(); ++i) {
    squaredNorm_ += norms[i];
    filled += static_cast<double>(counts[i]);
  }
  groups_ = static_cast<int>((n + kPixelGroup - 1) / kPixelGroup);
  const double groups = static_cast<double>(m) * groups_;
  sparse_ = sparseServes(groups > 0 ? filled / groups : 1);

  const std::size_t bytesPerColumn = static_cast<std::size_t>(gatherWidth + scatterWidth) * sizeof(float);
  const int widest = std::clamp(static_cast<int>(kTileBytes / bytesPerColumn), 16, kMaxTileColumns);
  tiles_ = static_cast<int>((n + widest - 1) / widest);
  tileColumns_ = static_cast<int>((n + tiles_ - 1) / tiles_);

  const double work = filled * kPixelGroup * (gatherWidth + scatterWidth);
  const int perThread = std::clamp(static_cast<int>(work / kWorkForMoreLanes), 1, kMaxLanesPerThread);
  const int laneCount = static_cast<int>(
      std::min<Eigen::Index>(static_cast<Eigen::Index>(threads) * perThread, std::max<Eigen::Index>(m, 1)));
  // Equal shares of work: the filled groups, and something for each row's other work.
  const double rowWork = 0.1 * groups_;
  const double total = filled + rowWork * static_cast<double>(m);
  Eigen::Index row = 0;
  double before = 0;
  for (int lane = 0; lane < laneCount; ++lane) {
    const Eigen::Index begin = row;
    const double until = total * (lane + 1) / laneCount;
    const Eigen::Index mustLeave = laneCount - lane - 1;
    while (row < m - mustLeave && (row == begin || before < until - 1e-9 * total))
      before += static_cast<double>(counts[static_cast<std::size_t>(row++)]) + rowWork;
    if (lane + 1 == laneCount) row = m;
    const Eigen::Index rows = row - begin;
    const Eigen::Index pieces = (rows + kBlockRows - 1) / kBlockRows;
    const int first = static_cast<int>(blocks_.size());
    for (Eigen::Index piece = 0; piece < pieces; ++piece) {
      const Eigen::Index from = begin + rows * piece / pieces, to = begin + rows * (piece + 1) / pieces;
      blocks_.push_back({from, static_cast<int>(to - from)});
    }
    lanes_.push_back({first, static_cast<int>(blocks_.size())});
  }
  if (sparse_) packFilledGroups();
}

void PackedData::packFilledGroups() {
  const std::size_t stride = static_cast<std::size_t>(groups_) + 1;
  starts_.assign(stride * blocks_.size(), 0);
  const Eigen::Index n = A_->cols();
  // Calls f(group, row, pixels, how many) for what is filled in a block, row by row.
  const auto overFilled = [this, n](const Block& block, const auto& f) {
    for (int i = 0; i < block.rows; ++i) {
      const float* row = A_->row(block.begin + i).data();
      for (int g = 0; g < groups_; ++g) {
        const float* pixels = row + static_cast<Eigen::Index>(g) * kPixelGroup;
        const auto count =
            std::min<Eigen::Index>(kPixelGroup, n - static_cast<Eigen::Index>(g) * kPixelGroup);
        if (std::any_of(pixels, pixels + count, [](float a) { return a != 0.0f; })) f(g, i, pixels, count);
      }
    }
  };
  tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t b) {
    std::uint32_t* starts = starts_.data() + stride * b;
    overFilled(blocks_[b], [starts](int g, auto...) { ++starts[g + 1]; });
    for (int g = 0; g < groups_; ++g) starts[g + 1] += starts[g];
  });
  firstEntry_.assign(blocks_.size() + 1, 0);
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    firstEntry_[b + 1] = firstEntry_[b] + starts_[stride * b + stride - 1];
  values_ = makeBuffer<float>(firstEntry_.back() * kPixelGroup);
  rows_ = makeBuffer<std::uint8_t>(firstEntry_.back());
  tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t b) {
    const std::uint32_t* starts = starts_.data() + stride * b;
    std::vector<std::uint32_t> next(starts, starts + groups_);
    overFilled(blocks_[b], [&](int g, int i, const float* pixels, Eigen::Index count) {
      const std::size_t entry = firstEntry_[b] + next[static_cast<std::size_t>(g)]++;
      float* values = values_.get() + entry * kPixelGroup;
      std::fill(std::copy_n(pixels, count, values), values + kPixelGroup, 0.0f);
      rows_[entry] = static_cast<std::uint8_t>(i);
    });
  });
}

SparseBlock PackedData::sparseBlock(int b) const {
  const auto index = static_cast<std::size_t>(b);
  return {values_.get() + firstEntry_[index] * kPixelGroup, rows_.get() + firstEntry_[index],
          starts_.data() + (static_cast<std::size_t>(groups_) + 1) * index, groups_};
}

template <class Kernel>
void PackedData::overTiles(int b, const PassOperands& operands, const Kernel& kernel) const {
  const Block& block = blocks_[static_cast<std::size_t>(b)];
  for (int tile = 0; tile < tiles_; ++tile) {
    const Eigen::Index from = static_cast<Eigen::Index>(tile) * tileColumns_;
    const Eigen::Index to = std::min<Eigen::Index>(from + tileColumns_, A_->cols());
    if (from >= to) break;
    PassOperands x = operands;
    if (x.Ht) x.Ht += from * x.strideHt;
    if (x.PtA) x.PtA += from * x.stridePtA;
    kernel(DenseTile{A_->row(block.begin).data() + from, static_cast<long>(A_->cols()),
                     static_cast<int>(to - from)},
           block.rows, x);
  }
}

void PackedData::gather(int b, const PassOperands& x, int vectors) const {
  if (sparse_) return nmf::gather(sparseBlock(b), x, vectors);
  overTiles(b, x, [vectors](const DenseTile& tile, int rows, const PassOperands& y) {
    nmf::gather(tile, rows, y, vectors);
  });
}
void PackedData::scatter(int b, const PassOperands& x, int vectors) const {
  if (sparse_) return nmf::scatter(sparseBlock(b), x, vectors);
  overTiles(b, x, [vectors](const DenseTile& tile, int rows, const PassOperands& y) {
    nmf::scatter(tile, rows, y, vectors);
  });
}
void PackedData::gatherAndScatter(int b, const PassOperands& x, int vectors) const {
  if (sparse_) return nmf::gatherAndScatter(sparseBlock(b), x, vectors);
  overTiles(b, x, [vectors](const DenseTile& tile, int rows, const PassOperands& y) {
    nmf::gatherAndScatter(tile, rows, y, vectors);
  });
}

std::string PackedData::kernel() const {
  return std::string(sparse_ ? "sparse " : "dense ") + kInstructionSet;
}

}  // namespace nmf
