// JSON as a stream: a report of a large tree is tens of megabytes, which as a document in memory would be
// several times that. Order is the order of the calls, so the bytes are the same on every machine. Does not
// check that the calls make a document: a missing key or an open bracket is a bug of the caller.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace payaudit {

class JsonWriter {
 public:
  void open_object() { open('{'); }
  void open_array() { open('['); }
  void close();

  void key(std::string_view name);
  // Bytes that are not UTF-8 are written as U+FFFD.
  void text(std::string_view value);
  void number(int64_t value);
  void boolean(bool value);

  void field(std::string_view name, std::string_view value) { key(name), text(value); }
  void field(std::string_view name, const char* value) { key(name), text(value); }
  template <std::integral T>
  requires(!std::same_as<T, bool>) void field(std::string_view name, T value) {
    key(name), number(static_cast<int64_t>(value));
  }
  void field_bool(std::string_view name, bool value) { key(name), boolean(value); }
  // Nothing if the text is empty.
  void field_if(std::string_view name, std::string_view value) {
    if (!value.empty()) field(name, value);
  }
  void object(std::string_view name) { key(name), open_object(); }
  void array(std::string_view name) { key(name), open_array(); }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    array(name);
    for (const std::string& value : values) text(value);
    close();
  }

  // The document, ended by a line break. The writer is empty afterwards.
  std::string take();

 private:
  void open(char bracket);
  void begin_value();
  void new_line();
  void quote(std::string_view value);

  std::string out_;
  std::vector<char> closers_;
  bool is_first_ = true;  // of the open object or array
  bool has_key_ = false;  // the next value belongs to it
};

}  // namespace payaudit
