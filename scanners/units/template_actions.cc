#include "scanners/units/template_actions.h"

#include <algorithm>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

using Kind = TemplateAction::Kind;

constexpr size_t kLookAhead = 512;
constexpr size_t kLongest = 16'384;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view first_word(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && (is_letter(text[end]) || text[end] == '_')) ++end;
  return text.substr(0, end);
}

bool is_assignment(std::string_view text) {
  if (!text.starts_with('$')) return false;
  const std::string_view rest = trimmed(text.substr(std::min(text.find_first_of(" \t\r\n"), text.size())));
  return rest.starts_with(":=") || (rest.starts_with('=') && !rest.starts_with("=="));
}

// `{{ … }}`: Go's templates, Handlebars, and the outputs of Jinja.
Kind kind_of_action(std::string_view text) {
  if (text.starts_with("/*") || text.starts_with('!')) return Kind::silent;
  if (text.starts_with('#') || text.starts_with('^')) return Kind::opens;
  if (text.starts_with('/')) return Kind::ends;
  const std::string_view word = first_word(text);
  if (is_one_of(word, {"if", "with", "range", "define", "block"})) return Kind::opens;
  if (word == "else") return Kind::otherwise;
  if (word == "end") return Kind::ends;
  if (is_one_of(word, {"break", "continue"}) || is_assignment(text)) return Kind::silent;
  return Kind::output;
}

// `{% … %}` and `%{ … }`.
Kind kind_of_statement(std::string_view text) {
  const std::string_view word = first_word(text);
  if (is_one_of(word, {"if", "unless", "for", "block", "macro", "call", "filter", "with", "case",
                       "autoescape", "trans", "raw", "verbatim"}))
    return Kind::opens;
  if (is_one_of(word, {"else", "elif", "elsif", "elseif", "when"})) return Kind::otherwise;
  if (word.starts_with("end")) return Kind::ends;
  if (is_one_of(word, {"include", "import", "extends", "render", "insert"})) return Kind::output;
  return Kind::silent;
}

// `<% … %>`: Ruby and JavaScript.
Kind kind_of_tag(std::string_view text) {
  if (text.starts_with('=') || text.starts_with('-')) return Kind::output;
  if (text.starts_with('#')) return Kind::silent;
  text = trimmed(text);
  const bool goes_on = text.ends_with('{');
  if (text.starts_with('}')) return goes_on ? Kind::otherwise : Kind::ends;
  const std::string_view word = first_word(text);
  if (word == "end") return Kind::ends;
  if (is_one_of(word, {"else", "elsif", "when"})) return Kind::otherwise;
  const size_t block = text.rfind(" do");
  const bool is_block =
      block != std::string_view::npos && (block + 3 == text.size() || text[block + 3] == ' ');
  if (goes_on || is_block || is_one_of(word, {"if", "unless", "case", "while", "for"})) return Kind::opens;
  return Kind::silent;
}

// Where the action that starts at `open` ends: after `}}` outside quotes, or after `*/}}` of a comment.
// npos where it never does. A quote that is not closed is not a quote, so it cannot hide the end.
size_t end_of_action(std::string_view bytes, size_t open) {
  size_t at = open + 2;
  size_t word = at;
  while (word < bytes.size() && (bytes[word] == '-' || is_space(bytes[word]))) ++word;
  if (bytes.substr(word).starts_with("/*")) {
    const size_t close = bytes.find("*/", word);
    if (close == std::string_view::npos) return close;
    at = close;
  }
  const size_t plain_end = bytes.find("}}", at);
  if (plain_end == std::string_view::npos) return plain_end;
  // Looking further is bounded: a line of nothing but odd quotes must not cost its length for each action.
  const size_t line_end = std::min({bytes.size(), bytes.find('\n', plain_end), plain_end + kLookAhead});
  char quote = 0;
  for (; at < line_end; ++at) {
    const char c = bytes[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++at;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '`') {
      quote = c;
    } else if (c == '}' && bytes.substr(at, 2) == "}}") {
      return at + 2;
    }
  }
  return plain_end + 2;
}

// Behind the `}` that closes the brace before `at`; npos where there is none near.
size_t end_of_braces(std::string_view bytes, size_t at) {
  int depth = 1;
  const size_t last = std::min(bytes.size(), at + kLongest);
  for (; at < last; ++at) {
    if (bytes[at] == '{') ++depth;
    if (bytes[at] == '}' && --depth == 0) return at + 1;
  }
  return std::string_view::npos;
}

// Before which offset nothing closes what is open: so that each byte is looked at once for each kind.
struct Unclosed {
  size_t statement = 0;
  size_t tag = 0;
  size_t comment = 0;
  bool is_cut = false;  // something had no end as far as was looked
};

