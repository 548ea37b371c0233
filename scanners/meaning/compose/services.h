// Services as they run: with what they extend (`extends`), in their own file or another one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanners/meaning/settings/view.h"
#include "scanners/units/unit.h"

namespace payaudit::compose {

struct Service {
  View view;
  bool is_whole = true;  // all that it extends is in the tree
};

class Services {
 public:
  explicit Services(const Units& units);

  // The service with what it extends below it. The view lives as long as this.
  Service extended(const View& service);

 private:
  std::optional<View> base_of(const View& extends, const View& service) const;
  Service extended(const View& service, int depth);

  const Units& units_;
  std::map<std::string, size_t, std::less<>> by_path_;
  std::vector<std::unique_ptr<Tree>> trees_;
};

}  // namespace payaudit::compose
