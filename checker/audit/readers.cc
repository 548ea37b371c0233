#include "checker/audit/readers.h"

#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "scanners/syntax/dockerfile/dockerfile.h"
#include "scanners/syntax/hcl/hcl.h"
#include "scanners/syntax/html/html.h"
#include "scanners/syntax/json/json.h"
#include "scanners/syntax/nginx/nginx.h"
#include "scanners/syntax/prisma/prisma.h"
#include "scanners/syntax/settings/settings.h"
#include "scanners/syntax/sql/sql.h"
#include "scanners/syntax/toml/toml.h"
#include "scanners/syntax/xml/xml.h"
#include "scanners/syntax/yaml/yaml.h"

namespace payaudit {

void read_form(Reader reader, const Source& source, Unit& unit) {
  switch (reader) {
    case Reader::yaml: unit.form = read_yaml(source); break;
    case Reader::json: unit.form = read_json(source); break;
    case Reader::hcl: unit.form = read_hcl(source); break;
    case Reader::properties: unit.form = read_properties(source); break;
    case Reader::env: unit.form = read_env(source); break;
    case Reader::ini: unit.form = read_ini(source); break;
    case Reader::toml: unit.form = read_toml(source); break;
    case Reader::dockerfile: unit.form = read_dockerfile(source); break;
    case Reader::java: unit.form = read_java(source); break;
    case Reader::python: unit.form = read_python(source); break;
    case Reader::nginx: unit.form = read_nginx(source); break;
    case Reader::html: unit.form = read_html(source); break;
    case Reader::xml: unit.form = read_xml(source); break;
    case Reader::javascript: unit.form = read_javascript(source); break;
    case Reader::typescript: unit.form = read_typescript(source); break;
    case Reader::tsx: unit.form = read_tsx(source); break;
    case Reader::go: unit.form = read_go(source); break;
    case Reader::sql: unit.form = read_sql(source); break;
    case Reader::prisma: unit.form = read_prisma(source); break;
    case Reader::none:
    case Reader::yaml_or_json:
    case Reader::properties_or_xml:
    case Reader::conf: break;
  }
}

}  // namespace payaudit
