// payaudit waiver list: which waivers there are, in which state, and what each covers.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>

#include "checker/commands/waivers.h"
#include "checker/files/output.h"
#include "checker/gate/days.h"
#include "reports/excerpt/mask.h"
#include "reports/excerpt/utf8.h"
#include "reports/json/json_writer.h"

namespace payaudit {
namespace {

// Nobody keeps a card number out of a reason but this.
std::string prose(std::string_view text) {
  return one_line(mask_numbers(text));
}

std::string_view heading(WaiverState state) {
  switch (state) {
    case WaiverState::active: return "active";
    case WaiverState::ending: return "ending within 30 days";
    case WaiverState::ended: return "ended: they suppress nothing";
    case WaiverState::draft: return "drafts: nobody approved them, they suppress nothing";
    case WaiverState::unused: return "unused: they meet no finding";
    case WaiverState::invalid: return "invalid";
  }
  return "";
}

std::string subject_of(const Waiver& waiver) {
  if (!waiver.fingerprint.empty()) return waiver.fingerprint;
  return fmt::format("{} in {}{}", waiver.rule, waiver.path,
                     waiver.symbol.empty() ? "" : fmt::format(" ({})", waiver.symbol));
}

// Of what has an end; the last day itself is 0.
std::optional<int> days_left(const Waiver& waiver, std::string_view today) {
  const auto end = day_number(waiver.expires);
  const auto now = day_number(today);
  return end && now ? std::optional(*end - *now) : std::nullopt;
}

std::string text_of(const Audit& audit) {
  std::string out;
  for (const WaiverState state : {WaiverState::active, WaiverState::ending, WaiverState::ended,
                                  WaiverState::draft, WaiverState::unused, WaiverState::invalid}) {
    bool is_first = true;
    for (size_t i = 0; i < audit.waivers.size(); ++i) {
      const Waiver& waiver = audit.waivers[i];
      const WaiverUse& use = audit.waiver_uses[i];
      if (use.state != state) continue;
      if (is_first) out += fmt::format("{}\n", heading(state));
      is_first = false;
      out += fmt::format("  {}  {}, until {}; owner {}, approver {}  ({}:{})\n",
                         waiver.id.empty() ? "(no id)" : waiver.id, word(waiver.kind), prose(waiver.expires),
                         prose(waiver.owner), waiver.approver.empty() ? "none" : prose(waiver.approver),
                         kWaiversPath, waiver.line);
      out += fmt::format("      {}\n", prose(waiver.reason));
      if (!use.why.empty()) out += fmt::format("      {}\n", prose(use.why));
      const std::string_view covers =
          state == WaiverState::active || state == WaiverState::ending ? "covers" : "would cover";
      for (const Covered& each : use.covers)
        out += fmt::format("      {} {}: {}\n", covers, spot(each), prose(each.message));
    }
    if (!is_first) out += '\n';
  }
  return out + counts_of(audit.waiver_uses) + '\n';
}

std::string json_of(const Audit& audit) {
  JsonWriter json;
  json.open_object();
  json.field("file", kWaiversPath);
  json.field("on", audit.settings.on);
  json.array("waivers");
  for (size_t i = 0; i < audit.waivers.size(); ++i) {
    const Waiver& waiver = audit.waivers[i];
    const WaiverUse& use = audit.waiver_uses[i];
    json.open_object();
    json.field("id", waiver.id);
    json.field("state", word(use.state));
    json.field("kind", word(waiver.kind));
    json.field_if("fingerprint", waiver.fingerprint);
    json.field_if("rule", waiver.rule);
    json.field_if("path", waiver.path);
    json.field_if("symbol", waiver.symbol);
    json.field("reason", prose(waiver.reason));
    json.field("owner", prose(waiver.owner));
    json.field_if("approver", prose(waiver.approver));
    json.field_if("approved_on", waiver.approved_on);
    json.field("expires", waiver.expires);
    if (const auto days = days_left(waiver, audit.settings.on)) json.field("days_left", *days);
    json.field_if("ticket", prose(waiver.ticket));
    json.field("line", waiver.line);
    json.field_if("why", prose(use.why));
    json.array("covers");
    for (const Covered& each : use.covers) {
      json.open_object();
      json.field("rule", each.rule);
      json.field("severity", word(each.severity));
      json.field_if("path", each.path);
      if (each.line > 0) json.field("line", each.line);
      json.field("fingerprint", each.fingerprint);
      json.field("message", prose(each.message));
      json.close();
    }
    json.close();
    json.close();
  }
  json.close();
  json.close();
  return json.take();
}

// What a spreadsheet would take for a formula gets a blank before it.
std::string cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(0, " ");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string csv_of(const Audit& audit) {
  std::string out =
      "id,state,kind,subject,owner,approver,approved_on,expires,days_left,ticket,reason,covered,covers,"
      "why\r\n";
  for (size_t i = 0; i < audit.waivers.size(); ++i) {
    const Waiver& waiver = audit.waivers[i];
    const WaiverUse& use = audit.waiver_uses[i];
    std::vector<std::string> spots;
    for (const Covered& each : use.covers) spots.push_back(spot(each));
    const auto days = days_left(waiver, audit.settings.on);
    const std::string cells[] = {waiver.id,
                                 std::string(word(use.state)),
                                 std::string(word(waiver.kind)),
                                 subject_of(waiver),
                                 prose(waiver.owner),
                                 prose(waiver.approver),
                                 waiver.approved_on,
                                 waiver.expires,
                                 days ? fmt::format("{}", *days) : "",
                                 prose(waiver.ticket),
                                 prose(waiver.reason),
                                 fmt::format("{}", use.covers.size()),
                                 fmt::format("{}", fmt::join(spots, "; ")),
                                 prose(use.why)};
    std::string_view between;
    for (const std::string& each : cells) {
      out += between;
      out += cell(each);
      between = ",";
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace

int list_waivers(const WaiverOptions& options, const Audit& audit) {
  const std::string text = options.format == WaiverOptions::Format::json  ? json_of(audit)
                           : options.format == WaiverOptions::Format::csv ? csv_of(audit)
                                                                          : text_of(audit);
  if (const Result<bool> written = write_output(text); !written) {
    fmt::print(stderr, "error: {}\n", written.error().message);
    return kExitUsage;
  }
  return kExitClean;
}

}  // namespace payaudit
