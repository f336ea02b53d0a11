#include "core/training/early_stop.h"

#include <charconv>
#include <cmath>

#include "core/errors.h"

namespace nmf {
namespace {

constexpr const char* kForms = "off, plateau[:K], eckart-young or stagnation[:TOL]";

template <class Number>
bool readWhole(const std::string& text, Number& value) {
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size();
}

}  // namespace

EarlyStop parseEarlyStop(const std::string& text) {
  const auto colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const bool hasValue = colon != std::string::npos;
  const std::string value = hasValue ? text.substr(colon + 1) : std::string();
  EarlyStop stop;
  if (kind == "off" && !hasValue) return stop;
  if (kind == "eckart-young" && !hasValue) {
    stop.kind = EarlyStopKind::EckartYoung;
    return stop;
  }
  if (kind == "plateau") {
    stop.kind = EarlyStopKind::Plateau;
    if (hasValue && (!readWhole(value, stop.plateau) || stop.plateau < 1))
      throw InputError("--early-stop " + text + ": K is '" + value +
                       "'; it must be a whole number, 1 or more");
    return stop;
  }
  if (kind == "stagnation") {
    stop.kind = EarlyStopKind::Stagnation;
    if (hasValue && (!readWhole(value, stop.tolerance) || !(stop.tolerance > 0) || !(stop.tolerance < 1)))
      throw InputError("--early-stop " + text + ": TOL is '" + value +
                       "'; it must be a number between 0 and 1");
    return stop;
  }
  throw InputError("--early-stop is '" + text + "'; it must be " + kForms);
}

std::string formatEarlyStop(const EarlyStop& stop) {
  switch (stop.kind) {
    case EarlyStopKind::Off:
      return "off";
    case EarlyStopKind::EckartYoung:
      return "eckart-young";
    case EarlyStopKind::Plateau:
      return stop.plateau == 1 ? "plateau" : "plateau:" + std::to_string(stop.plateau);
    case EarlyStopKind::Stagnation: {
      if (stop.tolerance == EarlyStop().tolerance) return "stagnation";
      char buffer[32];
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, stop.tolerance).ptr;
      return "stagnation:" + std::string(buffer, end);
    }
  }
  return "off";
}

}  // namespace nmf
