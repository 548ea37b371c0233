// Which reader a file gets, by its name and, where the name does not say, its first bytes. One table.
#pragma once

#include <string_view>

namespace payaudit {

enum class Reader : uint8_t {
  yaml,
  json,
  hcl,
  sql,
  properties,
  env,
  ini,
  toml,
  dockerfile,
  nginx,
  html,
  xml,
  java,
  python,
  javascript,
  typescript,
  tsx,
  go,
  text,          // bytes only: card numbers and secrets
  out_of_scope,  // images, fonts, media, archives: not read at all
  unsupported,   // a format that matters and has no reader yet: bytes only, and a gap
};

struct Format {
  Reader reader = Reader::text;
  std::string_view name;  // "yaml"; for `unsupported` the format's common name: "Kotlin"
};

// `path` is relative, with forward slashes; `head` is the file's first bytes, up to 4 KiB, and may be empty.
Format format_of(std::string_view path, std::string_view head);

}  // namespace payaudit
