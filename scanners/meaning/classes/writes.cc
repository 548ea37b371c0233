#include "scanners/meaning/classes/writes.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "scanners/meaning/classify/classifier.h"

namespace payaudit {
namespace {

struct Given {
  const MemberWrite* masked = nullptr;  // the first
  bool has_clear = false;

  void take(const MemberWrite& write) {
    has_clear |= write.is_clear;
    if (!write.is_clear && masked == nullptr) masked = &write;
  }
};

bool is_kept_in_clear(const Fact& fact) {
  const std::string_view of = text_of(fact, Attr::class_);
  return fact.kind == Kind::field && text_of(fact, Attr::state) == "clear" &&
         (within(of, "account") || within(of, "personal.national_id"));
}

}  // namespace

void doubt_what_is_given_masked(Facts& facts, const SourceMap& sources,
                                const std::vector<MemberWrite>& writes) {
  std::map<std::pair<std::string, std::string>, Given> of_type;
  std::map<std::pair<FileId, std::string>, Given> of_file;
  for (const MemberWrite& write : writes) {
    if (write.type.empty()) {
      of_file[{write.place.file, write.member}].take(write);
    } else {
      of_type[{write.type, write.member}].take(write);
    }
  }
  std::map<std::string, std::string, std::less<>> columns;  // to the reason
  for (Fact& fact : facts.all()) {
    if (!is_kept_in_clear(fact) || text_of(fact, Attr::container).empty()) continue;
    const std::string member = member_key(text_of(fact, Attr::name));
    Given given;
    if (const auto known = of_type.find({std::string(text_of(fact, Attr::container)), member});
        known != of_type.end())
      given = known->second;
    if (const auto known = of_file.find({fact.place.file, member}); known != of_file.end()) {
      given.has_clear |= known->second.has_clear;
      if (given.masked == nullptr) given.masked = known->second.masked;
    }
    if (given.masked == nullptr || given.has_clear) continue;
    const Source& source = sources[given.masked->place.file];
    const std::string why = fmt::format(
        "all that is seen to be put into it is masked or encrypted, first at {}:{}; what else fills it is "
        "not "
        "seen",
        source.path(), source.line_of(given.masked->place.span.begin));
    fact.set(Attr::state, facts.unknown(why));
    fact.notes.push_back({given.masked->place, "here it gets no clear value", NoteRole::context});
    if (const std::string_view column = text_of(fact, Attr::column); !column.empty())
      columns.emplace(column, why);
  }
  for (Fact& fact : facts.all()) {
    if (!is_kept_in_clear(fact)) continue;
    const auto known = columns.find(text_of(fact, Attr::column));
    if (known != columns.end()) fact.set(Attr::state, facts.unknown(known->second));
  }
}

}  // namespace payaudit
