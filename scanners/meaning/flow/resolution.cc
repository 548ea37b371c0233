#include "scanners/meaning/flow/resolution.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

namespace payaudit {
namespace {

// Chains of calls grow the path; beyond this nothing is modelled any more.
constexpr size_t kLongestPath = 4000;

std::string_view last_segment(std::string_view path, char separator) {
  const size_t at = path.rfind(separator);
  return at == std::string_view::npos ? path : path.substr(at + 1);
}

bool is_version(std::string_view segment) {
  return segment.size() >= 2 && segment[0] == 'v' &&
         segment.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// `github.com/stripe/stripe-go/v76` and `…/v76/charge` without the version.
std::string without_version(std::string_view module) {
  std::string path;
  while (!module.empty()) {
    const size_t slash = std::min(module.find('/'), module.size());
    const std::string_view segment = module.substr(0, slash);
    if (path.empty() || !is_version(segment)) {
      if (!path.empty()) path += '/';
      path += segment;
    }
    module.remove_prefix(std::min(slash + 1, module.size()));
  }
  // gopkg.in/yaml.v3
  const size_t dot = path.rfind(".v");
  if (dot != std::string::npos && path.find_first_not_of("0123456789", dot + 2) == std::string::npos)
    path.resize(dot);
  return path;
}

// The name by which Go code calls a package unless it says otherwise.
std::string_view go_package_name(std::string_view path) {
  std::string_view name = last_segment(path, '/');
  if (name.starts_with("go-")) name.remove_prefix(3);
  if (name.ends_with("-go")) name.remove_suffix(3);
  return name;
}

bool is_capital(std::string_view name) {
  return !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
}

}  // namespace

std::string_view simple_type(std::string_view type) {
  const size_t begin = type.find_first_not_of(" *&[]?");
  // A type that is written where it is used has no name.
  if (begin == std::string_view::npos || type[begin] == '{') return {};
  type = type.substr(begin);
  type = type.substr(0, type.find_first_of(" <[(|&?"));
  return last_segment(type, '.');
}

Resolution::Resolution(const Code& code, const CallIndex& index, const SettingConstants* settings)
    : code_(code), index_(index), settings_(settings) {
  resolve_imports();
  for (TypeId id = 0; id < code.types.size(); ++id) types_.emplace(code.types[id].name, id);
  functions_.resize(code.functions.size());
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    if (!code.functions[id].name.empty()) function_names_.emplace(code.functions[id].name, id);
  }
  std::unordered_set<std::string_view> assigned;  // from inside of functions
  for (const Function& function : code.functions) {
    for (const Instruction& now : function.body) {
      if (now.op == Op::set_name) assigned.insert(now.text);
    }
  }
  // Shared variables first: functions read them by name wherever they stand.
  for (const bool is_shared : {true, false}) {
    for (FunctionId id = 0; id < code.functions.size(); ++id) {
      const std::string_view name = code.functions[id].name;
      if ((name == "<module>" || name == "<fields>") != is_shared) continue;
      resolve_function(id);
      if (!is_shared) continue;
      const Function& function = code.functions[id];
      for (Reg reg = 0; reg < function.variables.size(); ++reg) {
        const std::string_view variable = function.variables[reg].name;
        if (variable.empty()) continue;
        const ResolvedFunction& resolved = functions_[id];
        const auto [place, is_new] = shared_.try_emplace(
            variable, Shared{resolved.path[reg], resolved.type[reg],
                             assigned.contains(variable) ? Constant{} : resolved.constant[reg]});
        if (!is_new) place->second.is_ambiguous = true;
      }
    }
  }
}

std::string_view Resolution::keep(std::string_view a, std::string_view b, std::string_view c) {
  if (a.size() + b.size() + c.size() > kLongestPath) {
    is_cut_ = true;
    return {};
  }
  std::array<char, kLongestPath> joined;
  char* end = std::copy(a.begin(), a.end(), joined.data());
  end = std::copy(b.begin(), b.end(), end);
  end = std::copy(c.begin(), c.end(), end);
  return arena_.keep(std::string_view(joined.data(), static_cast<size_t>(end - joined.data())));
}

void Resolution::resolve_imports() {
  for (const Import& import : code_.imports) {
    std::string_view module = import.module;
    std::string_view path, local;
    if (code_.language == "java") {
      if (import.name == "*") {
        open_packages_.push_back(module);
        continue;
      }
      path = import.name.empty() ? module : keep(module, ".", import.name);
      local = last_segment(path, '.');
    } else if (code_.language == "go") {
      path = arena_.keep(without_version(module));
      local = go_package_name(path);
    } else if (code_.language == "python") {
      // Relative imports lead into the same repository.
      path = import.name.empty() ? module : import.name == "*" ? "" : keep(module, ".", import.name);
      local = !import.name.empty() ? import.name : module.substr(0, module.find('.'));
      // `import a.b` binds `a`.
      if (import.name.empty() && import.alias.empty()) path = local;
    } else {
      if (module.starts_with("node:")) module.remove_prefix(5);
      const bool is_whole = import.name.empty() || import.name == "*" || import.name == "default";
      path = is_whole ? module : keep(module, ".", import.name);
      local = is_whole ? std::string_view() : import.name;
    }
    if (!import.alias.empty()) local = import.alias;
    if (!local.empty() && !path.empty()) imports_[local] = path;
  }
}

std::string_view Resolution::qualified_type(std::string_view written) {
  const size_t begin = written.find_first_not_of(" *&[]?");
  if (begin == std::string_view::npos) return {};
  written = written.substr(begin);
  written = written.substr(0, written.find_first_of(" <[(|&?"));
  const size_t dot = written.find('.');
  const std::string_view head = written.substr(0, dot);
  if (const auto import = imports_.find(head); import != imports_.end()) {
    return dot == std::string_view::npos ? import->second : keep(import->second, written.substr(dot));
  }
  if (types_.contains(head)) return written;
  if (code_.language != "java") return index_.knows(code_.language, head) ? written : std::string_view();
  // Written with its package.
  if (dot != std::string_view::npos && !is_capital(head)) return written;
  for (std::string_view package : open_packages_) {
    const std::string_view candidate = keep(package, ".", written);
    if (index_.knows(code_.language, candidate)) return candidate;
  }
  const std::string_view built_in = keep("java.lang.", written);
  if (index_.knows(code_.language, built_in)) return built_in;
  // A type of the same package or an open one: its simple name, so that models may match `*Repository`.
  return written;
}

const Field* Resolution::field_of(TypeId type, std::string_view name) const {
  if (type == kNoType) return nullptr;
  for (const Field& field : code_.types[type].fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

FunctionId Resolution::find_local(std::string_view name, TypeId owner, size_t argument_count) const {
  FunctionId found = kNoFunction;
  const auto [begin, end] = function_names_.equal_range(name);
  for (auto at = begin; at != end; ++at) {
    const Function& function = code_.functions[at->second];
    if (function.parameters.size() != argument_count) continue;
    if (function.owner != owner && function.owner != kNoType) continue;
    if (found != kNoFunction) return kNoFunction;  // overloads are not told apart
    found = at->second;
  }
  return found;
}

// What a name that is no variable of the function stands for. Fills type and constant of `out` too.
std::string_view Resolution::path_of_name(FunctionId id, std::string_view name, Reg out) {
  ResolvedFunction& resolved = functions_[id];
  const auto use = [&](Reg from, const ResolvedFunction& other) {
    resolved.type[out] = other.type[from];
    resolved.constant[out] = other.constant[from];
    return other.path[from];
  };
  for (FunctionId around = code_.functions[id].parent; around != kNoFunction;
       around = code_.functions[around].parent) {
    const Function& function = code_.functions[around];
    for (Reg reg = 0; reg < function.variables.size(); ++reg) {
      if (function.variables[reg].name != name) continue;
      if (functions_[around].path.size() <= reg) return {};  // not resolved yet
      return use(reg, functions_[around]);
    }
  }
  for (TypeId type = code_.functions[id].owner; type != kNoType; type = code_.types[type].outer) {
    if (const Field* field = field_of(type, name)) {
      resolved.type[out] = simple_type(field->type);
      const auto shared = shared_.find(name);
      if (shared != shared_.end() && !shared->second.is_ambiguous) {
        resolved.constant[out] = shared->second.constant;
        // The variable of the initializer has the declared type or the narrower one that it is given.
        if (!shared->second.path.empty()) return shared->second.path;
      }
      return qualified_type(field->type);
    }
  }
  if (const auto logger = logger_field(code_.functions[id].owner, name); !logger.empty()) return logger;
  if (const auto shared = shared_.find(name); shared != shared_.end()) {
    if (shared->second.is_ambiguous) return {};
    resolved.type[out] = shared->second.type;
    resolved.constant[out] = shared->second.constant;
    return shared->second.path;
  }
  if (const auto import = imports_.find(name); import != imports_.end()) return import->second;
  if (types_.contains(name) || function_names_.contains(name)) return {};
  if (code_.language == "java" && is_capital(name)) return qualified_type(name);
  // A global; in Java, where a name with its package begins: `java.security.MessageDigest`.
  return index_.knows(code_.language, name) ? name : std::string_view();
}

std::string_view Resolution::type_of_state(const Function& function, const Instruction& call) {
  const bool is_holder = model_language(code_.language) == "javascript" && !call.args.empty() &&
                         index_.models().words_of("call.state-holders").has(call.text);
  if (!is_holder) return {};
  const auto maker = [](const Function& in, Reg reg) {
    const Instruction* made = nullptr;
    for (const Instruction& each : in.body) {
      if (each.out == reg) made = &each;
    }
    return made;
  };
  const Instruction* made = maker(function, call.args[0].value);
  if (made != nullptr && made->op == Op::name) {
    // A constant of the module.
    const std::string_view name = made->text;
    made = nullptr;
    for (const Function& module : code_.functions) {
      if (module.name != "<module>") continue;
      for (Reg reg = 0; reg < module.variables.size() && made == nullptr; ++reg) {
        if (module.variables[reg].name != name) continue;
        made = maker(module, reg);
        if (made != nullptr && made->op == Op::copy && !made->args.empty())
          made = maker(module, made->args[0].value);
      }
    }
  }
  if (made == nullptr || made->op != Op::make || made->text != "object") return {};
  std::string type;
  for (const Argument& entry : made->args) {
    if (entry.name.empty() || entry.name == "...") continue;
    type += (type.empty() ? "{ " : "; ") + std::string(entry.name) + ": string";
  }
  return type.empty() ? std::string_view() : arena_.keep(type + " }");
}

// The type of a logger that an annotation of the class, or of one around it, declares.
std::string_view Resolution::logger_field(TypeId owner, std::string_view name) {
  for (TypeId type = owner; type != kNoType; type = code_.types[type].outer) {
    for (const Annotation& mark : code_.types[type].annotations) {
      for (const LoggerField& logger : index_.models().logger_fields) {
        if (logger.language != code_.language || logger.field != name) continue;
        const std::string_view simple = last_segment(logger.annotation, '.');
        if (last_segment(mark.name, '.') != simple) continue;
        const std::string_view package =
            std::string_view(logger.annotation).substr(0, logger.annotation.size() - simple.size() - 1);
        const bool is_open =
            std::find(open_packages_.begin(), open_packages_.end(), package) != open_packages_.end();
        if (is_open || qualified_type(mark.name) == logger.annotation) return logger.type;
      }
    }
  }
  return {};
}

void Resolution::resolve_function(FunctionId id) {
  const Function& function = code_.functions[id];
  ResolvedFunction& resolved = functions_[id];
  const size_t regs = function.variables.size();
  resolved.path.resize(regs);
  resolved.type.resize(regs);
  resolved.name.resize(regs);
  resolved.constant.resize(regs);
  resolved.definition.assign(regs, kManyDefinitions);
  resolved.callee.resize(function.body.size());
  resolved.written.resize(function.body.size());
  resolved.local_function.assign(function.body.size(), kNoFunction);

  std::vector<uint8_t> definitions(regs, 0);
  for (const Parameter& parameter : function.parameters) {
    if (parameter.reg < regs) definitions[parameter.reg] = 2;
  }
  for (uint32_t at = 0; at < function.body.size(); ++at) {
    const Reg out = function.body[at].out;
    if (out >= regs) continue;
    if (definitions[out] < 2) ++definitions[out];
    resolved.definition[out] = at;
  }
  for (Reg reg = 0; reg < regs; ++reg) {
    const Variable& variable = function.variables[reg];
    if (definitions[reg] != 1) resolved.definition[reg] = kManyDefinitions;
    resolved.name[reg] = variable.name;
    if (!variable.type.empty() && variable.type != "var") {
      resolved.path[reg] = qualified_type(variable.type);
      resolved.type[reg] = variable.type.starts_with('{') ? variable.type : simple_type(variable.type);
    }
  }
  if (function.self < regs && function.owner != kNoType)
    resolved.type[function.self] = code_.types[function.owner].name;
  is_cut_ = false;
  for (size_t at = 0; at < function.body.size(); ++at) resolve_instruction(id, at);
  resolved.is_cut = is_cut_;
}

void Resolution::resolve_instruction(FunctionId id, size_t at) {
  const Function& function = code_.functions[id];
  const Instruction& now = function.body[at];
  ResolvedFunction& resolved = functions_[id];
  const auto known = [&](Reg reg) { return reg < resolved.path.size(); };
  const auto arg = [&](size_t i) { return i < now.args.size() ? now.args[i].value : kNoReg; };
  const bool has_out = known(now.out);
  const bool is_once = has_out && resolved.definition[now.out] == at;
  const auto set_path = [&](std::string_view path) {
    // Of several assignments only one that all agree on. A declared type stays, unless what is assigned is of
    // a type that models speak of: `Random random = new SecureRandom()`.
    if (!has_out || path.empty() || !is_once) return;
    const bool is_narrower = code_.language == "java" && now.op == Op::copy && index_.knows("java", path);
    if (resolved.path[now.out].empty() || is_narrower) resolved.path[now.out] = path;
  };

  switch (now.op) {
    case Op::literal:
      if (is_once) resolved.constant[now.out] = {now.literal, now.text};
      return;
    case Op::name:
      if (!has_out) return;
      resolved.name[now.out] = now.text;
      set_path(path_of_name(id, now.text, now.out));
      return;
    case Op::copy:
      if (!has_out || !known(arg(0))) return;
      set_path(resolved.path[arg(0)]);
      if (resolved.type[now.out].empty() && is_once) resolved.type[now.out] = resolved.type[arg(0)];
      if (resolved.name[now.out].empty()) resolved.name[now.out] = resolved.name[arg(0)];
      if (is_once) resolved.constant[now.out] = resolved.constant[arg(0)];
      return;
    case Op::field: {
      if (!has_out) return;
      resolved.name[now.out] = now.text;
      if (!known(arg(0))) return;
      const auto type = types_.find(resolved.type[arg(0)]);
      const Field* field = type == types_.end() ? nullptr : field_of(type->second, now.text);
      if (field != nullptr && !field->type.empty()) {
        resolved.type[now.out] = simple_type(field->type);
        set_path(qualified_type(field->type));
        return;
      }
      if (arg(0) == function.self && function.self != kNoReg) {
        if (const auto logger = logger_field(function.owner, now.text); !logger.empty()) {
          set_path(logger);
          return;
        }
      }
      const auto shared = shared_.find(now.text);
      const bool is_self = arg(0) == function.self || types_.contains(resolved.name[arg(0)]);
      if (is_self && shared != shared_.end() && !shared->second.is_ambiguous) {
        resolved.type[now.out] = shared->second.type;
        resolved.constant[now.out] = shared->second.constant;
        set_path(shared->second.path);
      } else if (!resolved.path[arg(0)].empty()) {
        set_path(keep(resolved.path[arg(0)], ".", now.text));
      }
      return;
    }
    case Op::set_field:
      // `self.logger = logging.getLogger()` in a constructor tells other methods what it is.
      if (arg(0) == function.self && known(arg(1)) && function.self != kNoReg) {
        const auto [place, is_new] =
            shared_.try_emplace(now.text, Shared{resolved.path[arg(1)], resolved.type[arg(1)], Constant{}});
        if (!is_new && place->second.path != resolved.path[arg(1)]) place->second.is_ambiguous = true;
      }
      return;
    case Op::index:
      if (!has_out || !known(arg(0))) return;
      // `request["card"]["number"]`
      resolved.name[now.out] = known(arg(1)) && resolved.constant[arg(1)].kind == LiteralKind::string
                                   ? resolved.constant[arg(1)].text
                                   : resolved.name[arg(0)];
      // Go's `x, err := f()`: the first of several results.
      if (known(arg(1)) && resolved.constant[arg(1)].text == "0") {
        set_path(resolved.path[arg(0)]);
        if (resolved.type[now.out].empty()) resolved.type[now.out] = resolved.type[arg(0)];
      }
      return;
    case Op::unary:
      if (is_once && now.text == "-" && known(arg(0)) &&
          resolved.constant[arg(0)].kind == LiteralKind::number) {
        resolved.constant[now.out] = {LiteralKind::number, keep("-", resolved.constant[arg(0)].text)};
      }
      // `&Config{}`: the thing itself.
      if (has_out && (now.text == "&" || now.text == "*") && known(arg(0))) {
        set_path(resolved.path[arg(0)]);
        if (resolved.type[now.out].empty()) resolved.type[now.out] = resolved.type[arg(0)];
      }
      return;
    case Op::binary:
    case Op::concat: {
      if (!is_once || (now.op == Op::binary && now.text != "+")) return;
      std::string joined;
      for (const Argument& part : now.args) {
        if (!known(part.value) || resolved.constant[part.value].kind != LiteralKind::string) return;
        joined += resolved.constant[part.value].text;
        if (joined.size() > 4096) return;
      }
      if (!now.args.empty()) resolved.constant[now.out] = {LiteralKind::string, arena_.keep(joined)};
      return;
    }
    case Op::call: {
      if (now.receiver == kNoReg) {
        resolved.written[at] = now.text;
        FunctionId local = find_local(now.text, function.owner, now.args.size());
        resolved.local_function[at] = local;
        if (local == kNoFunction && !function_names_.contains(now.text)) {
          const auto import = imports_.find(now.text);
          const auto shared = shared_.find(now.text);
          if (import != imports_.end()) {
            resolved.callee[at] = import->second;
          } else if (shared != shared_.end() && !shared->second.is_ambiguous &&
                     !shared->second.path.empty()) {
            // `const log = debug("pay")`, and later `log("…")`.
            resolved.callee[at] = shared->second.path;
          } else if (code_.language != "java" && !types_.contains(now.text)) {
            resolved.callee[at] = now.text;
          }
        }
      } else if (known(now.receiver)) {
        const std::string_view path = resolved.path[now.receiver];
        if (now.text.empty()) {
          resolved.callee[at] = path;
        } else if (!path.empty()) {
          resolved.callee[at] = keep(path, ".", now.text);
        }
        resolved.written[at] = keep(resolved.name[now.receiver], ".", now.text);
        const bool is_self = now.receiver == function.self || resolved.name[now.receiver] == "this" ||
                             types_.contains(resolved.name[now.receiver]);
        if (is_self) {
          const auto type = types_.find(resolved.name[now.receiver]);
          resolved.local_function[at] =
              find_local(now.text, type == types_.end() ? function.owner : type->second, now.args.size());
        }
      }
      if (!has_out) return;
      if (resolved.name[now.out].empty()) resolved.name[now.out] = now.text;
      const std::string_view callee = resolved.callee[at];
      if (types_.contains(now.text) && now.receiver == kNoReg) resolved.type[now.out] = now.text;
      // A class that another file has: what is imported and written with a capital is called to make one.
      if (code_.language == "python" && now.receiver == kNoReg && is_capital(now.text) &&
          imports_.contains(now.text) && resolved.type[now.out].empty())
        resolved.type[now.out] = now.text;
      if (now.text == "require" && now.receiver == kNoReg && known(arg(0)) &&
          resolved.constant[arg(0)].kind == LiteralKind::string) {
        std::string_view module = resolved.constant[arg(0)].text;
        if (module.starts_with("node:")) module.remove_prefix(5);
        set_path(module);
        return;
      }
      if (resolved.type[now.out].empty()) resolved.type[now.out] = type_of_state(function, now);
      if (callee.empty()) return;
      // A Java class's own factory gives an instance of it.
      if (code_.language == "java" && callee.ends_with(".getInstance")) {
        set_path(callee.substr(0, callee.size() - std::string_view(".getInstance").size()));
      } else {
        set_path(keep(callee, "()"));
      }
      return;
    }
    case Op::construct: {
      const std::string_view type = qualified_type(now.text);
      resolved.written[at] = keep("new ", simple_type(now.text));
      if (!type.empty()) resolved.callee[at] = keep("new ", type);
      if (!has_out) return;
      if (resolved.type[now.out].empty()) resolved.type[now.out] = simple_type(now.text);
      if (!type.empty()) {
        // Instances of scripting languages' classes are results of calling them.
        const bool has_types = code_.language == "java" || code_.language == "go";
        set_path(has_types ? type : keep(type, "()"));
      }
      return;
    }
    case Op::set_name:
    case Op::set_index:
    case Op::make:
    case Op::lambda:
    case Op::ret:
    case Op::yield:
    case Op::throw_:
    case Op::branch:
    case Op::jump:
    case Op::label:
    case Op::try_begin:
    case Op::try_end: return;  // nothing to name
  }
}

std::vector<const CallModel*> Resolution::models_of(FunctionId function, size_t instruction,
                                                    bool* is_by_name) const {
  const ResolvedFunction& resolved = functions_[function];
  std::vector<const CallModel*> found = index_.of_callee(code_.language, resolved.callee[instruction]);
  if (is_by_name != nullptr) *is_by_name = false;
  if (found.empty() && resolved.local_function[instruction] == kNoFunction) {
    found = index_.of_name(code_.language, resolved.written[instruction]);
    // What a function that makes loggers gave is one, whatever module the function is of.
    const Reg receiver = code_.functions[function].body[instruction].receiver;
    const bool is_logger =
        receiver < resolved.path.size() &&
        (resolved.path[receiver].ends_with("Logger()") || resolved.path[receiver].ends_with("_logger()"));
    if (is_by_name != nullptr) *is_by_name = !found.empty() && !is_logger;
  }
  return found;
}

const SettingConstant* Resolution::setting(FunctionId function, Reg reg) const {
  if (settings_ == nullptr) return nullptr;
  const ResolvedFunction& resolved = functions_[function];
  const auto& body = code_.functions[function].body;
  for (int depth = 0; depth < 8 && reg < resolved.definition.size(); ++depth) {
    const uint32_t at = resolved.definition[reg];
    if (at == kManyDefinitions) return nullptr;
    const Instruction& made = body[at];
    if (made.op == Op::copy && !made.args.empty()) {
      reg = made.args[0].value;
      continue;
    }
    // System properties come from the command line.
    if (made.op != Op::call || made.text != "getProperty" || made.args.empty() ||
        resolved.callee[at] == "java.lang.System.getProperty")
      return nullptr;
    const Reg key = made.args[0].value;
    if (key >= resolved.constant.size() || resolved.constant[key].kind != LiteralKind::string) return nullptr;
    const auto found = settings_->find(std::string(resolved.constant[key].text));
    return found == settings_->end() ? nullptr : &found->second;
  }
  return nullptr;
}

Reg Resolution::argument(const Instruction& call, std::string_view which) {
  if (which.size() < 2 || which[0] != '$') return kNoReg;
  which.remove_prefix(1);
  const bool is_position = which.find_first_not_of("0123456789") == std::string_view::npos;
  if (is_position) {
    const size_t wanted = which.size() > 2 ? SIZE_MAX : static_cast<size_t>(std::stoi(std::string(which)));
    size_t position = 0;
    for (const Argument& argument : call.args) {
      if (!argument.name.empty()) continue;
      if (position++ == wanted) return argument.value;
    }
    return kNoReg;
  }
  for (const Argument& argument : call.args) {
    if (argument.name == which) return argument.value;
  }
  return kNoReg;
}

}  // namespace payaudit
