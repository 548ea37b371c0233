// Source lines with what is to be said about parts of them underlined, as compilers show them.
#pragma once

#include <string>
#include <vector>

#include "reports/excerpt/mask.h"
#include "reports/text/paint.h"

namespace payaudit {

struct Mark {
  Place place;
  std::string label;
  bool is_main = false;  // underlined with ^, others with -
};

// "api/checkout.yaml:88:5", printable.
std::string spot(const Source& source, Span span);

class Blocks {
 public:
  Blocks(const Masks& masks, const SourceMap& sources, Paint paint)
      : masks_(masks), sources_(sources), paint_(paint) {}

  // The first mark's place heads the first block. Marks of its file within a few lines share its block; the
  // others get blocks of their own, in their order. `colour` is that of the main underline.
  void write(std::string& out, const std::vector<Mark>& marks, Colour colour) const;

  // Columns before the bar, for the notes below the blocks.
  size_t gutter(const std::vector<Mark>& marks) const;

 private:
  void write_one(std::string& out, const std::vector<const Mark*>& marks, size_t gutter, Colour colour) const;

  const Masks& masks_;
  const SourceMap& sources_;
  Paint paint_;
};

}  // namespace payaudit
