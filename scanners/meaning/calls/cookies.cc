// Cookies that a server sets: by calls, by constructed cookies with their setters, by Set-Cookie headers.
// Deletions are none. What a browser does where SameSite is not written is not stated.
#include <fmt/format.h>
#include <algorithm>
#include <span>

#include "scanners/meaning/calls/writers.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Instructions between a cookie and its last setter.
constexpr size_t kFarthest = 20'000;
// `httpOnly`, `HttpOnly`, `http_only`, `setHttpOnly` alike.
std::string option_name(std::string_view written) {
  std::string plain = lower(written);
  if (plain.starts_with("set")) plain.erase(0, 3);
  std::erase_if(plain, [](char c) { return c == '_' || c == '-'; });
  return plain;
}

// Whatever writes a cookie says these four of it.
struct Cookie {
  ValueAt name;
  std::vector<std::pair<std::string, ValueAt>> options;  // by option_name
  bool is_open = false;                                  // options that are not written here
  std::string_view default_note;                         // whose defaults hold for what is not written
  std::string_view called = {};                          // what it is called where no name is passed
  bool is_session = false;                               // whatever it is called
  // What holds for what is not passed: `true`, `false`; empty: it is not stated.
  std::string_view secure_default = "false", http_only_default = "false";
};

class CookieReader {
 public:
  CookieReader(CallWriter& out, const Values& values, FunctionId id)
      : out_(out), values_(values), id_(id), body_(out.code().functions[id].body) {}

  void read() {
    const std::string_view language = out_.code().language;
    const bool is_script = language == "javascript" || language == "typescript";
    const WordList& responses = out_.words("web.responses");
    for (const Instruction& now : body_) {
      if (now.op == Op::construct && now.text.ends_with("http.Cookie") && language == "go") {
        read_go(now);
      } else if (now.op == Op::construct && language == "java" &&
                 (now.text == "Cookie" || now.text.ends_with("http.Cookie"))) {
        read_java(now);
      } else if (now.op == Op::call && now.receiver != kNoReg && !now.args.empty()) {
        const std::string receiver = lower(values_.name({id_, now.receiver}));
        const bool is_response = responses.has(receiver) || receiver.ends_with("response");
        if (now.text == "from" && receiver == "responsecookie") read_builder(now);
        if (!is_response) continue;
        if (is_script && (now.text == "cookie" || now.text == "setCookie") && now.args.size() >= 2)
          read_options(now, 2, "Express, Fastify");
        if (is_script && now.text == "set" && receiver == "cookies" && now.args.size() >= 2)
          read_options(now, 2, "the framework");
        if (language == "python" && now.text == "set_cookie") read_keywords(now);
        if (now.args.size() >= 2) read_header(now);
      }
    }
  }

  // A call that a model knows as one that sets a cookie, or configures a session's.
  void read_model(const CallSite& site, const CallModel& model) {
    const std::string_view signature = model.attribute("signature");
    if (!signature.empty() && site.passed(values_, signature).values.empty()) return;
    Cookie cookie{.name = {},
                  .options = {},
                  .default_note = "the library",
                  .called = model.attribute("default_name"),
                  .is_session = model.attribute("session") == "true",
                  .secure_default = model.attribute("secure_default"),
                  .http_only_default = model.attribute("http_only_default")};
    const auto pass = [&](std::string_view key, std::string_view option) {
      const std::string_view which = model.attribute(key);
      if (which.empty()) return;
      const Passed passed = site.passed(values_, which);
      if (passed.values.size() == 1 && !passed.is_open) {
        cookie.options.emplace_back(option, passed.values[0]);
      } else if (passed.is_open || passed.values.size() > 1) {
        cookie.options.emplace_back(option, ValueAt{});  // one that is not known
      }
    };
    if (const std::string_view which = model.attribute("name"); !which.empty()) {
      const Passed passed = site.passed(values_, which);
      if (!passed.values.empty()) cookie.name = passed.values.front();
    }
    pass("secure", "secure");
    pass("http_only", "httponly");
    pass("same_site", "samesite");
    pass("max_age", "maxage");
    const bool has_defaults = !cookie.secure_default.empty() || !cookie.http_only_default.empty();
    if (!has_defaults && cookie.options.empty()) return;
    // One of two switches that is as it should be says nothing of the other.
    if (!has_defaults && cookie.options.size() == 1) {
      const Constant only = values_.constant(cookie.options[0].second);
      if (only.kind == LiteralKind::boolean && lower(only.text) == "true") return;
    }
    write(site.instruction(), cookie);
  }

