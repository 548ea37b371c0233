// A report as Markdown: the comment on a pull request, or the summary of a step. New findings in full,
// gravest first; counts of what the base had too, of what is gone and of what is waived, also where it is
// none.
#pragma once

#include <cstddef>
#include <string>

#include "reports/outline/order.h"
#include "reports/report.h"

namespace payaudit {

// The first line of a comment, by which the next run finds it to write it again. Hidden where it is shown.
constexpr const char* kCommentMarker = "<!-- payaudit -->";

constexpr size_t kLongestComment = 65536;            // GitHub refuses a longer one; others take more
constexpr size_t kLongestSummary = size_t{1} << 20;  // of all that a step of a GitHub workflow writes

struct MarkdownOptions {
  Told told = Told::only_new;
  // In bytes. Findings that would not fit are counted instead, and the last line says so.
  size_t longest = kLongestComment;
  bool has_marker = true;
  // What the path of a file follows in the address of its page: "https://github.com/shop/pay/blob/COMMIT/".
  // Links are whole, since a comment is not shown in the tree; empty: places are no links.
  std::string files_address = {};
};

std::string write_markdown(const Report& report, const MarkdownOptions& options = {});

}  // namespace payaudit
