// Credentials that count where nothing else is given. The name that is asked for says what the value is, and
// its place that it is used: it need not look like a key.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "scanners/meaning/calls/refusals.h"
#include "scanners/meaning/calls/secret_texts.h"
#include "scanners/meaning/classify/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

constexpr size_t kShortestDefault = 6;
constexpr size_t kLongestDefault = 200;

// `JWT_SECRET`, `app.jwt.secret`: of two words or more, as variables and settings are called.
bool is_setting_name(std::string_view name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-' || c == ':';
  });
  return is_plain && split_words(name).size() > 1;
}

class Defaults {
 public:
  Defaults(CallWriter& out, std::string_view owner) : out_(out), owner_(owner) {}

  bool add(Span span, std::string_view name, std::string_view value) {
    const auto data_class = clear_credential(out_, name, owner_);
    if (!data_class) return false;
    const std::vector<std::string> words = split_words(name);
    const auto& about = out_.words("secret.about").words;
    if (words.empty() || std::find(about.begin(), about.end(), words.back()) != about.end()) return false;
    const std::string_view type = secret_type_of(*data_class, name);
    Looks looks = looks_of(out_.words("secret.placeholders"), value, name);
    const bool signs = type != "password";
    const bool is_text = value.size() >= kShortestDefault && value.size() <= kLongestDefault &&
                         value.find_first_of(" \t\n/\\<>(){}") == std::string_view::npos;
    if (looks == Looks::other && signs && is_text) looks = Looks::secret;
    if (looks == Looks::other || (looks == Looks::placeholder && !(signs && is_text))) return false;
    Fact& fact =
        add_secret_text(out_, span, fmt::format("{} {}", owner_, name), name, type, looks == Looks::secret);
    if (refuses_in_production(out_, name))
      doubt_refused(out_.facts, fact);
    else if (looks == Looks::placeholder)
      fact.set(Attr::value_kind,
               out_.facts.unknown("a placeholder, which counts where nothing else is given"));
    else if (!signs)
      fact.set(Attr::stage, out_.facts.text(kFallbackStage));
    return true;
  }

 private:
  CallWriter& out_;
  std::string_view owner_;
};

// The names of variables and settings that a value is read by.
class Readers {
 public:
  Readers(CallWriter& out, FunctionId id)
      : out_(out), id_(id), function_(out.code().functions[id]), resolved_(out.context.resolution[id]) {}

  // `process.env.KEY`, `os.getenv("KEY")`, `configService.get("KEY")`; empty: none.
  std::string_view name_read(Reg value) const {
    const Instruction* made = definition(value);
    if (made == nullptr) return {};
    if (made->op == Op::field && is_reader(name_of(made->args.empty() ? kNoReg : made->args[0].value)))
      return made->text;
    if (made->op == Op::index && made->args.size() == 2 && is_reader(name_of(made->args[0].value)))
      return text(made->args[1].value);
    if (made->op == Op::call && !made->args.empty() && is_reading(*made)) return text(made->args[0].value);
    return {};
  }

  // A call that reads what its first argument names.
  bool is_reading(const Instruction& call) const {
    return is_reader(call.text) || is_reader(name_of(call.receiver));
  }

  std::string_view text(Reg value) const {
    return is_text(value) ? std::string_view(resolved_.constant[value].text) : std::string_view();
  }
  bool is_text(Reg value) const {
    return value < resolved_.constant.size() && resolved_.constant[value].kind == LiteralKind::string;
  }

  // Whether a model of the call tells its credential.
  bool is_modelled(const Instruction& call) const {
    const auto at = static_cast<size_t>(&call - function_.body.data());
    const auto models = out_.context.resolution.models_of(id_, at);
    return std::any_of(models.begin(), models.end(),
                       [](const CallModel* model) { return model->role == "credential"; });
  }

  const Instruction* definition(Reg value) const {
    if (value >= resolved_.definition.size() || resolved_.definition[value] == kManyDefinitions)
      return nullptr;
    const uint32_t at = resolved_.definition[value];
    return at < function_.body.size() ? &function_.body[at] : nullptr;
  }

