// The grammars compiled in, as the tree-sitter core takes them. Included by the readers that parse with one
// of them.
//
// The pointers are to static, immutable data: valid for ever, and shared by any number of threads.
// They bound neither time nor memory: who parses foreign bytes gives the parser a budget.
// A language is added here and in the table of CMakeLists.txt.
#pragma once

struct TSLanguage;

extern "C" {
const TSLanguage* tree_sitter_go(void);
const TSLanguage* tree_sitter_hcl(void);
const TSLanguage* tree_sitter_java(void);
const TSLanguage* tree_sitter_javascript(void);
const TSLanguage* tree_sitter_python(void);
const TSLanguage* tree_sitter_tsx(void);
const TSLanguage* tree_sitter_typescript(void);
}
