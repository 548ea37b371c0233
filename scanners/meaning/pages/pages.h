// HTML pages and templates to facts: whether a page takes card data, its scripts, its content security policy
// in the page, and its classified form fields.
//
// One file at a time: layouts and included templates are not put together, scripts are not run. A policy sent
// as a header is not seen here. Whether a script is in the inventory is joined later.
#pragma once

#include "scanners/facts/facts.h"
#include "scanners/meaning/classify/classifier.h"
#include "scanners/meaning/pages/models.h"
#include "scanners/units/unit.h"

namespace payaudit {

Facts page_facts(const Units& units, const Classifier& classifier, const PageModels& models);

}  // namespace payaudit
