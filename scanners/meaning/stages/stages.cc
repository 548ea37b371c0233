#include "scanners/meaning/stages/stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/stages/certificate.h"
#include "scanners/meaning/stages/clients.h"
#include "scanners/meaning/stages/compose_signs.h"
#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/lifetimes.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/meaning/stages/profiles.h"
#include "scanners/meaning/stages/purposes.h"
#include "scanners/meaning/stages/repeats.h"
#include "scanners/meaning/stages/uncalled.h"
#include "scanners/meaning/stages/words.h"
#include "scanners/meaning/stages/workloads.h"
#include "scanners/source/characters.h"
#include "scanners/source/glob.h"

namespace payaudit {
namespace {

constexpr std::string_view kBuild = "build";
constexpr std::string_view kOff = "off";
constexpr std::string_view kBrowser = "browser";
constexpr std::string_view kFallback = "fallback";
constexpr std::string_view kOverridden = "overridden";
constexpr uint32_t kNearLines = 6;
// Shorter ones are the same by chance.
constexpr size_t kFewestTelling = 8;
// The shortest that libraries sign with: 128 bits.
constexpr size_t kFewestSigning = 16;
constexpr size_t kLongestCertificate = 100'000;

struct Stage {
  std::string stage;
  std::string what;  // says so
  std::optional<Place> place;
};

class Stages {
 public:
  Stages(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths,
         const Purposes& purposes)
      : facts_(facts),
        units_(units),
        models_(models),
        paths_(paths),
        purposes_(purposes),
        profiles_(*units.sources),
        finder_(units) {}

  void run() {
    set_repeats(facts_, finder_, models_);
    set_copies(facts_, finder_, models_);
    std::vector<std::pair<Fact*, std::optional<Stage>>> found;
    std::set<std::string, std::less<>> elsewhere;  // values of places that are for nothing less
    for (Fact& fact : facts_.all()) {
      if (fact.kind == Kind::flow) state_made_up(fact);
      if (fact.kind == Kind::connection) {
        if (const auto stage = stage_of_connection(fact)) set(fact, *stage);
      }
      if (fact.kind == Kind::secret) doubt_placeholder(fact);
      if (fact.kind == Kind::secret) doubt_named_after_id(fact);
      if (fact.kind != Kind::secret || text_of(fact, Attr::value_kind) != "literal") continue;
      if (fact.find(Attr::stage) != nullptr) continue;  // its reader has said it
      found.emplace_back(&fact, stage_of(fact));
      const std::optional<Stage>& stage = found.back().second;
      const std::string_view value = value_of(fact);
      const bool is_in_earnest =
          stage ? stage->stage == kProduction : !profiles_.is_of_unused(source(fact).path());
      if (is_in_earnest && value.size() >= kFewestTelling && !paths_.is_test(paths_.own(source(fact).path())))
        elsewhere.emplace(value);
    }
    std::map<std::string, Stage, std::less<>> lessened;
    for (const auto& [fact, stage] : found) {
      const std::string_view value = value_of(*fact);
      if (stage && stage->stage != kProduction && value.size() >= kFewestTelling)
        lessened.try_emplace(std::string(value), *stage);
    }
    for (auto& [fact, stage] : found) {
      // What nothing activates says no more than the places that have the same.
      if (!stage && profiles_.is_of_unused(source(*fact).path())) {
        if (const auto same = lessened.find(value_of(*fact)); same != lessened.end()) stage = same->second;
      }
      if (!stage) continue;
      // What every browser is given is no secret anywhere.
      const bool is_of_no_use =
          stage->stage == kBuild || stage->stage == kOff || stage->stage == kBrowser || is_default(*fact);
      if (!is_of_no_use && elsewhere.contains(value_of(*fact))) continue;
      set(*fact, *stage);
    }
  }

 private:
  static bool is_default(const Fact& fact) {
    const Value pair = fact.value(Attr::default_pair);
    return pair.is(Value::Type::boolean) && pair.as_boolean();
  }

  void set(Fact& fact, const Stage& stage) {
    Origin origin;
    origin.written = facts_.keep(stage.what);
    if (stage.place) {
      origin.has_place = true;
      origin.place = *stage.place;
    }
    fact.set(Attr::stage, facts_.text(stage.stage), origin);
  }

