#include "core/experiment/spectrum_cache.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <string>

#include "core/data/dataset_request.h"

namespace nmf {
namespace {

constexpr std::size_t kKept = 16;  // a spectrum is some ten kilobytes

struct Entry {
  std::string checksum;
  std::shared_ptr<const DataSpectrum> spectrum;
};

}  // namespace

std::shared_ptr<const DataSpectrum> spectrumOf(const Dataset& data,
                                               const std::function<bool(double)>& progress) {
  static std::mutex mutex;
  static std::deque<Entry> entries;  // the last used first
  const std::string key = checksum(data);
  {
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.checksum == key; });
    if (found != entries.end()) {
      std::rotate(entries.begin(), found, found + 1);
      return entries.front().spectrum;
    }
  }
  bool givenUp = false;
  auto spectrum = std::make_shared<const DataSpectrum>(computeDataSpectrum(data.A, [&](double share) {
    givenUp = givenUp || (progress && !progress(share));
    return !givenUp;
  }));
  if (givenUp) return nullptr;
  const std::lock_guard lock(mutex);
  entries.push_front({key, spectrum});
  if (entries.size() > kKept) entries.pop_back();
  return spectrum;
}

}  // namespace nmf