 private:
  std::string_view name_of(Reg value) const {
    if (value < function_.variables.size() && !function_.variables[value].name.empty())
      return function_.variables[value].name;
    const Instruction* made = definition(value);
    return made != nullptr && (made->op == Op::name || made->op == Op::field || made->op == Op::call)
               ? made->text
               : std::string_view();
  }

  bool is_reader(std::string_view name) const { return names_reader(out_, name); }

  CallWriter& out_;
  FunctionId id_;
  const Function& function_;
  const ResolvedFunction& resolved_;
};

// `${name:value}` of an annotation.
void add_placeholder(Defaults& defaults, Span span, std::string_view text) {
  const size_t begin = text.find("${");
  const size_t colon = begin == std::string_view::npos ? begin : text.find(':', begin);
  const size_t end = text.rfind('}');
  if (colon == std::string_view::npos || end == std::string_view::npos || end < colon) return;
  defaults.add(span, text.substr(begin + 2, colon - begin - 2), text.substr(colon + 1, end - colon - 1));
}

void add_placeholders(Defaults& defaults, const std::vector<Annotation>& annotations) {
  for (const Annotation& annotation : annotations) {
    for (const AnnotationArgument& argument : annotation.arguments)
      add_placeholder(defaults, annotation.span, argument.text);
  }
}

// `env:"JWT_SECRET" envDefault:"…"` of a field.
void add_tags(CallWriter& out, Defaults& defaults, const Field& field) {
  const auto& tags = out.words("secret.default-tags").words;
  for (const Annotation& annotation : field.annotations) {
    const bool is_default = std::find(tags.begin(), tags.end(), lower(annotation.name)) != tags.end();
    if (!is_default || annotation.arguments.empty()) continue;
    const std::string_view value = annotation.arguments.front().text;
    bool is_told = defaults.add(annotation.span, field.name, value);
    for (const Annotation& other : field.annotations) {
      if (is_told || &other == &annotation || other.arguments.empty()) continue;
      const std::string_view name = other.arguments.front().text;
      is_told = defaults.add(annotation.span, name.substr(0, name.find(',')), value);
    }
  }
}

}  // namespace

bool names_reader(const CallWriter& out, std::string_view name) {
  const auto& readers = out.words("secret.readers").words;
  const std::vector<std::string> words = split_words(name);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(readers.begin(), readers.end(), word) != readers.end();
  });
}

bool add_default_secret(CallWriter& out, Span span, std::string_view owner, std::string_view name,
                        std::string_view value) {
  return Defaults(out, owner).add(span, name, value);
}

void write_injected_secrets(CallWriter& out) {
  for (const Type& type : out.code().types) {
    Defaults defaults(out, type.name);
    for (const Field& field : type.fields) {
      add_placeholders(defaults, field.annotations);
      add_tags(out, defaults, field);
    }
  }
  for (const Function& function : out.code().functions) {
    Defaults defaults(out, function.name);
    for (const Parameter& parameter : function.parameters) add_placeholders(defaults, parameter.annotations);
  }
}

void write_default_secrets(CallWriter& out, FunctionId id, const std::set<Reg>& told) {
  const Function& function = out.code().functions[id];
  const Readers readers(out, id);
  const std::string owner = function_name(out.code(), id);
  Defaults defaults(out, owner);
  const auto add = [&](std::string_view name, Reg value, Span whole) {
    if (!is_setting_name(name) || !readers.is_text(value) || told.contains(value)) return;
    defaults.add(written_at(function, value, whole), name, readers.text(value));
  };
  for (const Instruction& now : function.body) {
    if (now.op == Op::binary && is_one_of(now.text, {"||", "??"}) && now.args.size() == 2) {
      add(readers.name_read(now.args[0].value), now.args[1].value, now.span);
    } else if (now.op == Op::call && now.args.size() > 1 && readers.is_reading(now) &&
               !readers.is_modelled(now)) {
      const Argument& last = now.args[1];
      add(readers.text(now.args[0].value), last.value, now.span);
    }
  }
}

}  // namespace payaudit
