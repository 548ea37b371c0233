// What the Terraform files of one directory declare, by name; nothing is evaluated here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/units/unit.h"

namespace payaudit {

// The folder of a path; empty: the top.
std::string_view directory_of(std::string_view path);

// A node of a file. Borrowed from the Units.
struct TerraformNode {
  FileId file = 0;
  const Tree* tree = nullptr;
  NodeId node = kNoNode;

  explicit operator bool() const { return tree != nullptr && node != kNoNode; }
  const Node& operator*() const { return (*tree)[node]; }
  TerraformNode child(NodeId id) const { return {file, tree, id}; }
  // The first entry of that key; none where there is none.
  TerraformNode find(std::string_view key) const { return child(tree->find(node, key)); }
  Place place() const { return {file, (*tree)[node].span}; }
};

// A resource, data source, module call, provider … : a block with its labels, or an object of `.tf.json`.
struct TerraformBlock {
  TerraformNode at;
  std::string type;  // aws_s3_bucket; of a provider, its name
  std::string name;
  Place header;  // from the keyword to the last label
  // The same block in override files, in the order that Terraform merges them: an argument takes the place of
  // the one of its name, and nested blocks of a type take the place of all of that type.
  std::vector<TerraformNode> overrides = {};

  // The first entry of that key once merged; none where there is none.
  TerraformNode find(std::string_view key) const;
  std::vector<TerraformNode> entries() const;
};

struct TerraformModule {
  std::string directory;  // "" for the root
  std::map<std::string, TerraformBlock, std::less<>> variables;
  std::map<std::string, TerraformNode, std::less<>> locals;
  std::map<std::string, TerraformBlock, std::less<>> resources;  // "aws_s3_bucket.logs"
  std::map<std::string, TerraformBlock, std::less<>> data;       // "aws_iam_policy_document.logs"
  std::map<std::string, TerraformBlock, std::less<>> calls;      // module calls by name
  std::map<std::string, TerraformNode, std::less<>> outputs;     // an output's `value`
  std::vector<TerraformBlock> providers;
  // Values of terraform.tfvars and *.auto.tfvars: the last counts, as Terraform loads them.
  std::map<std::string, TerraformNode, std::less<>> settings;
  // Values of other *.tfvars files, which somebody may choose to load.
  std::multimap<std::string, TerraformNode, std::less<>> possible_settings;
};

// All modules by directory.
std::map<std::string, TerraformModule, std::less<>> terraform_modules(const Units& units);

// `a/b` to `a/c/d` -> `../c/d`; `.` to itself.
std::string relative_module_path(std::string_view from, std::string_view to);
// `a/b` + `../c` -> `a/c`; empty optional-like "?" where it leaves the tree or is not a local path.
std::string local_module_path(std::string_view directory, std::string_view source);

}  // namespace payaudit
