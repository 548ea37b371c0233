#include "checker/audit/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace payaudit {
namespace {

bool is_counted_once(std::string_view reason) {
  return reason == word(GapReason::unsupported) || reason == word(GapReason::unmodelled);
}

// What a reference leads to is missing; what stands there was read.
bool covers_lines(std::string_view reason) {
  return reason != word(GapReason::unresolved);
}

// A line break at the end of the file ends its last line and begins none.
size_t lines_of(const Source& source) {
  const size_t lines = source.line_count();
  return source.bytes().empty() ? 0
                                : lines - (source.line_span(static_cast<uint32_t>(lines)).is_empty() ? 1 : 0);
}

// The place of each gap of the units and facts. `visit(path, source or null, gap)`.
template <typename F>
void each_gap(const Corpus& corpus, const Facts& facts, F visit) {
  for (const Unlisted& unlisted : corpus.unlisted) {
    visit(unlisted.path, nullptr,
          Gap{unlisted.is_over_limit ? GapReason::limit : GapReason::unreadable, {}, unlisted.detail});
  }
  for (const Unit& unit : corpus.units.units) {
    const Source& source = corpus.sources[unit.file];
    for (const Gap& gap : unit.gaps) visit(source.path(), &source, gap);
    for (const Gap& gap : unit.hits.gaps) visit(source.path(), &source, gap);
    if (const Tree* tree = unit.tree()) {
      for (const Gap& gap : tree->gaps()) visit(source.path(), &source, gap);
    }
    if (const Code* code = unit.code()) {
      for (const Gap& gap : code->gaps) visit(source.path(), &source, gap);
    }
  }
  for (const Fact& fact : facts.all()) {  // what meaning could not follow
    if (fact.kind != Kind::gap) continue;
    const Source& source = corpus.sources[fact.place.file];
    const auto reason = find_gap_reason(fact.value(Attr::reason).as_text());
    visit(source.path(), &source,
          Gap{reason.value_or(GapReason::unresolved), fact.place.span,
              std::string(fact.value(Attr::detail).as_text())});
  }
}

void sort(std::vector<GapEntry>& gaps) {
  std::stable_sort(gaps.begin(), gaps.end(), [](const GapEntry& a, const GapEntry& b) {
    return std::tuple(std::string_view(a.path), a.position.line, a.position.column,
                      std::string_view(a.reason), std::string_view(a.detail)) <
           std::tuple(std::string_view(b.path), b.position.line, b.position.column,
                      std::string_view(b.reason), std::string_view(b.detail));
  });
}

std::string ending_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return std::string(dot == std::string_view::npos ? name : name.substr(dot));
}

// A format that no convention knows may be anything: it is told, and counts for nothing.
void add_unknown_formats(const Corpus& corpus, std::vector<GapEntry>& gaps) {
  for (size_t i = 0; i < corpus.formats.size(); ++i) {
    if (corpus.formats[i].is_known) continue;
    const Source& source = corpus.sources[static_cast<FileId>(i)];
    GapEntry entry;
    entry.path = source.path();
    entry.reason = word(GapReason::unsupported);
    entry.detail = fmt::format("format not known: {}", ending_of(source.path()));
    entry.counts = false;
    gaps.push_back(std::move(entry));
  }
}

// Lines of one file that some gap covers, as a set of half-open ranges.
class CoveredLines {
 public:
  void add(size_t begin, size_t end) { ranges_.emplace_back(begin, end); }
  size_t count(size_t all) {
    std::sort(ranges_.begin(), ranges_.end());
    size_t covered = 0;
    size_t at = 0;
    for (const auto& [begin, end] : ranges_) {
      const size_t from = std::max(begin, at);
      const size_t to = std::min(end, all);
      if (to > from) covered += to - from;
      at = std::max(at, to);
    }
    return covered;
  }

 private:
  std::vector<std::pair<size_t, size_t>> ranges_;
};

