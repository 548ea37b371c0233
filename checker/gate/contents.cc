#include "checker/gate/contents.h"

#include <botan/auto_rng.h>
#include <botan/hash.h>
#include <botan/hex.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "checker/files/git.h"
#include "checker/files/read.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLfsPointer = "version https://git-lfs.github.com/spec/";
constexpr std::string_view kLfsObject = "\noid sha256:";
constexpr size_t kSha1Digits = 40;
constexpr size_t kSha256Digits = 64;
// Of files that are wanted as the repository has them: what holds large files asks other machines for them.
constexpr std::string_view kAsStored = "lfs";

std::string digest(const char* algorithm, std::string_view head, std::string_view bytes) {
  const auto hash = Botan::HashFunction::create_or_throw(algorithm);
  hash->update(reinterpret_cast<const uint8_t*>(head.data()), head.size());
  hash->update(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  return Botan::hex_encode(hash->final(), false);
}

// What no file can hold, because it is made after all of them.
std::string new_mark() {
  Botan::AutoSeeded_RNG random;
  return Botan::hex_encode(random.random_vec(16), false);
}

// Reads files of one repository.
class ContentReader {
 public:
  ContentReader(const Target& target, BaseTree& base, size_t repository, size_t limit,
                std::map<std::string, std::string>& contents)
      : target_(target),
        base_(base),
        repository_(base.repositories[repository]),
        limit_(limit),
        contents_(contents) {}

  void read(const std::vector<std::string>& paths) {
    for (const auto& [filter, own] : by_filter(readable(paths))) {
      if (read_all(own, filter != kAsStored)) continue;
      for (const std::string& path : own) {
        miss(path, filter.empty() ? "cannot be read at the base"
                                  : fmt::format("cannot be read at the base: the filter {} of git's "
                                                "configuration fails",
                                                filter));
      }
    }
  }

 private:
  void miss(const std::string& path, std::string_view why) {
    base_.missing.insert(path);
    base_.notes.push_back(fmt::format("{} {}: what is found in it may be old", path, why));
  }

  // As the repository has it.
  std::string own(const std::string& path) const {
    return repository_.folder.empty() ? path : path.substr(repository_.folder.size() + 1);
  }

  // Those of which the object is here, and not too large.
  std::vector<std::string> readable(const std::vector<std::string>& paths) {
    std::string wanted;
    for (const std::string& path : paths) wanted += base_.files.at(path).object + '\n';
    const auto answer = ask_repository(target_, repository_,
                                       {"cat-file", "--batch-check=%(objecttype) %(objectsize)"}, wanted);
    std::vector<std::string> found;
    size_t at = 0;
    for (const std::string& path : paths) {
      // "blob SIZE\n", or "HASH missing\n"
      const size_t end = answer ? answer->find('\n', at) : std::string::npos;
      const std::string_view line =
          end == std::string::npos ? "" : std::string_view(*answer).substr(at, end - at);
      at = end == std::string::npos ? at : end + 1;
      if (line.empty()) {
        miss(path, "cannot be read at the base");
      } else if (!line.starts_with("blob ")) {
        miss(path, "is not here as the base had it (a partial clone)");
      } else if (std::stoull(std::string(line.substr(5))) > limit_) {
        miss(path, "was over the limit of size at the base");
      } else {
        found.push_back(path);
      }
    }
    return found;
  }

  // One filter that fails takes nothing else with it.
  std::map<std::string, std::vector<std::string>> by_filter(const std::vector<std::string>& paths) const {
    std::string asked;
    for (const std::string& path : paths) asked += own(path) + '\0';
    std::map<std::string, std::vector<std::string>> groups;
    if (asked.empty()) return groups;
    const auto answer =
        ask_repository(target_, repository_, {"check-attr", "-z", "--stdin", "filter"}, asked);
    // Three for each: the path, the attribute, its value.
    const std::vector<std::string_view> words =
        answer ? entries_of(*answer) : std::vector<std::string_view>();
    for (size_t i = 0; i < paths.size(); ++i) {
      std::string_view filter = 3 * i + 2 < words.size() ? words[3 * i + 2] : "unspecified";
      // A request is one line, in which the path follows a blank.
      if (paths[i].find('\n') != std::string::npos || own(paths[i]).find_first_of(" \t") == 0)
        filter = kAsStored;
      const bool has_none = filter == "unspecified" || filter == "unset" || filter == "set";
      groups[has_none ? "" : std::string(filter)].push_back(paths[i]);
    }
    return groups;
  }

  bool read_all(const std::vector<std::string>& paths, bool is_filtered) {
    const std::string mark = new_mark();
    std::string wanted;
    for (const std::string& path : paths) {
      wanted += base_.files.at(path).object;
      if (is_filtered) wanted += ' ' + own(path);
      wanted += '\n';
    }
    // The sizes that it prints are those before the conversion.
    std::vector<std::string> command = {"cat-file", "--batch=" + mark};
    if (is_filtered) command.push_back("--filters");
    const auto answer = ask_repository(target_, repository_, command, wanted);
    if (!answer) return false;
    // "MARK\nBYTES\nMARK\nBYTES\n"
    size_t at = 0;
    for (const std::string& path : paths) {
      if (answer->compare(at, mark.size() + 1, mark + '\n') != 0) return false;
      at += mark.size() + 1;
      const size_t end = std::min(answer->find('\n' + mark + '\n', at), answer->size() - 1);
      add(path, answer->substr(at, end - at));
      at = end + 1;
    }
    return true;
  }

  void add(const std::string& path, std::string bytes) {
    if (bytes.starts_with(kLfsPointer)) {
      const std::optional<std::string> held = held_by_lfs(path, bytes);
      if (!held) return miss(path, "is held by Git LFS, and not here as the base had it (`git lfs fetch`)");
      bytes = *held;
    }
    contents_.insert_or_assign(path, std::move(bytes));
  }

  // The disk may have the file as it was; else whatever Git LFS has fetched.
  std::optional<std::string> held_by_lfs(const std::string& path, const std::string& pointer) const {
    const size_t at = pointer.find(kLfsObject);
    if (at == std::string::npos) return std::nullopt;
    const std::string object = pointer.substr(at + kLfsObject.size(), kSha256Digits);
    const bool is_hash =
        object.size() == kSha256Digits && object.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_hash) return std::nullopt;
    const fs::path kept = ask_repository_line(target_, repository_,
                                              {"rev-parse", "--path-format=absolute", "--git-common-dir"});
    for (const fs::path& file :
         {fs::path(target_.root) / path,
          kept / "lfs" / "objects" / object.substr(0, 2) / object.substr(2, 2) / object}) {
      Result<std::string, ReadError> bytes = read_file(file.string(), limit_);
      if (bytes && digest("SHA-256", {}, *bytes) == object) return *std::move(bytes);
    }
    return std::nullopt;
  }

  const Target& target_;
  BaseTree& base_;
  const BaseRepository repository_;
  const size_t limit_;
  std::map<std::string, std::string>& contents_;
};

}  // namespace

std::string object_name(std::string_view bytes, size_t digits) {
  return digest(digits == kSha1Digits ? "SHA-1" : "SHA-256", fmt::format("blob {}", bytes.size()) + '\0',
                bytes);
}

std::map<std::string, std::string> read_base(const Target& target, BaseTree& base,
                                             const std::vector<std::string>& paths, size_t limit) {
  std::map<size_t, std::vector<std::string>> by_repository;
  for (const std::string& path : paths) {
    if (const auto file = base.files.find(path); file != base.files.end())
      by_repository[file->second.repository].push_back(path);
  }
  std::map<std::string, std::string> contents;
  for (const auto& [repository, own] : by_repository)
    ContentReader(target, base, repository, limit, contents).read(own);
  return contents;
}

}  // namespace payaudit
