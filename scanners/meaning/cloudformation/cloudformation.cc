#include "scanners/meaning/cloudformation/cloudformation.h"

#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "scanners/meaning/resources/apply.h"
#include "scanners/meaning/resources/policies.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

constexpr int kMaxDepth = 200;

// `!Sub` and `Fn::Sub` are one function.
std::string_view function_of(std::string_view word) {
  if (word.starts_with('!')) word.remove_prefix(1);
  if (word.starts_with("Fn::")) word.remove_prefix(4);
  for (const std::string_view name :
       {"Ref",       "GetAtt",      "Sub",    "Join",      "If",           "Select",    "Split",
        "FindInMap", "ImportValue", "Base64", "Cidr",      "GetAZs",       "Transform", "And",
        "Or",        "Not",         "Equals", "Condition", "ToJsonString", "Length",    "ForEach"}) {
    if (word == name) return name;
  }
  return {};
}

class Template {
 public:
  Template(const Source& source, FileId file, const Tree& tree, NodeId root, ConfigPool& pool)
      : source_(source), file_(file), tree_(tree), pool_(pool), parameters_(tree.find(root, "Parameters")) {}

  // Declares the resources first, so that they can refer to each other, then fills them.
  void read(NodeId resources, std::deque<Resource>& out) {
    for (const NodeId id : tree_.children(resources)) {
      const NodeId type = tree_.find(id, "Type");
      if (tree_.text(type).empty() || tree_[id].key.empty()) continue;
      Resource& resource = out.emplace_back();
      resource.type = tree_.text(type);
      resource.name = tree_[id].key;
      resource.symbol = resource.name;
      resource.scope = source_.path();
      resource.place = {file_, tree_[id].key_span};
      by_name_[resource.name] = &resource;
      nodes_.emplace_back(&resource, id);
    }
    for (const auto& [resource, node] : nodes_) {
      const NodeId properties = tree_.find(node, "Properties");
      Config& body = pool_.make(Piece::map, resource->place);
      if (properties != kNoNode && tree_[properties].kind == NodeKind::map &&
          function_name(properties).empty()) {
        fill(properties, body, 0);
      } else if (properties != kNoNode) {
        body.is_partial = true;
      }
      resource->body = &body;
    }
  }

 private:
  Place place(NodeId id) const {
    const Node& node = tree_[id];
    return {file_, node.key_span.is_empty() ? node.span : cover(node.key_span, node.span)};
  }

  // The function that a node calls: by its tag, or as the only key of a map.
  std::string_view function_name(NodeId id) const {
    const Node& node = tree_[id];
    if (!node.tag.empty()) return function_of(node.tag);
    if (node.kind != NodeKind::map || node.child_count != 1) return {};
    const std::string_view key = tree_[node.first_child].key;
    return key == "Ref" || key.starts_with("Fn::") ? function_of(key) : std::string_view();
  }
  NodeId argument(NodeId id) const { return tree_[id].tag.empty() ? tree_[id].first_child : id; }

  void fill(NodeId map, Config& out, int depth) {
    for (const NodeId id : tree_.children(map)) {
      if (tree_[id].key.empty() || tree_[id].key == "Fn::Transform") {
        out.is_partial = true;
        continue;
      }
      out.entries.emplace_back(tree_[id].key, &value(id, depth + 1));
    }
  }

  const Config& value(NodeId id, int depth) {
    const Node& node = tree_[id];
    const Place at = place(id);
    if (depth > kMaxDepth) return pool_.unknown("it is nested too deep", at);
    if (const std::string_view name = function_name(id); !name.empty()) return call(id, name, depth);
    if (!node.tag.empty()) return pool_.unknown(fmt::format("`{}` is not evaluated", node.tag), at);
    switch (node.kind) {
      case NodeKind::null: return pool_.make(Piece::null, at);
      case NodeKind::boolean: {
        Config& out = pool_.make(Piece::boolean, at);
        out.boolean = node.text == "true";
        return out;
      }
      case NodeKind::number: {
        Config& out = pool_.make(Piece::number, at);
        out.text = node.text;
        out.number = std::strtod(out.text.c_str(), nullptr);
        return out;
      }
      case NodeKind::string: return pool_.string(std::string(node.text), at);
      case NodeKind::list: {
        Config& out = pool_.make(Piece::list, at);
        for (const NodeId item : tree_.children(id)) {
          if (tree_[item].kind == NodeKind::opaque) out.is_partial = true;
          const Config& one = value(item, depth + 1);
          if (!one.is(Piece::null)) out.entries.emplace_back("", &one);
        }
        return out;
      }
      case NodeKind::map: {
        Config& out = pool_.make(Piece::map, at);
        fill(id, out, depth);
        return out;
      }
      case NodeKind::reference:
      case NodeKind::call:
      case NodeKind::template_:
      case NodeKind::opaque: break;
    }
    return pool_.unknown("it is a template that is not evaluated", at);
  }

