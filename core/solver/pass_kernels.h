#pragma once

#include <cstdint>

#include "core/solver/vector.h"

namespace nmf {

/// Pixels that are next to each other and taken together: in images they are zero together more often than
/// not.
inline constexpr int kPixelGroup = kRowGroup;

/// A block of at most 256 rows of A, without what is zero: group by group of pixels, the rows in which any of
/// the group's pixels is not zero. Group g's entries are e = starts[g] ... starts[g + 1] - 1, entry e being
/// the values[kPixelGroup e ...] of row rows[e], counted from the block's first.
struct SparseBlock {
  const float* values;
  const std::uint8_t* rows;
  const std::uint32_t* starts;
  int groups;
};

/// A block of rows of a dense A restricted to a tile of columns: row i begins at A + i * stride and has
/// `columns` entries.
struct DenseTile {
  const float* A;
  long stride;
  int columns;
};

/// The small factors as the kernels see them, in whole vectors. `Ht` and `PtA` point at the first pixel (of
/// the tile) and are allocated in whole groups, `P` and `AHt` at the block's first row (image).
struct PassOperands {
  const float* Ht = nullptr;  ///< pixels x rank: H'
  int strideHt = 0;
  float* AHt = nullptr;  ///< images x rank: A H', added to
  int strideAHt = 0;
  const float* P = nullptr;  ///< images x rank
  int strideP = 0;
  float* PtA = nullptr;  ///< pixels x rank: (P' A)', added to
  int stridePtA = 0;
};

/// AHt += A Ht, `vectors` wide.
void gather(const SparseBlock& block, const PassOperands& x, int vectors);
void gather(const DenseTile& tile, int rows, const PassOperands& x, int vectors);
/// PtA += A' P, `vectors` wide.
void scatter(const SparseBlock& block, const PassOperands& x, int vectors);
void scatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors);
/// Both at once, reading A once.
void gatherAndScatter(const SparseBlock& block, const PassOperands& x, int vectors);
void gatherAndScatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors);

}  // namespace nmf
