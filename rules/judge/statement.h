// A statement without what may change while it stays the same one: white space, how its lines are broken,
// what its local variables are called.
#pragma once

#include <string>
#include <string_view>

namespace payaudit {

// Which names of a source text may be others.
enum class Names {
  kept,       // of settings and schemas: a name is what the thing is
  receivers,  // what a member is taken from: `card.number` is `$.number`
  locals,  // and what stands alone: `log.info(card.number, n)` is `$1.info($1.number,$2)`; names of what is
           // called and of members stay
};

// White space goes, also inside of quotes: what is written in one line or in three is one statement. So does
// a comma before a closing bracket, which a formatter adds. The text may be of any language, and broken.
std::string normal_statement(std::string_view text, Names names);

}  // namespace payaudit
