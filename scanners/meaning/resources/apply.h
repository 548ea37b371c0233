// Applies resource models to resources: facts with attributes, their origins and places.
//
// It knows no provider: what a path means is in the models, what tables cannot say is in the joins of
// terraform and cloudformation, which work on the facts made here.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/facts/facts.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

// All resources of an audit and the facts made of them. Borrows the resources, which must outlive it; facts
// live in the Facts given to apply_models.
class ResourceFacts {
 public:
  explicit ResourceFacts(const std::deque<Resource>& resources);

  const std::deque<Resource>& resources() const { return resources_; }
  void add(const Resource& resource, Fact& fact) { facts_[&resource].push_back(&fact); }
  // The resource's facts of a kind; empty where it has none.
  std::vector<Fact*> facts_of(const Resource& resource, Kind kind) const;
  // Resources of one type, in the order of the files.
  const std::vector<const Resource*>& of_type(std::string_view type) const;

  // Which resources of `type` the values at `path` name, by reference or by the name they have. `is_open`:
  // the values are not known, so it may be any of them.
  struct Referred {
    std::vector<const Resource*> targets;
    bool is_open = false;
  };
  Referred referred(const Resource& from, std::string_view path, std::string_view type) const;

 private:
  const std::deque<Resource>& resources_;
  std::map<const Resource*, std::vector<Fact*>> facts_;
  std::map<std::string, std::vector<const Resource*>, std::less<>> by_type_;
};

// What a fact of the resource has whatever it is about: a note on the call that made it, and a `detail` where
// it may not be there: it is no certain breach or evidence then.
void say_where_from(const Resource& resource, Fact& fact, Facts& facts);

// Facts of every resource that is not a data source, then what side resources say about others.
void apply_models(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts);

// Of the models that have `covers`: a `detail`, where a thing of the type is left out.
void add_coverage(const ResourceModels& models, const ResourceFacts& resources, Facts& facts);

// Classes that names and tags speak of (`holds`), and `place` facts of everything that has a region. After
// the joins.
void add_holdings_and_places(const ResourceFacts& resources, const Classifier& classifier, Facts& facts);

}  // namespace payaudit
