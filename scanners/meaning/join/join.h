// What several domains say together: a column and the database that keeps it, a store and what its owner says
// it holds, a page's script and the inventory. Changes facts in place; adds none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scanners/facts/facts.h"

namespace payaudit {

// What the owner of a tree declares, as joining needs it.
struct Declared {
  std::map<std::string, std::vector<std::string>, std::less<>>
      store_classes;                                // a store's symbol -> data classes
  std::optional<std::vector<std::string>> scripts;  // sources of inventoried scripts, as pages write them
};

// 1. Declared classes enter `holds` of the store of that symbol and `classes` of its places.
// 2. Where the tree has one relational database and no other, columns belong to it: `store`,
// `store_encrypted`, and their classes enter its `holds`.
//    With several databases nothing says which one a migration runs on, so nothing is joined.
// 3. Scripts are looked up in the inventory; without one, `inventoried` is Unknown.
// 4. Pages without a policy of their own have that of the servers of the tree, where these agree.
// 5. In a tree without any currency, whether thresholds regard it is Unknown.
void join(Facts& facts, const Declared& declared);

}  // namespace payaudit
