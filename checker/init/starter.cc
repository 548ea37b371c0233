#include "checker/init/starter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "scanners/facts/data_class.h"

namespace payaudit {
namespace {

using Texts = std::set<std::string, std::less<>>;

// "services/checkout/**" of a file two or more folders deep, "infra/**" of one; a file of the root is itself.
std::string folder_of(std::string_view path) {
  const size_t first = path.find('/');
  if (first == std::string_view::npos) return std::string(path);
  const size_t second = path.find('/', first + 1);
  return fmt::format("{}/**", path.substr(0, second == std::string_view::npos ? first : second));
}

bool is_account_data(std::string_view data_class) {
  return within(data_class, "account.chd.pan") || within(data_class, "account.sad");
}

struct Seen {
  Texts cde;      // folders with card numbers, security codes, track data
  Texts others;   // all other folders that matter
  Texts regions;  // provider:code
};

Seen look_at(const Audit& audit) {
  Seen seen;
  const FileConventions& conventions = audit.tables->policies.files;
  const auto path_of = [&](const Fact& fact) -> const std::string& {
    return audit.corpus.sources[fact.place.file].path();
  };
  for (const Fact& fact : audit.facts.all()) {
    const std::string_view path = path_of(fact);
    if (conventions.is_test_or_example(path)) continue;
    const Value data_class = fact.value(Attr::class_);
    const bool is_text = data_class.is(Value::Type::text);
    if (is_text && is_account_data(data_class.as_text())) seen.cde.insert(folder_of(path));
    const Value region = fact.value(Attr::region);
    const Value provider = fact.value(Attr::provider);
    if (region.is(Value::Type::text) && provider.is(Value::Type::text) && !region.as_text().empty())
      seen.regions.insert(fmt::format("{}:{}", provider.as_text(), region.as_text()));
  }
  for (size_t i = 0; i < audit.corpus.formats.size(); ++i) {
    const Format& format = audit.corpus.formats[i];
    if (!matters(format.kind) || format.is_test) continue;
    const std::string folder = folder_of(audit.corpus.sources[static_cast<FileId>(i)].path());
    if (!seen.cde.contains(folder)) seen.others.insert(folder);
  }
  return seen;
}

std::string quoted(const Texts& texts) {
  std::string out;
  for (const std::string& text : texts) {
    std::string escaped;
    for (const char c : text) {
      if (c == '"' || c == '\\') escaped += '\\';
      escaped += c;
    }
    out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", escaped);
  }
  return "[" + out + "]";
}

std::string lines_seen(const Coverage& coverage) {
  std::vector<FormatCoverage> formats = coverage.formats;
  std::sort(formats.begin(), formats.end(),
            [](const FormatCoverage& a, const FormatCoverage& b) { return a.lines > b.lines; });
  std::string out = "# Seen in the tree:\n";
  for (const FormatCoverage& each : formats)
    out += fmt::format("#   - {}: {} lines, {} of them examined\n", each.format, each.lines,
                       each.lines_examined);
  return formats.empty() ? "# Nothing that matters was seen in the tree yet.\n" : out;
}

template <typename Words>
std::string list_of(const Words& words) {
  size_t widest = 0;
  for (const auto& [word, meaning] : words) widest = std::max(widest, word.size());
  std::string out;
  for (const auto& [word, meaning] : words) out += fmt::format("#   - {:<{}}  {}\n", word, widest, meaning);
  return out;
}

std::string scope_part(const Seen& seen) {
  std::string out =
      "\n# The cardholder data environment. Without it every folder may belong to it. Patterns as in "
      ".gitignore, the first list that fits wins.\n";
  out += seen.cde.empty()
             ? "# No card number, security code or track data was recognised; name what stores, processes or "
               "transmits them.\n"
             : "# Card numbers, security codes or track data were recognised in the folders under `cde`: "
               "check them.\n";
  if (!seen.others.empty()) out += fmt::format("# Other folders: {}\n", fmt::join(seen.others, ", "));
  out += fmt::format("#scope:\n#  cde: {}\n#  connected: []\n#  out: []\n", quoted(seen.cde));
  return out;
}

}  // namespace

std::string starter_settings(const Audit& audit) {
  const ApplicabilityTable& words = audit.tables->policies.applicability;
  const Seen seen = look_at(audit);
  std::string out =
      "# payaudit.yaml: what the tree cannot say of itself. All keys are optional; take the `#` from the "
      "lines "
      "that hold for you.\n# `payaudit frameworks` explains the words, `payaudit check` says what to declare "
      "so that more can be judged.\n";
  out += lines_seen(audit.report.coverage);
  out += "version: 1\n";
  std::vector<std::string> profiles;
  for (const auto& [name, profile] : words.profiles) profiles.push_back(name);
  out += fmt::format("\n# Roles and jurisdictions at once: {}.\n#profile: eu-merchant\n",
                     fmt::join(profiles, ", "));
  out +=
      "\n# What you are; decides which requirements bind.\n" + list_of(words.roles) + "#roles: [merchant]\n";
  out += fmt::format("\n# The questionnaire of PCI DSS that you fill in: {}.\n#saq: A-EP\n",
                     fmt::join(words.saq, ", "));
  out += "\n# What there is, and what there is not.\n" + list_of(words.environment) +
         "#environment: {ecommerce: true, wireless: false}\n";
  out += scope_part(seen);
  out +=
      "\n# Whose law binds: country codes, EU. Without it no law on the place of data is judged.\n"
      "#jurisdictions: [EU]\n";
  out += "\n# Where data may be by your own rules: countries, or EEA; regions as provider:code.\n";
  if (!seen.regions.empty()) out += fmt::format("# Regions in the tree: {}\n", fmt::join(seen.regions, ", "));
  out += fmt::format("#allowed_countries: [EEA]\n#allowed_regions: {}\n",
                     seen.regions.empty() ? "[\"aws:eu-central-1\"]" : quoted(seen.regions));
  out +=
      "\n# Data that a store holds and the tree does not show, by the store's symbol.\n"
      "#declared: {stores: {\"aws_s3_bucket.example\": [kyc.document]}}\n";
  out +=
      "\n# The scripts of payment pages that somebody answers for (PCI DSS 6.4.3).\n"
      "#scripts:\n#  - {src: \"https://js.stripe.com/v3/\", owner: payments, reason: card fields}\n";
  out += "\n# What is not audited, as in .gitignore; the report counts it.\n#ignore: [\"third_party/\"]\n";
  out +=
      "\n# From which severity on a violation fails the build: critical, high, medium, low, info, none.\n"
      "#fail_on: high\n";
  out +=
      "\n# The share of lines below which the analysis is incomplete, exit status 3.\n"
      "#gaps: {min_examined: 0.9}\n";
  return out;
}

}  // namespace payaudit
