// Content Security Policy Level 3, as far as it says which scripts may run.
#pragma once

#include <string_view>

namespace payaudit {

// `script-src`, else `default-src`, says where scripts may come from. True where inline scripts without nonce
// or hash, eval or any host are allowed, also where the policy says nothing of scripts.
bool lets_any_script_run(std::string_view policy);

}  // namespace payaudit
