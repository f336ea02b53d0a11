// Writes small valid files of every format, for the fuzz targets to start from: make-seeds FOLDER.
#include <zlib.h>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "core/data/npz.h"
#include "core/experiment/settings.h"
#include "tests/fuzz/answer.h"
#include "tests/fuzz/mat_seeds.h"

namespace {

namespace fs = std::filesystem;

std::string packed(const std::string& content, int window) {
  z_stream stream{};
  fuzz::require(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) ==
                Z_OK);
  std::string out(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  fuzz::require(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
constexpr int zlibWindow = 15, gzipWindow = 15 + 16;

std::string bytes(std::size_t count) {
  std::string content;
  for (std::size_t i = 0; i < count; ++i) content += static_cast<char>(i * 37 % 251);
  return content;
}

class Corpus {
 public:
  Corpus(const fs::path& root, const std::string& format) : folder_(root / format) {
    fs::create_directories(folder_);
  }
  fs::path path(const std::string& name) const { return folder_ / name; }
  void add(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
  }

 private:
  fs::path folder_;
};

std::string idx(const std::string& lengths) {
  std::string header("\0\0\x08", 3);
  header += static_cast<char>(lengths.size());
  std::size_t count = 1;
  for (const char length : lengths) {
    header += std::string(3, '\0') + length;
    count *= static_cast<std::size_t>(length);
  }
  return header + bytes(count);
}

void writeIdx(const Corpus& corpus) {
  for (const std::string lengths : {"\x05", "\x03\x04", "\x02\x04\x03", "\x02\x02\x03\x03"}) {
    const std::string name = std::to_string(lengths.size());
    corpus.add(name, idx(lengths));
    corpus.add(name + ".gz", packed(idx(lengths), gzipWindow));
  }
}

void writeMat(const Corpus& corpus) {
  const auto compress = [](const std::string& inner) { return packed(inner, zlibWindow); };
  for (const bool big : {false, true}) {
    const std::string order = big ? "big-" : "little-";
    for (const auto& [name, content] : fuzz::matSeeds(big, compress)) corpus.add(order + name, content);
  }
}

template <typename T>
std::string elements(int count) {
  std::string content;
  for (int i = 0; i < count; ++i) {
    const T value = static_cast<T>(i % 2);
    content.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return content;
}

void writeNpy(const Corpus& corpus) {
  using Type = nmf::NpyType;
  const auto header = [](Type type, const std::vector<std::int64_t>& shape) {
    return nmf::npyHeaderText(type, shape);
  };
  corpus.add("bytes", header(Type::UInt8, {3, 4}) + bytes(12));
  corpus.add("floats", header(Type::Float32, {2, 2, 3}) + elements<float>(12));
  corpus.add("doubles", header(Type::Float64, {2, 2, 1, 3}) + elements<double>(12));
  corpus.add("integers", header(Type::Int64, {2, 9}) + elements<std::int64_t>(18));
  corpus.add("shorts", header(Type::UInt16, {6}) + elements<std::uint16_t>(6));
  std::string fortran = header(Type::Int32, {4, 4}) + elements<std::int32_t>(16);
  fortran.replace(fortran.find("False"), 5, "True ");
  corpus.add("fortran", fortran);
  std::string swapped = header(Type::Float32, {2, 6}) + elements<float>(12);
  swapped.replace(swapped.find("<f4"), 3, ">f4");
  corpus.add("big-endian", swapped);
}

void writeNpz(const Corpus& corpus) {
  nmf::NpzWriter factors(corpus.path("factors").string());
  factors.add("W", nmf::Matrix::Constant(3, 2, 0.5F));
  factors.add("H", nmf::Matrix::Constant(2, 4, 0.25F));
  factors.finish();
  nmf::NpzWriter images(corpus.path("images").string());
  images.add("x_test", nmf::Matrix::Constant(2, 9, 1.0F));
  const std::int64_t labels[] = {3, 7};
  images.add("y_test", labels);
  images.add("x_train", nmf::Matrix::Constant(2, 9, 1.0F));
  images.finish();
}

void writeCsv(const Corpus& corpus) {
  corpus.add("plain", "0,0.5,0.25,1\n1,0,0,1\n");
  corpus.add("header", "label,a,b,c,d\n3,0,1,0,1\n7,1,0,1,0\n");
  corpus.add("semicolons", "0;0.5;0.25;1\r\n\r\n1;0;1e-3;+1\r\n");
  corpus.add("tabs", "a\tb\t\"class\"\n0\t255\t1\n");
  corpus.add("color", "1,2,3,4,5,6\n6,5,4,3,2,1\n");
  corpus.add("labels", "3,0,1,0,1\n7,1,0,1,0\n");
}

void writeConfig(const Corpus& corpus) {
  corpus.add("defaults", nmf::toJson(nmf::Experiment()).dump());
  corpus.add("mu", R"({"model":"mu","ranks":[10],"epochs":5,"rows":"0:100","labels":[3,7]})");
  corpus.add("deep", R"({"model":"deep","ranks":[20,10],"optimizer":"adam","learning_rate":0.01,"l1":0.1,
 "nonnegativity":"relu","noise":"gaussian:0.1","early_stop":"plateau:2","seed":18446744073709551615})");
  corpus.add("layerwise",
             R"({"model":"layerwise","ranks":[4,3,2],"layer_weights":[1,0.5,0],"init":"nndsvd"})");
  corpus.add("changes",
             R"({"model":"gd","ranks":[5],"changes":[{"epoch":10,"key":"learning_rate","value":0.02},
 {"epoch":20,"key":"early_stop","value":"stagnation:1e-3"}],"version":"1","checksum":"00"})");
  corpus.add("sweep",
             R"({"model":["mu","gd"],"ranks":[[3],[4]],"seed":[0,1],"epochs":3,"out":"x","figures":"none"})");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make-seeds FOLDER\n", stderr);
    return 2;
  }
  const fs::path root = argv[1];
  writeIdx({root, "idx"});
  writeMat({root, "mat"});
  writeNpy({root, "npy"});
  writeNpz({root, "npz"});
  writeCsv({root, "csv"});
  writeConfig({root, "config"});
  return 0;
}
