// Texts of Kubernetes objects that are files of their own: entries of ConfigMaps and Secrets, patches that a
// kustomization writes inline, the values that an Argo application gives its chart.
//
// It finds them and knows where each stands; what they say is read by the readers of their formats.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanners/source/source.h"
#include "scanners/units/tree.h"

namespace payaudit::kubernetes {

struct InnerText {
  std::string name;  // of the file that it becomes: `nginx.conf`
  std::string text;  // as that file has it
  Span within;       // the scalar, in the file around it

  // Where a span of `text` stands in the file around; the whole scalar where that cannot be told.
  Span outer(Span inner) const;

  struct Line {
    uint32_t inner = 0;  // offset of its first byte in `text`
    uint32_t outer = 0;
  };
  std::vector<Line> lines;  // empty: it does not stand there line by line
};

// `is_cut`: there are more than are looked at.
std::vector<InnerText> inner_texts(const Tree& tree, const Source& source, bool* is_cut = nullptr);

// Base64 without its line breaks; empty where it is none.
std::string decode_base64(std::string_view text);

// An entry of `patchesStrategicMerge` is a patch or the name of a file: one of a single line is told by its
// bracket.
bool is_inline_patch(std::string_view text);

}  // namespace payaudit::kubernetes
