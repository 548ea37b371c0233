// Buckets that logs are written to, as `log.sink` facts with what the bucket's own fact says.
#pragma once

#include <span>
#include <string_view>

#include "scanners/meaning/resources/apply.h"

namespace payaudit {

// A resource that writes its log to a bucket, and the path that names it.
struct LogWriter {
  std::string_view type;
  std::string_view bucket;
  bool is_of_access = false;  // who read what, as the bucket's own log would be
};

// One fact for each bucket of `bucket_type`, however many write to it. After the joins that say whom it is
// open to.
void add_log_sinks(std::span<const LogWriter> writers, std::string_view bucket_type,
                   const ResourceFacts& resources, Facts& facts);

}  // namespace payaudit
