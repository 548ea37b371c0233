#include "scanners/meaning/nginx/nginx.h"

#include <catch2/catch.hpp>

#include "scanners/syntax/nginx/nginx.h"

using namespace payaudit;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::string check(const Files& files, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  SourceMap sources;
  Units units;
  units.sources = &sources;
  for (const auto& [path, text] : files) sources.add(path, text);
  for (FileId file = 0; file < sources.size(); ++file) {
    Unit unit;
    unit.file = file;
    unit.format = "nginx";
    unit.form = read_nginx(sources[file]);
    units.units.push_back(std::move(unit));
  }
  const Facts facts = nginx_facts(units);
  std::string result;
  for (const Fact& fact : facts.all()) {
    if (row(fact.kind).name != kind) continue;
    for (std::string_view name : attributes) {
      result +=
          (result.empty() ? "" : ", ") + std::string(name) + ": " + to_string(fact.value(*find_attr(name)));
    }
  }
  return result;
}

std::string check(const std::string& text, std::string_view kind,
                  std::initializer_list<std::string_view> attributes) {
  return check(Files{{"nginx.conf", text}}, kind, attributes);
}

}  // namespace

TEST_CASE("the lowest protocol counts, of the innermost block that sets it") {
  CHECK(check("http { ssl_protocols TLSv1 TLSv1.2; server { listen 443 ssl; } }", "listener",
              {"port", "plaintext", "tls_min"}) == "port: 443, plaintext: false, tls_min: \"1.0\"");
  CHECK(check("http { ssl_protocols TLSv1; server { listen [::]:8443 ssl; ssl_protocols TLSv1.2 TLSv1.3; } }",
              "listener", {"port", "tls_min"}) == "port: 8443, tls_min: \"1.2\"");
}

TEST_CASE("without ssl_protocols the version of nginx decides, or another file") {
  CHECK(check("http { server { listen 443 ssl; } }", "listener", {"tls_min"}) ==
        "tls_min: ?(ssl_protocols is not set: 1.2 since nginx 1.23.4, 1.0 before)");
  CHECK(check("server { listen 443 ssl; }", "listener", {"tls_min"}) ==
        "tls_min: ?(an included or including file may set it)");
}

TEST_CASE("a plain listener that only redirects says so") {
  CHECK(check("server { listen 80; return 301 https://$host$request_uri; }", "listener",
              {"plaintext", "redirects"}) == "plaintext: true, redirects: true");
  CHECK(check("server { listen 80; location /.well-known/ { root /x; } location / { return 301 "
              "https://$host; } }",
              "listener", {"redirects"}) == "redirects: true");
  CHECK(check("server { listen 80; location / { root /x; } }", "listener", {"redirects"}) ==
        "redirects: false");
}

TEST_CASE("an add_header of the server hides those of http") {
  const std::string hsts = "add_header Strict-Transport-Security \"max-age=31536000\" always;";
  CHECK(check("http { " + hsts + " server { listen 443 ssl; } }", "listener", {"hsts"}) == "hsts: true");
  CHECK(check("http { " + hsts + " server { listen 443 ssl; add_header X-A b; } }", "listener", {"hsts"}) ==
        "hsts: false");
}

TEST_CASE("weak suites are listed, a group holds what OpenSSL puts in it") {
  CHECK(
      check("http { server { listen 443 ssl; ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:DES-CBC3-SHA:!RC4; } }",
            "listener", {"weak_ciphers"}) == "weak_ciphers: [\"DES-CBC3-SHA\"]");
  CHECK(check("http { server { listen 443 ssl; ssl_ciphers HIGH:!aNULL; } }", "listener", {"weak_ciphers"}) ==
        "weak_ciphers: ?(what a group of ciphers holds depends on OpenSSL)");
}

TEST_CASE("what is passed on in plain text is a connection") {
  CHECK(check("http { server { listen 80; location / { proxy_pass http://ledger.bank.test/; } } }",
              "connection",
              {"host", "plaintext", "local"}) == "host: \"ledger.bank.test\", plaintext: true, local: false");
  CHECK(check("http { server { listen 80; location / { proxy_pass https://ledger.bank.test; } } }",
              "connection", {"plaintext", "verified"}) == "plaintext: false, verified: false");
  CHECK(check("http { upstream app { server 10.0.0.1; } server { location / { proxy_pass http://app; } } }",
              "connection", {"local"}) == "local: ?(the servers of the upstream are not followed)");
}

TEST_CASE("the policy on scripts is that of add_header, and only reports under its other name") {
  const auto policy = [](const std::string& text) {
    return check(text, "listener", {"policy", "policy_enforced", "policy_unsafe"});
  };
  CHECK(
      policy(
          "http { server { listen 443 ssl; add_header Content-Security-Policy \"script-src 'self'\"; } }") ==
      "policy: \"script-src 'self'\", policy_enforced: true, policy_unsafe: false");
  CHECK(policy("http { server { listen 443 ssl; add_header Content-Security-Policy-Report-Only \"script-src "
               "*\"; } }") == "policy: \"script-src *\", policy_enforced: false, policy_unsafe: true");
  CHECK(check("http { server { listen 443 ssl; } }", "listener", {"policy"}) == "policy: \"\"");
  CHECK(check("http { server { listen 443 ssl; location / { proxy_pass http://app; } } }", "listener",
              {"policy"}) == "policy: ?(the application behind may send it)");
  CHECK(check("server { listen 443 ssl; }", "listener", {"policy"}) ==
        "policy: ?(an included or including file may set it)");
}

