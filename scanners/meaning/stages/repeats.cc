#include "scanners/meaning/stages/repeats.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/models.h"
#include "scanners/meaning/stages/certificate.h"
#include "scanners/meaning/stages/clients.h"
#include "scanners/meaning/stages/names.h"

namespace payaudit {
namespace {

// Shorter ones are the same by chance: in one file or for one server, in two files whose names or folder
// agree, in any two.
constexpr size_t kFewestCharacters = 4;
constexpr size_t kFewestInAgreement = 8;
constexpr size_t kFewestAnywhere = 16;
constexpr size_t kMostPlaces = 20;
constexpr size_t kFewestRows = 10;
constexpr uint32_t kNearRepeat = 2;

// The account that the secret is of, as far as its neighbours name it.
std::string user_of(const StageModels& models, const Found& at) {
  if (at.tree == nullptr || at.is_flat) return {};
  const NodeId map = (*at.tree)[at.node].parent;
  std::string user;
  for (const std::string& key : models.user_words) {
    if (map != kNoNode) user += at.tree->text(at.tree->find(map, key));
  }
  return user;
}

void tell_with(Facts& facts, Fact& told, Fact& again, std::string_view what) {
  again.set(Attr::repeats, Value::boolean(true));
  if (told.notes.size() < kMostPlaces)
    told.notes.push_back({again.place, facts.keep(what), NoteRole::context});
}

// The nearest in the lines around it; nullptr: none.
Fact* secret_beside(const std::vector<Fact*>& secrets, size_t i, const Finder& finder) {
  const Fact& id = *secrets[i];
  const Source& source = finder.source(id);
  const uint32_t line = source.line_of(id.place.span.begin);
  for (const size_t j : {i + 1, i - 1}) {
    if (j >= secrets.size() || secrets[j]->place.file != id.place.file) continue;
    const uint32_t other = source.line_of(secrets[j]->place.span.begin);
    const bool is_other = other != line && text_of(*secrets[j], Attr::name) != text_of(id, Attr::name);
    if (is_other && std::max(other, line) - std::min(other, line) <= kNearRepeat) return secrets[j];
  }
  return nullptr;
}

bool is_named_secret(const Fact& fact) {
  return canonical_key(text_of(fact, Attr::name)).find("secret") != std::string::npos;
}

// `access-key` beside a `secret-key` only names it; by itself it opens the door.
bool is_named_access_key(const Fact& fact) {
  const std::string name = canonical_key(text_of(fact, Attr::name));
  return !is_named_secret(fact) && (name.ends_with("accesskey") || name.ends_with("accesskeyid"));
}

// `Basic …` of a user and a password that stands in the file too.
void tell_headers(Facts& facts, const std::vector<Fact*>& secrets, const Finder& finder) {
  constexpr std::string_view kBasic = "Basic ";
  std::map<std::pair<FileId, std::string_view>, Fact*> passwords;
  for (Fact* fact : secrets) passwords.try_emplace({fact->place.file, finder.value_of(*fact)}, fact);
  for (Fact* fact : secrets) {
    std::string_view value = finder.value_of(*fact);
    if (!value.starts_with(kBasic)) continue;
    value.remove_prefix(kBasic.size());
    const std::string login = decoded_base64(value);
    const size_t colon = login.find(':');
    if (colon == std::string::npos) continue;
    const auto told = passwords.find({fact->place.file, std::string_view(login).substr(colon + 1)});
    if (told != passwords.end()) tell_with(facts, *told->second, *fact, "it is sent from here");
  }
}

std::vector<Fact*> literal_secrets(Facts& facts) {
  std::vector<Fact*> secrets;
  for (Fact& fact : facts.all()) {
    if (fact.kind == Kind::secret && text_of(fact, Attr::value_kind) == "literal") secrets.push_back(&fact);
  }
  std::stable_sort(secrets.begin(), secrets.end(), [](const Fact* a, const Fact* b) {
    return std::tuple(a->place.file, a->place.span.begin) < std::tuple(b->place.file, b->place.span.begin);
  });
  return secrets;
}

// A constant that something signs or encrypts with is told where it does.
void tell_keys_in_use(Facts& facts, const std::vector<Fact*>& secrets) {
  std::map<FileId, std::vector<std::pair<Span, Fact*>>> used;  // where the constant stands
  for (Fact& fact : facts.all()) {
    const Attribute* key = fact.kind == Kind::crypto ? fact.find(Attr::hard_coded_key) : nullptr;
    const bool is_constant = key != nullptr && key->value.is(Value::Type::boolean) && key->value.as_boolean();
    if (is_constant && key->origin.has_place)
      used[key->origin.place.file].emplace_back(key->origin.place.span, &fact);
  }
  for (Fact* secret : secrets) {
    const auto in_file = used.find(secret->place.file);
    if (in_file == used.end()) continue;
    const Span whole = secret->place.span;
    const auto use = std::find_if(in_file->second.begin(), in_file->second.end(), [&](const auto& each) {
      return each.first.begin < whole.end && whole.begin < each.first.end;
    });
    if (use != in_file->second.end()) tell_with(facts, *use->second, *secret, "it stands here");
  }
}

// Of an address, the password in it: who gives one and who asks for it write it in two ways.
std::string password_of(const Fact& fact, std::string_view value) {
  if (text_of(fact, Attr::type) == "connection-string") {
    if (const auto address = parse_address(value); address && address->has_password)
      return std::string(address->password);
  }
  return std::string(value);
}

// The same value of one user further down in a file. What asks for a login calls it otherwise than what gives
// one; an address names the user, and what stands elsewhere may not.
void tell_again(Facts& facts, const std::vector<Fact*>& secrets, Finder& finder, const StageModels& models) {
  struct First {
    Fact* fact;
    std::string user;
    bool is_address;
  };
  std::map<std::pair<FileId, std::string>, std::vector<First>> firsts;
  for (Fact* fact : secrets) {
    const std::string_view written = finder.value_of(*fact);
    const std::string value = password_of(*fact, written);
    if (value.size() < kFewestCharacters) continue;
    First own{fact, user_of(models, finder.find(*fact)), text_of(*fact, Attr::type) == "connection-string"};
    if (own.is_address) {
      if (const auto address = parse_address(written)) own.user = address->user;
    }
    std::vector<First>& known = firsts[{fact->place.file, value}];
    const auto same = std::find_if(known.begin(), known.end(), [&](const First& first) {
      const bool is_open = (first.is_address != own.is_address) && (first.user.empty() || own.user.empty());
      return first.user == own.user || is_open;
    });
    if (same == known.end()) {
      known.push_back(std::move(own));
      continue;
    }
    // By its name and by its form it is one.
    const Place place = same->fact->place;
    if (fact->place.span.begin < place.span.end || fact->place == place) continue;
    tell_with(facts, *same->fact, *fact, "the same stands here");
  }
}

// Rows of data under one key of one file, such as sessions that were written down: told with the first.
void tell_rows(Facts& facts, const std::vector<Fact*>& secrets) {
  std::map<std::pair<FileId, std::string_view>, std::vector<Fact*>> rows;
  for (Fact* fact : secrets) {
    const bool is_told = fact->find(Attr::repeats) != nullptr;
    if (!is_told && text_of(*fact, Attr::source) == "name")
      rows[{fact->place.file, text_of(*fact, Attr::name)}].push_back(fact);
  }
  for (const auto& [of, under_key] : rows) {
    if (under_key.size() < kFewestRows) continue;
    const std::string what = fmt::format("one of {} values under the same key", under_key.size());
    for (size_t i = 1; i < under_key.size(); ++i) tell_with(facts, *under_key.front(), *under_key[i], what);
  }
}

// The part of a path before a module's sources and settings: `orders/` of `orders/src/main/…`.
std::string_view module_of(std::string_view path) {
  const size_t sources = path.find("src/");
  return sources == std::string_view::npos ? folder_of(path) : path.substr(0, sources);
}

// `@Value("${jwt.secret:…}")` counts where nothing sets `jwt.secret`; settings that are always read do.
void tell_unused_defaults(Facts& facts, const std::vector<Fact*>& secrets, const Finder& finder,
                          const StageModels& models) {
  std::map<std::pair<std::string_view, std::string_view>, Fact*> set;  // by module and name
  for (Fact& fact : facts.all()) {
    const std::string_view path = finder.source(fact).path();
    const bool is_setting =
        fact.kind == Kind::secret && !finder.is_code(fact) && fits_any(file_name(path), models.base_settings);
    if (is_setting) set.try_emplace({module_of(path), text_of(fact, Attr::name)}, &fact);
  }
  if (set.empty()) return;
  for (Fact* secret : secrets) {
    if (!finder.is_code(*secret)) continue;
    const std::string_view name = text_of(*secret, Attr::name);
    const auto found = set.find({module_of(finder.source(*secret).path()), name});
    const std::string_view written = finder.source(*secret).text(secret->place.span);
    if (found == set.end() || written.find(fmt::format("${{{}:", name)) == std::string_view::npos) continue;
    tell_with(facts, *found->second, *secret, "the default here counts only where this setting is taken out");
  }
}

}  // namespace

void set_repeats(Facts& facts, Finder& finder, const StageModels& models) {
  const std::vector<Fact*> secrets = literal_secrets(facts);
  for (size_t i = 0; i < secrets.size(); ++i) {
    const bool is_id = models.key_ids.contains(text_of(*secrets[i], Attr::name));
    if (!is_id && !is_named_access_key(*secrets[i])) continue;
    Fact* secret = secret_beside(secrets, i, finder);
    if (secret != nullptr && (is_id || is_named_secret(*secret)))
      tell_with(facts, *secret, *secrets[i], "its name stands here");
  }
  tell_unused_defaults(facts, secrets, finder, models);
  tell_headers(facts, secrets, finder);
  tell_keys_in_use(facts, secrets);
  tell_again(facts, secrets, finder, models);
  tell_rows(facts, secrets);
}

namespace {

// One constant key that signs in one place and verifies in another is one key.
void set_copies_of_keys(Facts& facts, Finder& finder) {
  std::map<std::string_view, std::vector<Fact*>> of_value;
  for (Fact& fact : facts.all()) {
    const Attribute* key = fact.kind == Kind::crypto ? fact.find(Attr::hard_coded_key) : nullptr;
    const bool is_constant = key != nullptr && key->value.is(Value::Type::boolean) && key->value.as_boolean();
    if (!is_constant || !key->origin.has_place) continue;
    const std::string_view value = finder.literal_at(key->origin.place);
    if (value.size() >= kFewestCharacters) of_value[value].push_back(&fact);
  }
  for (const auto& [value, copies] : of_value) {
    if (copies.size() < 2) continue;
    const Source& source = finder.source(*copies.front());
    const Value same =
        facts.text(fmt::format("{}:{}", source.path(), source.line_of(copies.front()->place.span.begin)));
    for (Fact* copy : copies) copy->set(Attr::same_as, same);
  }
}

// Secrets that are one in several files: what any two of them share makes them one.
class Copies {
 public:
  void add(Fact* secret, const std::vector<std::string>& shared) {
    secrets_.push_back(secret);
    first_.push_back(first_.size());
    for (const std::string& each : shared) {
      const size_t other = first_of(by_shared_.try_emplace(each, first_.size() - 1).first->second);
      const size_t own = first_of(first_.size() - 1);
      first_[std::max(own, other)] = std::min(own, other);
    }
  }
  void tell(Facts& facts, const Finder& finder) {
    std::map<size_t, std::vector<Fact*>> groups;
    for (size_t i = 0; i < secrets_.size(); ++i) groups[first_of(i)].push_back(secrets_[i]);
    for (const auto& [first, copies] : groups) {
      const FileId file = copies.front()->place.file;
      if (std::all_of(copies.begin(), copies.end(),
                      [&](const Fact* fact) { return fact->place.file == file; }))
        continue;
      const Source& source = finder.source(*copies.front());
      const Value same =
          facts.text(fmt::format("{}:{}", source.path(), source.line_of(copies.front()->place.span.begin)));
      for (Fact* copy : copies) copy->set(Attr::same_as, same);
    }
  }

