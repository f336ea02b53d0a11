#pragma once

#include <cstdint>

namespace nmf {

/// A block of rows of A restricted to a tile of at most 256 columns, non-zeros only. Row i's entries are
/// values[starts[i]] ... values[starts[i + 1] - 1] in columns[...] counted from the tile's first.
struct SparseTile {
  const float* values;
  const std::uint8_t* columns;
  const std::uint32_t* starts;
};

/// The same block and tile of a dense A: row i begins at A + i * stride and has `columns` entries.
struct DenseTile {
  const float* A;
  long stride;
  int columns;
};

/// The small factors as the kernels see them, in whole vectors. `Ht` and `PtA` point at the tile's first
/// column (pixel), `P` and `AHt` at the block's first row (image).
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

/// AHt += A Ht over the tile, `vectors` wide.
void gather(const SparseTile& tile, int rows, const PassOperands& x, int vectors);
void gather(const DenseTile& tile, int rows, const PassOperands& x, int vectors);
/// PtA += A' P over the tile, `vectors` wide.
void scatter(const SparseTile& tile, int rows, const PassOperands& x, int vectors);
void scatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors);
/// Both at once, reading A once.
void gatherAndScatter(const SparseTile& tile, int rows, const PassOperands& x, int vectors);
void gatherAndScatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors);

}  // namespace nmf
