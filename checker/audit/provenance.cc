#include "checker/audit/provenance.h"

#include <botan/hash.h>
#include <botan/hex.h>

#include <algorithm>
#include <filesystem>

#include "checker/files/git.h"
#include "checker/files/read.h"
#include "rules/policy/embedded.h"

namespace payaudit {
namespace {

constexpr size_t kLargest = size_t{1} << 26;

class Digest {
 public:
  void add(std::string_view bytes) {
    hash_->update(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  }

  // A file that cannot be read counts by its name.
  void add_file(const std::string& name, const std::string& path) {
    add(name);
    add(std::string_view("\0", 1));
    if (const auto bytes = read_file(path, kLargest)) add(*bytes);
    add(std::string_view("\0", 1));
  }

  std::string take() { return Botan::hex_encode(hash_->final(), false); }

 private:
  std::unique_ptr<Botan::HashFunction> hash_ = Botan::HashFunction::create_or_throw("SHA-256");
};

std::string digest_of_policies(const std::vector<std::string>& folders) {
  Digest digest;
  const auto own = embedded_policies();
  digest.add({reinterpret_cast<const char*>(own.data()), own.size()});
  for (const std::string& folder : folders) {
    std::vector<std::string> files;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      if (at->path().extension() == ".yaml")
        files.push_back(at->path().lexically_relative(folder).generic_string());
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) digest.add_file(file, folder + "/" + file);
  }
  return digest.take();
}

std::string line_of(const std::optional<std::string>& printed) {
  return printed ? printed->substr(0, printed->find('\n')) : std::string();
}

}  // namespace

Provenance provenance_of(const Target& target, const std::string& settings_file,
                         const std::vector<std::string>& policy_folders) {
  Provenance provenance;
  const std::string head = line_of(ask_git(target.root, {"log", "-1", "--format=%H %cI"}));
  if (const size_t blank = head.find(' '); blank != std::string::npos) {
    provenance.commit = head.substr(0, blank);
    provenance.committed_at = head.substr(blank + 1);
    // Files that git does not know yet are audited too, unless it ignores them. Nothing is written, the index
    // neither.
    const auto changes = ask_git(target.root, {"--no-optional-locks", "status", "--porcelain", "--", "."});
    provenance.is_dirty = !changes || !changes->empty();
  }
  provenance.pack_digest = digest_of_policies(policy_folders);
  if (!settings_file.empty()) {
    Digest digest;
    if (const auto bytes = read_file(settings_file, kLargest)) digest.add(*bytes);
    provenance.settings_digest = digest.take();
  }
  return provenance;
}

}  // namespace payaudit