 private:
  Constant constant(Reg reg) const { return values_.constant({id_, reg}); }

  // What follows an instruction, as far as a cookie's making goes.
  std::span<const Instruction> after(const Instruction& now) const {
    const size_t next = static_cast<size_t>(&now - body_.data()) + 1;
    return std::span(body_).subspan(next, std::min<size_t>(kFarthest, body_.size() - next));
  }

  // res.cookie(name, value, {secure: true})
  void read_options(const Instruction& now, size_t at, std::string_view whose) {
    Cookie cookie{.name = {id_, now.args[0].value},
                  .options = {{"value", ValueAt{id_, now.args[1].value}}},
                  .default_note = whose};
    if (now.args.size() > at) {
      const ValueAt options = values_.origin({id_, now.args[at].value});
      const Instruction* made = values_.definition(options);
      cookie.is_open = made == nullptr || made->op != Op::make;
      if (!cookie.is_open) {
        for (const Argument& each : made->args) {
          const bool is_spread = each.name == "..." || each.name.empty();
          cookie.is_open |= is_spread;
          // It may set again what stands before it.
          for (auto& [option, value] : cookie.options) value = is_spread ? ValueAt{} : value;
          cookie.options.emplace_back(option_name(each.name), ValueAt{options.function, each.value});
        }
        add_members(options, *made, cookie);
      }
    }
    write(now, cookie);
  }

  // resp.set_cookie("sid", value, secure=True): Flask, Django, Starlette.
  void read_keywords(const Instruction& now) {
    Cookie cookie{.name = {}, .options = {}, .default_note = "Flask, Django, Starlette"};
    if (now.args[0].name.empty()) cookie.name = {id_, now.args[0].value};
    size_t positional = 0;
    for (const Argument& each : now.args) {
      if (each.name == "key") cookie.name = {id_, each.value};
      positional += each.name.empty() ? 1 : 0;
      if (each.name.empty() && positional == 2)
        cookie.options.emplace_back("value", ValueAt{id_, each.value});
      cookie.is_open |= each.name == "..." || positional > 2;
      cookie.options.emplace_back(option_name(each.name), ValueAt{id_, each.value});
    }
    write(now, cookie);
  }

  // &http.Cookie{…} is set only where http.SetCookie takes it; a request's cookie has no such options.
  void read_go(const Instruction& now) {
    Cookie cookie{.name = {}, .options = {}, .default_note = "net/http"};
    for (const Argument& each : now.args) {
      if (each.name == "Name") cookie.name = {id_, each.value};
      cookie.options.emplace_back(option_name(each.name), ValueAt{id_, each.value});
    }
    std::vector<Reg> held{now.out};
    bool is_set = false;
    for (const Instruction& other : after(now)) {
      const auto holds = [&](Reg reg) { return std::find(held.begin(), held.end(), reg) != held.end(); };
      const bool takes = std::any_of(other.args.begin(), other.args.end(),
                                     [&](const Argument& each) { return holds(each.value); });
      if (!takes) continue;
      if (other.op == Op::copy || (other.op == Op::unary && other.text == "&")) held.push_back(other.out);
      if (other.op == Op::set_field && other.args.size() == 2 && holds(other.args[0].value))
        cookie.options.emplace_back(option_name(other.text), ValueAt{id_, other.args[1].value});
      is_set |= other.op == Op::call && other.text == "SetCookie";
    }
    if (is_set) write(now, cookie);
  }

