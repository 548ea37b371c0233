// What a SARIF file says about the run itself: what was not examined, and what is not in the file (2.1.0,
// section 3.58).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/json/json_writer.h"
#include "reports/report.h"
#include "reports/sarif/location.h"

namespace payaudit {

class Notifications {
 public:
  // `results_cut`: how many results the file leaves out. With `is_full` every gap is written, otherwise the
  // first thousand.
  Notifications(const Report& report, size_t results_cut, bool is_full);

  // The key `notifications` of the driver; only what the file uses.
  void write_descriptors(JsonWriter& json) const;
  // The key `toolExecutionNotifications` of the invocation.
  void write(JsonWriter& json, LocationWriter& locations) const;

 private:
  struct Descriptor {
    std::string id;
    std::string name;
    std::string title;
    std::string meaning;
  };

  void write_start(JsonWriter& json, std::string_view id, std::string_view level,
                   std::string_view text) const;

  const Report& report_;
  size_t results_cut_;
  size_t gaps_written_;
  std::vector<Descriptor> descriptors_;
};

}  // namespace payaudit
