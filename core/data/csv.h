#pragma once

#include <optional>
#include <string>

#include "core/data/bytes.h"
#include "core/data/image_source.h"

namespace nmf {

/// Opens images in a .csv file, one a line, one pixel a column. The separator (comma, semicolon or tab), a
/// header line and a label column are recognised: the column that the header calls label, labels, class,
/// target or y; without a header the first column where the others make an image (`shape`, or a square) and
/// all do not. A three-part `shape` means that a line is H x W x C. Values are brought to [0, 1] by
/// scalingFor. Throws InputError naming the file, and the line and column where there is one, when it is
/// empty, not text, ragged, has a field that is no number, a negative or non-finite one, or a label that is
/// not a whole number.
ImageSourcePtr openCsv(const std::string& path, const std::optional<ImageShape>& shape);

/// The same from memory; `name` stands for the path.
ImageSourcePtr parseCsv(ByteView file, const std::string& name, const std::optional<ImageShape>& shape);

}  // namespace nmf
