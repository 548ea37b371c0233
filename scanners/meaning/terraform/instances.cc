// Blocks of Terraform: which resources there are, how often, and what is in them.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scanners/meaning/terraform/evaluate.h"
#include "scanners/meaning/terraform/functions.h"

namespace payaudit {
namespace {

using Piece = Config::Kind;

// More repetitions than these are one that stands for all.
constexpr size_t kMaxRepetitions = 64;

bool is_meta(std::string_view key) {
  return key == "count" || key == "for_each" || key == "provider" || key == "lifecycle" ||
         key == "depends_on" || key == "provisioner" || key == "connection";
}

// The provider that the resources of a type belong to: `aws` of aws_s3_bucket and of
// terraform-aws-modules/rds/aws.
std::string provider_name_of(std::string_view type) {
  const size_t slash = type.find('/');
  if (slash == std::string_view::npos) return std::string(type.substr(0, type.find('_')));
  return std::string(type.substr(type.find('/', slash + 1) + 1));
}

// `NAMESPACE/NAME/PROVIDER`, the module itself and not one inside it.
bool is_registry_source(std::string_view source) {
  return std::count(source.begin(), source.end(), '/') == 2 && source.find("//") == source.npos &&
         source.find(':') == source.npos && !source.starts_with('.') && !source.starts_with('/');
}

// Whether something in the block names the index of its `count`.
bool asks_for_index(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  // In JSON, an expression is a text.
  if (node.kind == NodeKind::reference ? node.text.starts_with("count.index")
                                       : node.text.find("count.index") != std::string_view::npos) {
    return true;
  }
  for (const NodeId child : tree.children(id)) {
    if (asks_for_index(tree, child)) return true;
  }
  return false;
}
bool asks_for_index(const TerraformBlock& block) {
  const auto asks = [](const TerraformNode& part) { return asks_for_index(*part.tree, part.node); };
  return asks(block.at) || std::any_of(block.overrides.begin(), block.overrides.end(), asks);
}

// Key and value of each item of a `for_each`; false where they are not all known.
bool items_of(const Config& each, std::vector<std::pair<std::string, const Config*>>& out) {
  if (each.is_partial || each.entries.size() > kMaxRepetitions) return false;
  if (each.is(Piece::map)) {
    out = each.entries;
    return true;
  }
  if (!each.is(Piece::list)) return false;
  for (const auto& [none, item] : each.entries) {
    if (item->is(Piece::unknown)) return false;
    out.emplace_back(scalar_text(*item), item);
  }
  return true;
}

}  // namespace

TerraformEvaluator::TerraformEvaluator(const Units& units, ConfigPool& pool)
    : units_(units), pool_(pool), modules_(terraform_modules(units)) {
  size_t nodes = 0;
  for (const Unit& unit : units.units) nodes += unit.tree() != nullptr ? unit.tree()->size() : 0;
  // What real modules take is below 5 values a node; the rest is for repetition.
  limit_ = pool.size() + 200'000 + 40 * nodes;
  link_calls(units);
  find_shared(units);
  instantiate();
  const auto declare_all = [&](State& state) {
    for (const auto& [name, block] : state.module->data) instances(state, "data." + name);
    for (const auto& [name, block] : state.module->resources) instances(state, name);
  };
  for (State& state : states_) declare_all(state);
  for (const std::string& directory : shared_) declare_all(merged_.at(directory));
  declare_registry_calls();
  for (Resource& resource : resources_) work_out(resource);
  tell_calls_apart();
}

void TerraformEvaluator::declare_registry_calls() {
  const auto declare_of = [&](State& state) {
    for (const auto& [name, block] : state.module->calls) {
      const TerraformNode source = block.find("source");
      const std::string written = source ? std::string(source.tree->text(source.node)) : std::string();
      if (!is_registry_source(written) || state.modules.contains(name)) continue;
      // What these modules have instead of `count`: then they make nothing.
      const TerraformNode create = block.find("create");
      const Config* wanted = create ? &evaluate(state, create, {}) : nullptr;
      if (wanted != nullptr && scalar_text(*wanted) == "false") continue;
      TerraformBlock& call = registry_calls_.emplace_back(block);
      call.type = written;
      call.name = name;
      declare(state, call, false, state.instances["module." + name]);
    }
  };
  for (State& state : states_) declare_of(state);
  for (const std::string& directory : shared_) declare_of(merged_.at(directory));
}

const TerraformEvaluator::Instances<Resource>* TerraformEvaluator::instances(State& state,
                                                                             const std::string& name) {
  const auto [at, is_new] = state.instances.try_emplace(name);
  if (!is_new) return &at->second;
  const bool is_data = name.starts_with("data.");
  const auto& blocks = is_data ? state.module->data : state.module->resources;
  const auto block = blocks.find(is_data ? std::string_view(name).substr(5) : std::string_view(name));
  if (block == blocks.end()) {
    state.instances.erase(at);
    return nullptr;
  }
  at->second.is_declaring = true;
  declare(state, block->second, is_data, at->second);
  at->second.is_declaring = false;
  return &at->second;
}

template <typename Item>
std::vector<TerraformEvaluator::Repetition> TerraformEvaluator::repetitions(State& state,
                                                                            const TerraformBlock& block,
                                                                            Instances<Item>& out) {
  std::vector<Repetition> all;
  if (const TerraformNode count = block.find("count")) {
    out.shape = Shape::list;
    const Config& value = evaluate(state, count, {});
    const std::string written = scalar_text(value);
    if (written == "0" || written == "false") return all;
    char* end = nullptr;
    const double number = written.empty() ? 0 : std::strtod(written.c_str(), &end);
    const bool is_number = !written.empty() && *end == '\0' && number >= 1;
    const bool is_spread =
        is_number && number <= static_cast<double>(kMaxRepetitions) && (number == 1 || asks_for_index(block));
    out.is_open = !is_spread;
    for (size_t i = 0; i < (is_spread ? static_cast<size_t>(number) : 1); ++i) {
      Repetition& one = all.emplace_back();
      one.key = std::to_string(i);
      if (!is_spread) continue;
      Config& index = pool_.make(Piece::number, count.place(), OriginKind::computed);
      index.text = one.key;
      index.number = static_cast<double>(i);
      one.scope["count.index"] = &index;
    }
    return all;
  }
  if (const TerraformNode each = block.find("for_each")) {
    out.shape = Shape::map;
    const Config& value = evaluate(state, each, {});
    std::vector<std::pair<std::string, const Config*>> items;
    if (!items_of(value, items)) {
      out.is_open = true;
      Repetition& one = all.emplace_back();
      // `for_each = aws_s3_bucket.all`: every value is one of them.
      if (value.target != nullptr) one.scope["each.value"] = &value;
      return all;
    }
    for (const auto& [key, item] : items) {
      Repetition& one = all.emplace_back();
      one.key = key;
      one.scope["each.key"] = &pool_.string(key, each.place());
      one.scope["each.value"] = item;
    }
    return all;
  }
  all.emplace_back();
  return all;
}

template std::vector<TerraformEvaluator::Repetition> TerraformEvaluator::repetitions(State&,
                                                                                     const TerraformBlock&,
                                                                                     Instances<State>&);

void TerraformEvaluator::declare(State& state, const TerraformBlock& block, bool is_data,
                                 Instances<Resource>& out) {
  const bool is_call = is_registry_source(block.type);
  const std::string name =
      (is_data ? "data." : "") + (is_call ? std::string("module") : block.type) + "." + block.name;
  for (Repetition& one : repetitions(state, block, out)) {
    Resource& resource = resources_.emplace_back();
    resource.type = block.type;
    resource.name = block.name;
    // Of several with an index, each is told apart by what it says.
    resource.symbol =
        out.shape == Shape::map && !one.key.empty() ? fmt::format("{}[\"{}\"]", name, one.key) : name;
    resource.scope = state.path.empty() ? state.module->directory
                                        : fmt::format("{}#{}", state.module->directory, state.path);
    resource.place = block.header;
    resource.whole = block.at.place();
    resource.is_data = is_data;
    pending_[&resource] = {&state, &block, std::move(one.scope), &resource};
    out.items.emplace_back(one.key, &resource);
  }
}

void TerraformEvaluator::work_out(Resource& resource) {
  Pending& pending = pending_.at(&resource);
  if (resource.body != nullptr || pending.is_running) return;
  pending.is_running = true;
  const TerraformBlock& block = *pending.block;
  const Config& body = body_of(*pending.state, block, pending.scope);
  std::string provider_name = provider_name_of(resource.type);
  if (const TerraformNode written = block.find("provider")) provider_name = (*written).text;
  // A call may pass another provider than that of the same name.
  const TerraformNode passed = is_registry_source(resource.type) ? block.find("providers") : TerraformNode{};
  if (const TerraformNode given = passed ? passed.find(provider_name) : TerraformNode{}) {
    provider_name = (*given).text;
  }
  resource.provider = provider(*pending.state, provider_name, 0);
  resource.body = &body;
}

const Config& TerraformEvaluator::body_of(State& state, const TerraformBlock& block,
                                          const TerraformScope& scope) {
  Place place = block.at.place();
  if ((*block.at).is_block) place.span.end = std::max(place.span.begin, (*block.at).key_span.end);
  Config& out = pool_.make(Piece::map, place);
  for (const TerraformNode& entry : block.entries()) {
    if (!is_meta((*entry).key)) add_entry(state, entry, scope, out);
  }
  return out;
}

const Config& TerraformEvaluator::block_body(State& state, TerraformNode block, const TerraformScope& scope) {
  Place place = block.place();
  if ((*block).is_block) place.span.end = std::max(place.span.begin, (*block).key_span.end);
  Config& out = pool_.make(Piece::map, place);
  for (const NodeId id : block.tree->children(block.node)) add_entry(state, block.child(id), scope, out);
  return out;
}

void TerraformEvaluator::add_entry(State& state, TerraformNode entry, const TerraformScope& scope,
                                   Config& out) {
  const Node& node = *entry;
  if (node.key.empty()) {
    out.is_partial = true;
    return;
  }
  if (node.is_block && node.key == "dynamic" && !node.labels.empty()) {
    return add_dynamic(state, entry, scope, out);
  }
  if (node.is_block) {
    out.entries.emplace_back(node.key, &block_body(state, entry, scope));
    return;
  }
  const Config& value = evaluate(state, entry, scope);
  if (value.origin == OriginKind::variable || value.place.file != entry.file) {
    out.entries.emplace_back(node.key, &value);
    return;
  }
  // Point at `key = value`, which says more than the value.
  Config& written = pool_.copy(value);
  written.place = {entry.file, cover(node.key_span, node.span)};
  out.entries.emplace_back(node.key, &written);
}

void TerraformEvaluator::add_dynamic(State& state, TerraformNode block, const TerraformScope& scope,
                                     Config& out) {
  const std::string name((*block).labels[0]);
  const TerraformNode content = block.find("content");
  const TerraformNode each = block.find("for_each");
  if (!content || !each) {
    out.is_partial = true;
    return;
  }
  std::string iterator = name;
  if (const TerraformNode renamed = block.find("iterator")) iterator = (*renamed).text;
  const Config& list = evaluate(state, each, scope);
  std::vector<std::pair<std::string, const Config*>> items;
  if (items_of(list, items)) {
    for (const auto& [key, item] : items) {
      TerraformScope inner = scope;
      inner[iterator + ".key"] = &pool_.string(key, each.place());
      inner[iterator + ".value"] = item;
      out.entries.emplace_back(name, &block_body(state, content, inner));
    }
    return;
  }
  TerraformScope inner = scope;
  const std::string why = list.is(Piece::unknown) ? list.text : "the list it is repeated for is not known";
  inner[iterator + ".key"] = &pool_.unknown(why, each.place());
  inner[iterator + ".value"] = &pool_.unknown(why, each.place());
  Config& symbolic = pool_.copy(block_body(state, content, inner));
  symbolic.is_symbolic = true;
  out.entries.emplace_back(name, &symbolic);
}

// The settings of the provider `aws` or `aws.west`: of this module, else of its callers where they agree.
const Config* TerraformEvaluator::provider(State& state, const std::string& name, int depth) {
  if (const auto known = state.providers.find(name); known != state.providers.end()) return known->second;
  state.providers[name] = nullptr;  // modules that call each other end here
  const Config* found = nullptr;
  for (const TerraformBlock& block : state.module->providers) {
    const TerraformNode alias = block.find("alias");
    const std::string own =
        alias ? fmt::format("{}.{}", block.type, alias.tree->text(alias.node)) : block.type;
    if (own == name) found = &body_of(state, block, {});
  }
  if (found == nullptr && depth < 20) {
    bool is_first = true;
    for (const Caller& caller : state.callers) {
      std::string theirs = name;
      bool is_passed = name.find('.') == std::string::npos;
      if (const TerraformNode passed = caller.call->find("providers")) {
        if (const TerraformNode given = passed.find(name)) {
          theirs = (*given).text;
          is_passed = true;
        }
      }
      const Config* one = is_passed ? provider(*caller.state, theirs, depth + 1) : nullptr;
      const Config* one_region = one != nullptr ? one->find("region") : nullptr;
      const Config* region = found != nullptr ? found->find("region") : nullptr;
      if (!is_first && one != found &&
          (one_region == nullptr || region == nullptr || !is_same(*one_region, *region))) {
        Config& open = pool_.make(Piece::map, caller.call->header);
        open.is_partial = true;
        open.entries.emplace_back(
            "region", &pool_.unknown("its callers use providers of different regions", caller.call->header));
        found = &open;
        break;
      }
      found = one;
      is_first = false;
    }
  }
  state.providers[name] = found;
  return found;
}

}  // namespace payaudit
