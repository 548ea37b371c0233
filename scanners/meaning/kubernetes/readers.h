// The readers of one kind of object each. All add facts; none keeps anything.
#pragma once

#include "scanners/meaning/kubernetes/objects.h"
#include "scanners/meaning/settings/variables.h"

namespace payaudit::kubernetes {

// Pods and what makes pods: `container` facts, the variables of containers, flags of kube-apiserver, `place`
// of node selectors.
void add_workload(Facts& facts, const Object& object, const Objects& objects, const SettingTables& tables);
// What the command line of a kube-apiserver says: audit, encryption of secrets, TLS, authorization.
void add_api_server(Facts& facts, const Object& object, const View& container, const Objects& objects);
// KubeletConfiguration: whom a node's agent lets in, and what for.
void add_kubelet(Facts& facts, const Object& object);
// Role, ClusterRole and their bindings: `identity.policy`.
// Those of `controllers` are stated to be theirs.
void add_access(Facts& facts, const Object& object, const Objects& objects,
                const std::vector<ClusterController>& controllers);
// Service, Ingress, Gateway, Istio, NetworkPolicy: `listener`, `network.rule`, `connection`,
// `network.policy`.
void add_network(Facts& facts, const Object& object, const Objects& objects, const AnnotationWords& words);
// Ingress, with what the annotations of its controller say: `listener`.
void add_ingress(Facts& facts, const Object& object, const AnnotationWords& words);
// A gateway of the Gateway API, with the routes that are attached to it: `listener`.
void add_gateway(Facts& facts, const Object& object, const Objects& objects);
// An entry of metadata.annotations whose key ends so; annotations carry the controller's own prefix.
View annotation(const Object& object, std::string_view ending);
// The first of these that is there.
View annotation(const Object& object, const std::vector<std::string>& endings);
// Secret, ConfigMap, volumes, EncryptionConfiguration, audit Policy: `secret`, `store`, `audit.trail`.
void add_configuration(Facts& facts, const Object& object, const Objects& objects,
                       const SettingTables& tables);

}  // namespace payaudit::kubernetes
