#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace nmf {

/// No configuration of ours comes near this size.
inline constexpr std::int64_t kLargestJson = std::int64_t{16} << 20;

/// Nor to such a depth of lists and objects in one another.
inline constexpr int kDeepestJson = 64;

/// Parses JSON text, keys in their order. `name` begins the sentence of the InputError, which gives line and
/// column.
nlohmann::ordered_json parseJson(std::string_view text, const std::string& name);

/// The text of a JSON file of ours, indented; what is not UTF-8 in a name does not make it throw.
std::string jsonText(const nlohmann::ordered_json& value);

/// Reads a JSON file. Throws InputError naming the file.
nlohmann::ordered_json readJsonFile(const std::filesystem::path& path);

/// Reads a configuration: a JSON file, or config.json in it where `path` is a folder. Throws InputError
/// naming it.
nlohmann::ordered_json readConfig(const std::filesystem::path& path);

}  // namespace nmf