  const Config& call(NodeId id, std::string_view name, int depth) {
    const NodeId given = argument(id);
    const Place at = place(id);
    if (name == "Ref") return named(tree_.text(given), at);
    if (name == "GetAtt") {
      const bool is_list = tree_[given].kind == NodeKind::list;
      const std::string_view path = tree_.text(is_list ? tree_[given].first_child : given);
      return applied(path.substr(0, path.find('.')), at);
    }
    if (name == "Sub" && tree_[given].kind == NodeKind::string) return sub(tree_.text(given), at);
    if (name == "If" && tree_[given].child_count == 3) {
      const NodeId condition = tree_[given].first_child;
      const NodeId first = tree_[condition].next_sibling;
      const Config& a = value(first, depth + 1);
      const Config& b = value(tree_[first].next_sibling, depth + 1);
      if (is_same(a, b)) return a;
      return pool_.unknown(fmt::format("it depends on the condition `{}`", tree_.text(condition)), at);
    }
    if (name == "Join" && tree_[given].child_count == 2) {
      const NodeId separator = tree_[given].first_child;
      return join(tree_.text(separator), value(tree_[separator].next_sibling, depth + 1), at);
    }
    return pool_.unknown(fmt::format("`Fn::{}` is not evaluated", name), at);
  }

  const Config& applied(std::string_view name, Place at) {
    Config& out = pool_.unknown(fmt::format("`{}` is known only when the stack is made", name), at);
    if (const auto found = by_name_.find(name); found != by_name_.end()) out.target = found->second;
    return out;
  }

  // What a name refers to: a parameter's default, a resource, or something of the stack.
  const Config& named(std::string_view name, Place at) {
    if (name == "AWS::NoValue") return pool_.make(Piece::null, at);
    const NodeId parameter = tree_.find(parameters_, name);
    if (parameter == kNoNode) return applied(name, at);
    const NodeId secret = tree_.find(parameter, "NoEcho");
    if (secret != kNoNode && tree_.text(secret) != "false") {
      return pool_.unknown(fmt::format("parameter `{}` is not to be shown", name), at);
    }
    const NodeId fallback = tree_.find(parameter, "Default");
    if (fallback == kNoNode) return pool_.unknown(fmt::format("parameter `{}` has no value", name), at);
    const std::string_view type = tree_.text(tree_.find(parameter, "Type"));
    if (type.starts_with("AWS::SSM::")) {
      return pool_.unknown(fmt::format("parameter `{}` is read from the account", name), at);
    }
    Config& out = pool_.copy(value(fallback, kMaxDepth - 1));
    out.origin = out.is(Piece::unknown) ? OriginKind::template_ : OriginKind::variable;
    out.note = fmt::format("parameter {}", name);
    return out;
  }

  // `${Name}` and `${Resource.Attribute}`; `${!x}` is the text `${x}`.
  const Config& sub(std::string_view text, Place at) {
    std::string known;
    std::string why;
    while (!text.empty()) {
      const size_t open = text.find("${");
      known += text.substr(0, open);
      if (open == std::string_view::npos) break;
      const size_t close = text.find('}', open);
      if (close == std::string_view::npos) {
        known += text.substr(open);
        break;
      }
      const std::string_view name = text.substr(open + 2, close - open - 2);
      text.remove_prefix(close + 1);
      if (name.starts_with('!')) {
        known += fmt::format("${{{}}}", name.substr(1));
        continue;
      }
      const Config& part = name.find('.') == std::string_view::npos ? named(name, at) : applied(name, at);
      if (part.is(Piece::unknown)) {
        if (why.empty()) why = part.text;
        known += kHole;
      } else {
        known += scalar_text(part);
      }
    }
    return text_of(std::move(known), std::move(why), at);
  }

