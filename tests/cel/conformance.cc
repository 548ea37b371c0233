// Runs CEL's own conformance files: payaudit_cel_conformance DIR, with DIR = tests/simple/testdata of
// github.com/google/cel-spec. They are not in this repository. Per file: passed, failed, and not supported
// with the reason; then the failed ones by name. Exit status 1 if one failed.
//
// The files of CEL's optional libraries are left out. In the others, what is not supported is told by what a
// test says (its types, its values) or by the compiler's own refusal, never by a list of names of tests.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/cel/cel.h"

using namespace payaudit;

namespace {

// A message in protobuf's text format, without its schema.
struct Message {
  struct Field {
    std::string name;
    std::string scalar;  // of texts: decoded
    std::vector<Message> messages;
  };
  std::vector<Field> fields;

  const Field* find(std::string_view name) const {
    const auto found = std::ranges::find(fields, name, &Field::name);
    return found == fields.end() ? nullptr : &*found;
  }
  std::string text(std::string_view name) const {
    const Field* field = find(name);
    return field ? field->scalar : "";
  }
  const Message* message(std::string_view name) const {
    const Field* field = find(name);
    return field && !field->messages.empty() ? &field->messages.front() : nullptr;
  }
};

class TextProto {
 public:
  explicit TextProto(std::string_view text) : text_(text) {}

  Message read() {
    Message message = fields('\0');
    if (at_ < text_.size()) stop();
    return message;
  }

 private:
  [[noreturn]] void stop() const {
    const auto line = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n') + 1;
    fmt::print(stderr, "line {}: not the text format of protobuf\n", line);
    std::exit(2);
  }

  char peek() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else {
        return text_[at_];
      }
    }
    return '\0';
  }

  bool skip(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  std::string word() {
    peek();
    const size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                  std::string_view("_.-+").find(text_[at_]) != std::string_view::npos)) {
      ++at_;
    }
    if (begin == at_) stop();
    return std::string(text_.substr(begin, at_ - begin));
  }

  Message fields(char closing) {
    Message message;
    while (peek() != closing) {
      Message::Field field;
      if (skip('[')) {
        const size_t end = std::min(text_.find(']', at_), text_.size());
        field.name = std::string(text_.substr(at_, end - at_));
        at_ = end + 1;
      } else {
        field.name = word();
      }
      const bool colon = skip(':');
      if (peek() == '{' || peek() == '<') {
        value(field);
      } else if (!colon) {
        stop();
      } else if (skip('[')) {
        while (!skip(']')) {
          value(field);
          skip(',');
        }
      } else {
        value(field);
      }
      message.fields.push_back(std::move(field));
      if (!skip(',')) skip(';');
    }
    if (closing != '\0') ++at_;
    return message;
  }

  void value(Message::Field& field) {
    if (skip('{')) {
      field.messages.push_back(fields('}'));
    } else if (skip('<')) {
      field.messages.push_back(fields('>'));
    } else if (peek() == '"' || peek() == '\'') {
      while (peek() == '"' || peek() == '\'') quoted(field.scalar);
    } else {
      field.scalar = word();
    }
  }

  void quoted(std::string& out) {
    const char mark = text_[at_++];
    while (at_ < text_.size() && text_[at_] != mark) {
      if (text_[at_] == '\\') {
        ++at_;
        escape(out);
      } else {
        out += text_[at_++];
      }
    }
    if (at_ == text_.size()) stop();
    ++at_;
  }

  void escape(std::string& out) {
    const char kind = at_ < text_.size() ? text_[at_++] : '\0';
    constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
    if (const size_t i = kLetters.find(kind); kind != '\0' && i != std::string_view::npos) {
      out += kMeanings[i];
    } else if (kind == 'x' || kind == 'X') {
      out += static_cast<char>(number(2, 16));
    } else if (kind == 'u') {
      utf8(out, number(4, 16));
    } else if (kind == 'U') {
      utf8(out, number(8, 16));
    } else if (kind >= '0' && kind <= '7') {
      --at_;
      out += static_cast<char>(number(3, 8));
    } else {
      stop();
    }
  }

  // Of up to `digits` digits.
  uint32_t number(size_t digits, int base) {
    uint32_t result = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] =
        std::from_chars(begin, begin + std::min(digits, text_.size() - at_), result, base);
    if (error != std::errc()) stop();
    at_ += static_cast<size_t>(end - begin);
    return result;
  }

  static void utf8(std::string& out, uint32_t point) {
    if (point < 0x80) {
      out += static_cast<char>(point);
      return;
    }
    const int tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(kLead[tail] | (point >> (6 * tail)));
    for (int i = tail - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((point >> (6 * i)) & 0x3F));
  }

  std::string_view text_;
  size_t at_ = 0;
};