 private:
  size_t first_of(size_t i) {
    while (first_[i] != i) i = first_[i] = first_[first_[i]];
    return i;
  }

  std::vector<Fact*> secrets_;
  std::vector<size_t> first_;  // of each secret, one before it that it is the same as, or itself
  std::map<std::string, size_t> by_shared_;
};

// In order of what it takes for two values to be the same by more than chance.
std::vector<std::string> shared_by_copies(const StageModels& models, const Fact& fact, const Found& at,
                                          std::string_view written, std::string_view value,
                                          const Source& source) {
  std::vector<std::string> shared;
  const auto share = [&](std::string_view what, std::string_view of) {
    shared.push_back(fmt::format("{}\n{}\n{}", what, of, value));
  };
  if (const std::string login = login_of(models, fact, at, written); !login.empty()) share("login", login);
  if (value.size() < kFewestInAgreement) return shared;
  const std::string user = user_of(models, at) + '\n';
  share("name", user + std::string(text_of(fact, Attr::name)));
  share("folder", user + std::string(folder_of(source.path())));
  if (value.size() >= kFewestAnywhere) share("user", user);
  return shared;
}

}  // namespace

void set_copies(Facts& facts, Finder& finder, const StageModels& models) {
  set_copies_of_keys(facts, finder);
  Copies copies;
  for (Fact* fact : literal_secrets(facts)) {
    const std::string_view written = finder.value_of(*fact);
    const std::string value = password_of(*fact, written);
    if (value.size() < kFewestCharacters) continue;
    copies.add(fact,
               shared_by_copies(models, *fact, finder.find(*fact), written, value, finder.source(*fact)));
  }
  copies.tell(facts, finder);
}

}  // namespace payaudit