  // `jwt.secret=your-very-long-secret-key`: words that stand in for a key sign as they are, where nothing
  // replaces them. A sample is meant to be filled in, and what is in brackets says so itself.
  void doubt_placeholder(Fact& fact) {
    if (text_of(fact, Attr::value_kind) != "placeholder" || text_of(fact, Attr::type) != "key") return;
    const std::string_view value = value_of(fact);
    const std::vector<std::string> words = split_words(text_of(fact, Attr::name));
    const bool signs = std::any_of(words.begin(), words.end(),
                                   [&](const std::string& word) { return models_.signing.contains(word); });
    if (!signs || value.size() < kFewestSigning || value.find_first_of("<>[]{}$… ") != std::string_view::npos)
      return;
    const std::string_view path = paths_.own(source(fact).path());
    const bool is_sample = stage_of_path(models_, path, false).stage == "sample" || paths_.is_test(path);
    if (is_sample || finder_.is_code(fact) || finder_.find(fact).tree == nullptr) return;
    fact.set(Attr::value_kind,
             facts_.unknown("a placeholder, which signs as it is where nothing replaces it"),
             fact.find(Attr::value_kind)->origin);
  }

  // `client-secret: internal` beside `client-id: internal`: a word that says nothing of what it stands for.
  void doubt_named_after_id(Fact& fact) {
    if (text_of(fact, Attr::value_kind) != "literal" || text_of(fact, Attr::type) == "password") return;
    const std::string_view value = value_of(fact);
    if (value.empty() || !std::all_of(value.begin(), value.end(), is_letter)) return;
    const Found at = finder_.find(fact);
    if (at.tree == nullptr || at.is_flat) return;
    const NodeId map = (*at.tree)[at.node].parent;
    if (map == kNoNode) return;
    for (const NodeId entry : at.tree->children(map)) {
      const std::vector<std::string> words = split_words((*at.tree)[entry].key);
      if (entry == at.node || words.empty() || words.back() != "id" || at.tree->text(entry) != value)
        continue;
      fact.set(Attr::value_kind,
               facts_.unknown(fmt::format("it is the same word as `{}` beside it", (*at.tree)[entry].key)),
               fact.find(Attr::value_kind)->origin);
      return;
    }
  }

  // By the names of the file and its folders, of the function and of what holds the data.
  void state_made_up(Fact& fact) {
    if (!text_of(fact, Attr::from).starts_with("personal")) return;
    const std::string_view path = paths_.own(source(fact).path());
    for (const std::string_view name : {text_of(fact, Attr::source), text_of(fact, Attr::function), path}) {
      const std::string_view word = made_up_word(models_, name);
      if (word.empty()) continue;
      Origin origin;
      origin.written = facts_.keep(fmt::format("the word `{}`", word));
      fact.set(Attr::stage, facts_.text("made-up"), origin);
      return;
    }
  }

  // By the names of the file and the setting, by the address itself, and by what the document says it is for.
  std::optional<Stage> stage_of_connection(const Fact& fact) {
    const NamedStage by_path =
        stage_of_path(models_, paths_.own(source(fact).path()), !finder_.is_code(fact));
    const auto named = [](const NamedStage& stage, std::string what) {
      return Stage{std::string(stage.stage), std::move(what), std::nullopt};
    };
    if (by_path.stage == kProduction) return std::nullopt;
    if (!by_path.stage.empty()) return named(by_path, fmt::format("the name `{}`", by_path.part));
    const NamedStage by_key = stage_of_key(models_, text_of(fact, Attr::name));
    if (by_key.stage == kProduction) return std::nullopt;
    if (!by_key.stage.empty()) return named(by_key, fmt::format("the name `{}`", by_key.part));
    const std::string_view written = value_of(fact);
    const std::string host = fmt::format("http://{}/", text_of(fact, Attr::host));
    const NamedStage by_address =
        stage_of_address(models_, written.find("://") == std::string_view::npos ? host : written);
    if (!by_address.stage.empty()) return named(by_address, "the address");
    const Found at = finder_.find(fact);
    auto said = at.tree == nullptr ? std::nullopt : in_document(fact, at);
    if (const Purpose* purpose = purposes_.of(fact.place.file); purpose != nullptr && !purpose->stage.empty())
      said = Stage{purpose->stage, purpose->what, purpose->place};
    // What a Compose file does not say says nothing of systems outside of it.
    if (!said || said->stage == kLocal || said->stage == kProduction) return std::nullopt;
    return said;
  }

