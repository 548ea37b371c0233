// Any bytes as a file of waivers: no crash; what holds is whole, and an entry that is added is read again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "checker/gate/waiver_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::set<std::string, std::less<>> rules = {"pan-logged"};
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto waivers = payaudit::parse_waivers("w", text, "2026-11-29", rules);
  if (!waivers) return 0;
  for (const payaudit::Waiver& waiver : *waivers) {
    if (!waiver.holds()) continue;
    if (waiver.id.empty() || waiver.owner.empty() || waiver.approver.empty() || waiver.days() < 0 ||
        waiver.days() > payaudit::kLongestWaiver || waiver.fingerprint.empty() == waiver.rule.empty())
      __builtin_trap();
  }
  payaudit::Waiver added;
  added.id = payaudit::next_id(*waivers);
  added.fingerprint = "0123456789abcdef";
  added.reason = text;
  const auto all = payaudit::with_entries(text, {payaudit::entry_text(added, text)});
  if (!all) return 0;
  const auto again = payaudit::parse_waivers("w", *all, "2026-11-29", rules);
  if (!again || again->size() != waivers->size() + 1 || again->back().id != added.id) __builtin_trap();
  return 0;
}