  const Config& join(std::string_view separator, const Config& list, Place at) {
    if (!list.is(Piece::list) || list.is_partial) return pool_.unknown("`Fn::Join` is not evaluated", at);
    std::string known;
    std::string why;
    for (const auto& [none, item] : list.entries) {
      if (!known.empty()) known += separator;
      if (item->is(Piece::unknown)) {
        if (why.empty()) why = item->text;
        known += kHole;
      } else {
        known += scalar_text(*item);
      }
    }
    return text_of(std::move(known), std::move(why), at);
  }

  const Config& text_of(std::string known, std::string why, Place at) {
    if (why.empty()) {
      Config& out = pool_.string(std::move(known), at);
      out.origin = OriginKind::computed;
      return out;
    }
    Config& out = pool_.unknown(std::move(why), at);
    out.pattern = std::move(known);
    return out;
  }

  const Source& source_;
  FileId file_;
  const Tree& tree_;
  ConfigPool& pool_;
  NodeId parameters_;
  std::map<std::string, Resource*, std::less<>> by_name_;
  std::vector<std::pair<Resource*, NodeId>> nodes_;
};

// A template: resources of AWS types below `Resources`.
bool is_template(const Tree& tree, NodeId resources) {
  if (!tree.is(resources, NodeKind::map)) return false;
  for (const NodeId id : tree.children(resources)) {
    const std::string_view type = tree.text(tree.find(id, "Type"));
    if (type.starts_with("AWS::") || type.starts_with("Custom::")) return true;
  }
  return false;
}

struct Carrier {
  std::string_view type;
  std::string_view policy;
  std::string_view statement;
};
constexpr Carrier kCarriers[] = {
    {"AWS::IAM::Policy", "PolicyDocument", "iam"},
    {"AWS::IAM::ManagedPolicy", "PolicyDocument", "iam"},
    {"AWS::IAM::Role", "Policies.PolicyDocument", "iam"},
    {"AWS::IAM::User", "Policies.PolicyDocument", "iam"},
    {"AWS::IAM::Group", "Policies.PolicyDocument", "iam"},
    {"AWS::IAM::Role", "AssumeRolePolicyDocument", "role"},
    {"AWS::S3::BucketPolicy", "PolicyDocument", "resource"},
    {"AWS::KMS::Key", "KeyPolicy", "resource"},
    {"AWS::SQS::QueuePolicy", "PolicyDocument", "resource"},
    {"AWS::SNS::TopicPolicy", "PolicyDocument", "resource"},
    {"AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "resource"},
    {"AWS::ECR::Repository", "RepositoryPolicyText", "resource"},
    {"AWS::EFS::FileSystem", "FileSystemPolicy", "resource"},
    {"AWS::Elasticsearch::Domain", "AccessPolicies", "resource"},
    {"AWS::OpenSearchService::Domain", "AccessPolicies", "resource"},
};

}  // namespace

Facts cloudformation_facts(const Units& units, const ResourceModels& models, const Classifier& classifier) {
  Facts facts;
  ConfigPool pool;
  std::deque<Resource> all;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr) continue;
    for (const NodeId root : tree->roots()) {
      const NodeId resources = tree->find(root, "Resources");
      if (!is_template(*tree, resources)) continue;
      Template((*units.sources)[unit.file], unit.file, *tree, root, pool).read(resources, all);
    }
  }
  ResourceFacts resources(all);
  apply_models(models, resources, pool, facts);
  for (const Carrier& carrier : kCarriers) {
    for (const Resource* resource : resources.of_type(carrier.type)) {
      for (const Config* document : find_path(*resource->body, carrier.policy, *resource).values) {
        add_policy(*document, *resource, carrier.statement, pool, facts);
      }
    }
  }
  add_holdings_and_places(resources, classifier, facts);
  facts.sort();
  return facts;
}

}  // namespace payaudit
