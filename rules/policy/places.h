// Reads places: regions, hosts, laws on data location, and adequacy, from policies/places.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/places/places.h"

namespace payaudit {

// Each fills its part of the table anew: a later document replaces an earlier one.
void read_regions(const Document& document, Places& places, Problems& problems);
void read_hosts(const Document& document, Places& places, Problems& problems);
void read_mentions(const Document& document, Places& places, Problems& problems);
void read_laws(const Document& document, Places& places, Problems& problems);
void read_adequacy(const Document& document, Places& places, Problems& problems);

}  // namespace payaudit
