#include "checker/audit/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace payaudit {

void for_each_index(size_t count, unsigned threads, const std::function<void(size_t)>& work) {
  const size_t wanted = std::min<size_t>(std::max(threads, 1U), count);
  std::atomic<size_t> next{0};
  const auto run = [&] {
    for (size_t i = next.fetch_add(1, std::memory_order_relaxed); i < count;
         i = next.fetch_add(1, std::memory_order_relaxed)) {
      work(i);
    }
  };
  std::vector<std::jthread> others;
  for (size_t i = 1; i < wanted; ++i) others.emplace_back(run);
  run();
}

unsigned available_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace payaudit
