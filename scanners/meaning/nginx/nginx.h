// nginx configuration to facts: what listens and with which TLS, and what is sent on to other systems.
//
// Inheritance is as nginx has it: a directive of an inner block replaces all of its name from outside;
// `add_header` too. Includes are not followed: what they may set is Unknown where nothing is written.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/units/unit.h"

namespace payaudit {

Facts nginx_facts(const Units& units);

}  // namespace payaudit
