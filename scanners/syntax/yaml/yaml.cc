#include "scanners/syntax/yaml/yaml.h"

#include <algorithm>
#include <string>

#include "scanners/syntax/yaml/builder.h"
#include "scanners/syntax/yaml/events.h"
#include "scanners/syntax/yaml/templates.h"
#include "scanners/units/encoding.h"

namespace payaudit {

namespace {

using yaml_reader::Builder;
using yaml_reader::Event;
using yaml_reader::EventKind;
using yaml_reader::EventStream;
using yaml_reader::Templates;

// Each new start costs a look at the bytes ahead, so a file of nothing but errors ends early.
constexpr int kMaxStarts = 64;

enum class Outcome : uint8_t { complete, failed };

// Feeds one stream to the builder; on failure `stopped_at` is where, and a gap has been added.
Outcome read_documents(EventStream& events, Builder& builder, bool is_template, uint32_t& stopped_at) {
  while (true) {
    const Event& event = events.next();
    if (event.kind == EventKind::end) return Outcome::complete;
    stopped_at = event.span.begin;
    if (event.kind == EventKind::error) {
      const std::string problem(event.text);
      builder.abandon_document();
      if (is_template) {
        builder.add_gap({GapReason::unsupported, event.span, "a template: " + problem});
      } else {
        builder.add_gap({GapReason::syntax, event.span, problem});
      }
      return Outcome::failed;
    }
    if (!builder.accept(event)) {
      builder.abandon_document();
      builder.add_gap({GapReason::limit, event.span, "nested deeper than 200"});
      return Outcome::failed;
    }
  }
}

}  // namespace

Tree read_yaml(const Source& source, TemplateStyle style) {
  const std::string_view bytes = source.bytes();
  if (std::optional<Gap> gap = encoding_gap(bytes)) {
    Tree tree;
    tree.add_gap(std::move(*gap));
    return tree;
  }
  const Templates templates = yaml_reader::find_templates(bytes, style);
  const std::string_view text = templates.any() ? std::string_view(templates.masked) : bytes;
  Builder builder(source, templates);
  if (templates.is_cut) builder.add_gap({GapReason::limit, {}, std::string(kActionTooLong)});
  const bool is_template = templates.any() || style != TemplateStyle::plain;
  uint32_t begin = byte_order_mark(bytes);
  for (int start = 0; start < kMaxStarts; ++start) {
    EventStream events(text, begin);
    uint32_t stopped_at = begin;
    if (read_documents(events, builder, is_template, stopped_at) == Outcome::complete) break;
    // The error may stand at the very `---` that ends what is broken.
    const size_t next = text.find("\n---", std::max(stopped_at, begin + 1) - 1);
    if (next == std::string_view::npos) break;
    if (start + 1 == kMaxStarts) {
      builder.add_gap({GapReason::limit, {stopped_at, stopped_at}, "too many documents with errors"});
    }
    begin = static_cast<uint32_t>(next + 1);
    builder.resume_at(begin);
  }
  return builder.take();
}

}  // namespace payaudit
