// Conditions of access policies in the form that AWS uses: whether they leave out anybody of those whom a
// statement names.
#pragma once

#include <string>

#include "scanners/meaning/resources/config.h"
#include "scanners/meaning/resources/models.h"

namespace payaudit {

enum class Narrowing : uint8_t {
  none,     // everybody can meet it: it says nothing of who asks, or names all there are
  narrows,  // it names who asks, or from where
  unknown
};

struct Narrowed {
  Narrowing is = Narrowing::none;
  std::string why;  // of unknown
};

// `conditions`: the maps below `Condition`, or the `condition` blocks of a data source (`is_block`). All of
// them have to be met.
Narrowed narrowed(const std::vector<const Config*>& conditions, bool is_block, const ResourceWords& words);

}  // namespace payaudit
