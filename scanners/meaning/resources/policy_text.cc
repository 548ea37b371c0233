// Reads JSON out of a string that was put together by an expression. A file is read by scanners/syntax/json;
// here there is no file and no place within the text, and parts of strings may be unknown.
#include <cctype>

#include "scanners/meaning/resources/policies.h"

namespace payaudit {
namespace {

constexpr int kMaxDepth = 64;

class Reader {
 public:
  Reader(std::string_view text, Place place, ConfigPool& pool) : text_(text), place_(place), pool_(pool) {}

  const Config* document() {
    const Config* value = read(0);
    skip();
    return at_ == text_.size() ? value : nullptr;
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  const Config* read(int depth) {
    skip();
    if (at_ >= text_.size() || depth > kMaxDepth) return nullptr;
    const char c = text_[at_];
    if (c == '{' || c == '[') return collection(c, depth);
    if (c == '"') {
      std::string text;
      if (!string(text)) return nullptr;
      if (text.find(kHole) == std::string::npos) return &pool_.string(std::move(text), place_);
      Config& unknown = pool_.unknown("a part of the text is not known", place_);
      unknown.pattern = std::move(text);
      return &unknown;
    }
    if (c == kHole) {
      ++at_;
      return &pool_.unknown("it is put in by an expression that is not known", place_);
    }
    return word();
  }

  const Config* collection(char open, int depth) {
    ++at_;
    const bool is_map = open == '{';
    Config& out = pool_.make(is_map ? Config::Kind::map : Config::Kind::list, place_);
    if (take(is_map ? '}' : ']')) return &out;
    do {
      std::string key;
      skip();
      if (is_map && (!string(key) || !take(':'))) return nullptr;
      const Config* value = read(depth + 1);
      if (value == nullptr) return nullptr;
      out.entries.emplace_back(std::move(key), value);
    } while (take(','));
    return take(is_map ? '}' : ']') ? &out : nullptr;
  }

  bool string(std::string& out) {
    if (at_ >= text_.size() || text_[at_] != '"') return false;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] != '\\') {
        out += text_[at_];
        continue;
      }
      if (++at_ >= text_.size()) return false;
      const char c = text_[at_];
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }
    return at_++ < text_.size();
  }

  const Config* word() {
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '-' || text_[at_] == '+' || text_[at_] == '.')) {
      ++at_;
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return nullptr;
    if (word == "null") return &pool_.make(Config::Kind::null, place_);
    Config& out = pool_.make(Config::Kind::number, place_);
    if (word == "true" || word == "false") {
      out.kind = Config::Kind::boolean;
      out.boolean = word == "true";
    }
    out.text = word;
    return &out;
  }

  std::string_view text_;
  Place place_;
  ConfigPool& pool_;
  size_t at_ = 0;
};

}  // namespace

const Config* parse_policy_text(std::string_view json, Place place, ConfigPool& pool) {
  return Reader(json, place, pool).document();
}

namespace {

constexpr size_t kMaxText = 1 << 16;

void write_text(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  out += '"';
}

void write(const Config& config, int depth, std::string& out) {
  if (depth > kMaxDepth || out.size() > kMaxText) {
    out += kHole;
    return;
  }
  switch (config.kind) {
    case Config::Kind::unknown:
      if (config.pattern.empty()) {
        out += kHole;
      } else {
        write_text(config.pattern, out);
      }
      return;
    case Config::Kind::null: out += "null"; return;
    case Config::Kind::boolean:
    case Config::Kind::number: out += scalar_text(config); return;
    case Config::Kind::string: write_text(config.text, out); return;
    case Config::Kind::list:
    case Config::Kind::map: break;
  }
  const bool is_map = config.is(Config::Kind::map);
  out += is_map ? '{' : '[';
  bool is_first = true;
  for (const auto& [key, value] : config.entries) {
    if (!is_first) out += ',';
    is_first = false;
    if (is_map) {
      write_text(key, out);
      out += ':';
    }
    write(*value, depth + 1, out);
  }
  // What nobody knows of a list is one more item that is not known.
  if (config.is_partial) {
    if (!is_first) out += ',';
    out += is_map ? std::string("\"\":") + kHole : std::string(1, kHole);
  }
  out += is_map ? '}' : ']';
}

}  // namespace

std::string json_text(const Config& config) {
  std::string out;
  write(config, 0, out);
  return out;
}

}  // namespace payaudit