TEST_CASE("a location that may hold pages and has headers of its own leaves the policy open") {
  const std::string server =
      "http { server { listen 443 ssl; add_header Content-Security-Policy \"script-src 'self'\";";
  CHECK(check(server + " location / { add_header X-Frame-Options DENY; } } }", "listener", {"policy"}) ==
        "policy: ?(a location has headers of its own, which take away those of its server)");
  CHECK(check(server + " location /static/ { add_header Cache-Control max-age=60; } } }", "listener",
              {"policy"}) == "policy: \"script-src 'self'\"");
  CHECK(check(server + " location ~* \\.(css|js)$ { add_header Cache-Control max-age=60; } } }", "listener",
              {"policy"}) == "policy: \"script-src 'self'\"");
}

TEST_CASE("a file that is included is read in its place") {
  const std::string tls = "ssl_protocols TLSv1.2 TLSv1.3;";
  const auto minimum = [&](const std::string& include, const std::string& path) {
    return check(Files{{"a/nginx.conf", "http { " + include + " server { listen 443 ssl; } }"}, {path, tls}},
                 "listener", {"tls_min"});
  };
  CHECK(minimum("include snippets/tls.conf;", "a/snippets/tls.conf") == "tls_min: \"1.2\"");
  CHECK(minimum("include /etc/nginx/conf.d/*.conf;", "a/conf.d/tls.conf") == "tls_min: \"1.2\"");
  CHECK(minimum("include /etc/nginx/conf.d/*.conf;", "a/other/tls.conf") ==
        "tls_min: ?(an included or including file may set it)");
}

TEST_CASE("a server in a file of its own takes over what the http block around the include says") {
  CHECK(check(Files{{"nginx.conf", "http { ssl_protocols TLSv1.1; include sites-enabled/*; }"},
                    {"sites-available/pay", "server { listen 443 ssl; }"}},
              "listener", {"tls_min"}) == "tls_min: \"1.1\"");
}

TEST_CASE("a location with headers of its own sends no others") {
  const std::string server =
      "server { listen 443 ssl; add_header Strict-Transport-Security \"max-age=31536000\"; ";
  CHECK(check("http { " + server + "location / { root /a; } location /b { add_header X-A b; root /b; } } }",
              "listener", {"name", "hsts"}) == "name: \"_\", hsts: true, name: \"/b of _:443\", hsts: false");
  CHECK(check("http { " + server + "location /b { add_header X-A b; proxy_pass http://127.0.0.1; } } }",
              "listener", {"hsts"}) == "hsts: true, hsts: ?(the application behind may send it)");
  CHECK(check("http { " + server +
                  "location /b { add_header X-A b; add_header Strict-Transport-Security max-age=9; } } }",
              "listener", {"hsts"}) == "hsts: true, hsts: true");
}

TEST_CASE("a server that answers plain requests with redirects and refusals only redirects") {
  const auto redirects = [](const std::string& body) {
    return check("server { listen 80; " + body + " }", "listener", {"plaintext", "redirects"});
  };
  CHECK(redirects("if ($host = a.example) { return 301 https://$host$request_uri; } return 404;") ==
        "plaintext: true, redirects: true");
  CHECK(redirects("if ($scheme = http) { return 308 https://$host; } location / { root /a; }") ==
        "plaintext: true, redirects: true");
  CHECK(redirects("if ($host = a.example) { return 301 https://$host; } location / { root /a; }") ==
        "plaintext: true, redirects: false");
  CHECK(
      redirects(
          "if ($http_x_forwarded_proto != 'https') { return 301 https://$host; } location / { root /a; }") ==
      "plaintext: true, redirects: true");
  CHECK(redirects(
            "if ($http_x_forwarded_proto = 'http') { return 301 https://$host; } location / { root /a; }") ==
        "plaintext: true, redirects: ?(only requests that a proxy marks as plain are redirected)");
  CHECK(redirects("return 444;") == "plaintext: ?(not stated), redirects: false");
  CHECK(redirects("location /a { return 301 https://$host; }") == "plaintext: true, redirects: false");
}

TEST_CASE("what a nearer file may set is not known by what stands further out") {
  const auto listener = [](const std::string& server) {
    return check({{"a.conf", "http { ssl_protocols TLSv1.2; server { listen 443 ssl; " + server + " } }"}},
                 "listener", {"tls_min"});
  };
  CHECK(listener("").find("1.2") != std::string::npos);
  CHECK(listener("include snippets/tls.conf;").find("\"1.2\"") == std::string::npos);
  CHECK(listener("ssl_protocols TLSv1.2; include snippets/tls.conf;").find("\"1.2\"") != std::string::npos);
}

TEST_CASE("a redirect of some pages is none of all") {
  const auto redirects = [](const std::string& server) {
    return check({{"a.conf", "http { server { listen 80; " + server + " } }"}}, "listener", {"redirects"});
  };
  const std::string yes = "true", no = "false";
  CHECK(redirects("rewrite ^(.*)$ https://$host$1 permanent;").find(yes) != std::string::npos);
  CHECK(redirects("rewrite ^ https://$host$request_uri permanent;").find(yes) != std::string::npos);
  CHECK(redirects("rewrite ^/old$ https://$host/new permanent; root /x;").find(no) != std::string::npos);
  CHECK(redirects("rewrite ^/$ https://$host/ permanent; root /x;").find(no) != std::string::npos);
  CHECK(redirects("location = / { return 301 https://$host/; } root /x;").find(no) != std::string::npos);
  CHECK(redirects("location / { return 301 https://$host$request_uri; }").find(yes) != std::string::npos);
}

TEST_CASE("a server that lets some in serves them") {
  const auto plain = [](const std::string& server) {
    return check({{"a.conf", "http { server { listen 80; " + server + " } }"}}, "listener", {"plaintext"});
  };
  CHECK(plain("allow 10.0.0.0/8; deny all; root /x;").find("true") != std::string::npos);
  CHECK(plain("deny all;").find("true") == std::string::npos);
}
