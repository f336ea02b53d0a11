
#include "core/data/dataset_request.h"
#include "core/data/download.h"
#include "core/data/known_datasets.h"
#include "core/errors.h"

namespace nmf {
namespace {

constexpr std::int64_t megabyte = 1 << 20;

RemoteFile mnistFile(const std::vector<std::string>& bases, const char* name, const char* md5) {
  return {name, bases, md5, 64 * megabyte};
}

}  // namespace

std::vector<RemoteFile> filesOf(const std::string& name) {
  if (name == "mnist") {
    const std::vector<std::string> bases{"https://ossci-datasets.s3.amazonaws.com/mnist/",
                                         "https://storage.googleapis.com/cvdf-datasets/mnist/"};
    return {mnistFile(bases, "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
            mnistFile(bases, "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
            mnistFile(bases, "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
            mnistFile(bases, "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c")};
  }
  if (name == "fashion-mnist") {
    const std::vector<std::string> bases{"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"};
    return {mnistFile(bases, "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
            mnistFile(bases, "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
            mnistFile(bases, "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
            mnistFile(bases, "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310")};
  }
  if (name == "flowers102") {
    const std::vector<std::string> bases{"https://www.robots.ox.ac.uk/~vgg/data/flowers/102/"};
    return {{"setid.mat", bases, "a5357ecc9cb78c4bef273ce3793fc85c", megabyte},
            {"imagelabels.mat", bases, "e0620be6f572b9609742df49c70aed4d", megabyte},
            {"102flowers.tgz", bases, "52808999861908f626f3c1f4e79d11fa", 512 * megabyte}};
  }
  return {};
}

std::string fetchDataset(const std::string& name, const FetchOptions& options) {
  if (!isKnownDataset(name)) {
    throw InputError("datasets fetch " + name + ": no such data set, the known ones are " +
                     knownDatasetNames() + ".");
  }
  const std::vector<RemoteFile> files = filesOf(name);
  if (files.empty())
    throw InputError("datasets fetch " + name + ": it is built in, there is nothing to fetch.");
  const std::size_t allSplits = name == "flowers102" ? 3 : 2;
  for (const KnownDataset& known : knownDatasets()) {
    if (known.name == name && known.splits.size() == allSplits) return known.folder;
  }
  const std::string folder = cacheFolder(name);
  fetchFiles(folder, files, options);
  return folder;
}

}  // namespace nmf
