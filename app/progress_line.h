#pragma once

#include <chrono>
#include <string>

#include "core/metrics/epoch_record.h"
#include "core/training/trainer.h"

namespace nmf::app {

/// One line on the terminal behind stderr that is written over again and again; nothing where stderr is no
/// terminal.
class ProgressLine {
 public:
  /// `prefix` begins the line, e.g. the point of a sweep.
  explicit ProgressLine(bool quiet, std::string prefix = {});
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Shows epoch, epochs/s, time left, error and rank, at most ten times a second.
  void show(const TrainerStatus& status, const EpochRecord& last);
  /// Shows a text of the caller's, as often.
  void show(const std::string& text);
  /// Takes the line off the terminal.
  void clear();

 private:
  bool due();
  void write(std::string text);

  bool on_;
  std::string prefix_;
  std::size_t length_ = 0;
  std::chrono::steady_clock::time_point next_{};
};

/// "10,000"
std::string grouped(std::int64_t number);
/// "0:02:11"
std::string clockText(double seconds);

}  // namespace nmf::app
