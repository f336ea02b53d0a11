#pragma once

#include <optional>
#include <string>

#include "core/data/dataset_request.h"
#include "core/data/image_source.h"

namespace nmf {

/// Opens the images in a .npy file: m x n (rows; their shape is `shape` or a square), m x h x w, m x h x w x
/// c with c of 1 or 3, or m x c x h x w where only that can be meant. Rows given with a three-part `shape`
/// are H x W x C as well. Values are brought to [0, 1] by scalingFor. Throws InputError naming the file when
/// it is no such array, or has a negative or non-finite value.
ImageSourcePtr openNpy(const std::string& path, const std::optional<ImageShape>& shape);

/// Opens the images in one array of a .npz file: `array` by name; or where it is empty the only array of two
/// or more dimensions, or `x_train` or `x_test` by the split as in Keras's files. Labels are taken from the
/// array of m whole numbers that belongs to it: y_train for x_train, else the only one there is. Throws like
/// openNpy, naming `--array` and the arrays there are when it cannot choose.
ImageSourcePtr openNpz(const std::string& path, const std::string& array, Split split,
                       const std::optional<ImageShape>& shape);

/// Whether an .npz holds the splits of a Keras data set (x_train, y_train, x_test, y_test).
bool isKerasNpz(const std::string& path);

}  // namespace nmf
