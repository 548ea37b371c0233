// Regions that the clients of cloud providers' libraries are made with, in source code. Internal to places.
// By what a file imports and the names of arguments; resolves constants of the same file and nothing else.
#pragma once

#include "scanners/meaning/places/places.h"

namespace payaudit {

// Adds a `place` fact for every region that a client, its settings or a resource that it creates is given. A
// region that is decided elsewhere is Unknown.
void add_client_places(Facts& facts, const Unit& unit, const Code& code, const Places& places);

}  // namespace payaudit
