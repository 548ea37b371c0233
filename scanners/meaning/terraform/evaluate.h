// Evaluates Terraform expressions within one directory and the directories that call it, as far as the tree
// says what they come to.
//
// It asks no provider and runs nothing: what is known only when Terraform is applied, comes from outside
// (environment, workspaces, remote modules and states) or differs between callers is Unknown with the reason.
// Work is bounded by the number of values made, not by time.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/terraform/module.h"

namespace payaudit {

// Names that only a part of a block knows: `each.value`, `count.index`, the iterator of a dynamic block.
using TerraformScope = std::map<std::string, const Config*, std::less<>>;

// Evaluates everything when it is made. Borrows units and pool; both must outlive it.
class TerraformEvaluator {
 public:
  TerraformEvaluator(const Units& units, ConfigPool& pool);
  TerraformEvaluator(const TerraformEvaluator&) = delete;
  TerraformEvaluator& operator=(const TerraformEvaluator&) = delete;

  // Every resource and data source that exists, one for each key of a known `for_each`; one that stands for
  // all where `count` is above 1 or the number is not known. A call of a module of the registry that is not
  // in the tree is one too: its type is the source (`terraform-aws-modules/rds/aws`), its body the arguments.
  // Addresses are stable.
  const std::deque<Resource>& resources() const { return resources_; }

  // A module call whose source is not in the tree.
  struct MissingModule {
    Place place;
    std::string source;
  };
  const std::vector<MissingModule>& missing_modules() const { return missing_; }

 private:
  struct State;
  // The instances of one block. Keys: of `for_each`; empty where one stands for all.
  using Instances = std::vector<std::pair<std::string, Resource*>>;
  struct Caller {
    State* state;
    const TerraformBlock* call;
  };
  // One module. Values are filled when first asked for; nullptr while they are worked out.
  struct State {
    const TerraformModule* module = nullptr;
    std::vector<Caller> callers;
    std::map<std::string, const Config*, std::less<>> variables;
    std::map<std::string, const Config*, std::less<>> locals;
    std::map<std::string, const Config*, std::less<>> outputs;
    std::map<std::string, const Config*, std::less<>> providers;
    std::map<std::string, Instances, std::less<>> instances;  // "aws_x.y", "data.aws_x.y"
  };
  // How to work out a resource's body.
  struct Pending {
    State* state;
    const TerraformBlock* block;
    TerraformScope scope;
    bool is_running = false;
  };
  // A reference's steps: names, `[]` (the next of the index expressions), `[*]`.
  struct Path {
    std::vector<std::string> steps;
    std::vector<NodeId> indices;
    size_t at = 0;
    size_t index_at = 0;
    bool is_done() const { return at >= steps.size(); }
    std::string rest() const;
  };

  // instances.cc: blocks, their repetition, providers and callers.
  void link_calls();
  void declare_registry_calls();
  void declare(State& state, const TerraformBlock& block, bool is_data);
  void work_out(Resource& resource);
  const Config& block_body(State& state, TerraformNode block, const TerraformScope& scope, bool is_resource);
  void add_entry(State& state, TerraformNode entry, const TerraformScope& scope, Config& out);
  void add_dynamic(State& state, TerraformNode block, const TerraformScope& scope, Config& out);
  const Config* provider(State& state, const std::string& name, int depth);

  // evaluate.cc: expressions.
  const Config& evaluate(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& expression(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& template_value(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& text_value(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& call(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& reference(State& state, TerraformNode node, const TerraformScope& scope,
                          std::string_view written);
  const Config& resource_value(State& state, TerraformNode node, const TerraformScope& scope, Path path,
                               bool is_data);
  const Config& follow(State& state, TerraformNode node, const TerraformScope& scope, const Config& start,
                       Path path);
  const Config& variable(State& state, const std::string& name, Place use);
  const Config& local_value(State& state, const std::string& name, Place use);
  const Config& variable_value(State& state, const std::string& name, Place use);
  const Config& given_by_callers(State& state, const std::string& name, const TerraformNode& fallback,
                                 Place use);
  const Config& memoized(std::map<std::string, const Config*, std::less<>>& memo, State& state,
                         const std::string& name, TerraformNode node, Place use);
  const Config& as_use(const Config& value, std::string note, Place use);

  const Units& units_;
  ConfigPool& pool_;
  std::map<std::string, TerraformModule, std::less<>> modules_;
  std::map<std::string, State, std::less<>> states_;
  std::deque<Resource> resources_;
  std::map<const Resource*, Pending> pending_;
  std::vector<MissingModule> missing_;
  std::deque<std::pair<State*, TerraformBlock>> registry_calls_;
  size_t limit_ = 0;
  int depth_ = 0;
};

}  // namespace payaudit
