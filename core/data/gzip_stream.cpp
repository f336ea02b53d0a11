#include "core/data/gzip_stream.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/data/bytes.h"
#include "core/errors.h"

namespace nmf {

struct GzipStream::Handle {
  gzFile file = nullptr;
  ~Handle() {
    if (file) gzclose(file);
  }
};

GzipStream::GzipStream(const std::string& path) : handle_(std::make_unique<Handle>()), path_(path) {
  fileSize(path);
  errno = 0;
  handle_->file = gzopen(path.c_str(), "rb");
  if (!handle_->file) {
    throw InputError(path + " cannot be opened: " + std::strerror(errno ? errno : ENOMEM) + ".");
  }
  constexpr unsigned bufferBytes = 1U << 15;
  gzbuffer(handle_->file, bufferBytes);
}

GzipStream::~GzipStream() = default;

std::size_t GzipStream::read(std::uint8_t* out, std::size_t size) {
  constexpr std::size_t largest = std::size_t{1} << 30;  // gzread counts in int
  std::size_t done = 0;
  while (done < size) {
    const int got = gzread(handle_->file, out + done, static_cast<unsigned>(std::min(size - done, largest)));
    int error = Z_OK;
    const char* why = gzerror(handle_->file, &error);
    if (error == Z_ERRNO) throw EnvironmentError(path_ + " could not be read: " + std::strerror(errno) + ".");
    if (error == Z_BUF_ERROR) throw InputError(path_ + " is truncated: its gzip data ends too early.");
    if (got < 0) throw InputError(path_ + " is damaged: its gzip data cannot be unpacked (" + why + ").");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool GzipStream::packed() const {
  return gzdirect(handle_->file) == 0;
}

}  // namespace nmf
