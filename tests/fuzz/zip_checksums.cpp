#include "tests/fuzz/zip_checksums.h"

#include <zlib.h>
#include <array>
#include <cstring>

namespace fuzz {
namespace {

// The parts of a zip that matter here, by their places in APPNOTE.TXT's tables.
constexpr std::uint32_t centralSignature = 0x02014b50, localSignature = 0x04034b50, endSignature = 0x06054b50;
constexpr std::size_t centralBytes = 46, localBytes = 30, endBytes = 22;

class Zip {
 public:
  explicit Zip(std::span<std::uint8_t> bytes) : bytes_(bytes) {}

  void repair() {
    if (bytes_.size() < endBytes) return;
    for (std::size_t at = bytes_.size() - endBytes + 1; at-- > 0;) {
      if (number<std::uint32_t>(at) != endSignature) continue;
      repairMembers(number<std::uint32_t>(at + 16), number<std::uint16_t>(at + 10));
      return;
    }
  }

 private:
  template <typename T>
  T number(std::size_t at) const {
    T value{};
    std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
  }
  void store(std::size_t at, std::uint32_t value) { std::memcpy(bytes_.data() + at, &value, sizeof value); }

  void repairMembers(std::size_t central, std::size_t count) {
    for (; count > 0 && central + centralBytes <= bytes_.size(); --count) {
      if (number<std::uint32_t>(central) != centralSignature) return;
      repairMember(central);
      central += centralBytes + number<std::uint16_t>(central + 28) + number<std::uint16_t>(central + 30) +
                 number<std::uint16_t>(central + 32);
    }
  }

  void repairMember(std::size_t central) {
    const std::size_t local = number<std::uint32_t>(central + 42), size = number<std::uint32_t>(central + 20);
    if (number<std::uint16_t>(central + 10) != 0 || local + localBytes > bytes_.size()) return;
    if (number<std::uint32_t>(local) != localSignature) return;
    const std::size_t content =
        local + localBytes + number<std::uint16_t>(local + 26) + number<std::uint16_t>(local + 28);
    if (content + size > bytes_.size()) return;
    const auto checksum =
        static_cast<std::uint32_t>(::crc32(0, bytes_.data() + content, static_cast<uInt>(size)));
    store(central + 16, checksum);
    store(local + 14, checksum);
  }

  std::span<std::uint8_t> bytes_;
};

}  // namespace

void repairZipChecksums(std::span<std::uint8_t> zip) {
  Zip(zip).repair();
}

}  // namespace fuzz
