#include "reports/json/provenance_fields.h"

namespace payaudit {

void write_provenance(const Provenance& provenance, JsonWriter& json) {
  if (provenance.pack_digest.empty()) return;  // of no audit
  json.object("provenance");
  if (!provenance.commit.empty()) {
    json.field("commit", provenance.commit);
    json.field("committed_at", provenance.committed_at);
    json.field_bool("dirty", provenance.is_dirty);
  }
  json.field("pack_sha256", provenance.pack_digest);
  json.field_if("settings_sha256", provenance.settings_digest);
  json.close();
}

}  // namespace payaudit