std::map<std::string_view, CoveredLines> lines_in_gaps(const Corpus& corpus, const Facts& facts) {
  std::map<std::string_view, CoveredLines> covered;
  each_gap(corpus, facts, [&](const std::string&, const Source* source, const Gap& gap) {
    if (source == nullptr || !covers_lines(word(gap.reason))) return;
    CoveredLines& lines = covered[std::string_view(source->path())];
    if (gap.span == Span{}) {
      lines.add(0, source->line_count());
    } else {
      lines.add(source->line_of(gap.span.begin) - 1, source->line_of(std::max(gap.span.begin, gap.span.end)));
    }
  });
  return covered;
}

// Documents that something was stated about. Card numbers, secrets by their form and hosts are found in any
// text.
std::vector<bool> recognised_files(const Corpus& corpus, const Facts& facts) {
  std::vector<bool> recognised(corpus.formats.size());
  for (const Fact& fact : facts.all()) {
    const bool is_of_any_text = fact.kind == Kind::card_literal || fact.kind == Kind::secret ||
                                fact.kind == Kind::third_party || fact.kind == Kind::place;
    if (!is_of_any_text && fact.place.file < recognised.size()) recognised[fact.place.file] = true;
  }
  return recognised;
}

bool is_document(Reader reader) {
  return reader == Reader::yaml || reader == Reader::json || reader == Reader::xml;
}

class LeftOutList {
 public:
  void add(std::string_view reason, std::string what) {
    LeftOut& left = entries_[std::string(reason)];
    ++left.count;
    if (left.first.size() < LeftOut::kShown) left.first.push_back(std::move(what));
  }
  std::vector<LeftOut> take() {
    std::vector<LeftOut> all;
    for (auto& [reason, left] : entries_) {
      left.reason = reason;
      all.push_back(std::move(left));
    }
    return all;
  }

 private:
  std::map<std::string, LeftOut> entries_;
};

std::vector<LeftOut> left_out_of(const Corpus& corpus, const Settings& settings,
                                 const std::vector<bool>& is_data) {
  LeftOutList list;
  for (const Skipped& skipped : corpus.skipped) list.add(skipped.reason, skipped.path);
  for (const Excluded& file : corpus.excluded)
    list.add(fmt::format("left out by `{}` of {}", file.pattern, file.by), file.path);
  for (const std::string& path : corpus.media) list.add("of no kind that holds evidence", path);
  for (size_t i = 0; i < corpus.formats.size(); ++i) {
    const Format& format = corpus.formats[i];
    const std::string& path = corpus.sources[static_cast<FileId>(i)].path();
    if (format.is_test) {
      list.add("test code: searched as text only", path);
    } else if (format.kind == FileKind::generated) {
      list.add(fmt::format("{}: searched as text only", format.name), path);
    } else if (is_data[i]) {
      list.add(fmt::format("{} that no scanner states anything about: searched as text only", format.name),
               path);
    }
  }
  for (const std::string& rule : settings.rules_off) list.add("rules switched off in payaudit.yaml", rule);
  return list.take();
}

// Why the analysis is incomplete; empty: it is not.
std::string why_incomplete(const Coverage& coverage, const Corpus& corpus,
                           const std::vector<GapEntry>& gaps) {
  const auto fatal = std::find_if(gaps.begin(), gaps.end(), [](const GapEntry& gap) { return gap.is_fatal; });
  // Text alone is all there is of a tree of documentation. Beside a format that nobody knows it is no audit.
  const bool is_nothing_read = coverage.text_files == 0 && !gaps.empty();
  const bool is_anything_unknown = std::any_of(corpus.formats.begin(), corpus.formats.end(),
                                               [](const Format& format) { return !format.is_known; });
  if (coverage.lines == 0 && (is_nothing_read || is_anything_unknown))
    return "nothing in a known format was examined";
  const double share = coverage.lines == 0 ? 1
                                           : static_cast<double>(coverage.lines_examined) /
                                                 static_cast<double>(coverage.lines);
  if (share < coverage.min_examined) {
    std::string why = fmt::format("{} of {} lines examined", coverage.lines_examined, coverage.lines);
    const FormatCoverage& worst = coverage.formats.front();
    return why + fmt::format(", most of the rest is {}", worst.format);
  }
  if (fatal != gaps.end()) return fmt::format("{}: {}", fatal->path, fatal->reason);
  return {};
}

}  // namespace

