#include "core/experiment/json_file.h"

#include <algorithm>

#include "core/data/bytes.h"
#include "core/errors.h"

namespace nmf {

using Json = nlohmann::ordered_json;

namespace {

/// The parser's own words for what it met, without its prefix and position.
std::string reason(const std::string& what) {
  const std::size_t at = what.find("syntax error");
  std::string text = at == std::string::npos ? what : what.substr(at);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  return text;
}

/// Whether lists and objects lie in one another more than `limit` deep.
bool isDeeperThan(std::string_view text, int limit) {
  int depth = 0;
  bool inString = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\') ++i;
      if (c == '"') inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '[' || c == '{') {
      if (++depth > limit) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

}  // namespace

Json parseJson(std::string_view text, const std::string& name) {
  // Copying and destroying a value goes down into it call by call: what is nested without end ends on the
  // stack.
  if (isDeeperThan(text, kDeepestJson))
    throw InputError(name + ": lists and objects lie in one another more than " +
                     std::to_string(kDeepestJson) + " deep; no configuration needs that");
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::string_view before = text.substr(0, error.byte > 0 ? error.byte - 1 : 0);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    throw InputError(name + ": not valid JSON at line " + std::to_string(line) + ", column " +
                     std::to_string(before.size() - lineStart + 1) + ": " + reason(error.what()));
  } catch (const Json::exception& error) {
    throw InputError(name + ": not valid JSON: " + reason(error.what()));
  }
}

std::string jsonText(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json readJsonFile(const std::filesystem::path& path) {
  const Bytes bytes = readFile(path.string(), kLargestJson);
  return parseJson({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
}

Json readConfig(const std::filesystem::path& path) {
  std::error_code ignored;
  return readJsonFile(std::filesystem::is_directory(path, ignored) ? path / "config.json" : path);
}

}  // namespace nmf
