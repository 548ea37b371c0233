#include "scanners/syntax/dockerfile/dockerfile.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "scanners/source/characters.h"
#include "scanners/syntax/dockerfile/words.h"
#include "scanners/units/encoding.h"
#include "scanners/units/placeholders.h"

namespace payaudit {

namespace {

using dockerfile_reader::Word;
using dockerfile_reader::Words;

constexpr std::array<std::string_view, 18> kInstructions = {
    "add",   "arg",        "cmd",     "copy", "entrypoint", "env",        "expose", "from",   "healthcheck",
    "label", "maintainer", "onbuild", "run",  "shell",      "stopsignal", "user",   "volume", "workdir"};

// The name of `<<NAME`, `<<-NAME`, `3<<"NAME"`; empty where the word is none.
std::string_view heredoc_name(std::string_view word) {
  while (!word.empty() && word[0] >= '0' && word[0] <= '9') word.remove_prefix(1);
  if (!word.starts_with("<<")) return {};
  word.remove_prefix(2);
  if (word.starts_with('-')) word.remove_prefix(1);
  const auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return std::all_of(word.begin(), word.end(), is_name) ? word : std::string_view{};
}

class Reader {
 public:
  explicit Reader(const Source& source)
      : source_(source), bytes_(source.bytes()), words_(bytes_, byte_order_mark(bytes_)) {}

  Tree run() {
    Node root;
    root.kind = NodeKind::map;
    root.span = {static_cast<uint32_t>(words_.at()), static_cast<uint32_t>(bytes_.size())};
    const NodeId root_id = tree_.add_root(root);
    read_escape_directive();
    while (!words_.is_end_of_file()) {
      words_.skip_blanks();
      if (words_.is_end() || bytes_[words_.at()] == '#') {
        // A comment is not continued, whatever it ends with.
        words_.go_to(std::min(bytes_.find('\n', words_.at()), bytes_.size() - 1) + 1);
        continue;
      }
      read_instruction(root_id);
    }
    return std::move(tree_);
  }

 private:
  // `# escape=` counts only among the comments of the form `# name=value` at the very top.
  void read_escape_directive() {
    for (uint32_t line = 1; line <= source_.line_count(); ++line) {
      std::string text;
      for (const char c : source_.text(source_.line_span(line))) {
        if (c != ' ' && c != '\t') text.push_back(c);
      }
      if (line == 1 && byte_order_mark(text) != 0) text.erase(0, 3);
      if (!text.starts_with('#') || text.find('=') == std::string::npos) return;
      if (lower(text) == "#escape=`") words_.set_escape('`');
    }
  }

  std::string_view keep(std::string_view text, Span span) {
    const std::string_view written = source_.text(span);
    return written == text ? written : tree_.keep(text);
  }

  void read_instruction(NodeId parent) {
    const std::optional<Word> keyword = words_.next();
    if (!keyword) return;
    const std::string name = lower(keyword->text);
    const auto known = std::find(kInstructions.begin(), kInstructions.end(), name);
    if (known == kInstructions.end()) {
      const bool is_template = keyword->text.starts_with("{%") || keyword->text.starts_with("{{");
      tree_.add_gap({is_template ? GapReason::unsupported : GapReason::syntax, keyword->span,
                     is_template ? "a template line" : "an unknown instruction"});
      return words_.finish();
    }
    Node node;
    node.kind = NodeKind::map;
    node.is_block = true;
    node.is_plain = true;
    node.key = *known;
    node.key_span = keyword->span;
    node.span = keyword->span;
    const NodeId id = tree_.append(parent, node);
    end_ = keyword->span.end;
    if (name == "onbuild" && tree_[parent].parent == kNoNode && tree_[parent].key.empty()) {
      words_.skip_blanks();
      if (!words_.is_end()) read_instruction(id);
    } else {
      read_flags(id);
      read_arguments(id, name);
    }
    tree_.edit(id).span.end = std::max(tree_[id].span.end, end_);
  }

  void read_flags(NodeId id) {
    while (true) {
      words_.skip_blanks();
      if (!bytes_.substr(words_.at()).starts_with("--")) return;
      const std::optional<Word> word = words_.next();
      Node flag;
      flag.key_span = flag.span = word->span;
      if (word->equals == Word::npos) {
        flag.key = keep(word->text, word->span);
        flag.span.begin = flag.span.end;
      } else {
        flag.key = tree_.keep(std::string_view(word->text).substr(0, word->equals));
        flag.key_span.end = word->equals_at;
        flag.span.begin = word->equals_at + 1;
        flag.kind = NodeKind::string;
        flag.is_plain = true;
        flag.text = keep(std::string_view(word->text).substr(word->equals + 1), flag.span);
      }
      append_value(id, flag, false);
      end_ = word->span.end;
    }
  }

