#include "scanners/meaning/places/clients.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr int kDeepest = 64;  // steps from a value, or from a call of a chain, to what it begins with

struct Sdk {
  std::string_view import;
  std::string_view provider;
};
constexpr Sdk kSdks[] = {{"boto3", "aws"},
                         {"botocore", "aws"},
                         {"aioboto3", "aws"},
                         {"aiobotocore", "aws"},
                         {"com.amazonaws", "aws"},
                         {"software.amazon.awssdk", "aws"},
                         {"aws-sdk", "aws"},
                         {"@aws-sdk", "aws"},
                         {"github.com/aws/aws-sdk-go", "aws"},
                         {"github.com/aws/aws-sdk-go-v2", "aws"},
                         {"google.cloud", "gcp"},
                         {"vertexai", "gcp"},
                         {"com.google.cloud", "gcp"},
                         {"@google-cloud", "gcp"},
                         {"cloud.google.com/go", "gcp"},
                         {"azure", "azure"},
                         {"@azure", "azure"},
                         {"com.azure", "azure"},
                         {"com.microsoft.azure", "azure"},
                         {"github.com/Azure/azure-sdk-for-go", "azure"}};

std::string_view provider_of(const Import& import) {
  for (const Sdk& sdk : kSdks) {
    if (!import.module.starts_with(sdk.import)) continue;
    const char next = import.module.size() == sdk.import.size() ? '/' : import.module[sdk.import.size()];
    if (next == '/' || next == '.') return sdk.provider;
  }
  return {};
}

// What the file calls it.
std::string_view local_name(const Code& code, const Import& import) {
  if (!import.alias.empty()) return import.alias;
  if (!import.name.empty() && import.name != "*" && import.name != "default") return import.name;
  std::string_view module = import.module;
  if (code.language == "python") return module.substr(0, module.find('.'));
  const size_t end = module.rfind(code.language == "java" ? '.' : '/');
  std::string_view last = end == std::string_view::npos ? module : module.substr(end + 1);
  const bool is_version = last.size() > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9';
  if (is_version) return module.substr(0, end).substr(module.substr(0, end).rfind('/') + 1);
  return last;
}

enum class Named : uint8_t { nothing, region, location };

// What an argument, setter or member of that name holds.
Named named(std::string_view name) {
  std::string words;
  bool is_first = true;
  for (const std::string& word : split_words(name)) {
    const bool sets = is_first && (word == "set" || word == "with");
    is_first = false;
    if (!sets) words += (words.empty() ? "" : " ") + word;
  }
  constexpr std::string_view kRegions[] = {"region", "region name", "aws region", "default region"};
  if (is_one_of(std::string_view(words), kRegions)) return Named::region;
  return words == "location" ? Named::location : Named::nothing;
}

class ClientReader {
 public:
  ClientReader(Facts& facts, const Unit& unit, const Code& code, const Places& places)
      : facts_(facts), unit_(unit), code_(code), places_(places) {}

  void read() {
    for (const Import& import : code_.imports) {
      const std::string_view provider = provider_of(import);
      if (provider.empty()) continue;
      providers_.insert(provider);
      if (import.name != "*" || !import.alias.empty()) names_.emplace(local_name(code_, import), provider);
    }
    read_required();
    if (providers_.empty()) return;
    read_shared();
    for (FunctionId id = 0; id < code_.functions.size(); ++id) read(id);
    if (is_cut_) {
      add_limit_gap(facts_, {unit_.file, {}}, "clients",
                    "what a client is made with comes through more steps than are followed");
    }
  }

