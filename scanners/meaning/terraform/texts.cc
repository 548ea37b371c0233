// Functions of texts, and what all functions are made of.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>

#include "scanners/meaning/terraform/function_call.h"
#include "scanners/meaning/terraform/functions.h"

namespace payaudit {

std::optional<double> TerraformCall::number_of(const Config& value) {
  if (value.is(Config::Kind::number)) return value.number;
  if (!value.is(Config::Kind::string) || value.text.empty()) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(value.text.c_str(), &end);
  if (*end != '\0' || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<bool> TerraformCall::truth_of(const Config& value) {
  if (value.is(Config::Kind::boolean)) return value.boolean;
  if (!value.is(Config::Kind::string) || (value.text != "true" && value.text != "false")) return std::nullopt;
  return value.text == "true";
}

const Config& TerraformCall::not_known() {
  return pool_.unknown(fmt::format("`{}(…)` is not evaluated", name_), place_);
}

const Config& TerraformCall::boolean(bool value) {
  Config& out = pool_.make(Config::Kind::boolean, place_, OriginKind::computed);
  out.boolean = value;
  return out;
}

const Config& TerraformCall::number(double value) {
  Config& out = pool_.make(Config::Kind::number, place_, OriginKind::computed);
  out.number = value;
  out.text = fmt::format("{}", value);
  return out;
}

const Config& TerraformCall::text(std::string value) {
  if (value.size() > kMaxTerraformText) return pool_.unknown("the text is too long", place_);
  Config& out = pool_.make(Config::Kind::string, place_, OriginKind::computed);
  out.text = std::move(value);
  return out;
}

namespace {

using Piece = Config::Kind;

class Texts : TerraformCall {
 public:
  using TerraformCall::TerraformCall;

  const Config& value() {
    if (name_ == "format") return format();
    if (name_ == "join" && arguments_.size() == 2) return join();
    return text_function();
  }

 private:
  const Config& text_function() {
    std::string first = text_of(0);
    const auto map_chars = [&](auto change) {
      std::transform(first.begin(), first.end(), first.begin(),
                     [&](unsigned char c) { return static_cast<char>(change(c)); });
      return std::move(first);
    };
    if (arguments_.empty()) return not_known();
    if (name_ == "lower") return text(map_chars([](int c) { return std::tolower(c); }));
    if (name_ == "upper") return text(map_chars([](int c) { return std::toupper(c); }));
    if (name_ == "trimspace") return text(trim(first, " \t\r\n"));
    if (name_ == "trim") return text(trim(first, text_of(1)));
    if (name_ == "trimprefix") {
      return text(first.starts_with(text_of(1)) ? first.substr(text_of(1).size()) : first);
    }
    if (name_ == "trimsuffix") {
      return text(first.ends_with(text_of(1)) ? first.substr(0, first.size() - text_of(1).size()) : first);
    }
    if (name_ == "startswith") return boolean(first.starts_with(text_of(1)));
    if (name_ == "endswith") return boolean(first.ends_with(text_of(1)));
    if (name_ == "strcontains") return boolean(first.find(text_of(1)) != std::string::npos);
    if (name_ == "replace") return replace(first, text_of(1), text_of(2));
    if (name_ == "split" && arguments_.size() == 2) return split(first, text_of(1));
    return not_known();
  }

  static std::string trim(std::string_view text, std::string_view what) {
    const size_t begin = text.find_first_not_of(what);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(what) - begin + 1));
  }

  const Config& replace(std::string_view in, const std::string& what, const std::string& with) {
    // `/…/` is a regular expression.
    if (what.empty() || (what.size() > 1 && what.front() == '/' && what.back() == '/')) return not_known();
    std::string out;
    for (size_t at = 0; at < in.size();) {
      if (in.substr(at).starts_with(what)) {
        out += with;
        at += what.size();
      } else {
        out += in[at++];
      }
      if (out.size() > kMaxTerraformText) break;
    }
    return text(std::move(out));
  }

  const Config& split(const std::string& separator, std::string_view in) {
    Config& out = pool_.make(Piece::list, place_, OriginKind::computed);
    if (separator.empty()) return not_known();
    for (;;) {
      const size_t at = in.find(separator);
      out.entries.emplace_back("", &text(std::string(in.substr(0, at))));
      if (at == std::string_view::npos) return out;
      in.remove_prefix(at + separator.size());
    }
  }

  // A text of known parts and holes: Unknown with that pattern where there is a hole.
  const Config& pattern(std::string parts, const std::string& why) {
    if (why.empty()) return text(std::move(parts));
    Config& out = pool_.unknown(parts.size() > kMaxTerraformText ? "the text is too long" : why, place_);
    if (parts.size() <= kMaxTerraformText) out.pattern = std::move(parts);
    return out;
  }
  static void add_part(const Config& part, std::string& out, std::string& why) {
    if (!part.is(Piece::unknown)) {
      out += scalar_text(part);
      return;
    }
    if (why.empty()) why = part.text;
    out += part.pattern.empty() ? std::string(1, kHole) : part.pattern;
  }

  const Config& join() {
    const Config& list = *arguments_[1];
    if (arguments_[0]->is(Piece::unknown)) return unknown(*arguments_[0]);
    if (list.is(Piece::unknown)) return unknown(list);
    if (!list.is(Piece::list) || list.is_partial) return not_known();
    const std::string separator = text_of(0);
    std::string out;
    std::string why;
    bool is_first = true;
    for (const auto& [none, item] : list.entries) {
      if (!is_first) out += separator;
      is_first = false;
      add_part(*item, out, why);
      if (out.size() > kMaxTerraformText) break;
    }
    return pattern(std::move(out), why);
  }

  // `%s`, `%d` and `%%` only.
  const Config& format() {
    if (arguments_.empty()) return not_known();
    if (arguments_[0]->is(Piece::unknown)) return unknown(*arguments_[0]);
    const std::string form = text_of(0);
    std::string out;
    std::string why;
    size_t next = 1;
    for (size_t at = 0; at < form.size(); ++at) {
      if (form[at] != '%') {
        out += form[at];
        continue;
      }
      const char verb = ++at < form.size() ? form[at] : '\0';
      if (verb == '%') {
        out += '%';
      } else if ((verb == 's' || verb == 'd' || verb == 'v') && next < arguments_.size() &&
                 !is_collection(*arguments_[next])) {
        add_part(*arguments_[next++], out, why);
      } else {
        return not_known();
      }
    }
    return pattern(std::move(out), why);
  }
};

}  // namespace

const Config& terraform_text_function(std::string_view name, const TerraformCall::Arguments& arguments,
                                      Place place, ConfigPool& pool) {
  return Texts(name, arguments, place, pool).value();
}

}  // namespace payaudit
