#include "checker/audit/formats.h"

#include <array>
#include <string>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

struct Row {
  std::string_view
      ending;  // of the lower-case file name; with a leading dot an extension, otherwise the whole name
  Format format;
};

using enum Reader;

constexpr Row kRows[] = {
    {".yaml", {yaml, "yaml"}},
    {".yml", {yaml, "yaml"}},
    {".json", {json, "json"}},
    {".jsonc", {json, "json"}},
    {".template", {yaml, "yaml"}},
    {".tf", {hcl, "hcl"}},
    {".tofu", {hcl, "hcl"}},
    {".tfvars", {hcl, "hcl"}},
    {".sql", {sql, "sql"}},
    {".ddl", {sql, "sql"}},
    {".pgsql", {sql, "sql"}},
    {".psql", {sql, "sql"}},
    {".properties", {properties, "properties"}},
    {".env", {env, "env"}},
    {".ini", {ini, "ini"}},
    {".cnf", {ini, "ini"}},
    {".toml", {toml, "toml"}},
    {"dockerfile", {dockerfile, "dockerfile"}},
    {"containerfile", {dockerfile, "dockerfile"}},
    {".dockerfile", {dockerfile, "dockerfile"}},
    {".nginx", {nginx, "nginx"}},
    {".html", {html, "html"}},
    {".htm", {html, "html"}},
    {".xhtml", {html, "html"}},
    {".jinja", {html, "html"}},
    {".jinja2", {html, "html"}},
    {".j2", {html, "html"}},
    {".ftl", {html, "html"}},
    {".ejs", {html, "html"}},
    {".hbs", {html, "html"}},
    {".mustache", {html, "html"}},
    {".erb", {html, "html"}},
    {".java", {java, "java"}},
    {".py", {python, "python"}},
    {".js", {javascript, "javascript"}},
    {".jsx", {javascript, "javascript"}},
    {".mjs", {javascript, "javascript"}},
    {".cjs", {javascript, "javascript"}},
    {".ts", {typescript, "typescript"}},
    {".tsx", {tsx, "typescript"}},
    {".mts", {typescript, "typescript"}},
    {".cts", {typescript, "typescript"}},
    {".go", {go, "go"}},
    // Formats that matter to an audit and have no reader yet.
    {".kt", {unsupported, "Kotlin"}},
    {".kts", {unsupported, "Kotlin"}},
    {".scala", {unsupported, "Scala"}},
    {".groovy", {unsupported, "Groovy"}},
    {".gradle", {unsupported, "Groovy"}},
    {".cs", {unsupported, "C#"}},
    {".vb", {unsupported, "Visual Basic"}},
    {".php", {unsupported, "PHP"}},
    {".rb", {unsupported, "Ruby"}},
    {".rs", {unsupported, "Rust"}},
    {".c", {unsupported, "C"}},
    {".h", {unsupported, "C or C++"}},
    {".cc", {unsupported, "C++"}},
    {".cpp", {unsupported, "C++"}},
    {".hpp", {unsupported, "C++"}},
    {".swift", {unsupported, "Swift"}},
    {".m", {unsupported, "Objective-C"}},
    {".dart", {unsupported, "Dart"}},
    {".ex", {unsupported, "Elixir"}},
    {".exs", {unsupported, "Elixir"}},
    {".erl", {unsupported, "Erlang"}},
    {".clj", {unsupported, "Clojure"}},
    {".pl", {unsupported, "Perl"}},
    {".lua", {unsupported, "Lua"}},
    {".cob", {unsupported, "COBOL"}},
    {".cbl", {unsupported, "COBOL"}},
    {".vue", {unsupported, "Vue"}},
    {".svelte", {unsupported, "Svelte"}},
    {".jsp", {unsupported, "JSP"}},
    {".cshtml", {unsupported, "Razor"}},
    {".sh", {unsupported, "shell"}},
    {".bash", {unsupported, "shell"}},
    {".ps1", {unsupported, "PowerShell"}},
    {".bicep", {unsupported, "Bicep"}},
    {".proto", {unsupported, "protobuf"}},
    {".graphql", {unsupported, "GraphQL"}},
    {".gql", {unsupported, "GraphQL"}},
    {".avsc", {json, "json"}},
    {".xml", {xml, "xml"}},
    {".xsl", {xml, "xml"}},
    {".xslt", {xml, "xml"}},
    {".xsd", {unsupported, "XML Schema"}},
    {".bpmn", {unsupported, "BPMN"}},
    {".prisma", {unsupported, "Prisma"}},
    {".tpl", {unsupported, "template"}},
    {".tmpl", {unsupported, "template"}},
    {".jks", {unsupported, "Java key store"}},
    {".p12", {unsupported, "PKCS#12"}},
    {".pfx", {unsupported, "PKCS#12"}},
    {".der", {unsupported, "DER certificate"}},
    {".ipynb", {unsupported, "notebook"}},
    {".zip", {unsupported, "archive"}},
    {".tar", {unsupported, "archive"}},
    {".gz", {unsupported, "archive"}},
    {".tgz", {unsupported, "archive"}},
    {".jar", {unsupported, "archive"}},
    {".war", {unsupported, "archive"}},
    {".xlsx", {unsupported, "spreadsheet"}},
    {".pdf", {unsupported, "PDF"}},
    // Written by tools or for eyes and ears: nothing to judge.
    {"package-lock.json", {text, "text"}},
    {"npm-shrinkwrap.json", {text, "text"}},
    {"yarn.lock", {text, "text"}},
    {"pnpm-lock.yaml", {text, "text"}},
    {".lock", {text, "text"}},
    {".sum", {text, "text"}},
    {".png", {out_of_scope, ""}},
    {".jpg", {out_of_scope, ""}},
    {".jpeg", {out_of_scope, ""}},
    {".gif", {out_of_scope, ""}},
    {".ico", {out_of_scope, ""}},
    {".webp", {out_of_scope, ""}},
    {".bmp", {out_of_scope, ""}},
    {".tif", {out_of_scope, ""}},
    {".tiff", {out_of_scope, ""}},
    {".svg", {out_of_scope, ""}},
    {".psd", {out_of_scope, ""}},
    {".mp3", {out_of_scope, ""}},
    {".mp4", {out_of_scope, ""}},
    {".wav", {out_of_scope, ""}},
    {".webm", {out_of_scope, ""}},
    {".woff", {out_of_scope, ""}},
    {".woff2", {out_of_scope, ""}},
    {".ttf", {out_of_scope, ""}},
    {".otf", {out_of_scope, ""}},
    {".eot", {out_of_scope, ""}},
    {".map", {out_of_scope, ""}},
    {".po", {out_of_scope, ""}},
    {".mo", {out_of_scope, ""}},
    {".class", {out_of_scope, ""}},
    {".pyc", {out_of_scope, ""}},
    {".css", {out_of_scope, ""}},
    {".scss", {out_of_scope, ""}},
    {".less", {out_of_scope, ""}},
};

