// Texts under the names of credentials, shared by what assigns them and by what gives them as defaults.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "scanners/meaning/calls/writers.h"

namespace payaudit {

// The stage of a login that counts where nothing else is given; what signs is open to all who read it there.
inline constexpr std::string_view kFallbackStage = "fallback";

enum class Looks : uint8_t { secret, placeholder, other };

// Keys, labels, paths, and messages are assigned to names of credentials more often than credentials are.
Looks looks_of(const WordList& placeholders, std::string_view value, std::string_view name);
// The class of a credential that a name says is in clear; nullopt: it says another thing. What encrypts is
// called by the word, and is in clear.
std::optional<std::string_view> clear_credential(const CallWriter& out, std::string_view name,
                                                 std::string_view entity);
// The `type` of a secret of a data class below `credential`.
std::string_view secret_type_of(std::string_view data_class, std::string_view name);
// Where the text itself stands, if inside of what assigns it: that much is hidden, and the name is not.
Span written_at(const Function& function, Reg value, Span whole);
// `is_written`: the secret itself, and not something that stands in for it.
Fact& add_secret_text(CallWriter& out, Span span, const std::string& symbol, std::string_view name,
                      std::string_view type, bool is_written);

// Whether what is called so reads variables or settings: `getenv`, `configService`.
bool names_reader(const CallWriter& out, std::string_view name);
// States the default of what `name` is read by, if it is the name of a credential: what signs or encrypts
// whatever it looks like, a placeholder as one that counts here, a login as of the stage above. Whether it
// did.
bool add_default_secret(CallWriter& out, Span span, std::string_view owner, std::string_view name,
                        std::string_view value);

// What counts where nothing else is given: `process.env.KEY || "…"`, `getEnv("KEY", "…")`, the defaults of
// parameters and tags. `told`: registers of texts that are stated already.
void write_default_secrets(CallWriter& out, FunctionId id, const std::set<Reg>& told);

}  // namespace payaudit