 private:
  // `const AWS = require("aws-sdk")`
  void read_required() {
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      const Function& function = code_.functions[id];
      for (size_t at = 0; at < function.body.size(); ++at) {
        const Instruction& now = function.body[at];
        if (now.op != Op::call || now.text != "require" || now.args.size() != 1) continue;
        const Instruction* module = definition(id, now.args[0].value);
        if (module == nullptr || module->op != Op::literal) continue;
        const std::string_view provider = provider_of({module->text, {}, {}, {}});
        if (provider.empty()) continue;
        providers_.insert(provider);
        for (size_t next = at + 1; next < std::min(at + 8, function.body.size()); ++next) {
          const Instruction& copy = function.body[next];
          if (copy.op == Op::copy && copy.out < function.variables.size() &&
              !function.variables[copy.out].name.empty()) {
            names_.emplace(function.variables[copy.out].name, provider);
          }
        }
      }
    }
  }

  // Constants of the module and of types that nothing else is assigned to.
  void read_shared() {
    std::set<std::string_view> assigned;
    for (const Function& function : code_.functions) {
      for (const Instruction& now : function.body) {
        if (now.op == Op::set_name || now.op == Op::set_field) assigned.insert(now.text);
      }
    }
    for (FunctionId id = 0; id < code_.functions.size(); ++id) {
      const Function& function = code_.functions[id];
      if (function.name != "<module>" && function.name != "<fields>") continue;
      for (Reg reg = 0; reg < function.variables.size(); ++reg) {
        const std::string_view name = function.variables[reg].name;
        if (name.empty() || assigned.contains(name)) continue;
        const auto [place, is_new] = shared_.try_emplace(name, std::pair{id, reg});
        if (!is_new) place->second.second = kNoReg;
      }
    }
  }

  // The one instruction that sets a register of a function.
  const Instruction* definition(FunctionId id, Reg reg) const {
    const auto [place, is_new] = definitions_.try_emplace(id);
    std::vector<const Instruction*>& all = place->second;
    if (is_new) {
      const Function& function = code_.functions[id];
      all.resize(function.variables.size());
      std::vector<bool> seen(all.size());
      for (const Instruction& now : function.body) {
        if (now.out >= all.size()) continue;
        all[now.out] = seen[now.out] ? nullptr : &now;
        seen[now.out] = true;
      }
    }
    return reg < all.size() ? all[reg] : nullptr;
  }

  struct Value {
    std::string_view text;  // a literal's, or the name of a constant of a type of regions
    bool is_constant_name = false;
    Span span;
  };

  // A region behind copies, constants of the file, `Region.of(…)`, `aws.String(…)` and `Regions.X.getName()`.
  std::optional<Value> resolve(FunctionId id, Reg reg) const {
    for (int depth = 0; depth < kDeepest && id < code_.functions.size(); ++depth) {
      const Instruction* made = definition(id, reg);
      if (made == nullptr) return std::nullopt;
      if (made->op == Op::literal) {
        if (made->literal != LiteralKind::string) return std::nullopt;
        return Value{made->text, false, made->span};
      }
      if (made->op == Op::copy && !made->args.empty()) {
        reg = made->args[0].value;
        continue;
      }
      if (made->op == Op::field && !made->args.empty()) {
        const Instruction* owner = definition(id, made->args[0].value);
        const bool is_of_regions = owner != nullptr && (owner->op == Op::name || owner->op == Op::field) &&
                                   named(owner->text) == Named::region;
        if (is_of_regions) return Value{made->text, true, made->span};
      }
      if (made->op == Op::name || made->op == Op::field) {
        const auto shared = shared_.find(made->text);
        if (shared == shared_.end() || shared->second.second == kNoReg) return std::nullopt;
        id = shared->second.first;
        reg = shared->second.second;
        continue;
      }
      const bool is_call = made->op == Op::call || made->op == Op::construct;
      constexpr std::string_view kForms[] = {"of",      "fromName",   "fromValue", "getRegion",
                                             "String",  "Ptr",        "create",    "Region",
                                             "valueOf", "fromString", "StringPtr"};
      if (is_call && made->args.size() == 1 && is_one_of(made->text, kForms)) {
        reg = made->args[0].value;
      } else if (made->op == Op::call && made->args.empty() && made->receiver != kNoReg &&
                 (made->text == "getName" || made->text == "id" || made->text == "toString" ||
                  made->text == "ID")) {
        reg = made->receiver;
      } else {
        return std::nullopt;
      }
    }
    is_cut_ |= id < code_.functions.size();
    return std::nullopt;
  }

  // The provider whose library a chain of calls begins with; empty: not one that is imported.
  std::string_view root_provider(FunctionId id, const Instruction& now) const {
    // `new aws.Config(…)`, `new S3Client(…)`
    if (now.receiver == kNoReg) {
      const auto found = names_.find(now.text.substr(0, now.text.find('.')));
      return found == names_.end() ? std::string_view() : found->second;
    }
    Reg reg = now.receiver;
    for (int depth = 0; depth < kDeepest; ++depth) {
      const auto& variables = code_.functions[id].variables;
      if (reg < variables.size() && !variables[reg].name.empty()) {
        if (const auto found = names_.find(variables[reg].name); found != names_.end()) return found->second;
      }
      const Instruction* made = definition(id, reg);
      if (made == nullptr) return {};
      if (made->op == Op::name ||
          ((made->op == Op::call || made->op == Op::construct) && made->receiver == kNoReg)) {
        const auto found = names_.find(made->text.substr(0, made->text.find('.')));
        if (found != names_.end()) return found->second;
        const auto shared = shared_.find(made->text);
        if (made->op != Op::name || shared == shared_.end() || shared->second.second == kNoReg) return {};
        id = shared->second.first;
        reg = shared->second.second;
      } else if (made->op == Op::call) {
        reg = made->receiver;
      } else if ((made->op == Op::copy || made->op == Op::field || made->op == Op::unary) &&
                 !made->args.empty()) {
        reg = made->args[0].value;
      } else {
        return {};
      }
    }
    is_cut_ = true;
    return {};
  }

  bool is_local_function(std::string_view name) const {
    return std::any_of(code_.functions.begin(), code_.functions.end(),
                       [&](const Function& each) { return each.name == name; });
  }

  void read(FunctionId id) {
    const Function& function = code_.functions[id];
    for (const Instruction& now : function.body) {
      if (now.op == Op::set_field && now.args.size() == 2) {
        // `AWS.config.region = …`, `options.Region = …`
        if (named(now.text) == Named::region) state(id, now.args[1], {}, now, false);
        continue;
      }
      if (now.op != Op::call && now.op != Op::construct) continue;
      const std::string_view provider = root_provider(id, now);
      const Named setter = now.args.size() == 1 && now.op == Op::call ? named(now.text) : Named::nothing;
      if (setter == Named::region && !is_local_function(now.text)) {
        // A getter's own factory is not yet a use of it.
        state(id, now.args[0], provider, now, !provider.empty());
      } else if (setter == Named::location && !provider.empty()) {
        state(id, now.args[0], provider, now, false);
      }
      for (const Argument& each : now.args) {
        read_named(id, each, provider, now);
        const Instruction* object = definition(id, each.value);
        for (int depth = 0; object != nullptr && object->op == Op::copy && depth < kDeepest; ++depth)
          object = object->args.empty() ? nullptr : definition(id, object->args[0].value);
        if (object == nullptr || object->op != Op::make || provider.empty()) continue;
        for (const Argument& member : object->args) read_named(id, member, provider, *object);
      }
      // boto3's second argument of a client is its region.
      const bool makes_client = now.op == Op::call && (now.text == "client" || now.text == "resource");
      if (makes_client && code_.language == "python" && provider == "aws" && now.args.size() >= 2 &&
          now.args[1].name.empty()) {
        state(id, now.args[1], provider, now, true);
      }
    }
  }

  void read_named(FunctionId id, const Argument& argument, std::string_view provider,
                  const Instruction& now) {
    const Named kind = named(argument.name);
    if (kind == Named::nothing || (kind == Named::location && provider.empty())) return;
    if (now.op == Op::call && is_local_function(now.text)) return;
    state(id, argument, provider, now, !provider.empty() && kind == Named::region);
  }

  // `is_client`: it is one for certain, so that a region that is not known is said to be unknown.
  void state(FunctionId id, const Argument& argument, std::string_view provider, const Instruction& now,
             bool is_client) {
    const std::optional<Value> value = resolve(id, argument.value);
    if (!value) {
      if (is_client) add(argument.span.is_empty() ? now.span : argument.span, provider, {});
      return;
    }
    std::string code(value->text);
    if (value->is_constant_name) {  // EU_WEST_1, as Java's enumerations write eu-west-1
      std::transform(code.begin(), code.end(), code.begin(),
                     [](unsigned char c) { return c == '_' ? '-' : static_cast<char>(std::tolower(c)); });
    }
    if (!provider.empty()) {
      const bool is_known = find_region(places_, provider, code) != nullptr;
      if (is_known || is_client) add(value->span, provider, code);
      return;
    }
    // Whose it is, the imports must tell alone: one code means other places at other providers.
    if (providers_.size() == 1 && find_region(places_, *providers_.begin(), code) != nullptr)
      add(value->span, *providers_.begin(), code);
  }

  void add(Span span, std::string_view provider, std::string_view code) {
    if (!stated_.insert(span.begin).second) return;
    const Place place{unit_.file, span};
    const Origin origin = facts_.origin(OriginKind::literal, place);
    const std::string subject = fmt::format("{} client", provider);
    facts_.add(Kind::place, place, fmt::format("{} in {}", subject, code.empty() ? "?" : code))
        .set(Attr::provider, facts_.text(provider), origin)
        .set(Attr::code, code.empty() ? facts_.unknown("the region is decided elsewhere") : facts_.text(code),
             origin)
        .set(Attr::subject, facts_.text(subject), origin)
        .set(Attr::subject_kind, facts_.text("client"), origin);
  }

  Facts& facts_;
  const Unit& unit_;
  const Code& code_;
  const Places& places_;
  std::set<std::string_view> providers_;                // imported
  std::map<std::string_view, std::string_view> names_;  // local names of libraries to their provider
  std::map<std::string_view, std::pair<FunctionId, Reg>> shared_;  // kNoReg: several
  std::set<uint32_t> stated_;
  mutable std::map<FunctionId, std::vector<const Instruction*>> definitions_;
  mutable bool is_cut_ = false;  // a value or a chain of calls was not followed to its end
};

}  // namespace

void add_client_places(Facts& facts, const Unit& unit, const Code& code, const Places& places) {
  ClientReader(facts, unit, code, places).read();
}

}  // namespace payaudit