  const Source& source(const Fact& fact) const { return finder_.source(fact); }
  std::string_view value_of(const Fact& fact) const { return finder_.value_of(fact); }

  // A login of the developer's own machine opens nothing elsewhere.
  std::optional<Stage> stage_of(const Fact& fact) {
    std::optional<Stage> stage = stage_of_place(fact);
    const bool is_of_developer = stage && is_one_of(stage->stage, {"development", "test", "local"});
    if (!is_of_developer || !is_one_of(text_of(fact, Attr::type), {"password", "connection-string"}))
      return stage;
    const Found at = finder_.find(fact);
    if (at.tree == nullptr || !opens_own_machine(fact, at)) return stage;
    // The address alone may be a default that is replaced elsewhere.
    const NamedStage by_path =
        stage_of_path(models_, paths_.own(source(fact).path()), !finder_.is_code(fact));
    if (!is_one_of(by_path.stage, {"development", "test"})) return stage;
    return Stage{std::string(kOwnMachine),
                 fmt::format("the name `{}`, and the address beside it is this machine", by_path.part),
                 std::nullopt};
  }

  std::optional<Stage> stage_of_place(const Fact& fact) {
    const std::string_view path = paths_.own(source(fact).path());
    const NamedStage by_path = stage_of_path(models_, path, !finder_.is_code(fact));
    const auto named = [](const NamedStage& stage, std::string what) {
      return Stage{std::string(stage.stage), std::move(what), std::nullopt};
    };
    const std::string of_path = fmt::format("the name `{}`", by_path.part);
    if (text_of(fact, Attr::type) == "private-key") {
      if (is_of_own_machine(fact)) return Stage{std::string(kLocal), "its certificate", std::nullopt};
      return by_path.stage.empty() ? std::nullopt : std::optional(named(by_path, of_path));
    }
    if (models_.browser_keys.contains(text_of(fact, Attr::name)) && is_in_browser(fact, path))
      return Stage{std::string(kBrowser), "what stands near it", std::nullopt};
    // What its issuer made opens the issuer's door wherever it stands.
    if (text_of(fact, Attr::source) == "value" || says_live(fact)) return std::nullopt;
    const Found at = finder_.find(fact);
    if (at.tree != nullptr && !is_compose(*at.tree, at.root)) {
      if (auto stage = thrown_away(fact, at)) return stage;
    }
    if (at.tree != nullptr) {
      if (auto stage = switched_off(fact, at)) return stage;
    }
    // A login of a machine that others reach too is in use, whatever it is used for.
    if (at.tree != nullptr && opens_machine(fact, at)) return std::nullopt;
    const Purpose* purpose =
        at.tree != nullptr && is_compose(*at.tree, at.root) ? purposes_.of(fact.place.file) : nullptr;
    if (auto stage = of_developers(fact, at, purpose, by_path)) return stage;
    if (auto lifetime = short_lifetime(value_of(fact)))
      return Stage{"expired", std::move(*lifetime), std::nullopt};
    if (const Fact* given = given_beside(fact))
      return Stage{std::string(kOverridden), fmt::format("`{}`", text_of(*given, Attr::name)), given->place};
    if (const NamedStage by_key = stage_of_key(models_, text_of(fact, Attr::name)); !by_key.stage.empty())
      return named(by_key, fmt::format("the name `{}`", by_key.part));
    if (at.tree != nullptr) {
      if (auto stage = beside(fact, at)) return stage;
      if (purpose != nullptr) {
        if (auto stage = of_compose(fact, *purpose)) return stage;
      } else if (by_path.stage.empty()) {
        if (auto stage = in_document(fact, at)) return stage;
      }
    }
    if (purpose == nullptr && !by_path.stage.empty()) return named(by_path, of_path);
    if (!is_fallback(fact)) return std::nullopt;
    if (const Fact* given = given_in_production(fact))
      return Stage{std::string(kOverridden), fmt::format("`{}`", file_name(source(*given).path())),
                   given->place};
    if (at.tree != nullptr && opens_own_machine(fact, at))
      return Stage{std::string(kOwnMachine),
                   "what is given otherwise for the address beside it is this machine", std::nullopt};
    return Stage{std::string(kFallback), "what stands before it", std::nullopt};
  }

