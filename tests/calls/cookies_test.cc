#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

// Cookies as "name secure http_only same_site session", `?` for what is unknown, `-` for what is not stated.
void check(Read read, const std::string& text, const std::string& expected) {
  std::string lines;
  each_call_fact(read, text, Kind::cookie, [&](const Fact& fact) {
    const auto said = [&](Attr attr) -> std::string {
      if (fact.find(attr) == nullptr) return "-";
      const Value value = fact.value(attr);
      return value.is_unknown()            ? "?"
             : value.is(Value::Type::text) ? std::string(value.as_text())
                                           : to_string(value);
    };
    lines += fmt::format("{} {} {} {} {}\n", said(Attr::name), said(Attr::secure), said(Attr::http_only),
                         said(Attr::same_site), said(Attr::session));
  });
  INFO(text);
  CHECK(lines == expected);
}

std::string java(const std::string& statements) {
  return "import jakarta.servlet.http.Cookie;\nclass A { void f(HttpServletResponse response) { " +
         statements + " } }";
}

std::string go(const std::string& statements) {
  return "package a\nimport \"net/http\"\nfunc f(w http.ResponseWriter, req *http.Request) { " + statements +
         " }\n";
}

}  // namespace

TEST_CASE("Express: options are read where they are written") {
  check(read_typescript, "res.cookie('connect.sid', v, { secure: true, httpOnly: true, sameSite: 'Lax' });",
        "connect.sid true true lax true\n");
  check(read_typescript, "res.cookie('theme', v);", "theme false false - false\n");
  check(read_typescript, "res.cookie('access_token', v, options);", "access_token ? ? - true\n");
  check(read_typescript, "res.cookie('sid', v, { ...shared, secure: isLive });", "sid ? ? - true\n");
  check(read_typescript, "const o = { httpOnly: true };\nres.cookie('sid', v, o);",
        "sid false true - true\n");
}

TEST_CASE("Python: keywords, and defaults where there are none") {
  check(read_python,
        "def f(response):\n  response.set_cookie('sessionid', v, secure=True, httponly=True, "
        "samesite='Strict')\n",
        "sessionid true true strict true\n");
  check(read_python, "def f(resp):\n  resp.set_cookie(key='auth', value=v)\n", "auth false false - true\n");
  check(read_python, "def f(resp):\n  resp.set_cookie('auth', v, secure=settings.SECURE, **more)\n",
        "auth ? ? - true\n");
}

TEST_CASE("Go: only cookies of responses count") {
  check(read_go,
        go("http.SetCookie(w, &http.Cookie{Name: \"session\", Secure: true, SameSite: "
           "http.SameSiteStrictMode})"),
        "session true false strict true\n");
  check(read_go, go("c := &http.Cookie{Name: \"token\"}; c.HttpOnly = true; http.SetCookie(w, c)"),
        "token false true - true\n");
  check(read_go, go("req.AddCookie(&http.Cookie{Name: \"token\"})"), "");
}

TEST_CASE("Java: setters and builders") {
  check(read_java,
        java("Cookie c = new Cookie(\"JSESSIONID\", v); c.setSecure(true); c.setHttpOnly(true); "
             "response.addCookie(c);"),
        "JSESSIONID true true - true\n");
  check(read_java, java("Cookie c = new Cookie(\"sid\", v); harden(c); response.addCookie(c);"),
        "sid ? ? - true\n");
  check(read_java,
        java("ResponseCookie c = ResponseCookie.from(\"sid\", v).secure(true).sameSite(\"None\").build();"),
        "sid true false none true\n");
}

TEST_CASE("a name written elsewhere may say that it is a session's, never that it is none") {
  check(read_typescript, "res.cookie(SESSION_COOKIE, v);", "SESSION_COOKIE false false - true\n");
  check(read_typescript, "res.cookie(names.cart, v);", "cart false false - ?\n");
}

TEST_CASE("headers: what is put together elsewhere stays open") {
  check(read_typescript, "res.setHeader('Set-Cookie', 'sid=1; Secure; SameSite=Lax');",
        "sid true false lax true\n");
  check(read_typescript, "res.setHeader('Set-Cookie', `sid=${v}; HttpOnly; ${more}`);",
        "sid ? true - true\n");
}

TEST_CASE("deletions set nothing, and a token against forgery is no session") {
  check(read_typescript, "res.cookie('sid', '', { maxAge: 0 });", "");
  check(read_python, "def f(response):\n  response.set_cookie('csrftoken', v, secure=True)\n",
        "csrftoken true false - false\n");
}

TEST_CASE("sessions of middlewares have a cookie, with what the library does where nothing is said") {
  const std::string head = "import session from 'express-session';\n";
  check(read_typescript, head + "session({ secret: s, cookie: { secure: true, httpOnly: false } });",
        "connect.sid true false - true\n");
  check(read_typescript, head + "session({ name: 'shop', secret: s });", "shop false true - true\n");
  check(read_typescript, head + "session(options);", "connect.sid ? ? - true\n");
  check(read_typescript,
        head + "const o = { secret: s, cookie: {} };\nif (isLive) { o.cookie.secure = true; }\nsession(o);",
        "connect.sid ? true - true\n");
  check(read_typescript, "import s from 'cookie-session';\ns({ keys: k, secure: false });",
        "session false true - true\n");
}

TEST_CASE("settings of sessions are read in programs") {
  check(read_python, "app.config['SESSION_COOKIE_SECURE'] = False\n", "session false - - true\n");
  check(read_python, "SESSION_COOKIE_HTTPONLY = False\n", "session - false - true\n");
  check(read_python, "SESSION_COOKIE_SECURE = True\n", "");
  check(read_go,
        "package a\nimport \"github.com/gin-gonic/gin\"\nfunc f(c *gin.Context, v string) {\n"
        "c.SetCookie(\"session_id\", v, 3600, \"/\", \"\", true, true)\n"
        "c.SetCookie(\"session_id\", \"\", -1, \"/\", \"\", false, true)\n}\n",
        "session_id true true - true\n");
  check(read_go,
        "package a\nimport \"github.com/gorilla/sessions\"\nfunc f(s *sessions.CookieStore) {\n"
        "s.Options = &sessions.Options{Path: \"/\", HttpOnly: true}\n}\n",
        "session false true - true\n");
}
