// Buckets whose content a distribution gives out to whoever asks: `audience` of the store is customer. Where
// the distribution logs that, whether the bucket's own log is missing depends on who else may get at it.
#pragma once

#include <array>
#include <string_view>

#include "scanners/meaning/resources/apply.h"

namespace payaudit {

// The type of what gives out, and the paths that say from where and how.
struct Distribution {
  std::string_view type;
  std::string_view origin;                    // names the bucket
  std::array<std::string_view, 2> reader;     // one is set: it alone reads the bucket
  std::string_view log;                       // where it logs to
  std::array<std::string_view, 4> signed_by;  // one is set: who asks needs a signed address
};

// After add_log_sinks.
void add_served(const Distribution& distribution, std::string_view bucket_type,
                const ResourceFacts& resources, Facts& facts);

}  // namespace payaudit
