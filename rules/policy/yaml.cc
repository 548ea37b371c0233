#include "rules/policy/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <set>
#include <streambuf>

#include "rules/policy/problems.h"

namespace payaudit {
namespace {

// Deeper than any policy; far from yaml-cpp's own guard of 500.
constexpr size_t kMaxDepth = 100;

struct Refusal {
  uint32_t line;
  uint32_t column;
  std::string message;
};

class LineStarts {
 public:
  explicit LineStarts(std::string_view bytes) : bytes_(bytes), starts_{0} {
    for (size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\n') starts_.push_back(i + 1);
    }
  }
  // yaml-cpp counts columns in bytes from 0.
  uint32_t column(int line, int byte_column) const {
    if (line < 0 || static_cast<size_t>(line) >= starts_.size()) return 1;
    const std::string_view text = bytes_.substr(starts_[line], static_cast<size_t>(std::max(byte_column, 0)));
    const auto points = std::count_if(text.begin(), text.end(),
                                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return static_cast<uint32_t>(points) + 1;
  }

 private:
  std::string_view bytes_;
  std::vector<size_t> starts_;
};

class Handler : public YAML::EventHandler {
 public:
  Handler(std::string_view bytes, DocumentBuilder& builder)
      : bytes_(bytes), lines_(bytes), builder_(builder), budget_(4 * bytes.size() + 16) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    // yaml-cpp 0.7 reports the same document for ever after a stray `,` (its issue 1040).
    if (mark.pos <= last_document_) refuse(mark, "this is not YAML: a value cannot begin here");
    last_document_ = mark.pos;
    if (++documents_ > 1) refuse(mark, "a second document: a policy file holds one");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    step(mark, "", anchor);
    key(mark, {});
    builder_.null(line(mark), column(mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases are not allowed here");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    step(mark, tag, anchor);
    const bool is_quoted = tag == "!";
    if (is_quoted) check_quotes(mark);
    key(mark, value);
    builder_.scalar(value, line(mark), column(mark), is_quoted);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlKind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlKind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    bool is_map;
    bool expects_key;
    std::set<std::string, std::less<>> keys;
  };

  uint32_t line(const YAML::Mark& mark) const { return static_cast<uint32_t>(std::max(mark.line, 0)) + 1; }
  uint32_t column(const YAML::Mark& mark) const { return lines_.column(mark.line, mark.column); }
  [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) const {
    throw Refusal{line(mark), column(mark), std::move(message)};
  }

  void step(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (budget_-- == 0) refuse(mark, "this is not YAML: it does not end");
    if (anchor != 0) refuse(mark, "anchors are not allowed here");
    if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags are not allowed here");
  }

  // Every event of a value passes here: in a map they are keys and values by turns.
  void key(const YAML::Mark& mark, std::string_view text) {
    if (levels_.empty() || !levels_.back().is_map) return;
    Level& level = levels_.back();
    if (level.expects_key && !level.keys.emplace(text).second) {
      refuse(mark, fmt::format("duplicate key '{}'", text));
    }
    level.expects_key = !level.expects_key;
  }

  void open(YamlKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    step(mark, tag, anchor);
    if (!levels_.empty() && levels_.back().is_map && levels_.back().expects_key)
      refuse(mark, "a key must be a text");
    key(mark, {});
    if (levels_.size() >= kMaxDepth) refuse(mark, "nested too deeply");
    levels_.push_back({kind == YamlKind::map, true, {}});
    builder_.open(kind, line(mark), column(mark));
  }

  void close() {
    levels_.pop_back();
    builder_.close();
  }

  // yaml-cpp takes the end of the input for the end of a quoted text.
  void check_quotes(const YAML::Mark& mark) const {
    auto at = static_cast<size_t>(std::max(mark.pos, 0));
    if (at >= bytes_.size()) return;
    const char quote = bytes_[at];
    if (quote != '"' && quote != '\'') return;
    for (++at; at < bytes_.size(); ++at) {
      if (bytes_[at] == '\\' && quote == '"') {
        ++at;
      } else if (bytes_[at] == quote) {
        if (quote == '"' || at + 1 >= bytes_.size() || bytes_[at + 1] != quote) return;
        ++at;
      }
    }
    refuse(mark, "the quoted text that begins here has no end");
  }

  std::string_view bytes_;
  LineStarts lines_;
  DocumentBuilder& builder_;
  size_t budget_;
  int last_document_ = -1;
  int documents_ = 0;
  std::vector<Level> levels_;
};

class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string& bytes) { setg(bytes.data(), bytes.data(), bytes.data() + bytes.size()); }
};

// The first byte that is not part of valid UTF-8, or NUL, which no text of ours has.
size_t first_bad_byte(std::string_view bytes) {
  size_t i = 0;
  while (i < bytes.size()) {
    const auto byte = [&](size_t at) -> unsigned {
      return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
    };
    const unsigned lead = byte(i);
    if (lead == 0) return i;
    const size_t length = lead < 0x80   ? 1
                          : lead < 0xC2 ? 0
                          : lead < 0xE0 ? 2
                          : lead < 0xF0 ? 3
                          : lead < 0xF5 ? 4
                                        : 0;
    if (length == 0) return i;
    for (size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return i;
    }
    const unsigned second = byte(i + 1);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
        (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
      return i;
    }
    i += length;
  }
  return bytes.size();
}

Refusal refusal_at(std::string_view bytes, size_t offset, std::string message) {
  const std::string_view before = bytes.substr(0, offset);
  const size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          LineStarts(before.substr(start)).column(0, static_cast<int>(before.size() - start)),
          std::move(message)};
}

void read(std::string& bytes, DocumentBuilder& builder) {
  const size_t bad = first_bad_byte(bytes);
  if (bad < bytes.size()) throw refusal_at(bytes, bad, "a byte that is not UTF-8 text");
  Handler handler(bytes, builder);
  ViewBuffer buffer(bytes);
  std::istream stream(&buffer);
  YAML::Parser parser(stream);
  while (parser.HandleNextDocument(handler)) {
  }
}

}  // namespace

Result<Document> read_yaml(std::string path, std::string name, std::string bytes, int layer) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  DocumentBuilder builder;
  try {
    read(bytes, builder);
  } catch (const Refusal& refusal) {
    return Error{format_problem(path, bytes, refusal.line, refusal.column, 1, refusal.message, {})};
  } catch (const YAML::Exception& exception) {
    const LineStarts lines(bytes);
    const int line = std::max(exception.mark.line, 0);
    return Error{format_problem(path, bytes, static_cast<uint32_t>(line) + 1,
                                lines.column(line, exception.mark.column), 1, exception.msg, {})};
  }
  return builder.finish(std::move(path), std::move(name), layer, std::move(bytes));
}

}  // namespace payaudit