size_t end_at(std::string_view bytes, size_t at, std::string_view close, size_t& none_before,
              Unclosed& unclosed) {
  const std::string_view near = bytes.substr(0, at + kLongest);
  const size_t end = near.find(close, std::max(at, none_before));
  if (end != std::string_view::npos) return end + close.size();
  none_before = near.size() - 1;  // the last byte may be the first of two
  unclosed.is_cut |= near.size() < bytes.size();
  return end;
}

// The inside of `{{- … -}}` and the like, without the marks that trim.
std::string_view inside(std::string_view bytes, size_t begin, size_t end, size_t close) {
  std::string_view text = bytes.substr(begin, end - close - begin);
  if (text.starts_with('-') || text.starts_with('~')) text.remove_prefix(1);
  if (text.ends_with('-') || text.ends_with('~')) text.remove_suffix(1);
  return trimmed(text);
}

// The insertion that begins at `at`; an empty span where none does.
TemplateAction action_at(std::string_view bytes, size_t at, TemplateStyle style, Unclosed& unclosed) {
  const std::string_view two = bytes.substr(at, 2);
  TemplateAction found;
  size_t begin = at;
  size_t end = std::string_view::npos;
  if (two == "{{") {
    end = end_of_action(bytes, at);
    if (end == std::string_view::npos) return found;
    if (bytes.substr(at, 3) == "{{{" && end < bytes.size() && bytes[end] == '}') ++end;
    if (at > 0 && bytes[at - 1] == '$') --begin;
    found.kind = kind_of_action(inside(bytes, at + 2, end, 2));
  } else if ((two == "{%" && style != TemplateStyle::plain) ||
             (two == "<%" && bytes.substr(at, 3) != "<%%")) {
    end = two == "{%" ? end_at(bytes, at + 2, "%}", unclosed.statement, unclosed)
                      : end_at(bytes, at + 2, "%>", unclosed.tag, unclosed);
    if (end == std::string_view::npos) return found;
    found.kind = two == "{%" ? kind_of_statement(inside(bytes, at + 2, end, 2))
                             : kind_of_tag(bytes.substr(at + 2, end - at - 4));
  } else if (two == "{#" && style != TemplateStyle::plain) {
    end = end_at(bytes, at + 2, "#}", unclosed.comment, unclosed);
    if (end == std::string_view::npos) return found;
    found.kind = Kind::silent;
  } else if (style == TemplateStyle::terraform && (two == "${" || two == "%{")) {
    end = end_of_braces(bytes, at + 2);
    if (end == std::string_view::npos) {
      unclosed.is_cut |= at + 2 + kLongest < bytes.size();
      return found;
    }
    if (two == "%{") found.kind = kind_of_statement(inside(bytes, at + 2, end, 1));
  }
  if (end != std::string_view::npos) found.span = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
  return found;
}

// Which of sorted spans that do not overlap meets `span`; their number where none does.
size_t first_meeting(const std::vector<TemplateAction>& actions, Span span) {
  const auto found = std::partition_point(actions.begin(), actions.end(), [&](const TemplateAction& each) {
    return each.span.end <= span.begin;
  });
  const bool meets = found != actions.end() && found->span.begin < span.end;
  return meets ? static_cast<size_t>(found - actions.begin()) : actions.size();
}

class Restorer {
 public:
  Restorer(Tree& tree, const Source& source, std::string_view masked,
           const std::vector<TemplateAction>& actions)
      : tree_(tree),
        source_(source),
        masked_(masked),
        actions_(actions),
        branches_(branches(actions, source.bytes().size())) {}

  void run() {
    const auto size = static_cast<NodeId>(tree_.size());
    for (NodeId id = 0; id < size; ++id) restore_node(id);
    for (const TemplateAction& each : actions_) {
      if (each.kind == Kind::output && is_line_of_its_own(each.span)) add_unknown(each.span, size);
    }
  }

 private:
  std::string_view own(std::string_view text) const {
    const bool is_view = text.data() >= masked_.data() && text.data() <= masked_.data() + masked_.size();
    if (!is_view) return text;
    return source_.bytes().substr(static_cast<size_t>(text.data() - masked_.data()), text.size());
  }

  bool meets(Span span) const { return first_meeting(actions_, span) < actions_.size(); }

  void restore_node(NodeId id) {
    Node& node = tree_.edit(id);
    const bool is_container = node.kind == NodeKind::map || node.kind == NodeKind::list;
    const Span whole = node.key_span.is_empty() ? node.span : cover(node.key_span, node.span);
    const bool is_conditional = !is_container && is_in_branch(node, whole);
    node.text = own(node.text);
    node.key = own(node.key);
    node.tag = own(node.tag);
    restore_labels(node, is_conditional);
    if (is_container || (node.first_child != kNoNode && node.kind != NodeKind::template_)) return;
    if (meets(whole)) {
      node.kind = NodeKind::opaque;
      node.text = source_.text(node.span);
      if (!meets(node.key_span)) return;
      node.key = {};  // which entry it is, nobody knows
      node.key_span = {};
    } else if (is_conditional && node.labels.empty() && node.first_child == kNoNode) {
      Node value = node;
      value.key = {};
      value.key_span = {};
      value.next_sibling = kNoNode;
      node.kind = NodeKind::call;
      node.text = "if";
      tree_.append(id, value);
    } else if (is_conditional) {
      node.kind = NodeKind::opaque;
      node.text = source_.text(node.span);
    }
  }

