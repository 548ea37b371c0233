// Evaluated configuration: what Terraform and CloudFormation expressions come to, with what is not known kept
// apart. Resource models are applied to this, so that one table serves both.
//
// It knows no resource type and no syntax. Nothing here guesses: a value that depends on something that is
// not in the tree is `unknown` and says why.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanners/facts/value.h"
#include "scanners/source/source.h"

namespace payaudit {

struct Resource;

// Stands for each unknown part in `Config::pattern`. Not valid UTF-8, so no text of a file has it.
inline constexpr char kHole = '\xff';

// One value. Owned by a ConfigPool; immutable once others point at it.
struct Config {
  enum class Kind : uint8_t { unknown, null, boolean, number, string, list, map };

  Kind kind = Kind::unknown;
  bool boolean = false;
  bool is_partial = false;   // of a list or map: it may have further entries
  bool is_symbolic = false;  // a block that stands for any number of repetitions, also none
  bool is_specific = false;  // of an unknown: one thing, whichever; no wildcard and nothing empty
  bool is_absent = false;    // unknown because a known map or list has no such item: an error in Terraform
  double number = 0;
  std::string text;     // of a string; a number as written; why an unknown is unknown
  std::string pattern;  // of an unknown text: its known parts, kHole for the others; empty: nothing known
  const Resource* target = nullptr;  // the resource that the value is an attribute of (`aws_kms_key.k.arn`)
  std::string attribute;             // the attribute of it
  OriginKind origin = OriginKind::literal;
  Place place;       // where the value is written; of a block, its header
  std::string note;  // how it came here: "var.enc"
  std::vector<std::pair<std::string, const Config*>> entries;  // keys may repeat, and are empty in lists

  bool is(Kind wanted) const { return kind == wanted; }
  // The first entry of that key that is not null; nullptr where there is none.
  const Config* find(std::string_view key) const;
};

// Owns Configs; addresses are stable. One thread at a time.
class ConfigPool {
 public:
  Config& make(Config::Kind kind, Place place, OriginKind origin = OriginKind::literal);
  Config& unknown(std::string why, Place place);
  Config& string(std::string text, Place place);
  Config& copy(const Config& config);
  size_t size() const { return configs_.size(); }

 private:
  std::deque<Config> configs_;
};

// One instance of a resource, a data source or a CloudFormation resource.
struct Resource {
  std::string type;    // aws_s3_bucket, AWS::S3::Bucket
  std::string name;    // its label or logical id
  std::string symbol;  // aws_s3_bucket.logs["eu"]; `data.` before a data source
  std::string scope;   // resources see each other within one: the module's directory, the template's path
  Place place;         // its header
  Place whole;         // header and body
  bool is_data = false;
  const Config* body = nullptr;      // a map
  const Config* provider = nullptr;  // settings of its provider, such as region; nullptr: none stated
  std::string call;  // the module call that makes it, where several calls make such; else empty
  Place call_place;
  std::string doubt;  // why it may not be there; empty: it is
};

// What a path leads to.
struct Found {
  std::vector<const Config*> values;  // never null values
  std::string uncertain;  // why there may be other values, or these may not be; empty: these are all
};

// Follows a path of the models (see models.h) from a map. Lists on the way are walked item by item.
// `resource` is what `^.` and `provider.` lead to.
Found find_path(const Config& from, std::string_view path, const Resource& resource);

// Equal and both known. Lists and maps compare entry by entry.
bool is_same(const Config& a, const Config& b);
// A known scalar as text ("true", "7", "x"); empty for others.
std::string scalar_text(const Config& config);
// Everything that is not a list below a list, in order.
void flatten(const Config& config, std::vector<const Config*>& out);

}  // namespace payaudit
