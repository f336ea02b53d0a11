#pragma once

#include <vector>

#include "core/data/dataset.h"
#include "core/training/snapshot.h"
#include "ui/views/color_map.h"

namespace nmf::ui {

/// The energy of each component at layer `layer` (1..L): ||p_i||^2 ||s_i||^2 with p_i the i-th column of W1
/// ... W_layer and s_i the i-th of layerSignatures(). From Gram matrices: P is not formed. Without W (sizes
/// that do not fit): of s_i alone.
std::vector<double> componentEnergies(const Factors& factors, int layer);

struct SignatureOptions {
  int layer = 0;  ///< 1..L, or 0 for the last
  bool commonContrast = false;
  double keptMaximum = 0;  ///< the white of all signatures whatever their own; 0: none
  bool byEnergy = false;
  ColorMapKind colors = ColorMapKind::Gray;
};

/// The signatures of one snapshot with all that a grid of them shows.
class SignatureSheet {
 public:
  SignatureSheet() = default;
  SignatureSheet(SnapshotPtr snapshot, const ImageShape& shape, const SignatureOptions& options);

  int count() const { return rows_ ? static_cast<int>(rows_->rows()) : 0; }
  const ImageShape& shape() const { return shape_; }
  const SignatureOptions& options() const { return options_; }
  int layers() const;

  /// The row of the layer's signatures at `position` in the grid.
  int rowAt(int position) const { return order_[static_cast<std::size_t>(position)]; }
  const float* pixels(int row) const { return rows_->row(row).data(); }
  /// The signatures as rows. Needs count() > 0.
  const Matrix& signatures() const { return *rows_; }
  double norm(int row) const;
  /// In [0, 1]; the energies are computed when first asked for.
  double energyShare(int row) const;
  /// The largest value of all of them; 0 where there is none.
  double maximum() const { return maximum_; }
  ValueRange range(int row) const { return ranges_[static_cast<std::size_t>(row)]; }

 private:
  void computeEnergies() const;

  SnapshotPtr snapshot_;
  std::shared_ptr<const Matrix> rows_;
  ImageShape shape_;
  SignatureOptions options_;
  std::vector<int> order_;
  std::vector<ValueRange> ranges_;
  double maximum_ = 0;
  mutable std::vector<double> energyShares_;
};

}  // namespace nmf::ui