  void restore_labels(Node& node, bool is_conditional) {
    if (node.labels.empty()) return;
    std::vector<std::string_view> labels(node.labels.begin(), node.labels.end());
    for (std::string_view& label : labels) {
      const std::string_view text = own(label);
      const auto begin = static_cast<uint32_t>(label.data() - masked_.data());
      const bool is_view = text.data() != label.data();
      const bool has_action = is_view && meets({begin, begin + static_cast<uint32_t>(label.size())});
      const bool is_known = !is_conditional && (!has_action || text.find("{{") != std::string_view::npos);
      label = is_known ? text : tree_.keep("{{" + std::string(text) + "}}");
    }
    node.labels = tree_.keep(std::span<const std::string_view>(labels));
  }

  // In a branch that its container is not in.
  bool is_in_branch(const Node& node, Span span) const {
    const Span container = node.parent == kNoNode ? Span{} : tree_[node.parent].span;
    for (const Span branch : branches_) {
      if (branch.begin > span.begin) break;
      if (branch.contains(span) && (container.is_empty() || !branch.contains(container))) return true;
    }
    return false;
  }

  bool is_line_of_its_own(Span span) const {
    const std::string_view bytes = source_.bytes();
    size_t begin = span.begin;
    while (begin > 0 && (bytes[begin - 1] == ' ' || bytes[begin - 1] == '\t')) --begin;
    size_t end = span.end;
    while (end < bytes.size() && is_space(bytes[end]) && bytes[end] != '\n') ++end;
    return (begin == 0 || bytes[begin - 1] == '\n') && (end == bytes.size() || bytes[end] == '\n');
  }

  void add_unknown(Span span, NodeId size) {
    NodeId innermost = kNoNode;
    for (NodeId id = 0; id < size; ++id) {
      const Node& node = tree_[id];
      const bool is_container = node.kind == NodeKind::map || node.kind == NodeKind::list;
      if (is_container && node.span.contains(span)) innermost = id;
    }
    if (innermost == kNoNode && !tree_.roots().empty()) innermost = tree_.roots().front();
    if (innermost != kNoNode) tree_.append_unknown(innermost, span, source_.text(span));
  }

  Tree& tree_;
  const Source& source_;
  std::string_view masked_;
  const std::vector<TemplateAction>& actions_;
  const std::vector<Span> branches_;
};

}  // namespace

std::vector<TemplateAction> find_template_actions(std::string_view bytes, TemplateStyle style, bool* is_cut) {
  std::vector<TemplateAction> found;
  Unclosed unclosed;
  const std::string_view starts = style == TemplateStyle::terraform ? "{<$%" : "{<";
  for (size_t at = bytes.find_first_of(starts); at != std::string_view::npos;
       at = bytes.find_first_of(starts, at)) {
    const TemplateAction each = action_at(bytes, at, style, unclosed);
    if (each.span.is_empty()) {
      ++at;
      continue;
    }
    found.push_back(each);
    at = each.span.end;
  }
  if (is_cut != nullptr) *is_cut = unclosed.is_cut && style != TemplateStyle::plain;
  return found;
}

std::vector<Span> branches(const std::vector<TemplateAction>& actions, size_t size) {
  std::vector<Span> found;
  std::vector<uint32_t> open;
  for (const TemplateAction& each : actions) {
    const bool ends = each.kind == Kind::ends || each.kind == Kind::otherwise;
    if (ends && !open.empty()) {
      found.push_back({open.back(), each.span.begin});
      open.pop_back();
    }
    if (each.kind == Kind::opens || each.kind == Kind::otherwise) open.push_back(each.span.end);
  }
  for (const uint32_t begin : open) found.push_back({begin, static_cast<uint32_t>(size)});
  std::sort(found.begin(), found.end(), [](Span a, Span b) { return a.begin < b.begin; });
  return found;
}

std::string masked(std::string_view bytes, const std::vector<TemplateAction>& actions, TemplateMask mask) {
  std::string result(bytes);
  for (const TemplateAction& each : actions) {
    const bool is_word = each.kind == Kind::output && mask == TemplateMask::word;
    for (uint32_t at = each.span.begin; at < each.span.end; ++at) {
      if (is_word)
        result[at] = 'Z';
      else if (result[at] != '\n')
        result[at] = ' ';
    }
    if (each.kind == Kind::output && mask == TemplateMask::number) result[each.span.begin] = '1';
  }
  return result;
}

void restore(Tree& tree, const Source& source, std::string_view masked,
             const std::vector<TemplateAction>& actions) {
  Restorer(tree, source, masked, actions).run();
}

}  // namespace payaudit