std::vector<GapEntry> collect_gaps(const Corpus& corpus, const Facts& facts, const Settings& settings) {
  std::vector<GapEntry> all;
  each_gap(corpus, facts, [&](const std::string& path, const Source* source, const Gap& gap) {
    GapEntry entry;
    entry.path = path;
    entry.reason = word(gap.reason);
    entry.detail = gap.detail;
    entry.counts = covers_lines(entry.reason);
    entry.is_fatal = settings.fatal_gaps.contains(entry.reason);
    if (source != nullptr && !(gap.span == Span{})) {
      entry.has_position = true;
      entry.position = source->position(gap.span.begin);
    }
    all.push_back(std::move(entry));
  });
  add_unknown_formats(corpus, all);
  sort(all);
  std::vector<GapEntry> gaps;
  std::map<std::pair<std::string, std::string>, size_t> first;
  for (GapEntry& entry : all) {
    if (is_counted_once(entry.reason)) {
      const auto [at, is_new] = first.try_emplace({entry.reason, entry.detail}, gaps.size());
      if (!is_new) {
        ++gaps[at->second].count;
        continue;
      }
    }
    gaps.push_back(std::move(entry));
  }
  return gaps;
}

Coverage measure_coverage(const Corpus& corpus, const Facts& facts, const Settings& settings,
                          const std::vector<GapEntry>& gaps) {
  Coverage coverage;
  coverage.min_examined = settings.min_examined;
  std::map<std::string_view, CoveredLines> covered = lines_in_gaps(corpus, facts);
  const std::vector<bool> recognised = recognised_files(corpus, facts);
  std::vector<bool> is_data(corpus.formats.size());
  std::map<std::pair<std::string_view, FileKind>, FormatCoverage> formats;
  for (size_t i = 0; i < corpus.formats.size(); ++i) {
    const Format& format = corpus.formats[i];
    const Source& source = corpus.sources[static_cast<FileId>(i)];
    const size_t lines = lines_of(source);
    const auto in_gaps = covered.find(std::string_view(source.path()));
    if (format.is_test) {
      ++coverage.test_files;
      coverage.test_lines += lines;
      continue;
    }
    if (!matters(format.kind)) {
      if (format.is_known && format.kind != FileKind::binary) ++coverage.text_files;
      continue;
    }
    is_data[i] = is_document(format.reader) && !recognised[i] && in_gaps == covered.end();
    if (is_data[i]) {
      ++coverage.text_files;
      continue;
    }
    const size_t missed = in_gaps == covered.end() ? 0 : in_gaps->second.count(lines);
    FormatCoverage& row = formats[{format.name, format.kind}];
    ++row.files;
    row.lines += lines;
    row.lines_examined += lines - missed;
  }
  for (auto& [key, row] : formats) {
    row.format = key.first;
    row.kind = word(key.second);
    coverage.files += row.files;
    coverage.lines += row.lines;
    coverage.lines_examined += row.lines_examined;
    coverage.formats.push_back(std::move(row));
  }
  std::stable_sort(coverage.formats.begin(), coverage.formats.end(),
                   [](const FormatCoverage& a, const FormatCoverage& b) {
                     return a.lines - a.lines_examined > b.lines - b.lines_examined;
                   });
  coverage.left_out = left_out_of(corpus, settings, is_data);
  coverage.reason = why_incomplete(coverage, corpus, gaps);
  coverage.is_incomplete = !coverage.reason.empty();
  return coverage;
}

void judge_strictly(const std::vector<GapEntry>& gaps, Coverage& coverage) {
  if (coverage.is_incomplete || gaps.empty()) return;
  coverage.is_incomplete = true;
  coverage.reason =
      fmt::format("--strict and {} {} not examined", gaps.size(), gaps.size() == 1 ? "place" : "places");
}

}  // namespace payaudit