// A `cel.expr.Value`; nothing, with the reason in `refused`, for what payaudit's values do not have.
std::optional<Value> to_value(const Message& message, Arena& kept, std::string& refused) {
  if (message.fields.size() != 1) {
    refused = "no value";
    return std::nullopt;
  }
  const Message::Field& field = message.fields.front();
  const std::string& scalar = field.scalar;
  if (field.name == "null_value") return Value::null();
  if (field.name == "bool_value") return Value::boolean(scalar == "true");
  if (field.name == "int64_value") return Value::integer(std::strtoll(scalar.c_str(), nullptr, 0));
  if (field.name == "double_value") return Value::real(std::strtod(scalar.c_str(), nullptr));
  if (field.name == "string_value") return Value::text(kept.keep(scalar));
  std::vector<Value> items;
  const auto append = [&](const Message* part) {
    const auto item = part ? to_value(*part, kept, refused) : std::nullopt;
    if (item) items.push_back(*item);
    return item.has_value();
  };
  if (field.name == "list_value" && !field.messages.empty()) {
    for (const auto& values : field.messages.front().fields) {
      for (const Message& value : values.messages) {
        if (!append(&value)) return std::nullopt;
      }
    }
    return Value::list(kept.keep(std::span<const Value>(items)));
  }
  if (field.name == "map_value" && !field.messages.empty()) {
    for (const auto& entries : field.messages.front().fields) {
      for (const Message& entry : entries.messages) {
        if (!append(entry.message("key")) || !append(entry.message("value"))) return std::nullopt;
      }
    }
    return Value::map(kept.keep(std::span<const Value>(items)));
  }
  refused = field.name == "uint64_value"   ? "unsigned integers"
            : field.name == "bytes_value"  ? "bytes"
            : field.name == "type_value"   ? "types as values"
            : field.name == "object_value" ? "messages"
            : field.name == "enum_value"   ? "enums"
                                           : field.name;
  return std::nullopt;
}

std::optional<CelType> to_type(const Message& type, std::string& refused) {
  const Message::Field* field = type.fields.empty() ? nullptr : &type.fields.front();
  if (!field || field->name == "dyn" || field->name == "type_param") return CelType::dyn;
  if (field->name == "null") return CelType::null;
  if (field->name == "primitive") {
    if (field->scalar == "BOOL") return CelType::boolean;
    if (field->scalar == "INT64") return CelType::integer;
    if (field->scalar == "DOUBLE") return CelType::real;
    if (field->scalar == "STRING") return CelType::text;
  }
  if (field->name == "list_type") {
    const Message* element = type.message("list_type")->message("elem_type");
    return element && element->text("primitive") == "STRING" ? CelType::texts : CelType::list;
  }
  if (field->name == "map_type") return CelType::map;
  refused = field->name == "primitive"      ? (field->scalar == "BYTES" ? "bytes" : "unsigned integers")
            : field->name == "message_type" ? "messages"
            : field->name == "well_known"   ? "timestamps and durations"
                                            : field->name;
  return std::nullopt;
}

// Stricter than `==`: an integer is no real, but NaN is NaN; entries of maps in any order.
bool same(const Value& a, const Value& b) {
  if (a.type() != b.type()) return false;
  if (a.is(Value::Type::real) && std::isnan(a.as_real())) return std::isnan(b.as_real());
  const bool is_map = a.is(Value::Type::map);
  if (!is_map && !a.is(Value::Type::list)) return identical(a, b);
  const auto left = a.as_list();
  const auto right = b.as_list();
  if (left.size() != right.size()) return false;
  if (!is_map) return std::equal(left.begin(), left.end(), right.begin(), same);
  for (size_t i = 0; i < left.size(); i += 2) {
    size_t j = 0;
    while (j < right.size() && !same(left[i], right[j])) j += 2;
    if (j == right.size() || !same(left[i + 1], right[j + 1])) return false;
  }
  return true;
}

// What the compiler refuses because CEL has it and payaudit has not; empty for any other error.
std::string unsupported(const CelError& error, std::string_view expression) {
  const std::string& message = error.message;
  const auto says = [&](std::string_view part) { return message.find(part) != std::string::npos; };
  const std::string_view word =
      expression.substr(std::min<size_t>(error.offset, expression.size()), error.length);
  if (says("unsigned integers are not")) return "unsigned integers";
  if (says("bytes are not")) return "bytes";
  if (says("messages are not")) return "messages";
  if (says("optional")) return "optional values";
  if (says("unknown function")) {
    if (word == "uint") return "unsigned integers";
    if (word == "bytes") return "bytes";
    if (word == "timestamp" || word == "duration" || word.starts_with("get"))
      return "timestamps and durations";
    if (word == "type") return "types as values";
  }
  if (says("unknown name")) {
    for (const std::string_view name :
         {"int", "uint", "double", "bool", "string", "bytes", "list", "map", "type", "null_type", "dyn"}) {
      if (word == name) return "types as values";
    }
    if (word == "google" || word == "cel") return "messages";
    if (word.front() >= 'A' && word.front() <= 'Z') return "enums";
  }
  return "";
}

class Bound : public CelInputs {
 public:
  Value variable(uint32_t slot) const override { return values[slot]; }
  bool has(uint32_t slot) const override { return !values[slot].is_unknown(); }
  std::deque<Value> values;
};

