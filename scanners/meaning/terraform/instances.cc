// Blocks of Terraform: which resources there are, how often, and what is in them.
#include <fmt/format.h>

#include <algorithm>

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
  for (const auto& [directory, module] : modules_) states_[directory].module = &module;
  link_calls();
  for (auto& [directory, state] : states_) {
    for (const auto& [name, block] : state.module->data) declare(state, block, true);
    for (const auto& [name, block] : state.module->resources) declare(state, block, false);
  }
  declare_registry_calls();
  for (Resource& resource : resources_) work_out(resource);
}

void TerraformEvaluator::link_calls() {
  for (auto& [directory, state] : states_) {
    for (const auto& [name, block] : state.module->calls) {
      const TerraformNode source = block.at.find("source");
      const std::string written = source ? std::string(source.tree->text(source.node)) : std::string();
      const auto callee = states_.find(local_module_path(directory, written));
      if (callee == states_.end()) {
        missing_.push_back({block.header, written});
        if (is_registry_source(written)) {
          TerraformBlock& call = registry_calls_.emplace_back(&state, block).second;
          call.type = written;
          call.name = name;
        }
      } else if (&callee->second != &state) {
        callee->second.callers.push_back({&state, &block});
      }
    }
  }
}

void TerraformEvaluator::declare_registry_calls() {
  for (const auto& [state, block] : registry_calls_) {
    // What these modules have instead of `count`: then they make nothing.
    const TerraformNode create = block.at.find("create");
    const Config* wanted = create ? &evaluate(*state, create, {}) : nullptr;
    if (wanted == nullptr || scalar_text(*wanted) != "false") declare(*state, block, false);
  }
}

void TerraformEvaluator::declare(State& state, const TerraformBlock& block, bool is_data) {
  const bool is_call = is_registry_source(block.type);
  const std::string name =
      (is_data ? "data." : "") + (is_call ? std::string("module") : block.type) + "." + block.name;
  Instances& instances = state.instances[name];
  const auto add = [&](const std::string& key, TerraformScope scope) {
    Resource& resource = resources_.emplace_back();
    resource.type = block.type;
    resource.name = block.name;
    resource.symbol = key.empty() ? name : fmt::format("{}[\"{}\"]", name, key);
    resource.scope = state.module->directory;
    resource.place = block.header;
    resource.whole = block.at.place();
    resource.is_data = is_data;
    pending_[&resource] = {&state, &block, std::move(scope)};
    instances.emplace_back(key, &resource);
  };
  if (const TerraformNode count = block.at.find("count")) {
    const Config& value = evaluate(state, count, {});
    const bool is_none = (value.is(Piece::number) && value.number == 0) ||
                         (value.is(Piece::boolean) && !value.boolean) ||
                         (value.is(Piece::string) && value.text == "0");
    if (is_none) return;
    TerraformScope scope;
    if (value.is(Piece::number) && value.number == 1) {
      Config& zero = pool_.make(Piece::number, count.place(), OriginKind::computed);
      zero.text = "0";
      scope["count.index"] = &zero;
    }
    return add({}, std::move(scope));
  }
  if (const TerraformNode each = block.at.find("for_each")) {
    const Config& value = evaluate(state, each, {});
    std::vector<std::pair<std::string, const Config*>> items;
    if (!items_of(value, items)) {
      TerraformScope scope;
      // `for_each = aws_s3_bucket.all`: every value is one of them.
      if (value.target != nullptr) scope["each.value"] = &value;
      return add({}, std::move(scope));
    }
    for (const auto& [key, item] : items) {
      TerraformScope scope;
      scope["each.key"] = &pool_.string(key, each.place());
      scope["each.value"] = item;
      add(key, std::move(scope));
    }
    return;
  }
  add({}, {});
}

void TerraformEvaluator::work_out(Resource& resource) {
  Pending& pending = pending_.at(&resource);
  if (resource.body != nullptr || pending.is_running) return;
  pending.is_running = true;
  const TerraformBlock& block = *pending.block;
  const Config& body = block_body(*pending.state, block.at, pending.scope, true);
  std::string provider_name = provider_name_of(resource.type);
  if (const TerraformNode written = block.at.find("provider")) provider_name = (*written).text;
  // A call may pass another provider than that of the same name.
  const TerraformNode passed =
      is_registry_source(resource.type) ? block.at.find("providers") : TerraformNode{};
  if (const TerraformNode given = passed ? passed.find(provider_name) : TerraformNode{}) {
    provider_name = (*given).text;
  }
  resource.provider = provider(*pending.state, provider_name, 0);
  resource.body = &body;
}

const Config& TerraformEvaluator::block_body(State& state, TerraformNode block, const TerraformScope& scope,
                                             bool is_resource) {
  Place place = block.place();
  if ((*block).is_block) place.span.end = std::max(place.span.begin, (*block).key_span.end);
  Config& out = pool_.make(Piece::map, place);
  for (const NodeId id : block.tree->children(block.node)) {
    const TerraformNode entry = block.child(id);
    if (is_resource && is_meta((*entry).key)) continue;
    add_entry(state, entry, scope, out);
  }
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
    out.entries.emplace_back(node.key, &block_body(state, entry, scope, false));
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
      out.entries.emplace_back(name, &block_body(state, content, inner, false));
    }
    return;
  }
  TerraformScope inner = scope;
  const std::string why = list.is(Piece::unknown) ? list.text : "the list it is repeated for is not known";
  inner[iterator + ".key"] = &pool_.unknown(why, each.place());
  inner[iterator + ".value"] = &pool_.unknown(why, each.place());
  Config& symbolic = pool_.copy(block_body(state, content, inner, false));
  symbolic.is_symbolic = true;
  out.entries.emplace_back(name, &symbolic);
}

// The settings of the provider `aws` or `aws.west`: of this module, else of its callers where they agree.
const Config* TerraformEvaluator::provider(State& state, const std::string& name, int depth) {
  if (const auto known = state.providers.find(name); known != state.providers.end()) return known->second;
  state.providers[name] = nullptr;  // modules that call each other end here
  const Config* found = nullptr;
  for (const TerraformBlock& block : state.module->providers) {
    const TerraformNode alias = block.at.find("alias");
    const std::string own =
        alias ? fmt::format("{}.{}", block.type, alias.tree->text(alias.node)) : block.type;
    if (own == name) found = &block_body(state, block.at, {}, false);
  }
  if (found == nullptr && depth < 20) {
    bool is_first = true;
    for (const Caller& caller : state.callers) {
      std::string theirs = name;
      bool is_passed = name.find('.') == std::string::npos;
      if (const TerraformNode passed = caller.call->at.find("providers")) {
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
