// Java of any bytes through resolution, flow, calls and classes: facts or none, never a crash or a hang.
#include "scanners/meaning/calls/calls.h"
#include "scanners/meaning/classes/classes.h"
#include "scanners/syntax/code/java/java.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payaudit;
  static const Classifier classifier(
      {{{"account.chd.pan", {"card number"}, {"pan"}, {"card"}, {}, {"bool"}, {}, {}},
        {"credential.password", {"password"}, {}, {}, {}, {}, {}, {}}},
       {{"hashed", {"hash"}}}});
  static const CallIndex index(CodeModels{
      {{"java", "org.slf4j.Logger.*", "log", false, {}},
       {"java", "log.*", "log", true, {}},
       {"java", "java.security.MessageDigest.digest", "protection", false, {{"protection", "hashed"}}},
       {"java", "javax.crypto.Cipher.getInstance", "crypto", false, {{"transformation", "$0"}}}},
      {{"masked", {"mask"}}}});
  const Source source("A.java", std::string(reinterpret_cast<const char*>(data), size));
  const Code code = read_java(source);
  TypeIndex types;
  types.add(code, source, classifier);
  const Resolution resolution(code, index);
  const FlowTables tables{classifier, types};
  const FlowAnalysis flow(source, resolution, tables);
  (void)flow.facts(0);
  (void)call_facts({0, source, resolution, flow, classifier});
  (void)class_facts(0, code, {classifier, ConverterIndex(), MapperModels(), EntityIndex()});
  return 0;
}
