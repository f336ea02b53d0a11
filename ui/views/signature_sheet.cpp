#include "ui/views/signature_sheet.h"

#include <algorithm>
#include <numeric>

namespace nmf::ui {
namespace {

int layerCount(const Factors& factors) {
  return static_cast<int>(std::max<std::size_t>(1, factors.W.size()));
}

/// The signatures of a layer without copying those that are stored.
std::shared_ptr<const Matrix> signaturesOf(const SnapshotPtr& snapshot, int layer) {
  const Factors& factors = snapshot->factors;
  if (layer == layerCount(factors)) {
    return {snapshot, &rightFactor(factors)};  // shares the snapshot's life
  }
  if (factors.H.size() == factors.W.size()) {
    return {snapshot, &factors.H[static_cast<std::size_t>(layer - 1)]};
  }
  return std::make_shared<const Matrix>(layerSignatures(factors, layer));
}

}  // namespace

std::vector<double> componentEnergies(const Factors& factors, int layer) {
  const Matrix signatures = layerSignatures(factors, layer);
  VectorD energies = signatures.rowwise().squaredNorm().cast<double>();
  if (!factors.W.empty()) {
    const Matrix& W1 = factors.W[0];
    Matrix gram = Matrix::Zero(W1.cols(), W1.cols());
    gram.selfadjointView<Eigen::Lower>().rankUpdate(W1.transpose());
    const Matrix full = gram.selfadjointView<Eigen::Lower>();
    if (layer == 1) {
      energies.array() *= full.diagonal().array().cast<double>();
    } else {
      Matrix Q = factors.W[1];
      for (int l = 3; l <= layer; ++l) Q = Q * factors.W[static_cast<std::size_t>(l - 1)];
      const Eigen::VectorXf left = Q.cwiseProduct(full * Q).colwise().sum();
      energies.array() *= left.array().cast<double>();
    }
  }
  return {energies.data(), energies.data() + energies.size()};
}

SignatureSheet::SignatureSheet(SnapshotPtr snapshot, const ImageShape& shape, const SignatureOptions& options)
    : snapshot_(std::move(snapshot)), shape_(shape), options_(options) {
  if (snapshot_->factors.H.empty()) return;
  const int last = layerCount(snapshot_->factors);
  if (options_.layer < 1 || options_.layer > last) options_.layer = last;
  rows_ = signaturesOf(snapshot_, options_.layer);
  if (rows_->cols() != shape_.pixels()) {
    // The factors are not of images of this shape: one line of pixels is the honest picture.
    shape_ = {1, static_cast<int>(rows_->cols()), 1};
  }
  order_.resize(static_cast<std::size_t>(rows_->rows()));
  std::iota(order_.begin(), order_.end(), 0);
  if (options_.byEnergy) {
    computeEnergies();
    std::stable_sort(order_.begin(), order_.end(), [this](int a, int b) {
      return energyShares_[static_cast<std::size_t>(a)] > energyShares_[static_cast<std::size_t>(b)];
    });
  }
  for (Eigen::Index i = 0; i < rows_->rows(); ++i) {
    const double high = rows_->cols() > 0 ? rows_->row(i).maxCoeff() : 0;
    ranges_.push_back({0, high > 0 ? high : 1});
    maximum_ = std::max(maximum_, high);
  }
  const double common = options_.keptMaximum > 0 ? options_.keptMaximum : maximum_;
  if ((options_.commonContrast || options_.keptMaximum > 0) && common > 0)
    std::fill(ranges_.begin(), ranges_.end(), ValueRange{0, common});
}

int SignatureSheet::layers() const {
  return snapshot_ ? layerCount(snapshot_->factors) : 0;
}

double SignatureSheet::norm(int row) const {
  return rows_->row(row).norm();
}

double SignatureSheet::energyShare(int row) const {
  if (energyShares_.empty()) computeEnergies();
  return energyShares_[static_cast<std::size_t>(row)];
}

void SignatureSheet::computeEnergies() const {
  energyShares_ = componentEnergies(snapshot_->factors, options_.layer);
  const double total = std::accumulate(energyShares_.begin(), energyShares_.end(), 0.0);
  for (double& share : energyShares_) share = total > 0 ? share / total : 0;
}

}  // namespace nmf::ui
