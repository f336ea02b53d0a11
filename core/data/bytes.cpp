#include "core/data/bytes.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "core/errors.h"
#include "core/model/huge_pages.h"

namespace nmf {
namespace {

std::string reason(int error) {
  return std::strerror(error);
}

}  // namespace

std::optional<std::int64_t> checkedProduct(std::span<const std::int64_t> factors, std::int64_t limit) {
  std::int64_t product = 1;
  bool nothing = false;
  for (const std::int64_t factor : factors) {
    if (factor < 0) return std::nullopt;
    // A zero makes the product nothing, but must not excuse absurd factors beside it.
    if (factor == 0) {
      nothing = true;
      continue;
    }
    if (product > limit / factor) return std::nullopt;
    product *= factor;
  }
  return nothing ? 0 : product;
}

std::int64_t fileSize(const std::string& path) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) {
    if (failure && failure != std::errc::no_such_file_or_directory) {
      throw InputError(path + " cannot be opened: " + failure.message() + ".");
    }
    throw InputError(path + " does not exist: give the path of a file that does.");
  }
  if (!std::filesystem::is_regular_file(status)) throw InputError(path + " is not a file.");
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) throw InputError(path + " cannot be opened: " + failure.message() + ".");
  return static_cast<std::int64_t>(size);
}

Bytes readFile(const std::string& path, std::int64_t limit) {
  const std::int64_t size = fileSize(path);
  if (size > limit) {
    throw InputError(path + " has " + sizeText(size) + ": at most " + sizeText(limit) + " can be read.");
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw InputError(path + " cannot be opened: " + reason(errno) + ".");
  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(size));
  preferHugePages(bytes.data(), bytes.capacity());
  bytes.resize(static_cast<std::size_t>(size));
  const std::size_t got = std::fread(bytes.data(), 1, bytes.size(), file.get());
  if (got != bytes.size()) {
    throw EnvironmentError(path + " could not be read to its end" +
                           (std::ferror(file.get()) ? ": " + reason(errno) : std::string()) + ".");
  }
  return bytes;
}

std::string fileName(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::string sizeText(std::int64_t bytes) {
  constexpr std::array units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  double amount = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (amount >= 1024 && unit + 1 < units.size()) {
    amount /= 1024;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", amount, units[unit]);
  return text.data();
}

}  // namespace nmf
