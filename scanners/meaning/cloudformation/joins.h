// What several resources of a template say together, where a table cannot say it. Works on the facts that the
// models made.
#pragma once

#include "scanners/meaning/resources/apply.h"

namespace payaudit {

// Statements of identities' and resources' policies; who may use a bucket, queue, topic, key, secret or
// registry; what a security group without outbound rules lets out.
void join_template(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts);

}  // namespace payaudit
