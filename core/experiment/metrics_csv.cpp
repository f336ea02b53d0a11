#include <unistd.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/data/bytes.h"
#include "core/errors.h"
#include "core/experiment/number_text.h"
#include "core/experiment/result_files.h"

namespace nmf {

namespace {

/// A file written through a buffer of its own; every failure, at the latest on close, is an EnvironmentError.
class CsvFile {
 public:
  explicit CsvFile(const std::filesystem::path& path) : path_(path), file_(std::fopen(path.c_str(), "wxb")) {
    if (!file_) fail();
    buffer_.reserve(kFlushAt + kLongestLine);
  }
  ~CsvFile() {
    if (file_) std::fclose(file_);
  }
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;

  void text(std::string_view text) { buffer_ += text; }
  void comma() { buffer_ += ','; }
  template <typename T>
  void number(T value) {
    if constexpr (std::is_floating_point_v<T>)
      if (!std::isfinite(value)) return;
    char digits[40];
    buffer_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  void seconds(double value) {
    char digits[340];
    buffer_.append(digits,
                   std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 6).ptr);
  }
  void endLine() {
    buffer_ += '\n';
    if (buffer_.size() >= kFlushAt) flush();
  }
  void close() {
    flush();
    if (std::fflush(file_) != 0 || (::fsync(fileno(file_)) != 0 && errno != EINVAL && errno != EROFS)) fail();
    std::FILE* const file = std::exchange(file_, nullptr);
    if (std::fclose(file) != 0) fail();
  }

 private:
  static constexpr std::size_t kFlushAt = std::size_t{1} << 20;
  static constexpr std::size_t kLongestLine = 4096;
  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) fail();
    buffer_.clear();
  }
  [[noreturn]] void fail() const {
    throw EnvironmentError("cannot write '" + path_.string() +
                           "': " + std::generic_category().message(errno));
  }

  std::filesystem::path path_;
  std::FILE* file_;
  std::string buffer_;
};

/// A column whose values are at some of the epochs only.
struct SparseColumn {
  const char* name;
  const ErrorSeries& series;
  std::size_t next = 0;

  /// The value at `epoch`, NaN where there is none; asked for in the order of the epochs.
  double at(std::int64_t epoch) {
    while (next < series.epoch.size() && series.epoch[next] < epoch) ++next;
    return next < series.epoch.size() && series.epoch[next] == epoch
               ? series.value[next]
               : std::numeric_limits<double>::quiet_NaN();
  }
};

/// The lines of a file and the fields of each, one after the other. Throws InputError naming file and line.
class CsvText {
 public:
  explicit CsvText(const std::filesystem::path& path) : path_(path), bytes_(readFile(path.string())) {}

  bool atEnd() const { return at_ >= text().size(); }
  std::string_view nextLine() {
    std::size_t end = text().find('\n', at_);
    if (end == std::string_view::npos) end = text().size();
    rest_ = text().substr(at_, end - at_);
    if (!rest_.empty() && rest_.back() == '\r') rest_.remove_suffix(1);
    at_ = end + 1;
    ++line_;
    more_ = true;
    return rest_;
  }
  std::string_view nextField() {
    if (!more_) wrong("has too few fields");
    const std::size_t comma = rest_.find(',');
    const std::string_view found = rest_.substr(0, comma);
    more_ = comma != std::string_view::npos;
    rest_.remove_prefix(more_ ? comma + 1 : rest_.size());
    return found;
  }
  /// The next field; an empty one is NaN.
  template <typename T>
  void number(T& value) {
    const std::string_view digits = nextField();
    if constexpr (std::is_floating_point_v<T>) {
      if (digits.empty()) {
        value = std::numeric_limits<T>::quiet_NaN();
        return;
      }
    }
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size())
      wrong("holds " + inQuotes(digits) + ", which is not a number");
  }
  [[noreturn]] void wrong(const std::string& what) const {
    throw InputError(path_.string() + ": line " + std::to_string(line_) + " " + what);
  }

 private:
  std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

  std::filesystem::path path_;
  Bytes bytes_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
  std::string_view rest_;  // of the line
  bool more_ = true;       // fields in it
};

