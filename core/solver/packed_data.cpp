#include "core/solver/packed_data.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "core/solver/vector.h"

namespace nmf {
namespace {

constexpr int kMaxTileColumns = 256;           // a column within a tile is one byte
constexpr std::size_t kTileBytes = 32 * 1024;  // of H' and P'A together: most of the first-level cache
// Work (multiply-adds) above which a lane more for each thread pays for its own sums, so that a thread that
// is pre-empted does not hold up the pass.
constexpr double kWorkForMoreLanes = 2e7;
constexpr int kMaxLanesPerThread = 4;

}  // namespace

// Going over non-zeros takes about as many loads and stores as a dense sweep takes multiply-adds; measured,
// the two break even where about three quarters of the entries are non-zero.
bool sparseServes(double shareOfNonZeros) {
  return shareOfNonZeros < 0.6;
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
      counts[static_cast<std::size_t>(i)] = (A_->row(i).array() != 0.0f).count();
    }
  });
  double nonZeros = 0;
  for (std::size_t i = 0; i < norms.size(); ++i) {
    squaredNorm_ += norms[i];
    nonZeros += static_cast<double>(counts[i]);
  }
  const double entries = static_cast<double>(m) * static_cast<double>(n);
  sparse_ = sparseServes(entries > 0 ? nonZeros / entries : 1);

  const std::size_t bytesPerColumn = static_cast<std::size_t>(gatherWidth + scatterWidth) * sizeof(float);
  const int widest = std::clamp(static_cast<int>(kTileBytes / bytesPerColumn), 16, kMaxTileColumns);
  tiles_ = static_cast<int>((n + widest - 1) / widest);
  tileColumns_ = static_cast<int>((n + tiles_ - 1) / tiles_);

  const double work = nonZeros * (gatherWidth + scatterWidth);
  const int perThread = std::clamp(static_cast<int>(work / kWorkForMoreLanes), 1, kMaxLanesPerThread);
  const int laneCount = static_cast<int>(
      std::min<Eigen::Index>(static_cast<Eigen::Index>(threads) * perThread, std::max<Eigen::Index>(m, 1)));
  // Equal shares of work: the non-zeros, and something for each row's other work.
  const double rowWork = 0.05 * static_cast<double>(n);
  const double total = nonZeros + rowWork * static_cast<double>(m);
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
  if (sparse_) packNonZeros();
}

void PackedData::packNonZeros() {
  blockStart_.assign(blocks_.size() + 1, 0);
  startsOfBlock_.assign(blocks_.size() + 1, 0);
  std::vector<std::size_t> counts(blocks_.size());
  tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t b) {
    counts[b] =
        static_cast<std::size_t>((A_->middleRows(blocks_[b].begin, blocks_[b].rows).array() != 0.0f).count());
  });
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    blockStart_[b + 1] = blockStart_[b] + counts[b];
    startsOfBlock_[b + 1] = startsOfBlock_[b] + static_cast<std::size_t>(tiles_) * blocks_[b].rows + 1;
  }
  values_.resize(blockStart_.back());
  columnsInTile_.resize(blockStart_.back());
  starts_.resize(startsOfBlock_.back());
  const Eigen::Index n = A_->cols();
  tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t b) {
    std::uint32_t* start = starts_.data() + startsOfBlock_[b];
    float* value = values_.data() + blockStart_[b];
    std::uint8_t* columnInTile = columnsInTile_.data() + blockStart_[b];
    std::uint32_t count = 0;
    for (int tile = 0; tile < tiles_; ++tile) {
      const Eigen::Index from = static_cast<Eigen::Index>(tile) * tileColumns_;
      const Eigen::Index to = std::min<Eigen::Index>(from + tileColumns_, n);
      for (int i = 0; i < blocks_[b].rows; ++i) {
        *start++ = count;
        const float* row = A_->row(blocks_[b].begin + i).data();
        for (Eigen::Index j = from; j < to; ++j) {
          if (row[j] == 0.0f) continue;
          value[count] = row[j];
          columnInTile[count++] = static_cast<std::uint8_t>(j - from);
        }
      }
    }
    *start = count;
  });
}

template <class Kernel>
void PackedData::overTiles(int b, const PassOperands& operands, const Kernel& kernel) const {
  const Block& block = blocks_[static_cast<std::size_t>(b)];
  const auto index = static_cast<std::size_t>(b);
  for (int tile = 0; tile < tiles_; ++tile) {
    const Eigen::Index from = static_cast<Eigen::Index>(tile) * tileColumns_;
    const Eigen::Index to = std::min<Eigen::Index>(from + tileColumns_, A_->cols());
    if (from >= to) break;
    PassOperands x = operands;
    if (x.Ht) x.Ht += from * x.strideHt;
    if (x.PtA) x.PtA += from * x.stridePtA;
    if (sparse_) {
      kernel(SparseTile{values_.data() + blockStart_[index], columnsInTile_.data() + blockStart_[index],
                        starts_.data() + startsOfBlock_[index] + static_cast<std::size_t>(tile) * block.rows},
             block.rows, x);
    } else {
      kernel(DenseTile{A_->row(block.begin).data() + from, static_cast<long>(A_->cols()),
                       static_cast<int>(to - from)},
             block.rows, x);
    }
  }
}

void PackedData::gather(int b, const PassOperands& x, int vectors) const {
  overTiles(b, x, [vectors](const auto& tile, int rows, const PassOperands& y) {
    nmf::gather(tile, rows, y, vectors);
  });
}
void PackedData::scatter(int b, const PassOperands& x, int vectors) const {
  overTiles(b, x, [vectors](const auto& tile, int rows, const PassOperands& y) {
    nmf::scatter(tile, rows, y, vectors);
  });
}
void PackedData::gatherAndScatter(int b, const PassOperands& x, int vectors) const {
  overTiles(b, x, [vectors](const auto& tile, int rows, const PassOperands& y) {
    nmf::gatherAndScatter(tile, rows, y, vectors);
  });
}

std::string PackedData::kernel() const {
  return std::string(sparse_ ? "sparse " : "dense ") + kInstructionSet;
}

}  // namespace nmf