  // A login of what developers start, and of an emulator: on both sides.
  std::optional<Stage> of_developers(const Fact& fact, const Found& at, const Purpose* purpose,
                                     const NamedStage& by_path) const {
    if (at.tree == nullptr) return std::nullopt;
    const auto stated = [](const Purpose& stage) { return Stage{stage.stage, stage.what, stage.place}; };
    if (const auto emulator = purpose_of_emulator(models_, fact, at, value_of(fact)))
      return stated(*emulator);
    if (purpose == nullptr) {
      if (by_path.stage == kProduction) return std::nullopt;
      const auto client =
          purpose_of_client(models_, purposes_, fact, at, value_of(fact), source(fact).path());
      // Names say more than a file where nothing speaks.
      const bool is_less = client && (client->stage != kLocal || by_path.stage.empty());
      return is_less ? std::optional(stated(*client)) : std::nullopt;
    }
    const bool is_login = is_one_of(text_of(fact, Attr::type), {"password", "connection-string"});
    if (!is_login || !purpose->is_of_developers() || purpose->is_of_folder) return std::nullopt;
    return Stage{std::string(kOwnMachine), fmt::format("developers start it, as {} says", purpose->what),
                 purpose->place};
  }

  static std::optional<Stage> of_compose(const Fact& fact, const Purpose& purpose) {
    if (!purpose.stage.empty() && purpose.stage != kLocal)
      return Stage{purpose.stage, purpose.what, purpose.place};
    // The key of something outside is that also here.
    if (purpose.is_in_use || is_one_of(text_of(fact, Attr::type), {"token", "api-key"})) return std::nullopt;
    return Stage{std::string(kLocal), "the Compose file", std::nullopt};
  }

  // `production.password` of a file with a part for each stage, where it is taken from elsewhere: what stands
  // in another part is not production's.
  const Fact* given_beside(const Fact& fact) {
    const std::string_view name = text_of(fact, Attr::name);
    const size_t dot = name.find('.');
    // What is merged into the part stands elsewhere.
    const auto is_merged = [](std::string_view each) { return each.find(".<<.") != std::string_view::npos; };
    if (dot == std::string_view::npos) return nullptr;
    if (stage_of_name(models_, name.substr(0, dot)) == kProduction && !is_merged(name)) return nullptr;
    if (!parts_) {
      parts_.emplace();
      for (const Fact& other : facts_.all()) {
        const std::string_view own = text_of(other, Attr::name);
        const size_t end = own.find('.');
        if (other.kind != Kind::secret || end == std::string_view::npos || is_merged(own)) continue;
        if (stage_of_name(models_, own.substr(0, end)) != kProduction) continue;
        auto& [given, is_written] = (*parts_)[{other.place.file, own.substr(own.rfind('.') + 1)}];
        is_written = is_written || text_of(other, Attr::value_kind) == "literal";
        if (text_of(other, Attr::value_kind) == "reference") given = &other;
      }
    }
    const auto found = parts_->find({fact.place.file, name.substr(name.rfind('.') + 1)});
    return found == parts_->end() || found->second.second ? nullptr : found->second.first;
  }

  // What a file of production, in the same folder or around it, takes from elsewhere under the same name: the
  // default does not count there. Names as environments and settings have them are the same.
  const Fact* given_in_production(const Fact& fact) {
    if (!references_) {
      references_.emplace();
      for (const Fact& other : facts_.all()) {
        if (other.kind != Kind::secret || text_of(other, Attr::value_kind) != "reference") continue;
        const std::string_view path = paths_.own(source(other).path());
        if (stage_of_name(models_, file_name(path)) != kProduction) continue;
        (*references_)[canonical_key(text_of(other, Attr::name))].push_back(&other);
      }
    }
    const auto found = references_->find(canonical_key(text_of(fact, Attr::name)));
    if (found == references_->end()) return nullptr;
    const std::string_view folder = folder_of(source(fact).path());
    for (const Fact* other : found->second) {
      if (folder.starts_with(folder_of(source(*other).path()))) return other;
    }
    return nullptr;
  }

