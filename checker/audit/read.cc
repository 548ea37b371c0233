#include "checker/audit/read.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <set>

#include "checker/audit/formats.h"
#include "checker/audit/inner.h"
#include "checker/audit/parallel.h"
#include "checker/audit/readers.h"
#include "checker/files/read.h"
#include "scanners/syntax/yaml/yaml.h"
#include "scanners/units/encoding.h"
#include "scanners/units/template_actions.h"

namespace payaudit {
namespace {

// A NUL byte among the first bytes: no text format has one.
bool is_binary(std::string_view bytes) {
  return bytes.substr(0, kHeadBytes).find('\0') != std::string_view::npos;
}

bool is_installed(const std::string& path, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](const std::string& folder) { return path.starts_with(folder); });
}

// How a reader of trees gets along with a template: those of YAML, SQL and pages know actions themselves.
std::optional<TemplateMask> mask_for(Reader reader) {
  switch (reader) {
    case Reader::json:
    case Reader::toml: return TemplateMask::number;
    case Reader::hcl:
    case Reader::properties:
    case Reader::env:
    case Reader::ini:
    case Reader::dockerfile:
    case Reader::nginx:
    case Reader::xml: return TemplateMask::word;
    case Reader::none:
    case Reader::yaml:
    case Reader::yaml_or_json:
    case Reader::properties_or_xml:
    case Reader::conf:
    case Reader::sql:
    case Reader::prisma:
    case Reader::html:
    case Reader::java:
    case Reader::python:
    case Reader::javascript:
    case Reader::typescript:
    case Reader::tsx:
    case Reader::go: return std::nullopt;
  }
  return std::nullopt;
}

// What is plain in a template is read as the format it makes; the rest is unknown. A template of code is not
// read: half a program is none.
void read_template(const Format& format, const Source& source, Unit& unit) {
  const auto add_gap = [&](GapReason reason, std::string detail) {
    unit.gaps.push_back({reason, {}, std::move(detail)});
  };
  if (format.kind == FileKind::source)
    return add_gap(GapReason::unsupported, fmt::format("a template of {}", format.name));
  const TemplateStyle style = format.has_dollar_braces ? TemplateStyle::terraform : TemplateStyle::engine;
  const std::optional<TemplateMask> mask = mask_for(format.reader);
  bool is_cut = false;
  const std::vector<TemplateAction> actions =
      mask ? find_template_actions(source.bytes(), style, &is_cut) : std::vector<TemplateAction>();
  if (is_cut) return add_gap(GapReason::limit, std::string(kActionTooLong));
  // Which of its instructions are there decides on all of them.
  const auto is_condition = [](const TemplateAction& each) {
    return each.kind == TemplateAction::Kind::opens;
  };
  if (format.reader == Reader::dockerfile && std::any_of(actions.begin(), actions.end(), is_condition))
    return add_gap(GapReason::unsupported, "a template of an image with conditions");
  if (actions.size() > kMostActions)
    return add_gap(GapReason::limit, fmt::format("a template with more than {} actions", kMostActions));
  if (format.reader == Reader::yaml) {
    unit.form = read_yaml(source, style);
  } else if (actions.empty()) {
    read_form(format.reader, source, unit);
  } else {
    const Source plain(source.path(), masked(source.bytes(), actions, *mask));
    read_form(format.reader, plain, unit);
    if (Tree* tree = std::get_if<Tree>(&unit.form)) restore(*tree, source, plain.bytes(), actions);
  }
  Tree* tree = std::get_if<Tree>(&unit.form);
  if (tree == nullptr) return;
  for (Gap& gap : tree->edit_gaps()) {
    if (gap.reason != GapReason::syntax) continue;
    gap.reason = GapReason::unsupported;
    gap.detail = "a template: " + gap.detail;
  }
}

