#include "scanners/meaning/settings/general.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/settings/value_forms.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

bool is_user(std::string_view key) {
  const std::string name = canonical_key(key);
  const std::string_view text = name;
  return text.ends_with("username") || text.ends_with("user") || text.ends_with("login");
}

// `^1.2.3`, `>=2`, `workspace:*`: the version of a thing that is called like a credential.
bool is_version(std::string_view value) {
  if (value.starts_with("workspace:") || value.starts_with("npm:") || value.starts_with("file:")) return true;
  while (!value.empty() && std::string_view("^~<>=v ").find(value.front()) != std::string_view::npos)
    value.remove_prefix(1);
  const size_t number = value.find_first_not_of("0123456789");
  return !value.empty() && number != 0 &&
         (number == std::string_view::npos || (value[number] == '.' && number < 5));
}

// `Passwort`: one capitalized word.
bool is_label(std::string_view value) {
  return value.size() > 1 && !(value.front() >= 'a' && value.front() <= 'z') &&
         std::all_of(value.begin() + 1, value.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; });
}

// `value: …` below the name of what it is the value of, as parameters have it.
bool is_value_key(std::string_view key) {
  return key == "value" || key == "default" || key == "defaultValue";
}

// A schema describes what stands under its keys.
bool is_schema(const Tree& tree, NodeId document) {
  return tree.is(tree.find(document, "properties"), NodeKind::map) &&
         (tree.find(document, "type") != kNoNode || tree.find(document, "$schema") != kNoNode);
}

}  // namespace

class GeneralSettings::Finder {
 public:
  Finder(const SettingTables& tables, const Unit& unit, GeneralSettings& result)
      : tables_(tables), unit_(unit), tree_(*unit.tree()), result_(result) {
    for (const SettingModel& model : tables.models.models) {
      if (!model.is_each) continue;
      for (const SettingAttribute& attribute : model.attributes)
        switches_.insert(attribute.keys.begin(), attribute.keys.end());
    }
  }

  void run(NodeId document) {
    bool has_profiles = false;
    for (NodeId entry : tree_.children(document)) {
      is_build_ = is_build_ || tables_.models.build_roots.contains(tree_[entry].key);
      has_profiles = has_profiles || tables_.models.profiles.contains(tree_[entry].key);
    }
    // `test:` beside `production:` holds for tests.
    if (has_profiles && tree_.is(document, NodeKind::map)) {
      for (NodeId entry : tree_.children(document)) {
        if (tables_.models.test_profiles.contains(tree_[entry].key)) tests_.insert(entry);
      }
    }
    visit(document, {});
  }

 private:
  void visit(NodeId id, std::string_view key) {
    if (tree_.is(id, NodeKind::list)) {
      for (NodeId item : tree_.children(id)) visit(inside(item), key);
      return;
    }
    if (!tree_.is(id, NodeKind::map)) return;
    const bool is_connection = has_neighbour(id);
    for (NodeId entry : tree_.children(id)) {
      if (tests_.contains(entry)) continue;
      const std::string_view name = tree_[entry].key;
      // What a merge or an alias brings is told where it is written.
      if (name == "<<" || !tree_[id].span.contains(tree_[entry].span)) continue;
      const NodeId value = inside(entry);
      if (tree_.is(value, NodeKind::map) || tree_.is(value, NodeKind::list)) {
        visit(value, name);
      } else if (!name.empty() && tree_[entry].kind != NodeKind::null) {
        add(entry, is_value_key(name) ? key : name, is_connection);
      }
    }
  }

  // Of what stands under a condition.
  NodeId inside(NodeId id) const {
    while (tree_.is(id, NodeKind::call) && tree_[id].text == "if" && tree_[id].first_child != kNoNode)
      id = tree_[id].first_child;
    return id;
  }

  bool has_neighbour(NodeId map) {
    for (NodeId entry : tree_.children(map)) {
      if (tree_.is(entry, NodeKind::map) || tree_.is(entry, NodeKind::list)) continue;
      if (words_of(tree_[entry].key).is_beside) return true;
    }
    return false;
  }

  struct Words {
    bool is_beside = false;
    bool is_user = false;
    bool is_switch = false;
    bool is_weak = false;   // what stands around it may make it a credential
    std::string_view type;  // of the credential; empty: none
  };

