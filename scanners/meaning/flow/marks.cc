#include "scanners/meaning/flow/marks.h"

#include <fmt/format.h>

#include <algorithm>

namespace payaudit {
namespace {

std::string_view last_segment(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

// `Optional[SecretStr]`, `SecretStr | None`, `pydantic.SecretStr` to `SecretStr`.
std::string_view innermost(std::string_view type) {
  for (std::string_view around : {"Optional[", "typing.Optional["}) {
    if (type.starts_with(around)) type.remove_prefix(around.size());
  }
  return last_segment(type.substr(0, type.find_first_of(" ]|=<[")));
}

bool is_off(const Annotation& mark) {
  for (const AnnotationArgument& argument : mark.arguments) {
    if (argument.name.empty() && (argument.text == "false" || argument.text == "False" ||
                                  argument.text == "-" || argument.text == "none"))
      return true;
  }
  return false;
}

// `@Column(name = "password_hash") String password`, `db:"password_hash"`: a mark gives the member another
// name, which says in what state it is.
std::optional<Classification> name_kept_under(const Field& field, const Classification& found,
                                              const Classifier& classifier) {
  constexpr size_t kLongestArgument = 200;
  const auto is_of_name = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  for (const Annotation& mark : field.annotations) {
    for (const AnnotationArgument& argument : mark.arguments) {
      const std::string_view text = argument.text.substr(0, kLongestArgument);
      for (size_t begin = 0; begin < text.size(); ++begin) {
        if (!is_of_name(text[begin])) continue;
        size_t end = begin;
        while (end < text.size() && is_of_name(text[end])) ++end;
        const std::string_view name = text.substr(begin, end - begin);
        begin = end;
        auto kept = classifier.classify(name);
        if (!kept) continue;
        if ((kept->data_class == found.data_class && kept->state != "clear") ||
            classifier.is_made_of(kept->data_class, found.data_class)) {
          kept->is_weak = found.is_weak;
          kept->why = found.why + fmt::format("; `@{}` calls it `{}`", mark.name, name);
          return kept;
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<OwnerMark> mark_of(const Field& field, const Classifier& classifier) {
  for (const Annotation& mark : field.annotations) {
    const std::string_view name = last_segment(mark.name);
    const std::string_view found = classifier.declared_class(fmt::format("annotation: @{}", name));
    if (!found.empty() && !is_off(mark)) return OwnerMark{found, fmt::format("@{}", name)};
  }
  const std::string_view type = innermost(field.type);
  if (type.empty()) return std::nullopt;
  const std::string_view found = classifier.declared_class(fmt::format("type: {}", type));
  return found.empty() ? std::nullopt : std::optional(OwnerMark{found, std::string(type)});
}

std::optional<Classification> classify_field(const Field& field, const NameContext& context,
                                             const Classifier& classifier) {
  if (auto found = classifier.classify(field.name, context)) {
    if (found->state == "clear") {
      if (const auto kept = name_kept_under(field, *found, classifier)) *found = *kept;
    }
    const std::string_view state = classifier.state_of_type(context.entity);
    if (found->state == "clear" && !state.empty() && !within(found->data_class, "credential")) {
      found->state = state;
      found->why += fmt::format("; `{}` says {}", context.entity.substr(0, 80), state);
    }
    if (const auto mark = found->doubt.empty() ? std::nullopt : mark_of(field, classifier)) {
      if (mark->data_class == found->data_class) found->doubt.clear();
    }
    return found;
  }
  const auto mark = mark_of(field, classifier);
  if (!mark) return std::nullopt;
  return Classification{mark->data_class, "clear", false,
                        fmt::format("its owner's mark `{}`", mark->written)};
}

bool masks_itself(std::string_view written_type, const PrintingModel& printing) {
  const auto& types = printing.masking_types;
  return std::find(types.begin(), types.end(), innermost(written_type)) != types.end();
}

}  // namespace payaudit
