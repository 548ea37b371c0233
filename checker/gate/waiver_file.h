// The file of waivers: reading it, and adding to it what is already there left as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checker/audit/read.h"
#include "checker/files/target.h"
#include "checker/gate/waivers.h"
#include "scanners/source/result.h"

namespace payaudit {

// The text of the tree's waivers; empty where there is no such file. The error says why it could not be read.
Result<std::string> read_waivers_text(const Target& target);

// The file of the corpus that has the text: the audited one where that is what was read, else it is added.
FileId waivers_source(const std::string& text, Corpus& corpus);

// "W-8" where W-7 is the highest there is.
std::string next_id(const std::vector<Waiver>& waivers);

// The waiver as an entry of the list, without indentation; `says`, a line, stands above it as a comment.
std::string entry_text(const Waiver& waiver, std::string_view says);

// `text` with the entries behind its last one; a new file with its head where it is empty. The error is for a
// text in which the list is not the last thing, or is not written as one entry below the other.
Result<std::string> with_entries(const std::string& text, const std::vector<std::string>& entries);

}  // namespace payaudit
