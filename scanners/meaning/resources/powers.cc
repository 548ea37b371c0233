#include "scanners/meaning/resources/powers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scanners/meaning/resources/transforms.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

constexpr int kPartsBeforeName = 5;  // arn:PARTITION:SERVICE:REGION:ACCOUNT:

bool is_in(const std::vector<std::string_view>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// An action as written may have wildcards of its own: `s3:*Object` gives `s3:GetObject`.
bool gives_any(std::string_view written, const std::vector<std::string>& known) {
  return std::any_of(known.begin(), known.end(), [&](const std::string& one) {
    return fits_glob_in_any_case(one, std::string(written));
  });
}

bool is_whole_service(std::string_view action) {
  const size_t colon = action.find(':');
  return colon != std::string_view::npos && colon > 0 && action.substr(colon + 1) == "*";
}

// Calls `test(operator, key, values)` for each test of the conditions.
void each_test(const std::vector<const Config*>& conditions, bool is_block, const auto& test) {
  for (const Config* condition : conditions) {
    if (!condition->is(Config::Kind::map)) continue;
    if (is_block) {
      const Config* name = condition->find("test");
      const Config* key = condition->find("variable");
      if (name != nullptr && key != nullptr) test(scalar_text(*name), *key, condition->find("values"));
      continue;
    }
    for (const auto& [name, keys] : condition->entries) {
      if (!keys->is(Config::Kind::map)) continue;
      for (const auto& [key, values] : keys->entries) {
        Config written;
        written.kind = Config::Kind::string;
        written.text = key;
        test(name, written, values);
      }
    }
  }
}

std::string_view text_of(const Config& value) {
  return value.is(Config::Kind::unknown) ? std::string_view(value.pattern) : std::string_view(value.text);
}

}  // namespace

Powers powers_of(const std::vector<std::string_view>& actions, const ResourceWords& words) {
  Powers out;
  for (const std::string_view action : actions) {
    bool gives = false;
    for (const auto& [power, known] : words.powers) {
      if (!gives_any(action, known)) continue;
      gives = true;
      if (!is_in(out.of, power)) out.of.push_back(power);
    }
    if (gives) {
      out.actions.push_back(action);
    } else if (out.unclear.empty() && gives_any(action, words.unclear_powers)) {
      out.unclear = fmt::format("what `{}` on every resource gives depends on what else there is", action);
    } else if (out.unclear.empty() && is_whole_service(action)) {
      out.unclear = fmt::format("whether the job needs `{}` on every resource is not seen here", action);
    }
  }
  return out;
}

Powers powers_of_managed(std::string_view name, const ResourceWords& words) {
  Powers out;
  for (const auto& [power, policies] : words.managed_powers) {
    if (std::find(policies.begin(), policies.end(), name) == policies.end()) continue;
    out.of.push_back(power);
    if (out.actions.empty()) out.actions.push_back(name);
  }
  return out;
}

std::string lessened_by(const std::vector<const Config*>& conditions, bool is_block,
                        const ResourceWords& words) {
  std::string why;
  for (const Config* condition : conditions) {
    if (!condition->is(Config::Kind::map) || condition->is_partial) why = "a condition could not be read";
  }
  each_test(conditions, is_block, [&](const std::string&, const Config& key, const Config*) {
    const std::string written(text_of(key));
    if (why.empty() && !words.powers_kept.contains(lower(written)))
      why = fmt::format("what the condition on `{}` leaves of it is not worked out", written);
  });
  return why;
}

bool is_whole_kind(std::string_view resource, const ResourceWords& words) {
  if (resource == "*") return true;
  if (!resource.starts_with("arn:")) return false;
  std::string_view rest = resource;
  for (int part = 0; part < kPartsBeforeName; ++part) {
    const size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return rest.find_first_not_of('*') == std::string_view::npos;
    rest.remove_prefix(colon + 1);
  }
  return std::any_of(words.whole_kinds.begin(), words.whole_kinds.end(),
                     [&](const std::string& one) { return one == rest; });
}

std::vector<std::string> subjects_of(const std::vector<const Config*>& principals,
                                     const std::vector<const Config*>& conditions, bool is_block,
                                     const ResourceWords& words) {
  const auto is_shared = [&](std::string_view text) {
    return std::any_of(words.shared_issuers.begin(), words.shared_issuers.end(),
                       [&](const std::string& one) { return text.find(one) != std::string_view::npos; });
  };
  bool is_of_shared = std::any_of(principals.begin(), principals.end(), [&](const Config* each) {
    const Config* url =
        each->target != nullptr && each->target->body != nullptr ? each->target->body->find("url") : nullptr;
    return is_shared(text_of(*each)) || (url != nullptr && is_shared(text_of(*url)));
  });
  std::vector<std::string> patterns;
  bool is_open = false;
  for (const Config* condition : conditions)
    is_open = is_open || !condition->is(Config::Kind::map) || condition->is_partial;
  each_test(conditions, is_block, [&](const std::string& name, const Config& key, const Config* values) {
    const std::string_view written = text_of(key);
    if (!is_shared(written)) {
      // `${var.issuer}:sub`: of whom it is, is not known.
      is_open = is_open || written.ends_with(":sub");
      return;
    }
    is_of_shared = true;
    // A repository, an owner or a job that is named in a claim of its own narrows as well.
    if (!written.ends_with(":sub")) {
      is_open = is_open || !written.ends_with(":aud");
      return;
    }
    std::vector<const Config*> all;
    if (values != nullptr) flatten(*values, all);
    const std::string test = lower(name);
    const bool has_patterns = test.find("like") != std::string::npos && test.find("not") == std::string::npos;
    is_open = is_open || all.empty() || test.find("not") != std::string::npos;
    for (const Config* value : all) {
      const std::string_view text = text_of(*value);
      // A star that is compared as it stands, and what is filled in, fit nothing beyond one name.
      patterns.push_back(has_patterns && !text.empty() ? std::string(text) : "one subject");
    }
  });
  for (std::string& pattern : patterns) {
    std::string shown;
    for (const char c : pattern) shown += c == kHole ? std::string("…") : std::string(1, c);
    pattern = std::move(shown);
  }
  if (patterns.empty() && is_of_shared && !is_open) patterns.push_back("*");
  return patterns;
}

}  // namespace payaudit
