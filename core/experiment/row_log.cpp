#include "core/experiment/row_log.h"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "core/data/bytes.h"
#include "core/errors.h"

namespace nmf {

namespace {

constexpr std::string_view kMagic = "NMFrows1";

/// FNV-1a (Fowler, Noll, Vo): enough to tell a row from what a crash left.
std::uint32_t checkSum(std::string_view bytes) {
  std::uint32_t hash = 2166136261u;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

template <typename T>
void putRaw(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::string logHeader(std::size_t rowBytes) {
  std::string bytes(kMagic);
  putRaw(bytes, static_cast<std::uint64_t>(rowBytes));
  return bytes;
}

}  // namespace

RowLog::RowLog(std::filesystem::path path, std::size_t rowBytes, std::int64_t maxBytes)
    : path_(std::move(path)), rowBytes_(rowBytes), maxBytes_(maxBytes) {
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) fail(errno);
  try {
    write(logHeader(rowBytes));
  } catch (...) {
    ::close(file_);
    ::unlink(path_.c_str());
    throw;
  }
}

RowLog::~RowLog() {
  ::close(file_);
}

void RowLog::fail(int error) const {
  throw EnvironmentError("cannot write '" + path_.string() + "': " + std::generic_category().message(error));
}

void RowLog::write(std::string_view bytes) {
  for (std::string_view rest = bytes; !rest.empty();) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      const int error = errno;
      // Half a row would hide all that follow it.
      if (::ftruncate(file_, size_) != 0) fail(errno);
      fail(error);
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  size_ += static_cast<std::int64_t>(bytes.size());
}

void RowLog::append(std::string_view rows) {
  const std::int64_t count = static_cast<std::int64_t>(rows.size() / rowBytes_);
  const std::int64_t stored = static_cast<std::int64_t>(rowBytes_ + sizeof(std::uint32_t));
  if (size_ + count / stride_ * stored > maxBytes_) halve();
  std::string kept;
  kept.reserve(static_cast<std::size_t>((count / stride_ + 1) * stored));
  for (std::int64_t i = 0; i < count; ++i) {
    if ((taken_ + i) % stride_ != 0) continue;
    const std::string_view row = rows.substr(static_cast<std::size_t>(i) * rowBytes_, rowBytes_);
    kept += row;
    putRaw(kept, checkSum(row));
  }
  write(kept);
  taken_ += count;
}

void RowLog::sync() {
  if (::fdatasync(file_) != 0 && errno != EINVAL && errno != EROFS) fail(errno);
}

// The file is replaced whole, so that a crash meanwhile loses nothing; this happens once in millions of rows,
// and each time half as often.
void RowLog::halve() {
  const std::filesystem::path aside = path_.string() + ".half";
  ::unlink(aside.c_str());
  const std::string rows = read(path_, rowBytes_);
  RowLog half(aside, rowBytes_, maxBytes_);
  half.stride_ = 2;
  half.maxBytes_ = size_ + maxBytes_;
  try {
    half.append(rows);
    half.sync();
    if (::rename(aside.c_str(), path_.c_str()) != 0) fail(errno);
  } catch (...) {
    ::unlink(aside.c_str());
    throw;
  }
  std::swap(file_, half.file_);
  size_ = half.size_;
  stride_ *= 2;
}

std::string RowLog::read(const std::filesystem::path& path, std::size_t rowBytes) {
  const Bytes bytes = readFile(path.string());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string expected = logHeader(rowBytes);
  if (!text.starts_with(expected)) throw InputError(path.string() + " is not a log of such rows");
  std::string rows;
  rows.reserve(text.size());
  for (std::size_t at = expected.size(); at + rowBytes + sizeof(std::uint32_t) <= text.size();
       at += rowBytes + sizeof(std::uint32_t)) {
    const std::string_view row = text.substr(at, rowBytes);
    std::uint32_t sum = 0;
    std::memcpy(&sum, text.data() + at + rowBytes, sizeof sum);
    if (sum != checkSum(row)) break;
    rows += row;
  }
  return rows;
}

std::string RowLog::readLast(const std::filesystem::path& path, std::size_t rowBytes) {
  std::ifstream file(path, std::ios::binary);
  const std::string expected = logHeader(rowBytes);
  std::string bytes(expected.size(), '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || bytes != expected)
    throw InputError(path.string() + " is not a log of such rows");
  const std::size_t each = rowBytes + sizeof(std::uint32_t);
  file.seekg(0, std::ios::end);
  auto count = (static_cast<std::size_t>(file.tellg()) - expected.size()) / each;
  bytes.resize(each);
  for (; count > 0; --count) {
    file.seekg(static_cast<std::streamoff>(expected.size() + (count - 1) * each));
    if (!file.read(bytes.data(), static_cast<std::streamsize>(each))) break;
    std::uint32_t sum = 0;
    std::memcpy(&sum, bytes.data() + rowBytes, sizeof sum);
    if (sum == checkSum(std::string_view(bytes).substr(0, rowBytes))) return bytes.substr(0, rowBytes);
  }
  return {};
}

}  // namespace nmf