void read_unit(const Source& source, const Format& format, const TextScanner& text, const ReadLimits& limits,
               Unit& unit) {
  unit.format = format.name;
  const auto add_gap = [&](GapReason reason, std::string detail) {
    unit.gaps.push_back({reason, {}, std::move(detail)});
  };
  if (is_binary(source.bytes())) {
    // Key stores and archives say so by their names; any other binary file is no text that a reader could
    // misread.
    if (format.is_unsupported()) {
      add_gap(GapReason::unsupported, fmt::format("no reader for {}", format.name));
    } else if (format.reader != Reader::none) {
      add_gap(GapReason::encoding, "holds NUL bytes");
    }
    return;
  }
  unit.hits = text.scan(source);
  if (format.is_test || format.kind == FileKind::generated) return;
  if (format.is_unsupported()) {
    add_gap(GapReason::unsupported, fmt::format("no reader for {}", format.name));
  } else if (format.kind == FileKind::source && source.bytes().size() > limits.code_bytes) {
    add_gap(GapReason::limit, fmt::format("source file of {} MiB, larger than the limit of {} MiB",
                                          source.bytes().size() >> 20, limits.code_bytes >> 20));
  } else if (format.is_template) {
    read_template(format, source, unit);
  } else {
    read_form(format.reader, source, unit);
  }
}

// All of the corpus but what it was lent.
void read_units(const TextScanner& text, const ReadLimits& limits, unsigned threads, Progress& progress,
                Corpus& corpus) {
  corpus.units.units.resize(corpus.sources.size());
  // The largest first: a large file that is begun last keeps one thread busy while the others are done.
  std::vector<FileId> order(corpus.sources.size());
  std::iota(order.begin(), order.end(), FileId{0});
  std::set<FileId> lent;
  for (const auto& [own, other] : corpus.lent) lent.insert(own);
  std::erase_if(order, [&](FileId file) { return lent.contains(file); });
  std::stable_sort(order.begin(), order.end(), [&](FileId a, FileId b) {
    return corpus.sources[a].bytes().size() > corpus.sources[b].bytes().size();
  });
  progress.begin("files read:", order.size());
  for_each_index(order.size(), threads, [&](size_t i) {
    progress.step();
    Unit& unit = corpus.units.units[order[i]];
    unit.file = order[i];
    read_unit(corpus.sources[unit.file], corpus.formats[unit.file], text, limits, unit);
  });
}

}  // namespace

void read_files(const std::string& root, const FileList& list, const Tables& tables, const ReadLimits& limits,
                unsigned threads, Progress& progress, Corpus& corpus) {
  namespace fs = std::filesystem;
  const size_t count = list.paths.size();
  std::vector<std::unique_ptr<Result<std::string, ReadError>>> contents(count);
  std::vector<Format> formats(count);
  const std::vector<std::string> installed = tables.policies.files.installed_folders(list.paths);
  for_each_index(count, threads, [&](size_t i) {
    const auto find_format = [&](std::string_view head) {
      const std::string& path = list.paths[i];
      Format format = format_of(tables.policies.files, below(path, limits.base).value_or(path), head,
                                limits.parses_tests);
      if (is_installed(path, installed) && format.is_known && matters(format.kind)) leave_out(format);
      return format;
    };
    formats[i] = find_format({});
    if (!formats[i].is_read()) return;
    const std::string path = (fs::path(root) / list.paths[i]).string();
    contents[i] = std::make_unique<Result<std::string, ReadError>>(read_file(path, limits.file_bytes));
    if (!*contents[i]) return;
    *contents[i] = normalized(std::move(**contents[i]));
    formats[i] = find_format(std::string_view(**contents[i]).substr(0, kHeadBytes));
  });

  corpus.unlisted = list.unlisted;
  corpus.excluded = list.excluded;
  corpus.skipped = list.skipped;
  corpus.notes = list.notes;
  for (size_t i = 0; i < count; ++i) {
    if (contents[i] == nullptr) {
      corpus.media.push_back(list.paths[i]);
    } else if (!*contents[i]) {
      const ReadError& error = contents[i]->error();
      corpus.unlisted.push_back({list.paths[i], error.message, error.kind == ReadError::Kind::over_limit});
    } else {
      corpus.sources.add(list.paths[i], *std::move(*contents[i]));
      corpus.formats.push_back(formats[i]);
    }
    contents[i].reset();
  }
  read_units(tables.text, limits, threads, progress, corpus);
  read_inner_texts(tables.policies.files, corpus);
}

