#include <catch2/catch.hpp>

#include "tests/program/trees.h"

namespace payaudit {

TEST_CASE("an import of Python leads to a file above or beside it, a relative one to one beside it") {
  CHECK(SourceTree({TextFile{"app/a.py", "from app.log import note\ndef f(x):\n  note(x)\n"},
                    {"app/log.py", "def note(x): pass\n"}})
            .calls_in("f") == "app/log.py:note\n");
  CHECK(SourceTree({TextFile{"app/a.py", "from .log import note as n\ndef f(x):\n  n(x)\n"},
                    {"app/log.py", "def note(x): pass\n"}})
            .calls_in("f") == "app/log.py:note\n");
  CHECK(SourceTree({TextFile{"app/a.py", "from .. import log\ndef f(x):\n  log.note(x)\n"},
                    {"log.py", "def note(x): pass\n"}})
            .calls_in("f") == "log.py:note\n");
}

TEST_CASE("a library of the language is not a file of that name elsewhere") {
  CHECK(SourceTree({TextFile{"app/a.py", "import logging\ndef f(x):\n  logging.info(x)\n"},
                    {"other/logging.py", "def info(x): pass\n"}})
            .calls_in("f")
            .empty());
  CHECK(SourceTree({TextFile{"a.go", "package a\nimport \"log\"\nfunc f(x string) { log.Print(x) }\n"},
                    {"log/log.go", "package log\nfunc Print(x string) { y := x; _ = y }\n"}})
            .calls_in("f")
            .empty());
}

TEST_CASE("a package gives on what its parts define") {
  CHECK(SourceTree({TextFile{"a.py", "from pkg import note\ndef f(x):\n  note(x)\n"},
                    {"pkg/__init__.py", "from .inner import write as note\n"},
                    {"pkg/inner.py", "def write(x): pass\n"}})
            .calls_in("f") == "pkg/inner.py:write\n");
  CHECK(SourceTree({TextFile{"a.ts", "import { note } from './pkg';\nfunction f(x) { note(x); }\n"},
                    {"pkg/index.ts", "export { write as note } from './inner';\n"},
                    {"pkg/inner.ts", "export function write(x) { return x; }\n"}})
            .calls_in("f") == "pkg/inner.ts:write\n");
}

TEST_CASE("a default export, an export list and a module's own value are found by what they hold") {
  CHECK(SourceTree({TextFile{"a.ts", "import note from './b';\nfunction f(x) { note(x); }\n"},
                    {"b.ts", "export default function write(x) { return x; }\n"}})
            .calls_in("f") == "b.ts:write\n");
  CHECK(SourceTree({TextFile{"a.ts", "import { note } from './b';\nfunction f(x) { note(x); }\n"},
                    {"b.ts", "function write(x) { return x; }\nexport { write as note };\n"}})
            .calls_in("f") == "b.ts:write\n");
  CHECK(SourceTree({TextFile{"a.js", "const { note } = require('./b');\nfunction f(x) { note(x); }\n"},
                    {"b.js", "function write(x) { return x; }\nmodule.exports = { note: write };\n"}})
            .calls_in("f") == "b.js:write\n");
}

TEST_CASE("an alias of a build file and a package of the workspace are found by their folders") {
  CHECK(
      SourceTree({TextFile{"src/web/a.ts", "import { note } from '@/lib/log';\nfunction f(x) { note(x); }\n"},
                  {"src/lib/log.ts", "export function note(x) { return x; }\n"}})
          .calls_in("f") == "src/lib/log.ts:note\n");
}

TEST_CASE("where two files fit equally well none is taken") {
  CHECK(SourceTree({TextFile{"a.ts", "import { note } from '@/lib/log';\nfunction f(x) { note(x); }\n"},
                    {"one/lib/log.ts", "export function note(x) { return x; }\n"},
                    {"two/lib/log.ts", "export function note(x) { return x; }\n"}})
            .calls_in("f")
            .empty());
}

TEST_CASE("files of a folder of Go are one, and an import leads to its folder") {
  CHECK(SourceTree({TextFile{"pay/a.go", "package pay\nfunc f(x string) { note(x) }\n"},
                    {"pay/b.go", "package pay\nfunc note(x string) { y := x; _ = y }\n"}})
            .calls_in("f") == "pay/b.go:note\n");
  CHECK(SourceTree({TextFile{"pay/a.go",
                             "package pay\nimport \"example.com/shop/internal/trail\"\nfunc f(x string) { "
                             "trail.Note(x) }\n"},
                    {"internal/trail/b.go", "package trail\nfunc Note(x string) { y := x; _ = y }\n"}})
            .calls_in("f") == "internal/trail/b.go:Note\n");
}

TEST_CASE("types of a Java package know each other, others are imported, or written out") {
  const std::string log =
      "package com.acme.log; public class Log { public static void note(String x) { int a = 1; } }";
  CHECK(SourceTree(
            {TextFile{
                 "A.java",
                 "package com.acme; import com.acme.log.Log; class A { void f(String x) { Log.note(x); } }"},
             {"Log.java", log}})
            .calls_in("f") == "Log.java:Log.note\n");
  CHECK(SourceTree({TextFile{"A.java",
                             "package com.acme; class A { void f(String x) { com.acme.log.Log.note(x); } }"},
                    {"Log.java", log}})
            .calls_in("f") == "Log.java:Log.note\n");
  CHECK(
      SourceTree(
          {TextFile{
               "A.java",
               "package com.acme; import static com.acme.log.Log.note; class A { void f(String x) { note(x); "
               "} }"},
           {"Log.java", log}})
          .calls_in("f") == "Log.java:Log.note\n");
}

}  // namespace payaudit
