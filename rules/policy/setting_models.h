// Reads models of settings and pages: policies/models/settings/*.yaml and policies/models/pages/*.yaml, in
// the form that scanners/meaning/settings/models.h and scanners/meaning/pages/models.h give.
#pragma once

#include "rules/policy/document.h"
#include "rules/policy/problems.h"
#include "scanners/meaning/pages/models.h"
#include "scanners/meaning/settings/models.h"

namespace payaudit {

// Adds what the document says. A file may have `files`, `default_pairs`, `default_users`, `regions` and
// `models`; a model of an id that is there already, from a document of a lower layer, is replaced.
void read_setting_models(const Document& document, SettingModels& models, Problems& problems);

// Adds the document's `providers`.
void read_page_models(const Document& document, PageModels& models, Problems& problems);

}  // namespace payaudit