Result<bool> read_standard_input(const FileList& list, const Tables& tables, const ReadLimits& limits,
                                 Corpus& corpus) {
  corpus.unlisted = list.unlisted;
  corpus.excluded = list.excluded;
  corpus.skipped = list.skipped;
  corpus.notes = list.notes;
  Result<std::string, ReadError> bytes = read_stream(STDIN_FILENO, limits.file_bytes);
  if (!bytes && bytes.error().kind == ReadError::Kind::unreadable)
    return Error{fmt::format("standard input: {}", bytes.error().message)};
  if (list.paths.empty()) return true;
  const std::string& path = list.paths.front();
  if (!bytes) {
    corpus.unlisted.push_back({path, bytes.error().message, true});
  } else if (!format_of(tables.policies.files, path, {}).is_read()) {
    corpus.media.push_back(path);
  } else {
    read_texts({{path, *std::move(bytes)}}, tables, corpus, limits);
  }
  return true;
}

void read_given(std::vector<GivenFile> files, Corpus& lender, const Tables& tables, const ReadLimits& limits,
                unsigned threads, Progress& progress, Corpus& corpus) {
  std::vector<std::string> paths;
  for (const GivenFile& file : files) paths.push_back(file.path);
  const FileConventions& conventions = tables.policies.files;
  const std::vector<std::string> installed = conventions.installed_folders(paths);
  for (GivenFile& file : files) {
    std::string bytes =
        file.lent ? std::string(lender.sources[*file.lent].bytes()) : normalized(std::move(file.bytes));
    Format format = format_of(conventions, below(file.path, limits.base).value_or(file.path),
                              std::string_view(bytes).substr(0, kHeadBytes), limits.parses_tests);
    if (!format.is_read()) continue;
    if (is_installed(file.path, installed) && format.is_known && matters(format.kind)) leave_out(format);
    const FileId own = corpus.sources.add(file.path, std::move(bytes));
    corpus.formats.push_back(format);
    if (file.lent && lender.formats[*file.lent] == format) corpus.lent.emplace_back(own, *file.lent);
  }
  corpus.units.units.resize(corpus.sources.size());
  for (const auto& [own, other] : corpus.lent) {
    corpus.units.units[own] = std::move(lender.units.units[other]);
    corpus.units.units[own].file = own;
  }
  read_units(tables.text, limits, threads, progress, corpus);
  read_inner_texts(conventions, corpus);
}

void give_back(Corpus& corpus, Corpus& lender) {
  for (const auto& [own, other] : corpus.lent) {
    lender.units.units[other] = std::move(corpus.units.units[own]);
    lender.units.units[other].file = other;
  }
  corpus.lent.clear();
}

void read_texts(const std::vector<std::pair<std::string, std::string>>& files, const Tables& tables,
                Corpus& corpus, const ReadLimits& limits) {
  for (const auto& [path, content] : files) {
    std::string text = normalized(content);
    corpus.formats.push_back(format_of(tables.policies.files, below(path, limits.base).value_or(path),
                                       std::string_view(text).substr(0, kHeadBytes), limits.parses_tests));
    corpus.sources.add(path, std::move(text));
  }
  Progress silent(false);
  read_units(tables.text, limits, 1, silent, corpus);
  read_inner_texts(tables.policies.files, corpus);
}

}  // namespace payaudit
