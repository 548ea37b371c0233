// Collects what is wrong with policy files, so that one run tells all of it, and words it with place and
// caret:
//
//   policies/rules/k8s/privileged.yaml:4:6: unknown fact kind 'k8s.contaner'
//     4 | for: k8s.contaner
//       |      ^~~~~~~~~~~~
//   did you mean 'container'?
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/policy/document.h"

namespace payaudit {

class Problems {
 public:
  struct Item {
    std::string path;
    uint32_t line;
    uint32_t column;
    std::string message;
    std::string hint;
    std::string text;  // all of it, as `format_problem` words it
  };

  // At a node. `hint` is a line of its own below the caret: the next step.
  void add(YamlNode at, std::string message, std::string hint = {});
  // At a part of a scalar's text, as far as the text stands in the source as it is; else at the node.
  void add_inside(YamlNode scalar, size_t offset, size_t length, std::string message, std::string hint = {});
  // About a file as a whole.
  void add(const Document& document, std::string message, std::string hint = {});

  bool empty() const { return count_ == 0; }
  size_t size() const { return count_; }
  // All of them by file, line and column; of very many the first ones, and how many more there are.
  std::string text() const;
  // One by one, in the order they were added; of very many the first ones.
  const std::vector<Item>& items() const& { return items_; }

 private:
  void add(const Document::Body& body, uint32_t line, uint32_t column, size_t length, std::string message,
           std::string hint);
  std::vector<Item> items_;
  size_t count_ = 0;
};

// `path:line:column: message`, the line and a caret line under `length` code points, the hint. Without a
// source: the first line only. Line and column are 1-based; the column counts code points.
std::string format_problem(std::string_view path, std::string_view source, uint32_t line, uint32_t column,
                           size_t length, std::string_view message, std::string_view hint);

// "did you mean 'container'?", or empty when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace payaudit
