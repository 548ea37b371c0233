// Names of properties that the standard does not have: a consumer that validates by the schema refuses the
// whole file for one of them.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "reports/lint/checks.h"

namespace payaudit {
namespace {

struct Kind {
  std::string_view name;
  std::string_view properties;  // name; name>kind: an object or an array of them; name*kind: a map to them
};

// Of SARIF 2.1.0 with errata 01, section 3.
constexpr Kind kKinds[] = {
    {"sarifLog", "$schema version runs>run inlineExternalProperties>externalProperties properties"},
    {"address",
     "absoluteAddress relativeAddress length kind name fullyQualifiedName offsetFromParent index "
     "parentIndex properties"},
    {"artifact",
     "description>message location>artifactLocation parentIndex offset length roles mimeType "
     "contents>artifactContent encoding sourceLanguage hashes lastModifiedTimeUtc properties"},
    {"artifactChange", "artifactLocation>artifactLocation replacements>replacement properties"},
    {"artifactContent", "text binary rendered>multiformatMessageString properties"},
    {"artifactLocation", "uri uriBaseId index description>message properties"},
    {"attachment",
     "description>message artifactLocation>artifactLocation regions>region rectangles>rectangle "
     "properties"},
    {"codeFlow", "message>message threadFlows>threadFlow properties"},
    {"configurationOverride",
     "configuration>reportingConfiguration descriptor>reportingDescriptorReference properties"},
    {"conversion", "tool>tool invocation>invocation analysisToolLogFiles>artifactLocation properties"},
    {"edge", "id label>message sourceNodeId targetNodeId properties"},
    {"edgeTraversal",
     "edgeId message>message finalState*multiformatMessageString stepOverEdgeCount properties"},
    {"exception", "kind message stack>stack innerExceptions>exception properties"},
    {"externalProperties",
     "schema version guid runGuid conversion>conversion graphs>graph externalizedProperties "
     "artifacts>artifact invocations>invocation logicalLocations>logicalLocation "
     "threadFlowLocations>threadFlowLocation results>result taxonomies>toolComponent "
     "driver>toolComponent extensions>toolComponent policies>toolComponent "
     "translations>toolComponent addresses>address webRequests>webRequest webResponses>webResponse "
     "properties"},
    {"externalPropertyFileReference", "location>artifactLocation guid itemCount properties"},
    {"externalPropertyFileReferences",
     "conversion>externalPropertyFileReference graphs>externalPropertyFileReference "
     "externalizedProperties>externalPropertyFileReference artifacts>externalPropertyFileReference "
     "invocations>externalPropertyFileReference logicalLocations>externalPropertyFileReference "
     "threadFlowLocations>externalPropertyFileReference results>externalPropertyFileReference "
     "taxonomies>externalPropertyFileReference addresses>externalPropertyFileReference "
     "driver>externalPropertyFileReference extensions>externalPropertyFileReference "
     "policies>externalPropertyFileReference translations>externalPropertyFileReference "
     "webRequests>externalPropertyFileReference webResponses>externalPropertyFileReference "
     "properties"},
    {"fix", "description>message artifactChanges>artifactChange properties"},
    {"graph", "description>message nodes>node edges>edge properties"},
    {"graphTraversal",
     "runGraphIndex resultGraphIndex description>message initialState*multiformatMessageString "
     "immutableState*multiformatMessageString edgeTraversals>edgeTraversal properties"},
    {"invocation",
     "commandLine arguments responseFiles>artifactLocation startTimeUtc endTimeUtc exitCode "
     "ruleConfigurationOverrides>configurationOverride "
     "notificationConfigurationOverrides>configurationOverride "
     "toolExecutionNotifications>notification toolConfigurationNotifications>notification "
     "exitCodeDescription exitSignalName exitSignalNumber processStartFailureMessage "
     "executionSuccessful machine account processId executableLocation>artifactLocation "
     "workingDirectory>artifactLocation environmentVariables stdin>artifactLocation "
     "stdout>artifactLocation stderr>artifactLocation stdoutStderr>artifactLocation properties"},
    {"location",
     "id physicalLocation>physicalLocation logicalLocations>logicalLocation message>message "
     "annotations>region relationships>locationRelationship properties"},
    {"locationRelationship", "target kinds description>message properties"},
    {"logicalLocation", "name index fullyQualifiedName decoratedName parentIndex kind properties"},
    {"message", "text markdown id arguments properties"},
    {"multiformatMessageString", "text markdown properties"},
    {"node", "id label>message location>location children>node properties"},
    {"notification",
     "locations>location message>message level threadId timeUtc exception>exception "
     "descriptor>reportingDescriptorReference associatedRule>reportingDescriptorReference "
     "properties"},
    {"physicalLocation",
     "address>address artifactLocation>artifactLocation region>region contextRegion>region "
     "properties"},
    {"rectangle", "top left bottom right message>message properties"},
    {"region",
     "startLine startColumn endLine endColumn charOffset charLength byteOffset byteLength "
     "snippet>artifactContent message>message sourceLanguage properties"},
    {"replacement", "deletedRegion>region insertedContent>artifactContent properties"},
    {"reportingConfiguration", "enabled level rank parameters properties"},
    {"reportingDescriptor",
     "id deprecatedIds guid deprecatedGuids name deprecatedNames "
     "shortDescription>multiformatMessageString fullDescription>multiformatMessageString "
     "messageStrings*multiformatMessageString defaultConfiguration>reportingConfiguration helpUri "
     "help>multiformatMessageString relationships>reportingDescriptorRelationship properties"},
    {"reportingDescriptorReference", "id index guid toolComponent>toolComponentReference properties"},
    {"reportingDescriptorRelationship",
     "target>reportingDescriptorReference kinds description>message properties"},
    {"result",
     "ruleId ruleIndex rule>reportingDescriptorReference kind level message>message "
     "analysisTarget>artifactLocation locations>location guid correlationGuid occurrenceCount "
     "partialFingerprints fingerprints stacks>stack codeFlows>codeFlow graphs>graph "
     "graphTraversals>graphTraversal relatedLocations>location suppressions>suppression "
     "baselineState rank attachments>attachment hostedViewerUri workItemUris "
     "provenance>resultProvenance fixes>fix taxa>reportingDescriptorReference "
     "webRequest>webRequest webResponse>webResponse properties"},
    {"resultProvenance",
     "firstDetectionTimeUtc lastDetectionTimeUtc firstDetectionRunGuid lastDetectionRunGuid "
     "invocationIndex conversionSources>physicalLocation properties"},
    {"run",
     "tool>tool invocations>invocation conversion>conversion language "
     "versionControlProvenance>versionControlDetails originalUriBaseIds*artifactLocation "
     "artifacts>artifact logicalLocations>logicalLocation graphs>graph results>result "
     "automationDetails>runAutomationDetails runAggregates>runAutomationDetails baselineGuid "
     "redactionTokens defaultEncoding defaultSourceLanguage newlineSequences columnKind "
     "externalPropertyFileReferences>externalPropertyFileReferences "
     "threadFlowLocations>threadFlowLocation taxonomies>toolComponent addresses>address "
     "translations>toolComponent policies>toolComponent webRequests>webRequest "
     "webResponses>webResponse specialLocations>specialLocations properties"},
    {"runAutomationDetails", "description>message id guid correlationGuid properties"},
    {"specialLocations", "displayBase>artifactLocation properties"},
    {"stack", "message>message frames>stackFrame properties"},
    {"stackFrame", "location>location module threadId parameters properties"},
    {"suppression", "guid kind status justification location>location properties"},
    {"threadFlow",
     "id message>message initialState*multiformatMessageString "
     "immutableState*multiformatMessageString locations>threadFlowLocation properties"},
    {"threadFlowLocation",
     "index location>location stack>stack kinds taxa>reportingDescriptorReference module "
     "state*multiformatMessageString nestingLevel executionOrder executionTimeUtc importance "
     "webRequest>webRequest webResponse>webResponse properties"},
    {"tool", "driver>toolComponent extensions>toolComponent properties"},
    {"toolComponent",
     "guid name organization product productSuite shortDescription>multiformatMessageString "
     "fullDescription>multiformatMessageString fullName version semanticVersion "
     "dottedQuadFileVersion releaseDateUtc downloadUri informationUri "
     "globalMessageStrings*multiformatMessageString notifications>reportingDescriptor "
     "rules>reportingDescriptor taxa>reportingDescriptor locations>artifactLocation language "
     "contents isComprehensive localizedDataSemanticVersion "
     "minimumRequiredLocalizedDataSemanticVersion associatedComponent>toolComponentReference "
     "translationMetadata>translationMetadata supportedTaxonomies>toolComponentReference "
     "properties"},
    {"toolComponentReference", "name index guid properties"},
    {"translationMetadata",
     "name fullName shortDescription>multiformatMessageString "
     "fullDescription>multiformatMessageString downloadUri informationUri properties"},
    {"versionControlDetails",
     "repositoryUri revisionId branch revisionTag asOfTimeUtc mappedTo>artifactLocation properties"},
    {"webRequest", "index protocol version target method headers parameters body>artifactContent properties"},
    {"webResponse",
     "index protocol version statusCode reasonPhrase headers body>artifactContent "
     "noResponseReceived properties"},
};

struct Property {
  std::string_view kind;  // of its value; empty: not looked into
  bool is_map = false;
};

using Properties = std::unordered_map<std::string_view, Property>;

const std::unordered_map<std::string_view, Properties>& table() {
  static const auto made = [] {
    std::unordered_map<std::string_view, Properties> kinds;
    for (const Kind& kind : kKinds) {
      for (size_t at = 0; at < kind.properties.size();) {
        const size_t end = std::min(kind.properties.find(' ', at), kind.properties.size());
        const std::string_view word = kind.properties.substr(at, end - at);
        const size_t mark = word.find_first_of(">*");
        Property& property = kinds[kind.name][word.substr(0, mark)];
        if (mark != std::string_view::npos) property = {word.substr(mark + 1), word[mark] == '*'};
        at = end + 1;
      }
    }
    return kinds;
  }();
  return made;
}

void check(LintLog& log, JsonNode node, std::string_view kind, const std::string& pointer) {
  if (node.is_array()) {
    for (size_t i = 0; i < node.size(); ++i) check(log, node.at(i), kind, below(pointer, i));
    return;
  }
  const Properties& known = table().at(kind);
  for (size_t i = 0; i < node.size(); ++i) {
    const std::string at = below(pointer, node.name(i));
    const auto property = known.find(node.name(i));
    if (property == known.end()) {
      log.say(at, "property", fmt::format("is no property of a {}", kind));
    } else if (property->second.is_map) {
      for (size_t j = 0; j < node.at(i).size(); ++j)
        check(log, node.at(i).at(j), property->second.kind, below(at, node.at(i).name(j)));
    } else if (!property->second.kind.empty()) {
      check(log, node.at(i), property->second.kind, at);
    }
  }
}

}  // namespace

void check_properties(LintLog& log, JsonNode root) {
  check(log, root, "sarifLog", "");
}

}  // namespace payaudit
