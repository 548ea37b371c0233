// Reads HCL native syntax (Terraform and OpenTofu `.tf`, `.tofu`, `.tfvars`) into a Tree.
//
// The root is one map. An attribute is an entry; a block is an entry with `is_block`, its keyword as key and
// its labels. Expressions are kept as nodes and never evaluated:
//   reference  `var.a`, `aws_s3_bucket.b[].id`: each index is written `[]` and its expression is a child, in
//              order; a splat is written `[*]`
//   call       a function's name, or an operator: `?:` (three operands), `==`, `+`, `!`, `-` …; `[]` (value,
//              index) where the value is no reference; `.*` (value); `...` (the expanded last argument);
//              `for[]` (list, value) and `for{}` (list, key, value; `for{}...` where values of one key are
//              grouped), each with its condition last where it has one: labels are the names it binds
//   template_  strings and expressions in order; `"${x}"` alone is the expression itself, as HCL defines it
//   opaque     template directives, and what has no better form; text as written
// An entry of a map with an empty key says that something stands there that could not be read, or whose key
// is an expression: absence of other keys is then not certain.
//
// It does not strip the indentation of `<<-` heredocs, and knows no block or function of Terraform.
#pragma once

#include "scanners/source/source.h"
#include "scanners/units/tree.h"

namespace payaudit {

// Never fails: what cannot be read is a gap of the Tree. Texts point into `source` where they can, so it must
// outlive the Tree. Safe to call from any thread.
Tree read_hcl(const Source& source);
Tree read_hcl(const Source&& source) = delete;

}  // namespace payaudit
