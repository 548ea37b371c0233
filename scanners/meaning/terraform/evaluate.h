// Evaluates Terraform expressions within one directory and the directories that call it, as far as the tree
// says what they come to.
//
// A module is evaluated once for each call of it, so that what two callers give apart stays apart. Beyond a
// number of calls one evaluation stands for all: then what differs between the callers is Unknown.
// It asks no provider and runs nothing: what is known only when Terraform is applied, or comes from outside
// (environment, workspaces, remote modules and states) is Unknown with the reason. Files of the tree are read
// as `file()` and `templatefile()` would read them.
// Work is bounded by the number of values made, not by time.
#pragma once

#include <deque>
#include <map>
#include <set>
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

  // Every resource and data source that exists, one for each key of a known `for_each`, and one for each
  // index of a known `count` where the block asks for the index; one that stands for all otherwise. A call of
  // a module of the registry that is not in the tree is one too: its type is the source
  // (`terraform-aws-modules/rds/aws`), its body the arguments. Addresses are stable.
  const std::deque<Resource>& resources() const { return resources_; }

  const std::map<std::string, TerraformModule, std::less<>>& modules() const { return modules_; }

  // A module call whose source is not in the tree.
  struct MissingModule {
    Place place;
    std::string source;
  };
  const std::vector<MissingModule>& missing_modules() const { return missing_; }

 private:
  struct State;
  enum class Shape : uint8_t { single, list, map };
  // The instances of one block or call: keys of `for_each`, indices of `count`.
  template <typename Item>
  struct Instances {
    Shape shape = Shape::single;
    std::vector<std::pair<std::string, Item*>> items;
    bool is_open = false;       // one stands for a number that is not known, or for many
    bool is_declaring = false;  // how many there are is being worked out
  };
  // A call of a module, with what its arguments may name: `each.value`, `count.index`.
  struct Caller {
    State* state;
    const TerraformBlock* call;
    TerraformScope scope = {};
  };
  // One module as one call makes it. Values are filled when first asked for; nullptr while they are worked
  // out.
  struct State {
    const TerraformModule* module = nullptr;
    std::string path;             // `module.db["orders"]`; empty where nothing calls it
    const State* root = nullptr;  // the module that Terraform is run in; nullptr: itself
    std::vector<Caller> callers;
    std::map<std::string, const Config*, std::less<>> variables;
    std::map<std::string, const Config*, std::less<>> locals;
    std::map<std::string, const Config*, std::less<>> outputs;
    std::map<std::string, const Config*, std::less<>> providers;
    std::map<std::string, Instances<Resource>, std::less<>> instances;  // "aws_x.y", "data.aws_x.y"
    std::map<std::string, Instances<State>, std::less<>> modules;       // by name of the call
  };
  // How to work out a resource's body.
  struct Pending {
    State* state;
    const TerraformBlock* block;
    TerraformScope scope;
    Resource* resource;
    bool is_running = false;
  };
  // One repetition of a block: its key and the names that it knows.
  struct Repetition {
    std::string key;
    TerraformScope scope;
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

  // modules.cc: which modules there are, by whom they are called.
  void link_calls(const Units& units);
  void find_shared(const Units& units);
  void instantiate();
  const Instances<State>* called(State& state, const std::string& name);
  void tell_calls_apart();

  // instances.cc: blocks, their repetition and providers.
  void declare_registry_calls();
  const Instances<Resource>* instances(State& state, const std::string& name);
  void declare(State& state, const TerraformBlock& block, bool is_data, Instances<Resource>& out);
  // The repetitions that `count` or `for_each` make of a block; none where they make nothing.
  template <typename Item>
  std::vector<Repetition> repetitions(State& state, const TerraformBlock& block, Instances<Item>& out);
  void work_out(Resource& resource);
  const Config& body_of(State& state, const TerraformBlock& block, const TerraformScope& scope);
  const Config& block_body(State& state, TerraformNode block, const TerraformScope& scope);
  void add_entry(State& state, TerraformNode entry, const TerraformScope& scope, Config& out);
  void add_dynamic(State& state, TerraformNode block, const TerraformScope& scope, Config& out);
  const Config* provider(State& state, const std::string& name, int depth);

  // evaluate.cc: expressions.
  const Config& evaluate(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& expression(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& template_value(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& text_value(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& call(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& for_value(State& state, TerraformNode node, const TerraformScope& scope);
  const Config& file_value(State& state, std::string_view function,
                           const std::vector<const Config*>& arguments, Place use);
  const Config& reference(State& state, TerraformNode node, const TerraformScope& scope,
                          std::string_view written);
  const Config& resource_value(State& state, TerraformNode node, const TerraformScope& scope, Path path,
                               bool is_data);
  const Config& attribute_of(State& state, TerraformNode node, const TerraformScope& scope,
                             Resource& resource, Path path, const std::string& written);
  const Config& module_value(State& state, TerraformNode node, const TerraformScope& scope, Path path,
                             const std::string& written);
  const Config& output(State& state, const std::string& name, Place use);
  const Config& outputs(State& state, Place use);
  const Config& follow(State& state, TerraformNode node, const TerraformScope& scope, const Config& start,
                       Path path);
  const Config& variable(State& state, const std::string& name, Place use);
  const Config& local_value(State& state, const std::string& name, Place use);
  // With the defaults that `optional()` gives in the type.
  const Config& typed(State& state, TerraformNode type, const Config& value, int depth);
  const Config& variable_value(State& state, const std::string& name, Place use);
  const Config& given_by_callers(State& state, const std::string& name, const TerraformNode& fallback,
                                 Place use);
  const Config& memoized(std::map<std::string, const Config*, std::less<>>& memo, State& state,
                         const std::string& name, TerraformNode node, Place use);
  const Config& as_use(const Config& value, std::string note, Place use);

  const Units& units_;
  ConfigPool& pool_;
  std::map<std::string, TerraformModule, std::less<>> modules_;
  std::deque<State> states_;                             // one for each call that stands for itself
  std::map<std::string, State, std::less<>> merged_;     // by directory: all calls of it as one
  std::set<std::string, std::less<>> shared_;            // directories that have only the merged one
  std::map<std::string, size_t, std::less<>> nodes_of_;  // by directory: what one evaluation may take
  size_t nodes_left_ = 0;                                // for evaluations of their own
  std::map<std::string_view, FileId> files_;             // by path
  std::deque<Resource> resources_;
  std::map<const Resource*, Pending> pending_;
  std::vector<MissingModule> missing_;
  std::deque<TerraformBlock> registry_calls_;
  size_t limit_ = 0;
  int depth_ = 0;
};

}  // namespace payaudit
