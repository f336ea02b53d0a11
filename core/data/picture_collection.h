#pragma once

#include <QByteArray>
#include <functional>
#include <string>
#include <vector>

#include "core/data/bytes.h"
#include "core/data/idx.h"
#include "core/data/image_source.h"

namespace nmf {

/// One picture file: in a folder (`content` is empty) or unpacked from an archive.
struct PictureFile {
  std::string name;    ///< relative to the folder or archive, with "/" between the parts
  std::string path;    ///< on the disk; empty for one from an archive
  QByteArray content;  ///< the packed picture; empty for one on the disk
};

/// The picture files in `folder` and all folders below it, sorted by name; other files are left out, and so
/// are hidden ones. Throws InputError when the folder cannot be read.
std::vector<PictureFile> picturesInFolder(const std::string& folder);

/// The picture files in the archive at `path` (zip, or tar with or without gzip), sorted by name. Nothing is
/// written to the disk. What is unpacked is bounded by `limit` bytes in all, whatever the archive
/// declares. Throws InputError when it is no such archive, is damaged, truncated or encrypted, or when a
/// member has an absolute path, leads out of the archive by "..", or is a link.
std::vector<PictureFile> picturesInArchive(const std::string& path, const ReadProgress& progress,
                                           std::int64_t limit = maximumUnpackedBytes);

/// The pictures as images, decoded when they are asked for. Where they lie in sub-folders (below what all
/// have in common), the first of them is the label: numbered by its place in the sorted list, with its name
/// in labelNames. `source` is the folder or archive for the facts and for errors. Throws InputError when
/// there is none.
ImageSourcePtr openPictures(std::vector<PictureFile> files, const std::string& source);

}  // namespace nmf
