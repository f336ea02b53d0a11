#pragma once

#include <random>

#include "ui/views/run_frame.h"

namespace nmf::test {

/// Uniform on [0, 1), the same on every machine.
inline Matrix uniform(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937 generator(seed);
  Matrix matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = static_cast<float>(generator() >> 8) / static_cast<float>(1 << 24);
  }
  return matrix;
}

/// The 8 horizontal and 8 vertical bars of an 8 x 8 image, as signatures (16 x 64), in `channels` channels.
inline Matrix barSignatures(int channels = 1) {
  Matrix H = Matrix::Zero(16, 64 * channels);
  for (int k = 0; k < 8; ++k) {
    for (int i = 0; i < 8; ++i) {
      for (int c = 0; c < channels; ++c) {
        H(k, 64 * c + 8 * k + i) = 1;
        H(8 + k, 64 * c + 8 * i + k) = 1;
      }
    }
  }
  return H;
}

/// m images of weighted bars in [0, 1], labelled 0, 1, 2 in turn.
inline DatasetPtr barData(int m, int channels = 1) {
  auto data = std::make_shared<Dataset>();
  data->name = "bars";
  data->shape = {8, 8, channels};
  Matrix codes = uniform(m, 16, 1);
  codes = (codes.array() > 0.75f).select(codes, 0.0f) * 0.5f;
  data->A = codes * barSignatures(channels);
  for (int i = 0; i < m; ++i) data->labels.push_back(i % 3);
  return data;
}

/// The same in colour: of the first channel half is in the second and nothing in the third.
inline DatasetPtr orangeBarData(int m) {
  auto data = std::make_shared<Dataset>(*barData(m, 3));
  data->A.middleCols(64, 64) *= 0.5f;
  data->A.rightCols(64).setZero();
  return data;
}

/// Factors of the right sizes, far from a good fit.
inline SnapshotPtr randomSnapshot(const Dataset& data, const std::vector<int>& ranks, std::int64_t epoch,
                                  unsigned seed, bool layerWise = false) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->epoch = epoch;
  Eigen::Index rows = data.A.rows();
  for (int rank : ranks) {
    snapshot->factors.W.push_back(uniform(rows, rank, seed++) / static_cast<float>(rank));
    rows = rank;
    if (layerWise) snapshot->factors.H.push_back(uniform(rank, data.A.cols(), seed++));
  }
  if (!layerWise) snapshot->factors.H.push_back(uniform(rows, data.A.cols(), seed));
  return snapshot;
}

inline ui::RunFrame frameOf(DatasetPtr data, SnapshotPtr snapshot, std::uint64_t run = 1,
                            Model model = Model::Deep) {
  ui::RunFrame frame;
  frame.run = run;
  frame.model = model;
  frame.data = std::move(data);
  frame.snapshot = std::move(snapshot);
  return frame;
}

}  // namespace nmf::test
