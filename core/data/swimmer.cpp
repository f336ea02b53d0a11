#include "core/data/swimmer.h"

#include <array>

namespace nmf {
namespace {

constexpr int side = 32;
constexpr int limbs = 4, positions = 4, limbLength = 6;
constexpr int torsoColumn = 16, shoulderRow = 10, hipRow = 21;

struct Direction {
  int down, out;  // per pixel of the limb; out is away from the torso
};
// Of the arms; the legs are mirrored.
constexpr std::array<Direction, positions> armDirections{{{-1, 0}, {-1, 1}, {0, 1}, {1, 1}}};

void drawLimb(std::uint8_t* image, int limb, int position) {
  const bool leg = limb >= 2, right = limb % 2 == 1;
  const Direction direction = armDirections[static_cast<std::size_t>(position)];
  const int down = leg ? -direction.down : direction.down;
  const int out = right ? 1 : -1;
  // The first pixel lies beside the torso; of two limbs that go up, the one going outwards too starts one
  // pixel further out, so that no two positions share a pixel.
  const int distance = direction.down < 0 && direction.out > 0 ? 2 : 1;
  int row = (leg ? hipRow : shoulderRow) + down, column = torsoColumn + out * distance;
  for (int i = 0; i < limbLength; ++i) {
    image[row * side + column] = 255;
    row += down;
    column += out * direction.out;
  }
}

}  // namespace

ImageSourcePtr openSwimmer() {
  constexpr int count = positions * positions * positions * positions;
  SourceFacts facts;
  facts.name = "swimmer";
  facts.source = "built in: 16 limb parts and a torso after Donoho & Stodden (2004)";
  facts.count = count;
  facts.shape = ImageShape{side, side, 1};
  facts.scaling = "0 or 1 as drawn";
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count) * side * side);
  for (int number = 0; number < count; ++number) {
    std::uint8_t* image = bytes.data() + std::ptrdiff_t{number} * side * side;
    for (int row = shoulderRow; row <= hipRow; ++row) image[row * side + torsoColumn] = 255;
    for (int limb = 0, rest = number; limb < limbs; ++limb, rest /= positions)
      drawLimb(image, limb, rest % positions);
  }
  return std::make_unique<ByteImages>(std::move(facts), std::move(bytes));
}

}  // namespace nmf
