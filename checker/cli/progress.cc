#include "checker/cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string>

namespace payaudit {
namespace {

constexpr std::chrono::milliseconds kSilence{1000};
constexpr std::chrono::milliseconds kBetween{100};

// Past the buffers, so that the line is there at once; that it cannot be written is no matter.
void put(std::string_view text) {
  if (write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

}  // namespace

Progress::Progress(bool is_shown) : is_shown_(is_shown) {}

Progress::~Progress() {
  if (has_line_) put("\r\x1b[K");
}

void Progress::begin(std::string_view stage, size_t count) {
  if (!is_shown_) return;
  const std::lock_guard lock(drawing_);
  stage_ = stage;
  count_ = count;
  done_.store(0, std::memory_order_relaxed);
  if (const Clock::time_point now = Clock::now(); now - start_ >= kSilence) draw(now);
}

void Progress::step() {
  if (!is_shown_) return;
  done_.fetch_add(1, std::memory_order_relaxed);
  const std::unique_lock lock(drawing_, std::try_to_lock);
  if (!lock) return;
  const Clock::time_point now = Clock::now();
  if (now - start_ >= kSilence && now - drawn_ >= kBetween) draw(now);
}

void Progress::draw(Clock::time_point now) {
  drawn_ = now;
  has_line_ = true;
  put(fmt::format("\r\x1b[K{} {} of {}", stage_, done_.load(std::memory_order_relaxed), count_));
}

}  // namespace payaudit