constexpr const char* kHeldOutError = "held_out_error";
constexpr const char* kCleanError = "clean_error";

}  // namespace

std::string metricsHeader(int sigmaColumns) {
  std::string header = "epoch,seconds,relative_error,error,effective_rank,nuclear_rank,cosine_separation";
  for (int k = 1; k <= sigmaColumns; ++k) header += ",sigma_" + std::to_string(k);
  return header;
}

void writeMetricsCsv(const std::filesystem::path& path, const History& history, int sigmaColumns) {
  CsvFile csv(path);
  csv.text(metricsHeader(sigmaColumns));
  std::vector<SparseColumn> further;
  if (!history.heldOut().empty()) further.push_back({kHeldOutError, history.heldOut()});
  if (!history.clean().empty()) further.push_back({kCleanError, history.clean()});
  for (const SparseColumn& column : further) {
    csv.comma();
    csv.text(column.name);
  }
  csv.endLine();
  const std::array columns{&history.relativeError(), &history.error(), &history.effectiveRank(),
                           &history.nuclearRank(), &history.cosineSeparation()};
  for (std::size_t i = 0; i < history.size(); ++i) {
    csv.number(history.epoch()[i]);
    csv.comma();
    csv.seconds(history.seconds()[i]);
    for (const auto* column : columns) {
      csv.comma();
      csv.number((*column)[i]);
    }
    for (int k = 0; k < sigmaColumns; ++k) {
      csv.comma();
      csv.number(k < history.sigmaCount() ? history.sigma(k)[i] : 0.0f);
    }
    for (SparseColumn& column : further) {
      csv.comma();
      csv.number(column.at(history.epoch()[i]));
    }
    csv.endLine();
  }
  csv.close();
}

History readMetricsCsv(const std::filesystem::path& path, int sigmaCount) {
  CsvText csv(path);
  const std::string expected = metricsHeader(sigmaCount);
  const std::string_view header = csv.nextLine();
  if (!header.starts_with(expected) || (header.size() > expected.size() && header[expected.size()] != ','))
    csv.wrong("is not the header of a run's metrics, which begins '" + expected + "'");

  std::vector<std::string_view> further;  // the names of the columns that follow
  for (std::string_view names = header.substr(expected.size()); !names.empty();) {
    names.remove_prefix(1);
    further.push_back(names.substr(0, names.find(',')));
    names.remove_prefix(further.back().size());
  }

  History history;
  EpochRecord record;
  record.sigmaCount = sigmaCount;
  std::int64_t previous = -1;
  while (!csv.atEnd()) {
    csv.nextLine();
    csv.number(record.epoch);
    for (double* value : {&record.seconds, &record.relativeError, &record.error, &record.effectiveRank,
                          &record.nuclearRank, &record.cosineSeparation})
      csv.number(*value);
    for (int k = 0; k < sigmaCount; ++k) csv.number(record.sigma[static_cast<std::size_t>(k)]);
    constexpr double kLongest = 1e12;  // seconds; no number beyond is the time that a run took
    if (!(record.seconds >= 0 && record.seconds <= kLongest)) csv.wrong("has seconds that are no time");
    if (record.epoch <= previous) csv.wrong("has an epoch that does not come after the one before");
    previous = record.epoch;
    history.append(record);
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    FurtherRecord errors{record.epoch, kNone, kNone};
    for (const std::string_view name : further) {
      if (name == kHeldOutError)
        csv.number(errors.heldOutError);
      else if (name == kCleanError)
        csv.number(errors.cleanError);
      else
        csv.nextField();
    }
    history.append(errors);
  }
  return history;
}

}  // namespace nmf