  // `${DB_PASSWORD:-…}`: a login that counts where nothing else is given. What signs or encrypts is known to
  // all who read it wherever it counts.
  bool is_fallback(const Fact& fact) const {
    if (text_of(fact, Attr::type) != "password") return false;
    const Source& own = source(fact);
    if (placeholder_default(finder_.written_of(fact))) return true;
    std::string_view before = own.bytes().substr(0, fact.place.span.begin);
    before = before.substr(before.size() - std::min<size_t>(before.size(), 100));
    if (!before.ends_with('-') && !before.ends_with(':')) return false;
    while (!before.empty() && (before.back() == '-' || before.back() == ':')) before.remove_suffix(1);
    const size_t name =
        before.find_last_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.");
    return name != std::string_view::npos && before.substr(0, name + 1).ends_with("${");
  }

  bool is_in_browser(const Fact& fact, std::string_view path) const {
    const Source& own = source(fact);
    const uint32_t line = own.line_of(fact.place.span.begin);
    const Span first = own.line_span(line > kNearLines ? line - kNearLines : 1);
    const Span last = own.line_span(std::min(line + kNearLines, own.line_count()));
    const std::string_view near = own.text(cover(first, last));
    return std::any_of(models_.browser_words.begin(), models_.browser_words.end(),
                       [&](const std::string& word) {
                         return near.find(word) != std::string_view::npos || path.ends_with(word);
                       });
  }

  // `sk_live_…` of an issuer whose forms are not known.
  bool says_live(const Fact& fact) const {
    const std::string value = lower(value_of(fact));
    return value.starts_with("live_") || value.find("_live_") != std::string::npos ||
           value.find("-live-") != std::string::npos;
  }

  // Keys from the top, parted by dots.
  static std::string keys_to(const Tree& tree, NodeId id) {
    std::string keys;
    for (; id != kNoNode; id = tree[id].parent) {
      if (!tree[id].key.empty()) keys = fmt::format("{}{}{}", tree[id].key, keys.empty() ? "" : ".", keys);
    }
    return keys;
  }

  // Of what a build starts for a job, and of the job that has started it.
  std::optional<Stage> thrown_away(const Fact& fact, const Found& at) const {
    const Tree& tree = *at.tree;
    // The key of something outside is that also here.
    const std::string_view type = text_of(fact, Attr::type);
    if (is_one_of(type, {"token", "api-key"})) return std::nullopt;
    for (NodeId id = at.node; id != kNoNode; id = tree[id].parent) {
      const std::string keys = keys_to(tree, id);
      for (const std::string& pattern : models_.build_services) {
        if (!tree[id].key.empty() && id != at.node && fits_glob(keys, pattern))
          return Stage{std::string(kBuild), "the service of a job",
                       Place{fact.place.file, tree[id].key_span}};
      }
      const NodeId parent = tree[id].parent;
      const NodeId services = parent == kNoNode ? kNoNode : tree.find(parent, "services");
      const bool is_beside = services != kNoNode && services != id &&
                             is_one_of(tree[id].key, {"steps", "env", "variables", "environment", "script"});
      if (!is_beside) continue;
      const bool is_of_service = type == "password" || type == "connection-string";
      return Stage{std::string(is_of_service ? kBuild : "test"), "the service of a job",
                   Place{fact.place.file, tree[services].key_span}};
    }
    return std::nullopt;
  }

  // What the names of a thing's settings begin with: `smtp.` of `smtp.password` in flat files, `SMTP_`.
  static std::string_view stem_of(std::string_view name, bool is_flat) {
    if (is_variable_name(name)) return name.substr(0, name.rfind('_') + 1);  // npos + 1 is 0
    return is_flat ? name.substr(0, name.rfind('.') + 1) : std::string_view();
  }

