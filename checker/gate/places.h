// Places of findings, where a tree was judged that has the same files under other numbers.
#pragma once

#include "rules/findings/finding.h"

namespace payaudit {

// Calls with each place of the finding, to be changed.
template <typename Move>
void move_places(Finding& finding, Move move) {
  if (finding.has_place) {
    move(finding.place);
    move(finding.thing);
  }
  if (finding.extent.secret) move(*finding.extent.secret);
  for (Step& step : finding.steps) move(step.place);
  for (Place& place : finding.also_at) move(place);
  for (Identity& identity : finding.stands_for) move(identity.place);
  if (finding.suppression) move(finding.suppression->place);
}

}  // namespace payaudit
