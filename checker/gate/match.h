// Which findings of a tree are those of its base: by identity, never by count.
#pragma once

#include <cstddef>
#include <vector>

#include "checker/gate/change.h"
#include "rules/findings/finding.h"

namespace payaudit {

// For each finding now, the finding of the base that it is; kNew: none. One of the base is that of one now at
// most. Only what was given out by judging itself counts, not what was joined since. In this order, each
// among what the former left:
// 1. exact: equal fingerprints; of several that are equal in one file, those in lines that stayed come first,
//    then those of one secret;
// 2. moved: equal but for the path, in equal lines, of which one went and one came: their own, or those that
//    name the thing;
// 3. renamed: the same rule in a line that stayed, in the same file or in one that was renamed: what is
//    around it has another name;
// 4. same symbol: the same rule, class and place in the program, in lines of which the one replaced the
//    other, or in files of which one was made into the other; so is the same secret under another name, and
//    the one that is found of a thing that stayed, where what decides about it went in or out of it;
// 5. renamed thing: the same rule of a thing whose first line was replaced by one that differs in the name
//    only, while what is in it stayed.
inline constexpr size_t kNew = static_cast<size_t>(-1);
std::vector<size_t> match(const std::vector<Finding>& now, const std::vector<Finding>& base,
                          const Change& change);

// Of `count` findings of the base, which are met by one now.
std::vector<bool> met_in_base(const std::vector<size_t>& of_now, size_t count);

}  // namespace payaudit
