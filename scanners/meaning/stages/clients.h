// Logins whose other side is started for developers: by the host that stands beside a password, or in an
// address, and the service of a Compose file that is called so; and those of emulators, which check none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scanners/facts/facts.h"
#include "scanners/meaning/stages/finder.h"
#include "scanners/meaning/stages/models.h"
#include "scanners/meaning/stages/purposes.h"

namespace payaudit {

// What the settings around a password are called that are of one thing: `smtp.` of `smtp.password` in flat
// files, `DB_` of `DB_ADMIN_PASSWORD`. Empty: the names in the map say nothing of that.
std::string_view group_of(std::string_view name, bool is_flat);

// The host that a password or a connection string is for, if it has no dot: a service beside. Empty: none.
std::string service_beside(const StageModels& models, const Fact& fact, const Found& at,
                           std::string_view value);

// What a password or a connection string opens, `user@server`, as far as it is told: the server is the
// service of a Compose file that it is given to, if that is one of others' making, or the host that stands
// beside it; of this machine, on which there are many, with the name of the secret. Empty: nothing tells the
// server.
std::string login_of(const StageModels& models, const Fact& fact, const Found& at, std::string_view value);

// Stage `own-machine` where the other side is a service that developers start and the settings at `path` are
// a profile's or an environment's, `local` where they are not, or nothing says more of the Compose file;
// nullopt: it is something else.
std::optional<Purpose> purpose_of_client(const StageModels& models, const Purposes& purposes,
                                         const Fact& fact, const Found& at, std::string_view value,
                                         std::string_view path);

// Stage `own-machine` for keys that an emulator is given: as id and secret the same word, or with the address
// of an emulator or of this machine beside them, or in the service that is one.
std::optional<Purpose> purpose_of_emulator(const StageModels& models, const Fact& fact, const Found& at,
                                           std::string_view value);

}  // namespace payaudit