struct Outcome {
  enum Kind { passed, failed, refused } kind;
  std::string detail;
};

Outcome run(const Message& test) {
  Arena kept;
  std::string refused;
  const std::string expression = test.text("expr");
  const bool wants_error = test.find("eval_error") || test.find("any_eval_errors");
  if (test.text("check_only") == "true") return {Outcome::refused, "types only, no value"};
  if (test.find("unknown") || test.find("any_unknowns"))
    return {Outcome::refused, "expression ids of unknowns"};

  CelEnvironment environment;
  Bound bound;
  std::deque<std::string> names;
  const auto declare = [&](const std::string& name, CelType type) {
    const auto found = std::ranges::find(environment.variables, name, &CelVariable::name);
    if (found != environment.variables.end()) return found->slot;
    names.push_back(name);
    environment.variables.push_back({names.back(), type, static_cast<uint32_t>(bound.values.size())});
    bound.values.push_back(Value::unknown("not bound"));
    return environment.variables.back().slot;
  };
  for (const auto& field : test.fields) {
    for (const Message& part : field.messages) {
      if (field.name == "type_env") {
        if (part.find("function")) return {Outcome::refused, "functions of the test"};
        const Message* ident = part.message("ident");
        const Message* type = ident ? ident->message("type") : nullptr;
        const auto known = type ? to_type(*type, refused) : std::nullopt;
        if (!known) return {Outcome::refused, refused};
        if (part.text("name").find('.') != std::string::npos) return {Outcome::refused, "dotted variables"};
        declare(part.text("name"), *known);
      } else if (field.name == "bindings") {
        const Message* value = part.message("value");
        const Message* inner = value ? value->message("value") : nullptr;
        const auto known = inner ? to_value(*inner, kept, refused) : std::nullopt;
        if (!known) return {Outcome::refused, refused.empty() ? "bound errors and unknowns" : refused};
        if (part.text("key").find('.') != std::string::npos) return {Outcome::refused, "dotted variables"};
        bound.values[declare(part.text("key"), CelType::dyn)] = *known;
      }
    }
  }
  std::optional<Value> expected = Value::boolean(true);  // what a test without a result means
  const Message* value = test.message("value");
  if (const Message* typed = test.message("typed_result")) value = typed->message("result");
  if (value) expected = to_value(*value, kept, refused);
  if (!expected) return {Outcome::refused, refused};

  const auto compiled = compile_cel(expression, environment);
  if (const auto* error = std::get_if<CelError>(&compiled)) {
    if (const std::string why = unsupported(*error, expression); !why.empty()) return {Outcome::refused, why};
    if (wants_error) return {Outcome::passed, ""};
    if (test.text("disable_check") == "true") return {Outcome::refused, "runs without a type check"};
    return {Outcome::failed, error->message};
  }
  Arena scratch;
  const Value result = std::get<CelProgram>(compiled).run(bound, scratch);
  if (wants_error ? result.is_unknown() : same(result, *expected)) return {Outcome::passed, ""};
  return {Outcome::failed,
          fmt::format("{}, not {}", to_string(result), wants_error ? "an error" : to_string(*expected))};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: payaudit_cel_conformance DIR\n");
    return 2;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<std::string> failures;
  size_t all_passed = 0;
  const auto is_library = [](const std::string& stem) {
    return stem.ends_with("_ext") || stem == "macros2" || stem == "optionals";
  };
  fmt::print("{:<18}{:>7}{:>7}{:>14}\n", "file", "passed", "failed", "not supported");
  for (const auto& path : files) {
    if (is_library(path.stem().string())) {
      fmt::print("{:<18} an optional library\n", path.stem().string());
      continue;
    }
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Message file = TextProto(text).read();
    size_t passed = 0;
    size_t failed = 0;
    size_t refused = 0;
    std::map<std::string, size_t> reasons;
    for (const auto& section : file.fields) {
      for (const Message& content : section.messages) {
        for (const auto& test : content.fields) {
          if (test.name != "test" || test.messages.empty()) continue;
          const Outcome outcome = run(test.messages.front());
          passed += outcome.kind == Outcome::passed;
          if (outcome.kind == Outcome::refused) {
            ++refused;
            ++reasons[outcome.detail];
          } else if (outcome.kind == Outcome::failed) {
            ++failed;
            failures.push_back(fmt::format("{}/{}/{}: {}\n    {}", path.stem().string(), content.text("name"),
                                           test.messages.front().text("name"),
                                           test.messages.front().text("expr"), outcome.detail));
          }
        }
      }
    }
    std::string why;
    for (const auto& [reason, count] : reasons)
      why += fmt::format("{}{} {}", why.empty() ? "  " : ", ", count, reason);
    fmt::print("{:<18}{:>7}{:>7}{:>14}{}\n", path.stem().string(), passed, failed, refused, why);
    all_passed += passed;
  }
  fmt::print("{} passed, {} failed\n", all_passed, failures.size());
  for (const std::string& failure : failures) fmt::print("failed {}\n", failure);
  return failures.empty() ? 0 : 1;
}