  // Data repeats its keys.
  const Words& words_of(std::string_view key) {
    const auto [found, is_new] = seen_.emplace(key, Words{});
    if (is_new && !key.empty()) {
      const std::vector<std::string> words = split_words(key);
      found->second.is_beside = !words.empty() && tables_.models.beside_credentials.contains(words.back());
      found->second.is_user = is_user(key);
      found->second.is_switch = switches_.contains(last_part_key(key));
      found->second.type = credential_type(tables_.classifier, key);
      found->second.is_weak = found->second.type.empty() && tables_.classifier.ends_in_weak_word(key);
    }
    return found->second;
  }

  void add(NodeId entry, std::string_view key, bool is_connection) {
    Words words = words_of(key);
    const std::string_view written = repeated_text(tree_, inside(entry)).value_or(tree_.text(inside(entry)));
    const std::string_view text = placeholder_default(written).value_or(written);
    if (words.is_weak && looks_made(text, {}))
      words.type = credential_type(tables_.classifier, path_of(entry));
    const bool is_address = text.find("://") != std::string_view::npos;
    if (words.type.empty() && !words.is_user && !words.is_switch && !is_address) return;
    const View view(tree_, unit_.file, entry);
    if (words.is_switch) result_.switches_.push_back(named(entry, view));
    if (words.type.empty() && !words.is_user && !is_address) return;
    if (is_address && !is_of_store(text)) return;
    if (is_version(text)) return;
    // What a build starts for its tests.
    if (is_build_ && (is_default(text, words.type) || (is_address && is_near(text)))) return;
    // `{{ vault_password }}` is no credential, and shows that it is kept elsewhere.
    const bool stands_for_one =
        !words.type.empty() && !text.empty() && value_kind(tables_.models.values, text) == "reference";
    if (!words.type.empty() && !is_address && !text.empty() && !is_connection && !stands_for_one &&
        !looks_made(text, words.type) && !is_default(text, words.type))
      return;
    // Texts for people stand under the names of what they are about.
    if (!stands_for_one && (text.find(' ') != std::string_view::npos || is_label(text))) return;
    result_.values_.push_back(named(entry, view));
  }

  NamedValue named(NodeId entry, const View& view) {
    NamedValue value;
    value.name = result_.names_.emplace_back(path_of(entry));
    value.name_place = view.key_place();
    value.value_place = view.place();
    switch (tree_[view.id()].kind) {
      case NodeKind::reference:
      case NodeKind::template_: value.is_reference = true; break;
      case NodeKind::opaque:
        if (const auto repeated = repeated_text(tree_, view.id())) {
          value.value = *repeated;
        } else {
          value.is_reference = true;
        }
        break;
      case NodeKind::null:
      case NodeKind::boolean:
      case NodeKind::number:
      case NodeKind::string:
      case NodeKind::list:
      case NodeKind::map:
      case NodeKind::call:
        if (const auto given = placeholder_default(view.text())) {
          value.value = *given;
          value.is_default = true;
        } else {
          value.value = view.text();
        }
        value.why_unknown = view.open_why();
        break;
    }
    return value;
  }

  // A service beside the job, or its own machine.
  static bool is_near(std::string_view text) {
    const auto address = parse_address(text);
    return address && (address->host.find('.') == std::string::npos || address->host.starts_with("127."));
  }

  // Of the web there are links in any data.
  static bool is_of_store(std::string_view text) {
    const auto address = parse_address(text);
    return address && (address->has_password || !is_one_of(address->scheme, {"http", "https", "ws", "wss"}));
  }

  bool is_default(std::string_view text, std::string_view type) const {
    const std::string folded = lower(text);
    return type == "password" &&
           std::any_of(tables_.models.default_pairs.begin(), tables_.models.default_pairs.end(),
                       [&](const auto& pair) { return pair.second == folded; });
  }

  // Keys from the top, `value` at the end left out.
  std::string path_of(NodeId entry) const {
    std::string path;
    if (is_value_key(tree_[entry].key)) entry = tree_[entry].parent;
    for (NodeId id = entry; id != kNoNode; id = tree_[id].parent) {
      if (tree_[id].key.empty()) continue;
      path = path.empty() ? std::string(tree_[id].key) : std::string(tree_[id].key) + "." + path;
    }
    return path;
  }

  const SettingTables& tables_;
  const Unit& unit_;
  const Tree& tree_;
  GeneralSettings& result_;
  bool is_build_ = false;
  std::unordered_set<NodeId> tests_;
  std::unordered_set<std::string> switches_;
  std::unordered_map<std::string_view, Words> seen_;
};

GeneralSettings::GeneralSettings(const SettingTables& tables, const Unit& unit, NodeId document) {
  if (!is_schema(*unit.tree(), document)) Finder(tables, unit, *this).run(document);
}

}  // namespace payaudit
