#include "scanners/meaning/kubernetes/inner_texts.h"

#include <algorithm>
#include <cctype>

namespace payaudit::kubernetes {
namespace {

constexpr size_t kMostTexts = 10'000;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

// Lines of a block scalar, as they are written, stand one below the other after its header.
class Block {
 public:
  Block(const Source& source, Span span) : source_(source), at_(span.begin) {
    const size_t line_break = source.bytes().find('\n', span.begin);
    is_block_ = line_break != std::string_view::npos && line_break < span.end;
    at_ = is_block_ ? line_break + 1 : span.begin;
  }

  bool is_block() const { return is_block_; }
  // The offset at which `line` ends the next line as it is written; false where it does not.
  bool next(std::string_view line, uint32_t& begin) {
    const std::string_view bytes = source_.bytes();
    const size_t end = std::min(bytes.find('\n', at_), bytes.size());
    if (at_ > bytes.size()) return false;
    std::string_view written = bytes.substr(at_, end - at_);
    while (!written.empty() && written.back() == '\r' && !line.ends_with('\r')) written.remove_suffix(1);
    const bool fits = written.ends_with(line) && is_blank(written.substr(0, written.size() - line.size()));
    begin = static_cast<uint32_t>(at_ + written.size() - line.size());
    if (is_blank(line)) begin = static_cast<uint32_t>(at_);
    at_ = end + 1;
    return fits || is_blank(line);
  }

 private:
  const Source& source_;
  size_t at_;
  bool is_block_ = false;
};

// A templated block keeps its indentation; this is the text without it.
std::string without_indentation(std::string_view text) {
  size_t indent = std::string_view::npos;
  for (std::string_view line : lines_of(text)) {
    if (!is_blank(line)) indent = std::min(indent, indentation(line));
  }
  if (indent == 0 || indent == std::string_view::npos) return std::string(text);
  std::string result;
  for (std::string_view line : lines_of(text)) {
    line.remove_prefix(std::min(indent, indentation(line)));
    result += line;
    result += '\n';
  }
  return result;
}

class Finder {
 public:
  Finder(const Tree& tree, const Source& source) : tree_(tree), source_(source) {}

  std::vector<InnerText> run(bool* is_cut) {
    const std::string_view path = source_.path();
    const bool is_kustomization = path.ends_with("kustomization.yaml") || path.ends_with("kustomization.yml");
    for (NodeId root : tree_.roots()) {
      if (is_kustomization) patches(root);
      if (!is_kustomization) object(root);
      for (NodeId item : tree_.children(tree_.find(root, "items"))) object(item);
    }
    if (is_cut != nullptr) *is_cut = is_cut_;
    return std::move(found_);
  }

 private:
  bool has_room() {
    is_cut_ |= found_.size() >= kMostTexts;
    return found_.size() < kMostTexts;
  }

  void object(NodeId root) {
    const std::string_view kind = tree_.text(tree_.find(root, "kind"));
    if (tree_.find(root, "apiVersion") == kNoNode) return;
    if (kind == "ConfigMap") entries(tree_.find(root, "data"));
    if (kind == "Secret") entries(tree_.find(root, "stringData"));
    if (kind == "Secret") encoded(tree_.find(root, "data"));
    if (kind == "Kustomization" || kind == "Component") patches(root);
    if (kind != "Application" && kind != "ApplicationSet") return;
    for (std::string_view path : {"spec.source.helm.values", "spec.template.spec.source.helm.values"})
      add("values.yaml", tree_.find_path(root, path));
    for (NodeId source : tree_.children(tree_.find_path(root, "spec.sources")))
      add("values.yaml", tree_.find_path(source, "helm.values"));
  }

  // A text of one line is a value, not a file.
  void entries(NodeId map) {
    for (NodeId entry : tree_.children(map)) add(tree_[entry].key, entry);
  }

  void encoded(NodeId map) {
    for (NodeId entry : tree_.children(map)) {
      if (!tree_.is(entry, NodeKind::string)) continue;
      InnerText text{std::string(tree_[entry].key), decode_base64(tree_.text(entry)), tree_[entry].span, {}};
      const bool is_text =
          text.text.find('\n') != std::string::npos && text.text.find('\0') == std::string::npos;
      if (is_text && has_room()) found_.push_back(std::move(text));
    }
  }

  void patches(NodeId root) {
    for (std::string_view list : {"patches", "patchesJson6902"}) {
      for (NodeId patch : tree_.children(tree_.find(root, list)))
        add("patch.yaml", tree_.find(patch, "patch"), true);
    }
    for (NodeId patch : tree_.children(tree_.find(root, "patchesStrategicMerge")))
      add("patch.yaml", patch, is_inline_patch(tree_[patch].text));
  }

  void add(std::string_view name, NodeId node, bool is_whole = false) {
    if (node == kNoNode) return;
    const Node& scalar = tree_[node];
    const bool is_templated = scalar.kind == NodeKind::template_ || scalar.kind == NodeKind::opaque;
    if (scalar.kind != NodeKind::string && !is_templated) return;
    if (!is_whole && scalar.text.find('\n') == std::string_view::npos) return;
    if (!has_room()) return;
    InnerText text{std::string(name),
                   is_templated ? without_indentation(scalar.text) : std::string(scalar.text),
                   scalar.span,
                   {}};
    set_lines(text);
    found_.push_back(std::move(text));
  }

  void set_lines(InnerText& text) const {
    Block block(source_, text.within);
    if (!block.is_block()) return;
    uint32_t inner = 0;
    for (std::string_view line : lines_of(text.text)) {
      uint32_t outer = 0;
      if (!block.next(line, outer)) {
        text.lines.clear();
        return;
      }
      text.lines.push_back({inner, outer});
      inner += static_cast<uint32_t>(line.size()) + 1;
    }
  }

  const Tree& tree_;
  const Source& source_;
  std::vector<InnerText> found_;
  bool is_cut_ = false;
};

}  // namespace

Span InnerText::outer(Span inner) const {
  if (inner == Span{}) return {};
  if (lines.empty()) return within;
  const auto place = [&](uint32_t offset) {
    auto line = std::upper_bound(lines.begin(), lines.end(), offset,
                                 [](uint32_t at, const Line& each) { return at < each.inner; });
    if (line != lines.begin()) --line;
    return std::min(line->outer + (offset - line->inner), within.end);
  };
  const uint32_t begin = place(inner.begin);
  // The end of a line, not the begin of the next one.
  const uint32_t end = inner.end > inner.begin ? place(inner.end - 1) + 1 : begin;
  return {begin, std::max(begin, std::min(end, within.end))};
}

std::vector<InnerText> inner_texts(const Tree& tree, const Source& source, bool* is_cut) {
  return Finder(tree, source).run(is_cut);
}

std::string decode_base64(std::string_view text) {
  std::string result;
  uint32_t bits = 0;
  int count = 0;
  for (unsigned char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '+') value = 62;
    if (c == '/') value = 63;
    if (c == '=' || std::isspace(c) != 0) continue;
    if (value < 0) return {};
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    result += static_cast<char>(bits >> count & 0xff);
  }
  return result;
}

bool is_inline_patch(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_flow = first != std::string_view::npos && (text[first] == '[' || text[first] == '{');
  return is_flow || text.find('\n') != std::string_view::npos;
}

}  // namespace payaudit::kubernetes
