#include "scanners/meaning/terraform/credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "scanners/facts/gaps.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/resources/policies.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;
constexpr int kDeepest = 30;  // values in values of one resource
using Places = std::set<std::pair<FileId, uint32_t>>;

std::pair<FileId, uint32_t> at(Place place) {
  return {place.file, place.span.begin};
}

bool names_user(std::string_view key) {
  return key.ends_with("username") || key.ends_with("user") || key.ends_with("login");
}

// What is written outside of resources: nothing is evaluated.
class Written {
 public:
  Written(const SettingTables& tables, Places& stated, Facts& facts)
      : tables_(tables), stated_(stated), facts_(facts) {}

  void module(const TerraformModule& module) {
    std::vector<NamedValue> variables;
    for (const auto& [name, block] : module.variables) {
      if (const TerraformNode fallback = block.find("default")) value(name, fallback, "variable", variables);
    }
    state("variable", variables);
    values(module.settings, "value");
    values(module.possible_settings, "value");
    values(module.locals, "local");
    for (const auto& [name, block] : module.calls) entries(block.entries(), fmt::format("module.{}", name));
    for (const TerraformBlock& block : module.providers) {
      entries(block.entries(), fmt::format("provider.{}", block.type));
    }
  }

 private:
  template <typename Map>
  void values(const Map& map, std::string_view owner) {
    std::vector<NamedValue> own;
    for (const auto& [name, node] : map) value(name, node, owner, own);
    state(owner, own);
  }

  void entries(const std::vector<TerraformNode>& nodes, const std::string& owner) {
    std::vector<NamedValue> own;
    for (const TerraformNode& node : nodes) value((*node).key, node, owner, own);
    state(owner, own);
  }

  void value(std::string_view name, TerraformNode node, std::string_view owner,
             std::vector<NamedValue>& own) {
    const Node& written = *node;
    if (written.kind == NodeKind::map || written.kind == NodeKind::list) {
      std::vector<TerraformNode> inner;
      for (const NodeId id : node.tree->children(node.node)) inner.push_back(node.child(id));
      return entries(inner, std::string(owner));
    }
    if (written.kind != NodeKind::string || written.text.find("${") != std::string_view::npos) return;
    const bool is_credential = !credential_type(tables_.classifier, name).empty();
    if (!is_credential && !names_user(name)) return;
    NamedValue out;
    out.name = name;
    out.value = written.text;
    out.name_place = {node.file, written.key_span};
    out.value_place = {node.file, cover(written.key_span, written.span)};
    if (written.key_span.is_empty()) out.value_place = node.place();
    own.push_back(out);
    if (is_credential) stated_.insert(at(node.place()));
  }

  void state(std::string_view owner, const std::vector<NamedValue>& own) {
    const bool has_credential = std::any_of(own.begin(), own.end(), [&](const NamedValue& one) {
      return !credential_type(tables_.classifier, one.name).empty();
    });
    if (has_credential) add_variables(facts_, tables_, owner, own);
  }

  const SettingTables& tables_;
  Places& stated_;
  Facts& facts_;
};

// What stands in one resource, apart from what is stated where it is written.
class Walk {
 public:
  Walk(const Resource& resource, const ResourceWords& words, const SettingTables& tables, Places& stated,
       ConfigPool& pool)
      : resource_(resource), words_(words), tables_(tables), stated_(stated), pool_(pool) {}

  void map(const Config& map, int depth) {
    if (depth > kDeepest) {
      is_cut_ = true;
      return;
    }
    if (const Config* value = map.find("value"); value != nullptr && pair(map, *value)) return;
    std::vector<NamedValue> own;
    bool has_credential = false;
    for (const auto& [key, value] : map.entries) {
      if (words_.passed_over.contains(key)) continue;
      if (value->is(Piece::map) || value->is(Piece::list)) {
        nested(key, *value, depth + 1);
      } else if (const Config* parsed = document(*value)) {
        parsed->is(Piece::map) ? this->map(*parsed, depth + 1) : list(*parsed, depth + 1);
      } else if (is_stated(*value)) {
        continue;
      } else if (!credential_type(tables_.classifier, key).empty()) {
        has_credential = true;
        own.push_back(named(key, *value));
      } else if (names_user(key)) {
        own.push_back(named(key, *value));
      }
    }
    if (has_credential) properties_.push_back(std::move(own));
  }

  // What is secret whatever its name: the content of a secret store. Hosts, ports and users are kept there
  // too, beside what is secret.
  void content(std::string_view path, Facts& facts) {
    for (const Config* value : find_path(*resource_.body, path, resource_).values) {
      if (document(*value) != nullptr || value->is(Piece::map) || is_stated(*value)) continue;
      const bool is_plain = scalar_text(*value).find_first_of("=@") == std::string::npos;
      if (is_plain && names_what_stands_beside()) continue;
      const bool is_told = std::any_of(variables_.begin(), variables_.end(), [&](const NamedValue& one) {
        return one.value_place == value->place && !credential_type(tables_.classifier, one.name).empty();
      });
      if (is_told || !credential_type(tables_.classifier, path).empty()) continue;  // by its name
      const NamedValue secret = named(path, *value);
      if (secret.why_unknown.empty() || secret.is_reference)
        add_secret(facts, tables_, resource_.symbol, secret, "password");
    }
  }

