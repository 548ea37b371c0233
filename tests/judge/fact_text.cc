#include "tests/judge/fact_text.h"

#include <cctype>
#include <charconv>
#include <map>
#include <stdexcept>
#include <string>

namespace payaudit {
namespace {

class Reader {
 public:
  Reader(std::string_view text, Scanned& scanned) : text_(text), scanned_(scanned) {}

  void read() {
    while (skip_space(), at_ < text_.size()) fact();
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw std::runtime_error(std::string(what) + " at: " + std::string(text_.substr(at_)));
  }
  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool eat(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view until(std::string_view ends) {
    skip_space();
    const size_t begin = at_;
    at_ = std::min(text_.find_first_of(ends, at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }
  std::string_view quoted() {
    const size_t end = text_.find('"', at_);
    if (end == std::string_view::npos) fail("no closing quote");
    const std::string_view inside = text_.substr(at_, end - at_);
    at_ = end + 1;
    return inside;
  }

  FileId file(std::string_view path) {
    const auto [entry, is_new] = files_.try_emplace(std::string(path), 0);
    // Every file holds the whole text, so that places show what was written.
    if (is_new) entry->second = scanned_.sources.add(std::string(path), std::string(text_));
    return entry->second;
  }

  void fact() {
    const size_t begin = at_;
    const std::string_view kind_name = until("@{ ");
    const auto kind = find_kind(kind_name);
    if (!kind) fail("no such kind");
    std::string_view path = "main";
    std::string_view symbol;
    if (eat('@')) path = until("{ ");
    if (eat('"')) symbol = quoted();
    if (!eat('{')) fail("'{' expected");
    const FileId id = file(path);
    Fact& fact = scanned_.facts.add(*kind, {id, {}}, symbol);
    while (!eat('}')) {
      const std::string_view name = until(":");
      const auto attr = find_attr(name);
      if (!attr || !has_attr(*kind, *attr)) fail("no such attribute: " + std::string(name));
      if (!eat(':')) fail("':' expected");
      skip_space();
      const size_t value_begin = at_;
      const Value read = value();
      fact.set(*attr, read, scanned_.facts.origin(OriginKind::literal, {id, span(value_begin)}));
      eat(',');
    }
    fact.place.span = span(begin);
  }

  Span span(size_t begin) const { return {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)}; }

  Value value() {
    if (eat('"')) return scanned_.facts.text(quoted());
    if (eat('[')) {
      std::vector<Value> items;
      while (!eat(']')) {
        items.push_back(value());
        eat(',');
      }
      return scanned_.facts.list(items);
    }
    if (eat('?')) {
      if (at_ >= text_.size() || text_[at_] != '(') return scanned_.facts.unknown("not known here");
      ++at_;
      const std::string_view why = until(")");
      ++at_;
      return scanned_.facts.unknown(why);
    }
    const std::string_view word = until(",}] ");
    if (word == "true" || word == "false") return Value::boolean(word == "true");
    if (word.find('.') != std::string_view::npos) return Value::real(std::stod(std::string(word)));
    int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) fail("a value expected");
    return Value::integer(number);
  }

  std::string_view text_;
  Scanned& scanned_;
  std::map<std::string, FileId> files_;
  size_t at_ = 0;
};

}  // namespace

Scanned read_facts(std::string_view text) {
  Scanned scanned;
  Reader(text, scanned).read();
  return scanned;
}

}  // namespace payaudit
