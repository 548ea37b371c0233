// The objects of an audit: documents with `apiVersion` and `kind`, lists taken apart, and what Kustomize does
// to them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/kubernetes/kustomize.h"
#include "scanners/meaning/settings/variables.h"
#include "scanners/meaning/settings/view.h"
#include "scanners/units/unit.h"

namespace payaudit::kubernetes {

struct Object {
  View root;
  FileId file = 0;
  std::string api;             // networking.k8s.io/v1
  std::string kind;            // Deployment
  std::string name;            // empty: not known
  std::string space;           // namespace, also that of its kustomizations; empty: not stated
  std::string symbol;          // Deployment/payment
  bool is_patch = false;       // a fragment that Kustomize merges into another object
  std::string_view doubtful;   // why it may not exist; empty: it does
  std::string own_space = {};  // the namespace that is written in it; empty: none, or an expression

  // Its namespace as an attribute.
  Sourced space_value(Facts& facts) const;
  // The API group: the text before the slash, empty for the core.
  std::string_view group() const;
};

struct Objects {
  std::vector<Object> all;
  std::set<std::string, std::less<>> retagged;  // image names whose tag a kustomization sets
  Neighbourhood around;                         // what names of hosts mean to the programs in them

  // The first object of that kind and name; nullptr when there is none. An empty `space` is any.
  const Object* find(std::string_view kind, std::string_view name, std::string_view space = {}) const;

  const Kustomizations& kustomizations() const { return *kustomizations_; }

 private:
  friend Objects find_objects(const Units& units, Facts& facts);
  // Words of the patches of an object: what they may set. Views of objects point into them.
  std::vector<std::unique_ptr<Words>> patched_keys_;
  // Objects as they are after all patches. The kustomizations hold the steps between.
  std::vector<std::unique_ptr<Tree>> patched_;
  std::unique_ptr<Kustomizations> kustomizations_;
  std::multimap<std::pair<std::string, std::string>, size_t> by_name_;
};

// Adds a gap fact for each kustomization with patches that were not applied.
Objects find_objects(const Units& units, Facts& facts);

}  // namespace payaudit::kubernetes
