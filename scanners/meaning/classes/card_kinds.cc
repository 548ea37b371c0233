#include "scanners/meaning/classes/card_kinds.h"

#include <string_view>
#include <vector>

#include "scanners/facts/data_class.h"

namespace payaudit {
namespace {

// A card's number in clear of which something says that it is one to pay with, or what only such a card has.
bool is_of_payment_card(const Classification& found) {
  if (within(found.data_class, "account.sad")) return !found.is_weak && found.doubt.empty();
  return found.data_class == "account.chd.pan" && found.state == "clear" && found.doubt.empty() &&
         !found.is_of_any_card;
}

}  // namespace

void CardKinds::add_types(const Code& code) {
  for (const Type& type : code.types) {
    std::vector<std::string_view> names;
    for (const Field& field : type.fields) names.push_back(field.name);
    for (const Field& field : type.fields) {
      const NameContext context{
          .entity = type.name, .siblings = names, .type = field.type, .around = code.package};
      const auto found = classifier_.classify(field.name, context);
      if (found) {
        // The name of the type alone proves nothing: shops pay with points, too.
        const auto alone = classifier_.classify(field.name, {.siblings = names, .type = field.type});
        has_payment_ |= alone && found->doubt.empty() && is_of_payment_card(*alone);
      } else if (classifier_.is_of_other_card(field.name, context) &&
                 (other_.empty() || type.name < other_)) {
        other_ = type.name;
      }
    }
  }
}

void CardKinds::add_names(const Code& code) {
  const auto add = [&](std::string_view name) {
    if (has_payment_ || name.size() < 3) return;
    const auto found = classifier_.classify(name);
    has_payment_ |= found && !found->is_weak && is_of_payment_card(*found);
  };
  for (const Function& function : code.functions) {
    for (const Variable& variable : function.variables) add(variable.name);
    for (const Instruction& now : function.body) {
      if (now.op == Op::field || now.op == Op::set_field) add(now.text);
      for (const Argument& argument : now.args) add(argument.name);
    }
  }
}

}  // namespace payaudit
