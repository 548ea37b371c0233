// What a function does with data that it is given: what comes back, what is put where, which sinks it
// reaches. Internal to flow; see contexts.h.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/flow/models.h"
#include "scanners/program/program.h"
#include "scanners/source/source.h"

namespace payaudit {

// Data as it crosses the border of a function, without where it comes from: what is found out of it holds for
// all data that is alike. Views live as long as the units and the tables.
struct FlowContent {
  std::string_view data_class;
  std::string_view state;
  std::string member;  // as Taint has it
  std::string_view type;
  std::string split_at;
  bool is_part = false;
  bool is_many = false;  // what it comes from may be a list
  auto operator<=>(const FlowContent&) const = default;
};

struct FlowStep;
using FlowWay = std::vector<FlowStep>;

// One step of a way, in whatever file.
struct FlowStep {
  FileId file = 0;
  Span span;
  std::string text;  // empty: not worth telling
  std::string_view state;
  std::string_view protection;                       // met here; empty: none
  bool is_by_name = false;                           // which only a name promises
  std::shared_ptr<const FlowWay> through = nullptr;  // the way through another function, before this step
};
// The steps in order, with those through other functions. Of a long way the last steps, and all that protect.
FlowWay told_way(const FlowWay& way);
inline constexpr size_t kMostSteps = 24;

// Where data comes from that another function works with.
struct FlowOrigin {
  FileId file = 0;
  std::string function;  // as facts name it
  std::string_view data_class;
  std::string text;
  std::string why;
  bool is_weak = false;
  Span span;
  std::string doubt;
  std::string_view owner;
  bool is_same(const FlowOrigin& other) const {
    return file == other.file && span == other.span && data_class == other.data_class && text == other.text;
  }
};

// How data enters a function.
struct FlowInput {
  enum class Place : uint8_t {
    none,       // it does not: what the function has by itself
    parameter,  // `index`
    self,
    captured,  // the variable `name` of a function around it, or of the module
    called,    // what calling the parameter `index` gives
  };
  Place place = Place::none;
  uint32_t index = 0;
  std::string name;
  FlowContent content;
  TypeRef self_type = {};  // what the own object surely is, where types below have functions of their own
};

// A sink that data reaches, wherever it stands.
struct SinkSite {
  FileId file = 0;
  FunctionRef function;
  uint32_t instruction = 0;
  Span argument;
  Span statement;
  const CallModel* sink = nullptr;  // nullptr: thrown
  bool is_by_name = false;
  std::string written;        // as the source writes the sink
  std::string function_name;  // as facts name it
  bool is_at_debug_level = false;
  bool is_in_page = false;
  std::string print;          // why its output may be kept nowhere; empty: it is kept
  std::string_view own_mask;  // that the program's own logger may use; empty: none
  FlowContent content;        // as it arrives
  std::shared_ptr<const FlowWay> way;
};

struct FlowOutcome {
  struct Out {
    enum class Target : uint8_t {
      result,     // at the position `index`; kWhole: it is the only one
      parameter,  // put into the object that the parameter `index` holds
      self,
      captured,  // the variable `name` of a function around it
      global,    // the slot `name` of the whole program
      thrown,
      handed,  // to the function that the parameter `index` holds, as its argument `position`
    };
    Target target = Target::result;
    uint32_t index = 0;
    uint32_t position = 0;
    std::string name;
    FlowContent content;
    std::shared_ptr<const FlowWay> way;
    std::shared_ptr<const FlowOrigin> origin;  // of what the function has by itself; nullptr: of the input
  };
  static constexpr uint32_t kWhole = ~uint32_t{0};
  std::vector<Out> outs;
  std::vector<std::shared_ptr<const SinkSite>> sinks;
  bool is_cut = false;  // a bound of work came first: there may be more

  // The ways are of no account: the first that is found stays.
  bool is_same(const FlowOutcome& other) const;
};

}  // namespace payaudit