  // new Cookie(name, value) with setters; where it is handed on before it is added, others may set more.
  void read_java(const Instruction& now) {
    if (now.args.size() != 2) return;
    Cookie cookie{.name = {id_, now.args[0].value},
                  .options = {{"value", ValueAt{id_, now.args[1].value}}},
                  .default_note = "the servlet API"};
    std::vector<Reg> held{now.out};
    bool is_set = false;
    for (const Instruction& other : after(now)) {
      const auto holds = [&](Reg reg) {
        return reg != kNoReg && std::find(held.begin(), held.end(), reg) != held.end();
      };
      if (other.op == Op::call && holds(other.receiver) && other.args.size() == 1)
        cookie.options.emplace_back(option_name(other.text), ValueAt{id_, other.args[0].value});
      if (other.op == Op::call && holds(other.receiver) && other.args.size() == 2 &&
          other.text == "setAttribute") {
        cookie.options.emplace_back(option_name(constant(other.args[0].value).text),
                                    ValueAt{id_, other.args[1].value});
      }
      const bool takes = std::any_of(other.args.begin(), other.args.end(),
                                     [&](const Argument& each) { return holds(each.value); });
      if (!takes) continue;
      if (other.op == Op::copy) held.push_back(other.out);
      if (other.op == Op::call) (other.text == "addCookie" ? is_set : cookie.is_open) = true;
    }
    if (is_set) write(now, cookie);
  }

  // ResponseCookie.from(name, value).secure(true).build()
  void read_builder(const Instruction& now) {
    Cookie cookie{.name = {id_, now.args[0].value}, .options = {}, .is_open = true, .default_note = "Spring"};
    if (now.args.size() == 2) cookie.options.emplace_back("value", ValueAt{id_, now.args[1].value});
    Reg last = now.out;
    for (const Instruction& other : after(now)) {
      if (other.op != Op::call || other.receiver != last || last == kNoReg) continue;
      if (other.text == "build") {
        cookie.is_open = false;
        break;
      }
      if (other.args.size() == 1)
        cookie.options.emplace_back(option_name(other.text), ValueAt{id_, other.args[0].value});
      last = other.out;
    }
    write(now, cookie);
  }

  void add_members(ValueAt object, const Instruction& made, Cookie& cookie) const {
    const auto& body = out_.code().functions[object.function].body;
    const size_t next = static_cast<size_t>(&made - body.data()) + 1;
    if (body.size() - next > kFarthest) {
      cookie.is_open = true;
      for (auto& [option, value] : cookie.options) value = ValueAt{};
      return;
    }
    for (const Instruction& other : std::span(body).subspan(next)) {
      if (other.op != Op::set_field || other.args.size() != 2) continue;
      const ValueAt of = values_.origin({object.function, other.args[0].value});
      if (of.function == object.function && of.reg == object.reg)
        cookie.options.emplace_back(option_name(other.text), ValueAt{object.function, other.args[1].value});
    }
  }

  // setHeader("Set-Cookie", "sid=…; Secure")
  void read_header(const Instruction& now) {
    const Constant header = constant(now.args[0].value);
    if (header.kind != LiteralKind::string || lower(header.text) != "set-cookie") return;
    // Literal pieces, with `\1` where something unknown stands between them.
    std::string text;
    const ValueAt value = values_.origin({id_, now.args[1].value});
    const Instruction* made = values_.definition(value);
    if (const Constant whole = values_.constant(value); whole.kind == LiteralKind::string) {
      text = whole.text;
    } else if (made != nullptr && (made->op == Op::concat || (made->op == Op::binary && made->text == "+"))) {
      for (const Argument& part : made->args) {
        const Constant piece = values_.constant({value.function, part.value});
        text += piece.kind == LiteralKind::string ? std::string(piece.text) : std::string(1, '\1');
      }
    } else {
      return;
    }
    const size_t equals = text.find('='), end = text.find(';');
    if (equals == std::string::npos || equals > end) return;
    const std::string name = text.substr(0, equals);
    if (name.empty() || name.find('\1') != std::string::npos) return;
    const std::string options = end == std::string::npos ? std::string() : lower(text.substr(end));
    // Without an end of the value, what follows it unknown may hold options too.
    const bool is_open =
        options.find('\1') != std::string::npos ||
        (end == std::string::npos && text.back() == '\1' && text.find('\1') != text.size() - 1);
    if (options.find("max-age=0") != std::string::npos ||
        options.find("expires=thu, 01 jan 1970") != std::string::npos)
      return;
    Fact& fact = add(now, name);
    const auto says = [&](std::string_view option) {
      if (options.find(option) != std::string::npos) return Value::boolean(true);
      return is_open ? out_.facts.unknown("the header is put together elsewhere") : Value::boolean(false);
    };
    fact.set(Attr::secure, says("secure"));
    fact.set(Attr::http_only, says("httponly"));
    for (std::string_view each : {"strict", "lax", "none"}) {
      if (options.find("samesite=" + std::string(each)) != std::string::npos)
        fact.set(Attr::same_site, out_.facts.text(each));
    }
  }

