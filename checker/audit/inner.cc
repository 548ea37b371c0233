#include "checker/audit/inner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "checker/audit/formats.h"
#include "checker/audit/readers.h"
#include "scanners/meaning/kubernetes/inner_texts.h"

namespace payaudit {
namespace {

// Of a text whose name does not tell: its lines are all `key = value`, or all `key: value` with what belongs
// to them below.
Format guess(std::string_view text) {
  size_t assignments = 0;
  size_t entries = 0;
  size_t others = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos || line[first] == '#') continue;
    if (first > 0 || line.starts_with("- ")) continue;  // belongs to the line before
    size_t key = 0;
    while (key < line.size() && (std::isalnum(static_cast<unsigned char>(line[key])) != 0 ||
                                 std::string_view("_.-").find(line[key]) != std::string_view::npos)) {
      ++key;
    }
    const std::string_view rest = line.substr(key);
    const size_t equals = rest.find_first_not_of(' ');
    const bool is_entry = rest == ":" || rest == ":\r" || rest.starts_with(": ");
    const bool is_assignment = key > 0 && equals != std::string_view::npos && rest[equals] == '=';
    if (is_assignment) {
      ++assignments;
    } else if (key > 0 && is_entry) {
      ++entries;
    } else {
      ++others;
    }
  }
  if (others > 0 || (assignments > 0 && entries > 0)) return {};
  if (assignments > 0) return {Reader::properties, "properties", FileKind::configuration, true, false};
  return entries > 0 ? Format{Reader::yaml, "yaml", FileKind::configuration, true, false} : Format{};
}

Format format_of_inner(const FileConventions& conventions, const kubernetes::InnerText& text) {
  const std::string_view head = std::string_view(text.text).substr(0, kHeadBytes);
  const Format format = format_of(conventions, text.name, head);
  if (format.reader != Reader::none) return format;
  // An entry needs no ending: `config`, `Corefile`, `default.conf`.
  if (const Format server = format_of(conventions, "server.conf", head); server.reader != Reader::none)
    return server;
  return format.is_unsupported() ? format : guess(text.text);
}

// Configuration only: programs inside of objects are read by nobody yet, and say so by name.
constexpr Reader kReadInside[] = {Reader::yaml, Reader::json,  Reader::properties, Reader::env, Reader::ini,
                                  Reader::toml, Reader::nginx, Reader::xml,        Reader::sql};

void add_unit(const FileConventions& conventions, Corpus& corpus, FileId file, kubernetes::InnerText text) {
  const Format format = format_of_inner(conventions, text);
  const Source& source = corpus.inner.emplace_back(text.name, text.text);
  Unit unit;
  unit.file = file;
  unit.format = format.name;
  unit.name = source.path();
  unit.within = text.within;
  // HCL is Terraform's, which is a folder of files, or a server's own.
  const bool is_of_server = format.reader == Reader::hcl && text.name.ends_with(".hcl");
  if (!is_of_server &&
      std::find(std::begin(kReadInside), std::end(kReadInside), format.reader) == std::end(kReadInside)) {
    if (format.reader == Reader::none && !format.is_unsupported()) return;
    unit.gaps.push_back({GapReason::unsupported, unit.within,
                         fmt::format("{} inside this file is not read: {}", text.name, format.name)});
    corpus.units.units.push_back(std::move(unit));
    return;
  }
  read_form(format.reader, source, unit);
  Tree& tree = std::get<Tree>(unit.form);
  tree.move_spans([&](Span span) { return text.outer(span); });
  corpus.units.units.push_back(std::move(unit));
}

}  // namespace

void read_inner_texts(const FileConventions& conventions, Corpus& corpus) {
  const size_t count = corpus.units.units.size();
  for (size_t i = 0; i < count; ++i) {
    const Unit& unit = corpus.units.units[i];
    const Tree* tree = unit.tree();
    if (tree == nullptr || (unit.format != "yaml" && unit.format != "json")) continue;
    const FileId file = unit.file;
    // A copy of what is found: adding units moves those that are there.
    bool is_cut = false;
    std::vector<kubernetes::InnerText> texts = kubernetes::inner_texts(*tree, corpus.sources[file], &is_cut);
    if (is_cut) {
      corpus.units.units[i].gaps.push_back(
          {GapReason::limit, {}, "more files inside this file than are looked at: the others are not read"});
    }
    for (kubernetes::InnerText& text : texts) add_unit(conventions, corpus, file, std::move(text));
  }
}

}  // namespace payaudit
