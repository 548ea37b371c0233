#include "checker/audit/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace payaudit {

void for_each_index(size_t count, unsigned threads, const std::function<void(size_t)>& work) {
  const size_t wanted = std::min<size_t>(std::max(threads, 1U), count);
  std::atomic<size_t> next{0};
  std::mutex failing;
  std::exception_ptr failure;
  const auto run = [&] {
    try {
      for (size_t i = next.fetch_add(1, std::memory_order_relaxed); i < count;
           i = next.fetch_add(1, std::memory_order_relaxed)) {
        work(i);
      }
    } catch (...) {  // out of a thread it would end the program
      const std::lock_guard lock(failing);
      if (!failure) failure = std::current_exception();
      next.store(count, std::memory_order_relaxed);
    }
  };
  {
    std::vector<std::jthread> others;
    others.reserve(wanted);
    // Where the system gives no more threads, those there are do all of the work.
    for (size_t i = 1; i < wanted; ++i) {
      try {
        others.emplace_back(run);
      } catch (const std::system_error&) {
        break;
      }
    }
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

unsigned available_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace payaudit
