#include "scanners/meaning/flow/taint.h"

#include <fmt/format.h>
#include <algorithm>
#include <set>

#include "scanners/meaning/flow/walk.h"

namespace payaudit {
namespace {

constexpr size_t kLongestShown = 80;
// Of a function that is followed from where it is called: once for each value that it is given.
constexpr size_t kLongestCallee = 1000;

// Names written in capitals are constants: keys, labels, settings. Credentials in settings are read so, too.
bool is_written_in_capitals(std::string_view name) {
  bool has_letter = false;
  for (char c : name) {
    if (c >= 'a' && c <= 'z') return false;
    has_letter |= c >= 'A' && c <= 'Z';
  }
  return has_letter;
}

}  // namespace

TaintAnalysis::TaintAnalysis(const Source& source, const Resolution& resolution, const FlowTables& tables)
    : file_(source),
      resolution_(resolution),
      tables_(tables),
      types_(tables.types.of(resolution.code().language)) {}

const Classification* TaintAnalysis::classify(std::string_view name, std::string_view entity,
                                              std::string_view type, std::string_view around) {
  if (name.size() < 2 || name.size() > 128) return nullptr;
  std::string key;
  key.reserve(name.size() + entity.size() + type.size() + around.size() + 3);
  key.append(name).push_back('\0');
  key.append(entity).push_back('\0');
  key.append(type).push_back('\0');
  key.append(around);
  const auto [place, is_new] = classified_.try_emplace(std::move(key));
  if (is_new) {
    auto found = tables_.classifier.classify(name, {.entity = entity, .type = type, .around = around});
    if (!found) {
      const std::string_view wanted = tables_.classifier.class_to_find_in_file(name);
      if (!wanted.empty() && file_has(wanted))
        found = tables_.classifier.classify(
            name, {.entity = entity, .type = type, .file_class = wanted, .around = around});
    }
    if (found) {
      // Go's exported members may be acronyms; its constants are not written so.
      const bool is_constant = resolution_.code().language != "go" && is_written_in_capitals(name) &&
                               !within(found->data_class, "credential");
      if (!is_constant) place->second = {true, std::move(*found)};
    }
  }
  return place->second.first ? &place->second.second : nullptr;
}

const CallModel* TaintAnalysis::assigned_sink(FunctionId id, uint32_t at) const {
  static const auto kOfRole = [](std::string_view role) {
    CallModel model;
    model.role = role;
    return model;
  };
  static const CallModel kStorage = kOfRole("browser-storage");
  static const CallModel kCookie = kOfRole("cookie");
  const Instruction& now = resolution_.code().functions[id].body[at];
  const ResolvedFunction& resolved = resolution_[id];
  const bool sets = (now.op == Op::set_field || now.op == Op::set_index) && now.args.size() > 1 &&
                    now.args[0].value < resolved.name.size();
  if (!sets || model_language(resolution_.code().language) != "javascript") return nullptr;
  const CodeModels& models = resolution_.index().models();
  const std::string_view object = resolved.name[now.args[0].value];
  if (models.words_of("browser.storages").has(object)) return &kStorage;
  const bool is_cookie = now.op == Op::set_field &&
                         models.words_of("browser.cookies").has(fmt::format("{}.{}", object, now.text));
  return is_cookie ? &kCookie : nullptr;
}

bool TaintAnalysis::answers(FunctionId id, bool* is_shaped) const {
  const CodeModels& models = resolution_.index().models();
  for (const Annotation& mark : resolution_.code().functions[id].annotations) {
    const size_t dot = mark.name.rfind('.');
    const std::string_view name = mark.name.substr(dot + 1);  // npos + 1 is 0
    const bool is_of_router = dot != std::string_view::npos && models.words_of("web.router-marks").has(name);
    if (!is_of_router && !models.words_of("web.answering-marks").has(name)) continue;
    for (const AnnotationArgument& argument : mark.arguments) {
      if (is_shaped != nullptr) *is_shaped |= models.words_of("web.answer-models").has(argument.name);
    }
    return true;
  }
  return false;
}

// Whether some name of the file is of a class by itself.
bool TaintAnalysis::file_has(std::string_view data_class) {
  const auto [place, is_new] = file_classes_.try_emplace(std::string(data_class), false);
  if (!is_new) return place->second;
  const Code& code = resolution_.code();
  const auto is_of_class = [&](std::string_view name) {
    if (name.size() < 2) return false;
    const auto found = tables_.classifier.classify(name);
    return found && !found->is_weak && found->data_class == data_class;
  };
  bool& has = place->second;
  for (const Function& function : code.functions) {
    for (const Variable& variable : function.variables) has = has || is_of_class(variable.name);
    for (const Instruction& now : function.body) {
      // `Card(card_number_masked=…)`, `card.cardNumber`
      for (const Argument& argument : now.args) has = has || is_of_class(argument.name);
      if (now.op == Op::field || now.op == Op::set_field) has = has || is_of_class(now.text);
    }
  }
  for (const Type& type : code.types) {
    for (const Field& field : type.fields) has = has || is_of_class(field.name);
  }
  has = has || file_speaks_of(data_class);
  return has;
}

// Words in the names of the file and in its path confirm the class, and none denies it.
bool TaintAnalysis::file_speaks_of(std::string_view data_class) const {
  const Code& code = resolution_.code();
  bool is_confirmed = false, is_denied = false;
  std::set<std::string_view> seen;
  const auto look = [&](std::string_view name) {
    if (name.size() < 2 || is_denied || !seen.insert(name).second) return;
    const Classifier::InFile says = tables_.classifier.says_in_file(name, data_class);
    is_confirmed |= says == Classifier::InFile::confirms;
    is_denied |= says == Classifier::InFile::denies;
  };
  look(tables_.path);
  look(code.package);
  for (const Type& type : code.types) {
    look(type.name);
    for (const Field& field : type.fields) look(field.name);
  }
  for (const Function& function : code.functions) {
    look(function.name);
    for (const Variable& variable : function.variables) look(variable.name);
    for (const Instruction& now : function.body) {
      if (now.op == Op::field || now.op == Op::call || now.op == Op::name) look(now.text);
    }
  }
  return is_confirmed && !is_denied;
}

uint32_t TaintAnalysis::add_source(const Classification& found, Span span, std::string_view text,
                                   std::string_view owner) {
  const std::string key =
      fmt::format("{}:{}:{}:{}", span.begin, span.end, found.data_class, text.substr(0, kLongestShown));
  const auto [place, is_new] = source_ids_.try_emplace(key, static_cast<uint32_t>(sources_.size()));
  if (is_new) {
    sources_.push_back({found.data_class, std::string(text.substr(0, kLongestShown)), found.why,
                        found.is_weak, span, found.doubt, owner});
  }
  return place->second;
}

uint32_t TaintAnalysis::intern(Taint taint, FunctionId function, uint32_t instruction) {
  // Not the parent: the first way that leads here stands for all.
  std::string key;
  key.reserve(64 + taint.member.size());
  const auto number = [&](uint32_t value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  const auto text = [&](std::string_view value) {
    number(static_cast<uint32_t>(value.size()));
    key.append(value);
  };
  number(taint.source);
  number(function);
  number(instruction);
  number((taint.is_by_name ? 1U : 0U) | (taint.is_part ? 2U : 0U));
  text(taint.state);
  text(taint.protection);
  text(taint.member);
  text(taint.type);
  text(taint.split_at);
  const auto [place, is_new] = interned_.try_emplace(key, static_cast<uint32_t>(taints_.size()));
  if (is_new) taints_.push_back(std::move(taint));
  return place->second;
}

TaintAnalysis::Result TaintAnalysis::too_long(FunctionId function) const {
  Result result;
  result.is_too_long = true;
  result.by_reg.resize(resolution_.code().functions[function].variables.size());
  return result;
}

TaintAnalysis::Result TaintAnalysis::analyse(FunctionId function, Reg seeded, uint32_t seed) {
  if (resolution_.code().functions[function].body.size() > kLongestFollowed) return too_long(function);
  return FunctionWalk(*this, function).run(seeded, seed);
}

const TaintAnalysis::Returned& TaintAnalysis::through(FunctionId callee, size_t parameter, uint32_t taint) {
  static const Returned kNothing;
  static const Returned kCut{{}, true};
  const Function& function = resolution_.code().functions[callee];
  if (depth_ > 0 || parameter >= function.parameters.size()) return kNothing;
  if (function.body.size() > kLongestCallee) return kCut;
  const std::string key = fmt::format("{}:{}:{}", callee, parameter, taint);
  if (const auto known = passed_.find(key); known != passed_.end()) return known->second;
  ++depth_;
  const Result result = analyse(callee, function.parameters[parameter].reg, taint);
  --depth_;
  // Only what came in; the callee's own sources are found where it is analysed for itself.
  Returned back;
  back.is_cut = result.is_cut;
  const auto take = [&](const TaintSet& from) {
    TaintSet own;
    for (uint32_t id : from) {
      if (taints_[id].source == taints_[taint].source) unite(own, {id});
    }
    back.results.push_back(std::move(own));
  };
  if (result.returned_at.size() > 1) {
    for (const TaintSet& each : result.returned_at) take(each);
  } else {
    take(result.returned);
  }
  return passed_[key] = std::move(back);
}

uint32_t TaintAnalysis::seed(FunctionId function) {
  const uint32_t source = add_source({"account.chd.pan", "clear", false, "what the type's values hold"},
                                     resolution_.code().functions[function].span, "self");
  return intern({source, "clear", {}, {}, kNone, {}, {}, false}, function, kNone);
}

TaintAnalysis::Result TaintAnalysis::given_by(FunctionId lambda, const Captured& captured, Form form) {
  const Function& function = resolution_.code().functions[lambda];
  if (depth_ > 1 || function.body.size() > kLongestCallee) {
    Result cut;
    cut.is_cut = true;
    return cut;
  }
  ++depth_;
  FunctionWalk walk(*this, lambda);
  walk.give(captured, form);
  Result result = walk.run(kNoReg, kNone);
  --depth_;
  return result;
}

const std::vector<ClassifiedMember>& TaintAnalysis::members_of(std::string_view type, std::string_view name) {
  if (!type.starts_with('{')) return types_.members(type);
  const auto [place, is_new] = inline_members_.try_emplace(fmt::format("{}:{}", name, type));
  if (is_new) place->second = inline_members(type, name, tables_.classifier);
  return place->second;
}

}  // namespace payaudit
