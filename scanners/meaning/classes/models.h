// What object-relational and document mappers call things. Filled by rules/policy from
// policies/models/classes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

// A call that makes a persistent type of an object whose keys are its members. Arguments are positions.
struct TypeDefinition {
  std::string call;                // last part of the callee's name
  std::vector<std::string> needs;  // the file imports one of these modules
  size_t members = 0;
  size_t name = kNoName;
  static constexpr size_t kNoName = 9;
};

// Of libraries whose classes say in their body how a member is kept.
struct BodyOptions {
  std::vector<std::string> needs;     // modules, one of which the file imports
  std::vector<std::string> computed;  // arguments of a member's call: it has no column
  std::vector<std::string> stored;    // … unless this one is true
  std::vector<std::string> exact;     // makes a decimal column
  std::vector<std::string> table;     // of the body: false where the class has no table of its own
};

struct MapperModels {
  std::vector<std::string> marks;  // of types that are persisted
  std::map<std::string, std::vector<std::string>>
      mark_modules;                   // by language: an import that makes them count
  std::vector<std::string> views;     // of types that are read from a query, and kept nowhere
  std::vector<std::string> embedded;  // of types that are kept only within another that is
  std::vector<std::string> clients;   // of interfaces whose methods are sent to others
  std::vector<std::string> bodies;    // of a parameter that a request's body is read into, or sent from
  std::vector<std::string> bases;     // as written: `models.Model`
  std::map<std::string, std::vector<std::string>> base_modules;  // last part of a base: modules
  std::vector<std::string> tags;                                 // of a Go struct's members
  std::vector<std::string> transient;                            // marks of members that are not written
  std::vector<std::string> transient_options;                    // parts of a tag that say so
  std::vector<std::string> virtual_types;
  std::vector<std::string> converters;  // marks that name one
  std::vector<std::string> converting;  // arguments of a column's mark or tag that name one
  std::vector<std::string> encoding;    // converters of the mappers that only encode
  std::vector<std::string> encrypting_types;
  std::vector<std::string> converter_bases;
  std::vector<std::string> converter_methods;
  std::vector<std::string> plain_bases;
  std::vector<std::string> columns;       // marks of a member's column
  std::vector<std::string> column_calls;  // calls that describe one
  std::vector<std::string> widths;        // names of the argument that bounds it
  std::vector<TypeDefinition> definitions;
  std::vector<std::string> member_setters;
  BodyOptions body_options;
  std::vector<std::string> table_arguments;  // of a type's mark: its table's name
  std::vector<std::string> table_members;    // of a class's body
  std::vector<std::string> table_functions;  // that give it
  std::vector<std::string> column_names;     // arguments that name a member's column
};

}  // namespace payaudit
