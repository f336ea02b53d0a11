#pragma once

#include "core/model/matrix.h"
#include "core/solver/padded_matrix.h"

namespace nmf {

/// Y (rows x 16q) = sign * X (rows x K) M (K x 16q) + (accumulate ? Y : 0), where 16q stands for `vectors`
/// whole vectors. Strides in floats, whole vectors for M and Y; X may have any stride. For the many products
/// of tall blocks with small matrices.
void multiplyRows(const float* X, int strideX, int K, const float* M, int strideM, int vectors, float* Y,
                  int strideY, int rows, float sign = 1, bool accumulate = false);

/// C (K x vectors) = X' Y over `rows` rows, X rows x K with any stride; C, Y in whole vectors.
void transposedProduct(const float* X, int strideX, int K, const float* Y, int strideY, int vectors, float* C,
                       int strideC, int rows);

/// sum (K x columns of Y) += X' Y over `rows` rows: single precision within the block, double across blocks.
/// `scratch` is K rows of Y's width.
void addTransposedProduct(const float* X, int strideX, Eigen::Index K, const float* Y, int strideY,
                          PaddedMatrix& scratch, int rows, MatrixD& sum);

}  // namespace nmf