  // `basicAuth: false` beside `basicAuthPassword`, `enabled: false` beside `password`.
  std::optional<Stage> switched_off(const Fact& fact, const Found& at) {
    const Tree& tree = *at.tree;
    const NodeId map = tree[at.node].parent;
    if (map == kNoNode || !tree.is(map, NodeKind::map)) return std::nullopt;
    const std::string_view own = tree[at.node].key;
    const std::string_view stem = stem_of(own, at.is_flat);
    // Settings without parts in their names hold for the program as a whole.
    if (stem.empty() && (at.is_flat || is_variable_name(own))) return std::nullopt;
    const auto [off, is_new] = switches_.try_emplace({&tree, map});
    for (NodeId sibling : tree.children(map)) {
      if (!is_new) break;
      if (is_one_of(tree.text(sibling), {"false", "off", "no", "0"})) off->second.push_back(sibling);
    }
    const std::string name = canonical_key(own.substr(stem.size()));
    for (NodeId sibling : off->second) {
      const std::string_view key = tree[sibling].key;
      if (!key.starts_with(stem)) continue;
      const std::string last = canonical_key(key.substr(stem.size()));
      const bool is_of_it = last.size() > 3 && name.size() > last.size() && name.starts_with(last);
      if (!is_of_it && !models_.switches.contains(last)) continue;
      return Stage{std::string(kOff), fmt::format("`{}`", key), Place{fact.place.file, tree[sibling].span}};
    }
    return std::nullopt;
  }

  // Whether what stands beside a password names another machine: a database's address, a host.
  bool opens_machine(const Fact& fact, const Found& at) {
    const Tree& tree = *at.tree;
    const NodeId map = tree[at.node].parent;
    if (text_of(fact, Attr::type) == "connection-string") return names_machine(models_, {}, value_of(fact));
    if (text_of(fact, Attr::type) != "password" || map == kNoNode || !tree.is(map, NodeKind::map))
      return false;
    const auto [machines, is_new] = machines_.try_emplace({&tree, map});
    for (NodeId sibling : tree.children(map)) {
      if (is_new && names_machine(models_, tree[sibling].key, tree.text(sibling)))
        machines->second.push_back(sibling);
    }
    const std::string_view own = tree[at.node].key;
    const std::string_view stem =
        is_variable_name(own) ? own.substr(0, own.find('_') + 1) : stem_of(own, at.is_flat);
    return std::any_of(machines->second.begin(), machines->second.end(),
                       [&](NodeId sibling) { return tree[sibling].key.starts_with(stem); });
  }

  // The same of this machine.
  bool opens_own_machine(const Fact& fact, const Found& at) const {
    const Tree& tree = *at.tree;
    if (text_of(fact, Attr::type) == "connection-string")
      return names_own_machine(models_, {}, value_of(fact));
    const NodeId map = tree[at.node].parent;
    if (map == kNoNode || !tree.is(map, NodeKind::map)) return false;
    const std::string_view own = tree[at.node].key;
    const std::string_view stem =
        is_variable_name(own) ? own.substr(0, own.find('_') + 1) : stem_of(own, at.is_flat);
    for (NodeId sibling : tree.children(map)) {
      const std::string_view text = tree.text(sibling);
      if (tree[sibling].key.starts_with(stem) &&
          names_own_machine(models_, tree[sibling].key, with_defaults(text)))
        return true;
    }
    return false;
  }

  // What stands beside it: an address of a system for tests.
  std::optional<Stage> beside(const Fact& fact, const Found& at) {
    const Tree& tree = *at.tree;
    const NodeId map = tree[at.node].parent;
    if (map == kNoNode || !tree.is(map, NodeKind::map)) return std::nullopt;
    const std::string_view own = tree[at.node].key;
    // The first word of a variable's name tells whose it is: PAYPAL_CLIENT_SECRET, PAYPAL_API_URL.
    const std::string_view stem =
        is_variable_name(own) ? own.substr(0, own.find('_') + 1) : stem_of(own, at.is_flat);
    if (stem.empty() && (at.is_flat || is_variable_name(own))) return std::nullopt;
    const auto [addresses, is_new] = addresses_.try_emplace({&tree, map});
    for (NodeId sibling : tree.children(map)) {
      if (!is_new) break;
      const NamedStage stage = stage_of_address(models_, tree.text(sibling));
      if (!stage.stage.empty()) addresses->second.emplace_back(sibling, stage.stage);
    }
    for (const auto& [sibling, stage] : addresses->second) {
      if (!tree[sibling].key.starts_with(stem)) continue;
      return Stage{std::string(stage), "the address beside it", Place{fact.place.file, tree[sibling].span}};
    }
    return std::nullopt;
  }

