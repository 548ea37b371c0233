#include "scanners/meaning/cloudformation/credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace payaudit {
namespace {

using Piece = Config::Kind;

// Free text, documents of their own, what is about a thing and not of it, and the name of a pair of keys.
constexpr std::string_view kPassedOver[] = {
    "Ec2SshKey", "Tags",     "PolicyDocument", "AssumeRolePolicyDocument",
    "KeyPolicy", "Metadata", "ZipFile",        "UserData"};

using Places = std::set<std::pair<FileId, uint32_t>>;

std::pair<FileId, uint32_t> at(Place place) {
  return {place.file, place.span.begin};
}

// The credentials and variables of one resource, apart from those that are stated where they are written.
class Walk {
 public:
  Walk(const Resource& resource, const SettingTables& tables, const ResourceWords& words,
       const Places& stated)
      : resource_(resource), tables_(tables), words_(words), stated_(stated) {}

  void map(const Config& map) {
    std::vector<NamedValue> own;
    bool has_credential = false;
    for (const auto& [key, value] : map.entries) {
      if (std::find(std::begin(kPassedOver), std::end(kPassedOver), key) != std::end(kPassedOver)) continue;
      if (value->is(Piece::map) && key == "Variables") {
        for (const auto& [name, one] : value->entries) variable(name, *one);
      } else if (value->is(Piece::list) && (key == "Environment" || key == "EnvironmentVariables")) {
        pairs(*value);
      } else if (value->is(Piece::map)) {
        this->map(*value);
      } else if (value->is(Piece::list)) {
        for (const auto& [none, item] : value->entries) {
          if (item->is(Piece::map)) this->map(*item);
        }
      } else if (stated_.contains(at(value->place))) {
        continue;
      } else if (!credential_type(tables_.classifier, key).empty()) {
        has_credential = true;
        own.push_back(named(key, *value));
      } else if (key.ends_with("Username") || key.ends_with("UserName")) {
        own.push_back(named(key, *value));
      }
    }
    if (has_credential) properties_.push_back(std::move(own));
  }

  void state(Facts& facts) const {
    for (const std::vector<NamedValue>& one : properties_)
      add_variables(facts, tables_, resource_.symbol, one);
    add_variables(facts, tables_, resource_.symbol, variables_);
  }

  // What `Globals` says of all functions stands in one place.
  void remember(Places& stated) const {
    for (const NamedValue& one : variables_) {
      if (!one.is_reference) stated.insert(at(one.value_place));
    }
  }

 private:
  // `- {Name: …, Value: …}`
  void pairs(const Config& list) {
    for (const auto& [none, item] : list.entries) {
      const Config* name = item->find("Name");
      const Config* value = item->find("Value");
      if (name == nullptr || value == nullptr || !name->is(Piece::string)) continue;
      const size_t before = variables_.size();
      variable(name->text, *value);
      // `Type: SECRETS_MANAGER`: the value names what is read from there.
      const Config* type = item->find("Type");
      const bool is_stored = type != nullptr && words_.secret_stores.contains(scalar_text(*type));
      if (is_stored && variables_.size() > before) variables_.back().is_reference = true;
    }
  }

  void variable(const std::string& name, const Config& value) {
    if (!stated_.contains(at(value.place))) variables_.push_back(named(name, value));
  }

  NamedValue named(std::string_view name, const Config& value) {
    NamedValue out;
    out.name = name;
    out.name_place = out.value_place = value.place;
    out.value = texts_.emplace_back(scalar_text(value));
    if (!value.is(Piece::unknown)) return out;
    // Something of the stack is put in; a condition chooses between what may stand there in clear.
    out.is_reference = !value.note.empty();
    if (!out.is_reference) out.why_unknown = value.text;
    return out;
  }

  const Resource& resource_;
  const SettingTables& tables_;
  const ResourceWords& words_;
  const Places& stated_;
  std::deque<std::string> texts_;
  std::vector<std::vector<NamedValue>> properties_;
  std::vector<NamedValue> variables_;
};

}  // namespace

void Credentials::add(const ResourceFacts& resources) {
  for (const Resource& resource : resources.resources()) {
    // What an engine is told of passwords is none.
    if (resource.type.ends_with("ParameterGroup")) continue;
    Walk walk(resource, tables_, words_, stated_);
    walk.map(*resource.body);
    walk.state(facts_);
    walk.remember(stated_);
  }
}

void Credentials::add_parameters(FileId file, const Tree& tree, NodeId root) {
  for (const NodeId id : tree.children(tree.find(root, "Parameters"))) {
    const NodeId fallback = tree.find(id, "Default");
    if (tree.text(fallback).empty() || credential_type(tables_.classifier, tree[id].key).empty()) continue;
    NamedValue value;
    value.name = tree[id].key;
    value.value = tree.text(fallback);
    value.name_place = {file, tree[id].key_span};
    value.value_place = {file, cover(tree[fallback].key_span, tree[fallback].span)};
    // The name of something in the parameter store, which is read when the stack is made.
    value.is_reference = tree.text(tree.find(id, "Type")).starts_with("AWS::SSM::");
    stated_.insert(at(value.value_place));
    add_variables(facts_, tables_, "parameter", {value});
  }
}

}  // namespace payaudit
