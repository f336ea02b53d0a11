#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/data/bytes.h"

namespace nmf {

/// An array of unsigned bytes in an IDX file (the format of the MNIST files, described on their page).
struct IdxArray {
  std::vector<std::int64_t> shape;  ///< 1 to 4 lengths, none of them 0
  Bytes data;                       ///< their product of bytes, last index fastest
};

/// Called with the share of the file that has been read; returns false to cancel.
using ReadProgress = std::function<bool(double)>;

/// Reads an IDX file, plain or gzip whatever its name says. Nothing is allocated on the header's word alone,
/// and no more is unpacked than it declares. Throws InputError with one sentence that begins with `path` when
/// it is not IDX, is of another element type than unsigned byte (named), declares impossible or absurd
/// dimensions, is truncated or damaged or longer than declared; "cancelled" when `progress` asked for it.
IdxArray readIdx(const std::string& path, const ReadProgress& progress = {});

/// The same from memory, not compressed; `name` stands for the path in errors.
IdxArray parseIdx(ByteView file, const std::string& name);

/// Images of n x height x width and, in an own file, n labels.
struct IdxImages {
  IdxArray images;
  std::vector<int> labels;  ///< n, or empty when `labelPath` was
};

/// Reads images and their labels. Throws as readIdx, and when there are not three dimensions, or the counts
/// differ.
IdxImages readIdxImages(const std::string& imagePath, const std::string& labelPath,
                        const ReadProgress& progress = {});

/// The file with the labels that belong to an images file by the usual naming (images -> labels, idx3 ->
/// idx1), with or without .gz; empty when there is none beside it.
std::string labelsBeside(const std::string& imagePath);

/// Whether the file begins like an IDX file, looking through gzip; false when it cannot be read.
bool looksLikeIdx(const std::string& path);

}  // namespace nmf
