#include "core/training/further_errors.h"

#include <limits>
#include <string>
#include <utility>

#include "core/errors.h"

namespace nmf {
namespace {

void requireUsable(const Matrix& X, std::int64_t pixels, const char* what) {
  if (X.cols() != pixels)
    throw InputError(std::string(what) + " have " + std::to_string(X.cols()) + " pixels, those to train on " +
                     std::to_string(pixels) + "; both must be the same");
  if (!(X.array() != 0.0f).any())
    throw InputError(std::string(what) +
                     " are all 0, so that no error relative to them exists; select other images");
}

}  // namespace

FurtherErrors::FurtherErrors(FurtherData data, std::int64_t every, std::int64_t images, std::int64_t pixels)
    : data_(std::move(data)), every_(every) {
  if (data_.heldOut) requireUsable(*data_.heldOut, pixels, "--held-out: the images kept back");
  if (!data_.clean) return;
  requireUsable(*data_.clean, pixels, "--noise: the images without noise");
  if (data_.clean->rows() != images)
    throw InputError("--noise: there are " + std::to_string(data_.clean->rows()) +
                     " images without noise and " + std::to_string(images) +
                     " with it; there must be as many");
}

void FurtherErrors::begin(std::int64_t epoch, Factors factors, bool scheduled, Team& team, int threads) {
  const int codeRank = static_cast<int>(factors.W.front().cols());
  const int rightRank = static_cast<int>(rightFactor(factors).rows());
  if (data_.heldOut && !heldOut_)
    heldOut_ = std::make_unique<HeldOutError>(data_.heldOut, codeRank, rightRank, team, threads);
  if (data_.clean && !clean_) clean_ = std::make_unique<CleanError>(data_.clean, rightRank, team, threads);
  if (heldOut_) heldOut_->begin(factors, scheduled);
  if (clean_) clean_->begin(std::move(factors));
  epoch_ = epoch;
  if (scheduled) next_ = (epoch / every_ + 1) * every_;
  pending_ = true;
  heldOutDone_ = false;
}

bool FurtherErrors::advance(const std::atomic<bool>& interrupt) {
  if (!pending_) return true;
  if (heldOut_ && !heldOutDone_ && !heldOut_->advance(interrupt)) return false;
  heldOutDone_ = true;
  if (clean_ && !clean_->advance(interrupt)) return false;
  pending_ = false;
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const std::lock_guard lock(mutex_);
  finished_.push_back(
      {epoch_, heldOut_ ? heldOut_->relativeError() : kNone, clean_ ? clean_->relativeError() : kNone});
  return true;
}

void FurtherErrors::drain(std::vector<FurtherRecord>& records) {
  const std::lock_guard lock(mutex_);
  records.insert(records.end(), finished_.begin(), finished_.end());
  finished_.clear();
}

}  // namespace nmf