  Fact& add(const Instruction& now, std::string_view name) {
    const std::string function = function_name(out_.code(), id_);
    Fact& fact =
        out_.facts.add(Kind::cookie, {out_.context.file, now.span}, fmt::format("{} {}", function, name));
    fact.set(Attr::name, out_.facts.text(name));
    const WordList& sessions = out_.words("cookie.session-words");
    // `connect.sid`, `JSESSIONID`, `access_token`; a CSRF token identifies nobody.
    fact.set(Attr::session, Value::boolean((sessions.is_in(name) || sessions.has(lower(name))) &&
                                           !out_.words("cookie.readable").is_in(name)));
    return fact;
  }

  void write(const Instruction& now, const Cookie& cookie) {
    const Constant constant_name = values_.constant(cookie.name);
    const bool is_written = constant_name.kind == LiteralKind::string;
    // A constant of another file is called by its own name.
    const std::string_view given = is_written ? constant_name.text : values_.name(cookie.name);
    const std::string_view name = given.empty() ? cookie.called : given;
    if (name.empty()) return;
    const auto find = [&](std::string_view option) -> const ValueAt* {
      const ValueAt* found = nullptr;
      for (const auto& [name, value] : cookie.options) {
        if (name == option) found = &value;  // the last one counts
      }
      return found;
    };
    // A lifetime of nothing deletes it, and so does an empty value: it carries nothing.
    if (const ValueAt* value = find("value"); value != nullptr) {
      const Constant constant = values_.constant(*value);
      if (constant.kind == LiteralKind::null ||
          (constant.kind == LiteralKind::string && constant.text.empty()))
        return;
    }
    if (const ValueAt* age = find("maxage"); age != nullptr) {
      const std::string_view text = values_.constant(*age).text;
      if (text == "0" || text.starts_with("-")) return;
    }
    Fact& fact = add(now, name);
    if (cookie.is_session) {
      fact.set(Attr::session, Value::boolean(true));
    } else if (!is_written && !fact.value(Attr::session).as_boolean())
      fact.set(Attr::session, out_.facts.unknown("the cookie's name is not written here"));
    const auto set_flag = [&](Attr attr, std::string_view option, std::string_view fallback) {
      const ValueAt* given = find(option);
      if (given == nullptr) {
        if (cookie.is_open) {
          fact.set(attr, out_.facts.unknown("the options are not written here"));
        } else if (!fallback.empty()) {
          fact.set(attr, Value::boolean(fallback == "true"),
                   out_.facts.origin(OriginKind::fallback, fact.place,
                                     fmt::format("default of {}", cookie.default_note)));
        }
        return;
      }
      const Constant constant = values_.constant(*given);
      if (constant.kind == LiteralKind::boolean) {
        fact.set(attr, Value::boolean(lower(constant.text) == "true"));
      } else {
        fact.set(attr, out_.facts.unknown("it is decided elsewhere"));
      }
    };
    set_flag(Attr::secure, "secure", cookie.secure_default);
    set_flag(Attr::http_only, "httponly", cookie.http_only_default);
    if (const ValueAt* given = find("samesite"); given != nullptr && given->reg != kNoReg) {
      const Constant constant = values_.constant(*given);
      // Go's constants are names: SameSiteLaxMode.
      std::string said = lower(constant.kind == LiteralKind::string ? constant.text : values_.name(*given));
      if (said.starts_with("samesite")) said.erase(0, 8);
      if (said.ends_with("mode")) said.resize(said.size() - 4);
      if (constant.kind == LiteralKind::boolean) said = lower(constant.text) == "true" ? "strict" : "";
      if (said == "strict" || said == "lax" || said == "none") {
        fact.set(Attr::same_site, out_.facts.text(said));
      } else if (constant.kind == LiteralKind::none) {
        fact.set(Attr::same_site, out_.facts.unknown("it is decided elsewhere"));
      }
    }
  }

  CallWriter& out_;
  const Values& values_;
  FunctionId id_;
  const std::vector<Instruction>& body_;
};

}  // namespace

void write_cookie(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
  CookieReader(out, values, site.function()).read_model(site, model);
}

void write_cookies(CallWriter& out, const Values& values, FunctionId function) {
  CookieReader(out, values, function).read();
}

}  // namespace payaudit
