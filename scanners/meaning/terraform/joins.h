// What several Terraform resources say together, where a table cannot say it. Each works on the facts that
// the models made and adds facts of its own.
#pragma once

#include "scanners/meaning/resources/apply.h"

namespace payaudit {

// S3: who may read a bucket (ACL, policy, access block), where it is replicated to. Resource policies of AWS:
// buckets, keys, queues, topics, secrets, registries; identity policies of IAM.
void join_aws(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts);

// Bindings of Google Cloud: statements, and who may read a bucket or data set.
void join_google(const ResourceModels& models, ResourceFacts& resources, ConfigPool& pool, Facts& facts);

// Role assignments of Azure.
void join_azure(const ResourceModels& models, ResourceFacts& resources, Facts& facts);

}  // namespace payaudit
