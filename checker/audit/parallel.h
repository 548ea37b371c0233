// Work on many items with a few threads. The only place that starts threads.
#pragma once

#include <cstddef>
#include <functional>

namespace payaudit {

// Calls work(i) once for each i below `count`, on `threads` threads (at least one). `work` must not throw and
// must touch only what belongs to i.
void for_each_index(size_t count, unsigned threads, const std::function<void(size_t)>& work);

// What `-j 0`, the default, means: the processors this process may use.
unsigned available_threads();

}  // namespace payaudit
