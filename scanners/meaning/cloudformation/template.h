// One CloudFormation template evaluated: its resources with their properties as Config.
//
// Evaluates references to parameters and resources, conditions, `Fn::If`, `Fn::FindInMap`, `Fn::Sub`,
// `Fn::Join`, `Fn::Select` and `Fn::Split`. A parameter counts by its default, as a variable of Terraform
// does; what depends on a parameter without one, on the account, the region or another stack is Unknown and
// says why. `Fn::ForEach` is unrolled and SAM's `Globals` are merged in; it expands no other macro.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/resources/config.h"
#include "scanners/source/source.h"
#include "scanners/units/tree.h"

namespace payaudit {

// Whether the map below `Resources` holds resources: `AWS::…`, `Custom::…` or of a registered provider.
bool is_template(const Tree& tree, NodeId root);

// Borrows all of what it is given.
class Template {
 public:
  static constexpr std::string_view kLoop = "Fn::ForEach::";  // then any name

  Template(const Source& source, FileId file, const Tree& tree, NodeId root, ConfigPool& pool);

  // Appends the template's resources; those that a condition certainly leaves out are not there, and those
  // that it leaves out by the default of a parameter are in doubt.
  void read(std::deque<Resource>& out);
  // Loops that were not unrolled to the end: their keys. What the rest of them makes is not judged.
  const std::vector<NodeId>& cut_loops() const { return cut_loops_; }

 private:
  // What a condition comes to.
  struct Decision {
    enum class Is : uint8_t { met, not_met, unknown };
    Is is = Is::unknown;
    bool has_parameter = false;  // the default of a parameter decides it
    std::string why;             // of unknown
  };

  using Loop = std::map<std::string, const Config*, std::less<>>;  // names that loops bind
  struct Declared {
    Resource* resource;
    NodeId node;
    Loop loop;
  };
  void declare(std::string name, NodeId id, std::deque<Resource>& out, std::vector<Declared>& declared);
  void each_entry(NodeId map, int depth, const std::function<void(std::string, NodeId)>& use);
  std::string filled_in(std::string_view key) const;
  void add_globals(std::string_view type, Config& body);
  void merge_into(const Config& globals, Config& body, int depth);

  Place place(NodeId id) const;
  std::string_view function_name(NodeId id) const;
  NodeId argument(NodeId id) const { return tree_[id].tag.empty() ? tree_[id].first_child : id; }
  std::vector<NodeId> arguments(NodeId id) const;

  void fill(NodeId map, Config& out, int depth);
  const Config& value(NodeId id, int depth);
  const Config& call(NodeId id, std::string_view name, int depth);
  const Config& applied(std::string_view name, Place at);
  const Config& named(std::string_view name, Place at);
  const Config& choose(const std::vector<NodeId>& given, Place at, int depth);
  const Config& find_in_map(const std::vector<NodeId>& given, Place at, int depth);
  const Config& select(const std::vector<NodeId>& given, Place at, int depth);
  const Config& split(std::string_view separator, const Config& text, Place at);
  const Config& sub(std::string_view text, NodeId own, Place at, int depth);
  const Config& join(std::string_view separator, const Config& list, Place at);
  const Config& text_of(std::string known, std::string why, bool is_specific, Place at);

  Decision condition(std::string_view name);
  Decision decide(NodeId expression, int depth);
  Decision equal(const std::vector<NodeId>& given, int depth);

  const Source& source_;
  FileId file_;
  const Tree& tree_;
  ConfigPool& pool_;
  NodeId resources_;
  NodeId parameters_;
  NodeId mappings_;
  NodeId globals_;
  NodeId conditions_;
  std::map<std::string, Decision, std::less<>> decisions_;
  std::set<std::string, std::less<>> deciding_;  // a condition that asks for itself is not known
  std::map<std::string, Resource*, std::less<>> by_name_;
  std::map<std::string, const Config*, std::less<>> global_values_;
  Loop loop_;
  size_t looped_ = 0;
  std::vector<NodeId> cut_loops_;
};

}  // namespace payaudit
