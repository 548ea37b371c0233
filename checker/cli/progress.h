// A line on a terminal that says how far a long run is. Nothing that is reported depends on it or on its
// clock.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

namespace payaudit {

// Silent for the first second, and all along unless `is_shown`. `step` may be called from any thread.
class Progress {
 public:
  explicit Progress(bool is_shown);
  ~Progress();  // takes the line away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // A stage of `count` steps begins: "reading files". The text must outlive the stage.
  void begin(std::string_view stage, size_t count);
  void step();

 private:
  using Clock = std::chrono::steady_clock;
  void draw(Clock::time_point now);

  const bool is_shown_;
  const Clock::time_point start_ = Clock::now();
  std::mutex drawing_;
  Clock::time_point drawn_;
  bool has_line_ = false;
  std::string_view stage_;
  size_t count_ = 0;
  std::atomic<size_t> done_{0};
};

}  // namespace payaudit
