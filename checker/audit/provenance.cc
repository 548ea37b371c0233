#include "checker/audit/provenance.h"

#include <botan/hash.h>
#include <botan/hex.h>

#include "checker/audit/tables.h"
#include "checker/files/git.h"
#include "checker/files/read.h"
#include "rules/policy/embedded.h"

namespace payaudit {
namespace {

constexpr size_t kLargestSettingsRead = size_t{1} << 26;

class Digest {
 public:
  void add(std::string_view bytes) {
    hash_->update(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
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
    const Result<std::vector<Document>> documents = read_policy_folder(folder, 0);
    if (!documents) continue;  // the audit has read it, so it went away since
    for (const Document& document : *documents) {
      for (const std::string_view part :
           {std::string_view(document.name()), std::string_view(document.body().source)}) {
        digest.add(part);
        digest.add(std::string_view("\0", 1));
      }
    }
  }
  return digest.take();
}

}  // namespace

Provenance provenance_of(const Target& target, const std::string& settings_file,
                         const std::vector<std::string>& policy_folders) {
  Provenance provenance;
  const std::string head = ask_git_line(target.root, {"log", "-1", "--format=%H %cI"});
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
    if (const auto bytes = read_file(settings_file, kLargestSettingsRead)) digest.add(*bytes);
    provenance.settings_digest = digest.take();
  }
  return provenance;
}

}  // namespace payaudit
