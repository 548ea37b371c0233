#include "scanners/facts/facts.h"

#include <catch2/catch.hpp>

#include <set>

#include "scanners/facts/gaps.h"

using namespace payaudit;

TEST_CASE("an attribute that a fact does not state reads as unknown") {
  Facts facts;
  const Fact& fact = facts.add(Kind::container, {}, "api").set(Attr::privileged, Value::boolean(true));
  CHECK(to_string(fact.value(Attr::privileged)) == "true");
  CHECK(to_string(fact.value(Attr::root)) == "?(not stated)");
}

TEST_CASE("absorbed facts keep their texts") {
  Facts all;
  {
    Facts part;
    part.add(Kind::store, {}, "db")
        .set(Attr::name, part.text(std::string("a name that is long enough to be on the heap")));
    all.absorb(std::move(part));
  }
  CHECK(to_string(all.all().front()) == "store{name: \"a name that is long enough to be on the heap\"}");
}

TEST_CASE("facts sort by file, place, kind and symbol") {
  Facts facts;
  facts.add(Kind::store, {1, {5, 6}}, "b");
  facts.add(Kind::store, {0, {9, 10}}, "c");
  facts.add(Kind::store, {1, {5, 6}}, "a");
  facts.sort();
  CHECK(facts.all()[0].symbol == "c");
  CHECK(facts.all()[1].symbol == "a");
  CHECK(facts.all()[2].symbol == "b");
}

TEST_CASE("every kind and attribute has a unique name, a meaning and its own row") {
  std::set<std::string_view> names;
  for (const AttrRow& attr : attr_rows()) {
    CHECK(names.insert(attr.name).second);
    CHECK_FALSE(attr.meaning.empty());
    CHECK(row(attr.id).name == attr.name);
    CHECK(find_attr(attr.name) == attr.id);
  }
  names.clear();
  for (const KindRow& kind : kind_rows()) {
    CHECK(names.insert(kind.name).second);
    CHECK_FALSE(kind.meaning.empty());
    CHECK_FALSE(kind.attributes.empty());
    CHECK(row(kind.id).name == kind.name);
    CHECK(find_kind(kind.name) == kind.id);
  }
  CHECK_FALSE(find_attr("no_such_attribute").has_value());
}

TEST_CASE("a bound of work that was reached is a gap with its reason") {
  Facts facts;
  add_limit_gap(facts, {0, {1, 2}}, "big", "more than is looked at");
  CHECK(to_string(facts.all().front()) == "gap{reason: \"limit\", detail: \"more than is looked at\"}");
}