// A JSON text is a JSON text under any of these names, a YAML one under `.template` (CloudFormation) too.
bool looks_like_json(std::string_view head) {
  const size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && (head[first] == '{' || head[first] == '[');
}

bool looks_like_nginx(std::string_view head) {
  for (std::string_view mark :
       {"server {", "server{", "http {", "location ", "upstream ", "ssl_protocols", "proxy_pass"}) {
    if (head.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

bool is_env_name(std::string_view name) {
  return name.starts_with(".env") || name.ends_with(".env");
}

}  // namespace

Format format_of(std::string_view path, std::string_view head) {
  const std::string name = lower(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
  const bool is_editor_state = path.starts_with(".idea/") || path.find("/.idea/") != std::string_view::npos;
  if (is_editor_state || name.ends_with(".min.js") || name.ends_with(".bundle.js")) return {out_of_scope, ""};
  if (is_env_name(name)) return {env, "env"};
  if (name.ends_with(".conf"))
    return looks_like_nginx(head) ? Format{nginx, "nginx"} : Format{unsupported, "configuration"};

  const Row* best = nullptr;
  for (const Row& row : kRows) {
    const bool is_extension = row.ending.front() == '.';
    const bool fits = is_extension ? std::string_view(name).ends_with(row.ending) : name == row.ending;
    if (fits && (best == nullptr || row.ending.size() > best->ending.size())) best = &row;
  }
  if (best == nullptr) {  // `Dockerfile.prod`, but not the reader's own `dockerfile.cc`
    return name.starts_with("dockerfile.") ? Format{dockerfile, "dockerfile"} : Format{text, "text"};
  }
  if (best->format.reader == yaml && looks_like_json(head) && best->ending == ".template")
    return {json, "json"};
  return best->format;
}

}  // namespace payaudit