  bool names_what_stands_beside() const {
    const auto is_beside = [&](std::string_view name) {
      const std::vector<std::string> words = split_words(name);
      return !words.empty() && tables_.models.beside_credentials.contains(words.back());
    };
    const Config* name = resource_.body->find("name");
    return is_beside(resource_.name) || (name != nullptr && is_beside(scalar_text(*name)));
  }

  void state(Facts& facts) const {
    for (const std::vector<NamedValue>& one : properties_) {
      add_variables(facts, tables_, resource_.symbol, one);
    }
    add_variables(facts, tables_, resource_.symbol, variables_);
    if (is_cut_) {
      add_limit_gap(facts, resource_.whole, "credentials",
                    "values in values, deeper than credentials are looked for");
    }
  }

 private:
  void nested(const std::string& key, const Config& value, int depth) {
    if (words_.passed_over.contains(key)) return;
    if (depth > kDeepest) {
      is_cut_ = true;
      return;
    }
    if (value.is(Piece::list)) return list(value, depth);
    // A block `env { name = … value = … }` is one variable.
    const bool is_one = value.find("value") != nullptr && value.find("name") != nullptr;
    if (is_one || !words_.variable_maps.contains(key)) return map(value, depth);
    for (const auto& [name, one] : value.entries) {
      if (one->is(Piece::map) || one->is(Piece::list)) {
        nested(name, *one, depth + 1);
      } else {
        variable(name, *one);
      }
    }
  }

  void list(const Config& list, int depth) {
    for (const auto& [none, item] : list.entries) {
      if (item->is(Piece::map)) map(*item, depth);
    }
  }

  bool is_stated(const Config& value) const { return stated_.contains(at(value.place)); }

  // JSON in a text, as container definitions are written.
  const Config* document(const Config& value) const {
    // Of one that is put together, what is known of it.
    const std::string_view text = value.is(Piece::string) ? value.text : value.pattern;
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return nullptr;
    return parse_policy_text(text, value.place, pool_);
  }

  // `{ name = …, value = … }`: a variable of a container, a parameter of a store.
  bool pair(const Config& map, const Config& value) {
    for (const std::string_view key : {"name", "key", "Name", "variable"}) {
      const Config* name = map.find(key);
      if (name == nullptr || !name->is(Piece::string)) continue;
      const std::string& path = texts_.emplace_back(name->text);
      variable(std::string_view(path).substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1), value);
      // `type = "SECRETS_MANAGER"`: the value names what is read from there.
      const Config* type = map.find("type");
      if (type != nullptr && !variables_.empty() && words_.secret_stores.contains(scalar_text(*type))) {
        variables_.back().is_reference = true;
      }
      return true;
    }
    return false;
  }

  void variable(std::string_view name, const Config& value) {
    if (value.is(Piece::map) || value.is(Piece::list) || is_stated(value)) return;
    variables_.push_back(named(name, value));
  }

  NamedValue named(std::string_view name, const Config& value) {
    NamedValue out;
    out.name = texts_.emplace_back(name);
    out.name_place = out.value_place = value.place;
    out.value = texts_.emplace_back(scalar_text(value));
    if (!value.is(Piece::unknown)) return out;
    // Something else is put in: a variable, an attribute of another resource.
    out.is_reference = !value.note.empty() || value.target != nullptr;
    if (!out.is_reference) out.why_unknown = value.text;
    return out;
  }

  const Resource& resource_;
  const ResourceWords& words_;
  const SettingTables& tables_;
  Places& stated_;
  ConfigPool& pool_;
  std::deque<std::string> texts_;
  std::vector<std::vector<NamedValue>> properties_;
  std::vector<NamedValue> variables_;
  bool is_cut_ = false;
};

bool is_engine_setting(std::string_view type, const ResourceWords& words) {
  return std::any_of(words.engine_settings.begin(), words.engine_settings.end(),
                     [&](const std::string& end) { return type.ends_with(end); });
}

}  // namespace

void add_credentials(const TerraformEvaluator& evaluator, const ResourceWords& words,
                     const SettingTables& tables, Facts& facts) {
  Places stated;
  ConfigPool pool;
  Written written(tables, stated, facts);
  for (const auto& [directory, module] : evaluator.modules()) written.module(module);
  for (const Resource& resource : evaluator.resources()) {
    // Arguments of a module of the registry were read as those of any call.
    const bool is_call = resource.type.find('/') != std::string::npos;
    if (resource.is_data || resource.body == nullptr || is_call) continue;
    if (is_engine_setting(resource.type, words)) continue;
    Walk walk(resource, words, tables, stated, pool);
    walk.map(*resource.body, 0);
    walk.state(facts);
    const auto content = words.secret_contents.find(resource.type);
    if (content == words.secret_contents.end()) continue;
    for (const std::string& path : content->second) walk.content(path, facts);
  }
}

}  // namespace payaudit