  void read_arguments(NodeId id, std::string_view name) {
    if (is_one_of(name, {"env", "arg", "label"})) return read_assignments(id, name);
    std::vector<std::string_view> labels;
    const auto add_label = [&](const Word& word) {
      labels.push_back(keep(word.text, word.span));
      end_ = word.span.end;
    };
    if (name == "healthcheck") {
      const std::optional<Word> command = words_.next();
      if (command) add_label(*command);
    }
    std::optional<std::vector<Word>> array;
    if (is_one_of(name, {"add", "cmd", "copy", "entrypoint", "healthcheck", "run", "shell", "volume"})) {
      array = words_.json_array();
    }
    std::vector<Word> heredocs;
    if (array) {
      tree_.edit(id).is_plain = false;
      for (const Word& word : *array) add_label(word);
      end_ = std::max(end_, static_cast<uint32_t>(words_.at()));
    } else {
      const bool has_heredocs = is_one_of(name, {"add", "copy", "run"});
      while (const std::optional<Word> word = words_.next()) {
        add_label(*word);
        if (has_heredocs && !heredoc_name(word->text).empty()) heredocs.push_back(*word);
      }
    }
    if (name == "from" && labels.size() == 3 && lower(labels[1]) == "as") labels[1] = "as";
    tree_.edit(id).labels = tree_.keep(std::span<const std::string_view>(labels));
    words_.finish();
    for (const Word& heredoc : heredocs) read_heredoc(id, heredoc);
  }

  // The lines up to the one that is the heredoc's name (after tabs, for `<<-`).
  void read_heredoc(NodeId id, const Word& word) {
    const std::string_view name = heredoc_name(word.text);
    const size_t begin = words_.at();
    for (size_t line = begin; line < bytes_.size();) {
      const size_t line_break = std::min(bytes_.find('\n', line), bytes_.size());
      std::string_view text = bytes_.substr(line, line_break - line);
      if (text.ends_with('\r')) text.remove_suffix(1);
      if (word.text.find("<<-") != std::string::npos) {
        text.remove_prefix(std::min(text.size(), text.find_first_not_of('\t')));
      }
      if (text == name) {
        Node node;
        node.kind = NodeKind::string;
        node.key = keep(name, word.span);
        node.key_span = word.span;
        node.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(line)};
        node.text = source_.text(node.span);
        tree_.append(id, node);
        end_ = static_cast<uint32_t>(line_break);
        words_.go_to(std::min(line_break + 1, bytes_.size()));
        return;
      }
      line = line_break + 1;
    }
    tree_.add_gap({GapReason::syntax, word.span, "a heredoc without end"});
    words_.go_to(bytes_.size());
    const auto file_end = static_cast<uint32_t>(bytes_.size());
    tree_.append_unknown(tree_.roots()[0], {file_end, file_end});
  }

  void read_assignments(NodeId id, std::string_view name) {
    std::optional<Word> word = words_.next();
    if (word && word->equals == Word::npos && name != "arg") {
      // The old form: a name, and the rest is the value.
      const Word value = words_.rest();
      Node node;
      node.kind = NodeKind::string;
      node.is_plain = true;
      node.key = keep(word->text, word->span);
      node.key_span = word->span;
      node.span = value.span;
      node.text = keep(value.text, value.span);
      append_value(id, node, false);
      end_ = std::max(word->span.end, value.span.end);
      return words_.finish();
    }
    for (; word; word = words_.next()) {
      end_ = word->span.end;
      Node node;
      node.key_span = node.span = word->span;
      if (word->equals == Word::npos) {
        node.kind = NodeKind::reference;
        node.key = node.text = keep(word->text, word->span);
        tree_.append(id, node);
        continue;
      }
      const std::string_view text = word->text;
      node.key_span.end = word->equals_at;
      node.key = keep(text.substr(0, word->equals), node.key_span);
      node.span.begin = word->equals_at + 1;
      node.kind = NodeKind::string;
      node.text = keep(text.substr(word->equals + 1), node.span);
      node.is_plain = node.text == source_.text(node.span);
      append_value(id, node, word->is_literal);
    }
    words_.finish();
  }

  void append_value(NodeId parent, const Node& node, bool is_literal) {
    if (is_literal || node.kind != NodeKind::string) {
      tree_.append(parent, node);
      return;
    }
    const bool is_verbatim = node.text == source_.text(node.span);
    append_with_placeholders(
        tree_, parent, node,
        {.style = PlaceholderStyle::shell, .has_offsets = is_verbatim, .text_begin = node.span.begin});
  }

  const Source& source_;
  std::string_view bytes_;
  Words words_;
  Tree tree_;
  uint32_t end_ = 0;  // of the instruction so far
};

}  // namespace

Tree read_dockerfile(const Source& source) {
  if (std::optional<Gap> gap = encoding_gap(source.bytes())) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  return Reader(source).run();
}

}  // namespace payaudit
