#include "reports/sarif/notifications.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace payaudit {
namespace {

constexpr const char* kResultsCut = "results-cut";
constexpr const char* kGapsCut = "gaps-cut";
constexpr size_t kMostGaps = 1000;

std::string id_of(std::string_view reason) {
  return fmt::format("not-examined/{}", reason);
}

void write_text(JsonWriter& json, std::string_view name, std::string_view text) {
  json.object(name);
  json.field("text", text);
  json.close();
}

}  // namespace

Notifications::Notifications(const Report& report, size_t results_cut, bool is_full)
    : report_(report),
      results_cut_(results_cut),
      gaps_written_(is_full ? report.gaps.size() : std::min(report.gaps.size(), kMostGaps)) {
  std::set<std::string_view> reasons;
  for (size_t i = 0; i < gaps_written_; ++i) reasons.insert(report.gaps[i].reason);
  for (const std::string_view reason : reasons) {
    std::string name = fmt::format("NotExamined{}", reason);
    char& first = name[std::string_view("NotExamined").size()];
    if (first >= 'a' && first <= 'z') first = static_cast<char>(first - 'a' + 'A');
    descriptors_.push_back({id_of(reason), std::move(name), fmt::format("Not examined: {}.", reason),
                            "What is there is part of no verdict."});
  }
  if (results_cut_ > 0) {
    descriptors_.push_back({kResultsCut, "ResultsCut", "Some results are not in this file.",
                            "The gravest results are in this file; the form sarif-full has all."});
  }
  if (gaps_written_ < report.gaps.size()) {
    descriptors_.push_back({kGapsCut, "GapsCut", "Some places that were not examined are not in this file.",
                            "The form sarif-full has all."});
  }
}

void Notifications::write_descriptors(JsonWriter& json) const {
  if (descriptors_.empty()) return;
  json.array("notifications");
  for (const Descriptor& descriptor : descriptors_) {
    json.open_object();
    json.field("id", descriptor.id);
    json.field("name", descriptor.name);
    write_text(json, "shortDescription", descriptor.title);
    write_text(json, "fullDescription", descriptor.meaning);
    write_text(json, "help", descriptor.meaning);
    json.close();
  }
  json.close();
}

void Notifications::write_start(JsonWriter& json, std::string_view id, std::string_view level,
                                std::string_view text) const {
  const auto found = std::find_if(descriptors_.begin(), descriptors_.end(),
                                  [&](const Descriptor& descriptor) { return descriptor.id == id; });
  json.open_object();
  json.object("descriptor");
  json.field("id", id);
  json.field("index", found - descriptors_.begin());
  json.close();
  json.field("level", level);
  write_text(json, "message", text);
}

void Notifications::write(JsonWriter& json, LocationWriter& locations) const {
  json.array("toolExecutionNotifications");
  if (results_cut_ > 0) {
    write_start(json, kResultsCut, "warning",
                fmt::format("{} less grave results are not in this file; sarif-full has all.", results_cut_));
    json.close();
  }
  if (gaps_written_ < report_.gaps.size()) {
    write_start(json, kGapsCut, "warning",
                fmt::format("{} more places were not examined; sarif-full has all.",
                            report_.gaps.size() - gaps_written_));
    json.close();
  }
  for (size_t i = 0; i < gaps_written_; ++i) {
    const GapEntry& gap = report_.gaps[i];
    std::string text = fmt::format("Not examined ({}): {}", gap.reason, gap.path);
    if (!gap.detail.empty()) text += ": " + gap.detail;
    if (gap.count > 1) text += fmt::format(" (the first of {} places)", gap.count);
    write_start(json, id_of(gap.reason), gap.counts ? "warning" : "note", message_text(text) + '.');
    json.array("locations");
    json.open_object();
    locations.write_position(gap.path, gap.has_position ? gap.position : Position{});
    json.close();
    json.close();
    json.close();
  }
  json.close();
}

}  // namespace payaudit
