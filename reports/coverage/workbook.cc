#include "reports/coverage/workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "reports/coverage/package.h"

namespace payaudit {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view kRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kPackage = "http://schemas.openxmlformats.org/package/2006";
constexpr std::string_view kContent = "application/vnd.openxmlformats-officedocument.spreadsheetml";

constexpr size_t kNarrowest = 8;  // characters
constexpr size_t kWidest = 60;
// Indices of cellXfs in the styles below.
constexpr int kHeadStyle = 1;
constexpr int kBodyStyle = 2;

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Numbers and empty cells only, with one number at least: "2.10" and "3.3.1" are names.
bool is_column_of_numbers(const Rows& rows, size_t column) {
  bool is_any = false;
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::string& text = rows[i][column];
    if (!text.empty() && !is_number(text)) return false;
    is_any = is_any || !text.empty();
  }
  return is_any;
}

size_t width_of(const Rows& rows, size_t column) {
  size_t width = kNarrowest;
  for (const auto& row : rows) width = std::max(width, row[column].size() + 1);
  return std::min(width, kWidest);
}

// What XML 1.0 has no character for is left out.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\r': out += "&#13;"; break;
      case '\n':
      case '\t': out += c; break;
      default:
        if (static_cast<unsigned char>(c) >= ' ') out += c;
    }
  }
  return out;
}

// A, …, Z, AA, …
std::string column_name(size_t column) {
  std::string name;
  for (size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return name;
}

// Each text once, by its index.
class SharedTexts {
 public:
  size_t index_of(const std::string& text) {
    ++uses_;
    const auto [entry, is_new] = index_.try_emplace(text, index_.size());
    if (is_new) {
      const bool keeps_space = text.front() <= ' ' || text.back() <= ' ';
      list_ +=
          fmt::format("<si><t{}>{}</t></si>", keeps_space ? " xml:space=\"preserve\"" : "", escaped(text));
    }
    return entry->second;
  }

  std::string part() const {
    return fmt::format("{}<sst xmlns=\"{}\" count=\"{}\" uniqueCount=\"{}\">{}</sst>", kHead, kMain, uses_,
                       index_.size(), list_);
  }

 private:
  std::map<std::string, size_t> index_;
  std::string list_;
  size_t uses_ = 0;
};

std::string sheet_part(const Rows& rows, SharedTexts& texts) {
  const size_t columns = rows.empty() ? 0 : rows.front().size();
  std::string sheet = fmt::format("{}<worksheet xmlns=\"{}\">", kHead, kMain);
  if (columns == 0) return sheet + "<sheetData/></worksheet>";
  const std::string range = fmt::format("A1:{}{}", column_name(columns - 1), rows.size());
  sheet += fmt::format(
      "<dimension ref=\"{}\"/><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">"
      "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
      "<selection pane=\"bottomLeft\"/></sheetView></sheetViews><cols>",
      range);
  std::vector<bool> has_numbers;
  for (size_t column = 0; column < columns; ++column) {
    sheet += fmt::format("<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>", column + 1,
                         width_of(rows, column));
    has_numbers.push_back(is_column_of_numbers(rows, column));
  }
  sheet += "</cols><sheetData>";
  for (size_t row = 0; row < rows.size(); ++row) {
    sheet += fmt::format("<row r=\"{}\">", row + 1);
    for (size_t column = 0; column < columns; ++column) {
      const std::string& text = rows[row][column];
      if (text.empty()) continue;
      const bool is_text = row == 0 || !has_numbers[column];
      sheet += fmt::format("<c r=\"{}{}\" s=\"{}\"{}><v>{}</v></c>", column_name(column), row + 1,
                           row == 0 ? kHeadStyle : kBodyStyle, is_text ? " t=\"s\"" : "",
                           is_text ? fmt::to_string(texts.index_of(text)) : text);
    }
    sheet += "</row>";
  }
  return sheet + fmt::format("</sheetData><autoFilter ref=\"{}\"/></worksheet>", range);
}

std::string styles_part() {
  return fmt::format(
      "{}<styleSheet xmlns=\"{}\">"
      "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
      "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
      "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
      "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
      "<borders count=\"1\"><border/></borders>"
      "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
      "<cellXfs count=\"3\"><xf/><xf fontId=\"1\" applyFont=\"1\"/>"
      "<xf applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf></cellXfs>"
      "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
      "</styleSheet>",
      kHead, kMain);
}

// The sheet, its styles, its texts: the type of each as relations and content types write it.
std::string book_relations() {
  std::string out = fmt::format("{}<Relationships xmlns=\"{}/relationships\">", kHead, kPackage);
  int id = 0;
  for (const auto& [type, target] : {std::pair{"worksheet", "worksheets/sheet1.xml"},
                                     {"styles", "styles.xml"},
                                     {"sharedStrings", "sharedStrings.xml"}}) {
    out += fmt::format("<Relationship Id=\"rId{}\" Type=\"{}/{}\" Target=\"{}\"/>", ++id, kRelations, type,
                       target);
  }
  return out + "</Relationships>";
}

std::string content_types() {
  std::string out = fmt::format(
      "{}<Types xmlns=\"{}/content-types\">"
      "<Default Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
      kHead, kPackage);
  for (const auto& [part, type] : {std::pair{"workbook", "sheet.main"},
                                   {"worksheets/sheet1", "worksheet"},
                                   {"styles", "styles"},
                                   {"sharedStrings", "sharedStrings"}}) {
    out += fmt::format("<Override PartName=\"/xl/{}.xml\" ContentType=\"{}.{}+xml\"/>", part, kContent, type);
  }
  return out + "</Types>";
}

}  // namespace

std::string write_workbook(const Rows& rows) {
  SharedTexts texts;
  std::string sheet = sheet_part(rows, texts);
  return zip({
      {"[Content_Types].xml", content_types()},
      {"_rels/.rels", fmt::format("{}<Relationships xmlns=\"{}/relationships\"><Relationship Id=\"rId1\" "
                                  "Type=\"{}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
                                  kHead, kPackage, kRelations)},
      {"xl/workbook.xml",
       fmt::format("{}<workbook xmlns=\"{}\" xmlns:r=\"{}\"><sheets><sheet name=\"coverage\" "
                   "sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                   kHead, kMain, kRelations)},
      {"xl/_rels/workbook.xml.rels", book_relations()},
      {"xl/worksheets/sheet1.xml", std::move(sheet)},
      {"xl/styles.xml", styles_part()},
      {"xl/sharedStrings.xml", texts.part()},
  });
}

}  // namespace payaudit
