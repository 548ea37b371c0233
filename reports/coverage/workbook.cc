#include "reports/coverage/workbook.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>

namespace payaudit {
namespace {

constexpr double kNarrowest = 8;  // characters
constexpr double kWidest = 60;

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Numbers and empty cells only, with one number at least: "2.10" and "3.3.1" are names.
bool is_column_of_numbers(const std::vector<std::vector<std::string>>& rows, size_t column) {
  bool is_any = false;
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::string& text = rows[i][column];
    if (!text.empty() && !is_number(text)) return false;
    is_any = is_any || !text.empty();
  }
  return is_any;
}

double width_of(const std::vector<std::vector<std::string>>& rows, size_t column) {
  double width = kNarrowest;
  for (const auto& row : rows) width = std::max(width, static_cast<double>(row[column].size()) + 1);
  return std::min(width, kWidest);
}

// A file in memory, since the library knows files only.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("workbook", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

  std::string bytes() const {
    std::string all(static_cast<size_t>(std::max<off_t>(lseek(descriptor_, 0, SEEK_END), 0)), '\0');
    size_t done = 0;
    while (done < all.size()) {
      const ssize_t got = pread(descriptor_, all.data() + done, all.size() - done, static_cast<off_t>(done));
      if (got <= 0) break;
      done += static_cast<size_t>(got);
    }
    all.resize(done);
    return all;
  }

 private:
  int descriptor_;
};

}  // namespace

Result<std::string> write_workbook(const std::vector<std::vector<std::string>>& rows) {
  const MemoryFile file;
  lxw_workbook* const book = workbook_new(file.path().c_str());
  if (book == nullptr) return Error{"no workbook could be made"};
  // A fixed time: two workbooks of the same rows are the same file.
  lxw_doc_properties properties = {};
  properties.created = 946684800;  // 2000-01-01, the earliest that readers take for a date without doubt
  workbook_set_properties(book, &properties);
  lxw_worksheet* const sheet = workbook_add_worksheet(book, "coverage");
  lxw_format* const head = workbook_add_format(book);
  format_set_bold(head);
  lxw_format* const body = workbook_add_format(book);
  format_set_text_wrap(body);
  format_set_align(body, LXW_ALIGN_VERTICAL_TOP);
  const size_t columns = rows.empty() ? 0 : rows.front().size();
  for (size_t column = 0; column < columns; ++column) {
    const auto c = static_cast<lxw_col_t>(column);
    worksheet_set_column(sheet, c, c, width_of(rows, column), nullptr);
    worksheet_write_string(sheet, 0, c, rows.front()[column].c_str(), head);
    const bool has_numbers = is_column_of_numbers(rows, column);
    for (size_t i = 1; i < rows.size(); ++i) {
      const std::string& text = rows[i][column];
      if (text.empty()) continue;
      const auto r = static_cast<lxw_row_t>(i);
      double number = 0;
      if (has_numbers && std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc()) {
        worksheet_write_number(sheet, r, c, number, body);
      } else {
        worksheet_write_string(sheet, r, c, text.c_str(), body);
      }
    }
  }
  if (columns > 0) {
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(rows.size() - 1),
                         static_cast<lxw_col_t>(columns - 1));
  }
  const lxw_error error = workbook_close(book);
  if (error != LXW_NO_ERROR) return Error{fmt::format("the workbook: {}", lxw_strerror(error))};
  return file.bytes();
}

}  // namespace payaudit
