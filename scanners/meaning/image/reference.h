// Image references as Kubernetes, Compose and Dockerfiles write them: `registry:5000/team/app:1.2@sha256:…`.
#pragma once

#include <string_view>

namespace payaudit {

struct ImageReference {
  std::string_view name;    // without tag and digest
  std::string_view tag;     // empty: none, which means `latest`
  std::string_view digest;  // `sha256:…`; empty: none

  // The same bytes next time, as far as the tag's owner keeps to it.
  bool is_pinned() const { return !digest.empty() || (!tag.empty() && tag != "latest"); }
};

// Points into `text`.
ImageReference parse_image(std::string_view text);

// A part of it is filled in elsewhere: `app:${TAG}`, `$(image)`, and what no image can be called: `_IMAGE_`,
// `REGISTRY/app:TAG`.
bool has_placeholder(std::string_view text);

}  // namespace payaudit
