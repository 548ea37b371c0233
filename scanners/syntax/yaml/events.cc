#include "scanners/syntax/yaml/events.h"

#include <yaml.h>

#include <algorithm>
#include <new>
#include <vector>

namespace payaudit::yaml_reader {

namespace {

// Code point index to byte offset. libyaml counts code points; a checkpoint each 64 of them makes a lookup
// cheap in whatever order marks come, and ASCII text needs none.
class Offsets {
 public:
  Offsets(std::string_view bytes, uint32_t begin) : bytes_(bytes), begin_(begin) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(bytes.begin() + begin, bytes.end(), is_ascii)) return;
    size_t count = 0;
    for (size_t at = begin; at < bytes.size(); ++at) {
      if (is_continuation(bytes[at])) continue;
      if (count % kStep == 0) checkpoints_.push_back(static_cast<uint32_t>(at));
      ++count;
    }
  }

  uint32_t operator()(size_t index) const {
    if (checkpoints_.empty()) return static_cast<uint32_t>(std::min(begin_ + index, bytes_.size()));
    if (index / kStep >= checkpoints_.size()) return static_cast<uint32_t>(bytes_.size());
    size_t at = checkpoints_[index / kStep];
    for (size_t left = index % kStep; left > 0 && at < bytes_.size(); --left) {
      do {
        ++at;
      } while (at < bytes_.size() && is_continuation(bytes_[at]));
    }
    return static_cast<uint32_t>(at);
  }

 private:
  static constexpr size_t kStep = 64;
  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

  std::string_view bytes_;
  size_t begin_;
  std::vector<uint32_t> checkpoints_;
};

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view{} : reinterpret_cast<const char*>(text);
}

}  // namespace

struct EventStream::State {
  State(std::string_view bytes, uint32_t begin) : offsets(bytes, begin), begin(begin) {
    is_ready = yaml_parser_initialize(&parser) != 0;
    if (!is_ready) return;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    const std::string_view text = bytes.substr(begin);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~State() {
    drop_event();
    if (is_ready) yaml_parser_delete(&parser);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void drop_event() {
    if (has_event) yaml_event_delete(&event);
    has_event = false;
  }

  Event error() {
    Event result;
    result.kind = EventKind::error;
    const bool is_character = is_ready && parser.error == YAML_READER_ERROR;
    const uint32_t at = !is_ready      ? begin
                        : is_character ? begin + static_cast<uint32_t>(parser.problem_offset)
                                       : offsets(parser.problem_mark.index);
    result.span = {at, at};
    result.text = is_ready && parser.problem != nullptr ? parser.problem : "out of memory";
    return result;
  }

  Offsets offsets;
  uint32_t begin;
  yaml_parser_t parser{};
  yaml_event_t event{};
  bool is_ready = false;
  bool has_event = false;
  bool is_over = false;
};

EventStream::EventStream(std::string_view bytes, uint32_t begin)
    : state_(std::make_unique<State>(bytes, begin)) {}

EventStream::~EventStream() = default;

const Event& EventStream::next() {
  State& state = *state_;
  do {
    state.drop_event();
    if (state.is_over) return event_;
    if (!state.is_ready || yaml_parser_parse(&state.parser, &state.event) == 0) {
      if (!state.is_ready || state.parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
      state.is_over = true;
      return event_ = state.error();
    }
    state.has_event = true;
  } while (state.event.type == YAML_STREAM_START_EVENT || state.event.type == YAML_NO_EVENT);

  const yaml_event_t& event = state.event;
  event_ = {};
  event_.span = {state.offsets(event.start_mark.index), state.offsets(event.end_mark.index)};
  event_.column = static_cast<uint32_t>(event.start_mark.column);
  switch (event.type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT: break;
    case YAML_STREAM_END_EVENT:
      event_.kind = EventKind::end;
      state.is_over = true;
      break;
    case YAML_DOCUMENT_START_EVENT: event_.kind = EventKind::document_start; break;
    case YAML_DOCUMENT_END_EVENT: event_.kind = EventKind::document_end; break;
    case YAML_MAPPING_END_EVENT: event_.kind = EventKind::map_end; break;
    case YAML_SEQUENCE_END_EVENT: event_.kind = EventKind::list_end; break;
    case YAML_ALIAS_EVENT:
      event_.kind = EventKind::alias;
      event_.anchor = view(event.data.alias.anchor);
      break;
    case YAML_SCALAR_EVENT: {
      const auto& scalar = event.data.scalar;
      event_.kind = EventKind::scalar;
      event_.text = {reinterpret_cast<const char*>(scalar.value), scalar.length};
      event_.anchor = view(scalar.anchor);
      event_.tag = view(scalar.tag);
      event_.is_plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
      event_.is_block_scalar =
          scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE;
      break;
    }
    case YAML_SEQUENCE_START_EVENT:
      event_.kind = EventKind::list_start;
      event_.anchor = view(event.data.sequence_start.anchor);
      event_.tag = view(event.data.sequence_start.tag);
      event_.is_flow = event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
      break;
    case YAML_MAPPING_START_EVENT:
      event_.kind = EventKind::map_start;
      event_.anchor = view(event.data.mapping_start.anchor);
      event_.tag = view(event.data.mapping_start.tag);
      event_.is_flow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
      break;
  }
  return event_;
}

}  // namespace payaudit::yaml_reader