  // What the document says of itself.
  std::optional<Stage> in_document(const Fact& fact, const Found& at) {
    const auto [known, is_new] = documents_.try_emplace({at.tree, at.root});
    if (is_new) known->second = read_document(fact, at);
    return known->second;
  }

  std::optional<Stage> read_document(const Fact& fact, const Found& at) const {
    const Tree& tree = *at.tree;
    for (NodeId entry : tree.children(at.root)) {
      if (auto stage = by_variable(fact, tree, entry, {})) return stage;
    }
    return std::nullopt;
  }

  // `NODE_ENV=development`, and `spring.config.activate.on-profile: dev` in the nested form.
  std::optional<Stage> by_variable(const Fact& fact, const Tree& tree, NodeId entry,
                                   const std::string& prefix) const {
    constexpr size_t kLongestKey = 60;
    const std::string key = prefix + canonical_key(tree[entry].key);
    if (models_.variables.contains(key)) {
      const std::string_view stage = stage_of_name(models_, tree.text(entry));
      if (stage.empty()) return std::nullopt;
      return Stage{std::string(stage), fmt::format("`{}`", tree[entry].key),
                   Place{fact.place.file, tree[entry].span}};
    }
    if (!tree.is(entry, NodeKind::map) || key.size() > kLongestKey) return std::nullopt;
    const bool may_lead = std::any_of(models_.variables.begin(), models_.variables.end(),
                                      [&](const std::string& name) { return name.starts_with(key); });
    if (!may_lead) return std::nullopt;
    for (NodeId child : tree.children(entry)) {
      if (auto stage = by_variable(fact, tree, child, key)) return stage;
    }
    return std::nullopt;
  }

  // In its own file and in those of its folder.
  bool is_of_own_machine(const Fact& fact) {
    const SourceMap& sources = *units_.sources;
    for (FileId file = 0; !are_certificates_known_ && file < sources.size(); ++file) {
      const std::string_view bytes = sources[file].bytes();
      if (bytes.size() < kLongestCertificate && bytes.find("BEGIN CERTIFICATE-") != std::string_view::npos)
        certificates_[folder_of(sources[file].path())].push_back(bytes);
    }
    are_certificates_known_ = true;
    const std::string_view key = source(fact).text(fact.place.span);
    const auto near = certificates_.find(folder_of(source(fact).path()));
    return near != certificates_.end() &&
           std::any_of(near->second.begin(), near->second.end(), [&](std::string_view text) {
             return is_key_of_own_machine(key, text, models_.own_names);
           });
  }

  Facts& facts_;
  const Units& units_;
  const StageModels& models_;
  const StagePaths& paths_;
  const Purposes& purposes_;
  Profiles profiles_;
  Finder finder_;
  // What was looked up before: data may hold many thousand secrets.
  std::map<std::pair<const Tree*, NodeId>, std::vector<std::pair<NodeId, std::string_view>>> addresses_;
  std::map<std::pair<const Tree*, NodeId>, std::vector<NodeId>> switches_;
  std::map<std::pair<const Tree*, NodeId>, std::vector<NodeId>> machines_;
  std::map<std::pair<const Tree*, NodeId>, std::optional<Stage>> documents_;
  std::map<std::string_view, std::vector<std::string_view>> certificates_;
  std::optional<std::map<std::string, std::vector<const Fact*>, std::less<>>> references_;
  // Of parts of files that are called after production, by file and last part of the name: what is taken from
  // elsewhere, and whether anything is written in clear.
  std::optional<std::map<std::pair<FileId, std::string_view>, std::pair<const Fact*, bool>>> parts_;
  bool are_certificates_known_ = false;
};

}  // namespace

void set_stages(Facts& facts, const Units& units, const StageModels& models, const StagePaths& paths) {
  const Purposes purposes(facts, units, models, paths);
  Stages(facts, units, models, paths, purposes).run();
  set_workload_stages(facts, units, models, paths, purposes);
  set_uncalled(facts, units, models, paths);
}

}  // namespace payaudit
