#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/model/matrix.h"
#include "core/solver/buffer.h"
#include "core/solver/pass_kernels.h"

namespace nmf {

/// The most rows of a block.
inline constexpr int kBlockRows = 128;

/// Whether the pass leaves out the groups of pixels that are zero, given the share of the others. A fixed
/// rule, so that the same data always gives the same bits.
bool sparseServes(double shareOfFilledGroups);

/// A (m x n) prepared once for all passes: the row blocks that keep the small factors in cache, and where
/// many pixels are zero, the non-zero groups of each block. A dense A is used where it lies, without a copy,
/// by tiles of columns.
class PackedData {
 public:
  /// A run of rows worked through as one piece; `lane` owns the sums it adds to.
  struct Block {
    Eigen::Index begin = 0;
    int rows = 0;
  };
  /// A contiguous share of the blocks whose sums are its own: the unit that threads take.
  struct Lane {
    int firstBlock = 0;
    int endBlock = 0;
  };

  /// `gatherWidth` and `scatterWidth` are the padded ranks of the two products, for the tile size; lanes are
  /// a fixed function of the data, the widths and `threads`.
  PackedData(std::shared_ptr<const Matrix> A, int gatherWidth, int scatterWidth, int threads);

  Eigen::Index rows() const { return A_->rows(); }
  Eigen::Index columns() const { return A_->cols(); }
  double squaredNorm() const { return squaredNorm_; }
  bool sparse() const { return sparse_; }
  const Matrix& A() const { return *A_; }
  const std::vector<Block>& blocks() const { return blocks_; }
  const std::vector<Lane>& lanes() const { return lanes_; }

  /// The products of block `b`: AHt += A_b H' and PtA += P_b' A_b, or both in one reading. P and AHt point at
  /// the block's first row, Ht and PtA at the first pixel.
  void gather(int b, const PassOperands& x, int vectors) const;
  void scatter(int b, const PassOperands& x, int vectors) const;
  void gatherAndScatter(int b, const PassOperands& x, int vectors) const;

  /// For messages: "sparse avx512" and the like.
  std::string kernel() const;

 private:
  SparseBlock sparseBlock(int b) const;
  template <class Kernel>
  void overTiles(int b, const PassOperands& x, const Kernel& kernel) const;
  void packFilledGroups();

  std::shared_ptr<const Matrix> A_;
  double squaredNorm_ = 0;
  bool sparse_ = false;
  int tileColumns_ = 0;
  int tiles_ = 0;
  std::vector<Block> blocks_;
  std::vector<Lane> lanes_;
  // Filled groups, block by block, within a block group by group, within a group row by row.
  int groups_ = 0;
  Buffer<float> values_;
  Buffer<std::uint8_t> rows_;
  std::vector<std::uint32_t> starts_;    // groups_ + 1 for each block, relative to the block's first entry
  std::vector<std::size_t> firstEntry_;  // of each block
};

}  // namespace nmf
