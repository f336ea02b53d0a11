#pragma once

#include <QString>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace nmf::ui {

/// The text below a figure: the same for all, or made for the epoch that a figure shows when it is painted,
/// so that it cannot speak of another one.
class Caption {
 public:
  /// The text for a figure of that epoch; for one of the whole run where it is empty.
  using Maker = std::function<QString(std::optional<std::int64_t> epoch)>;

  Caption() = default;
  Caption(const QString& text) {
    if (!text.isEmpty()) make_ = [text](std::optional<std::int64_t>) { return text; };
  }
  Caption(const char* text) : Caption(QString::fromUtf8(text)) {}
  explicit Caption(Maker make) : make_(std::move(make)) {}

  bool isEmpty() const { return !make_; }
  QString at(std::optional<std::int64_t> epoch) const { return make_ ? make_(epoch) : QString(); }

 private:
  Maker make_;
};

}  // namespace nmf::ui
