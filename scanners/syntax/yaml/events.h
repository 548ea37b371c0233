// libyaml behind one small interface: a stream of events with byte offsets. The only place that includes its
// header.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "scanners/source/source.h"

namespace payaudit::yaml_reader {

enum class EventKind : uint8_t {
  document_start,
  document_end,
  map_start,
  map_end,
  list_start,
  list_end,
  scalar,
  alias,
  end,    // of the stream
  error,  // `text` says what; nothing comes after it
};

struct Event {
  EventKind kind = EventKind::end;
  Span span;
  uint32_t column = 0;  // 0-based, in code points
  bool is_plain = false;
  bool is_block_scalar = false;
  bool is_flow = false;
  // Views into the event: valid until next().
  std::string_view text;
  std::string_view anchor;
  std::string_view tag;  // resolved: `!Ref`, `tag:yaml.org,2002:str`
};

// Reads `bytes` from `begin` on. The bytes must be UTF-8 without a byte order mark and outlive it.
class EventStream {
 public:
  EventStream(std::string_view bytes, uint32_t begin);
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  const Event& next();

 private:
  struct State;
  std::unique_ptr<State> state_;
  Event event_;
};

}  // namespace payaudit::yaml_reader
