#include "tests/reports/fixture.h"

#include <fmt/format.h>

#include <stdexcept>

namespace payaudit {
namespace {

RuleEntry rule(std::string id, std::string title, Severity severity, std::string why, std::string fix,
               std::vector<int> cwe, std::string area, std::vector<Mapping> maps) {
  return {.id = std::move(id),
          .title = std::move(title),
          .severity = severity,
          .why = std::move(why),
          .fix = std::move(fix),
          .cwe = std::move(cwe),
          .since = "0.1.0",
          .area = std::move(area),
          .maps = std::move(maps)};
}

RequirementEntry requirement(std::string id, std::string title, std::vector<std::string> rules,
                             bool is_examined) {
  return {.id = std::move(id),
          .title = std::move(title),
          .applies = "applies",
          .confidence = "high",
          .shows = "partial",
          .rules = std::move(rules),
          .record = "",
          .is_examined = is_examined};
}

void add_frameworks(Report& report) {
  FrameworkEntry pci = {.id = "pci-dss",
                        .name = "PCI DSS",
                        .version = "4.0.1",
                        .organization = "PCI Security Standards Council",
                        .status = "in-force",
                        .violations = 4,
                        .satisfied = 1,
                        .undetermined = 1,
                        .waived = 1,
                        .evidence_required = 1};
  pci.requirements = {requirement("3.3.1.2", "Card security code is not kept", {"cvv-stored"}, true),
                      requirement("3.5.1", "PAN is unreadable wherever it is stored", {"pan-logged"}, true),
                      requirement("8.6.2", "No passwords in code or settings", {"secret-hard-coded"}, true),
                      requirement("10.2.1", "Audit logs are active", {"audit-trail-missing"}, false)};
  pci.requirements[3].record = "Settings of the audit log";
  pci.requirements[3].record_max_age_days = 365;
  pci.requirements[0].violations = 1;
  pci.requirements[2].waived = 1;
  FrameworkEntry psd2 = {.id = "psd2-rts",
                         .name = "PSD2 and RTS",
                         .version = "2015/2366, 2018/389, 2024/886",
                         .organization = "European Union",
                         .status = "in-force",
                         .satisfied = 1,
                         .undetermined = 1};
  psd2.requirements = {
      requirement("RTS 22(2)(a)", "Credentials are masked when shown", {"pan-logged"}, true),
      requirement("RTS 35(1)", "Sessions between providers are encrypted", {"store-unencrypted"}, true)};
  FrameworkEntry psr = {.id = "psr",
                        .name = "PSR",
                        .version = "2023/0210",
                        .organization = "European Union",
                        .status = "agreed-not-adopted",
                        .is_judged = false};
  psr.requirements = {requirement("Art. 50", "Payee name is verified", {"pan-logged"}, false)};
  report.frameworks = {std::move(pci), std::move(psd2), std::move(psr)};
}

void add_rules(Report& report) {
  report.rules = {
      rule("audit-trail-missing", "No audit trail is configured", Severity::high,
           "Without a trail nobody can tell who read card data.", "Add an audit trail.", {778}, "cloud",
           {{0, "10.2.1"}}),
      rule("cvv-stored", "Card security code is stored", Severity::critical,
           "The card security code must not be kept after authorization, encrypted or not.",
           "Drop the column; hand the code to the payment provider and forget it.", {312}, "storage",
           {{0, "3.3.1.2"}}),
      rule("pan-logged", "Card number is logged", Severity::critical,
           "Logs are copied, kept and read by many.", "Log the last four digits.", {532}, "flow",
           {{0, "3.5.1"}, {1, "RTS 22(2)(a)"}, {2, "Art. 50"}}),
      rule("secret-hard-coded", "Secret is written in the source", Severity::high,
           "Whoever reads the source has it, for ever.", "Move it to a secret store and replace it.", {798},
           "secrets", {{0, "8.6.2"}}),
      rule("store-unencrypted", "Data store is not encrypted at rest", Severity::high,
           "Whoever gets the disk, a snapshot or a backup reads the data.", "Set `storage_encrypted`.", {311},
           "storage", {{0, "3.5.1"}, {1, "RTS 35(1)"}}),
  };
}

// What the rules of the findings bear on, of the frameworks that are judged.
void set_bearings(Report& report) {
  for (Finding& finding : report.findings) {
    for (const RuleEntry& rule : report.rules) {
      for (const Mapping& mapping : rule.maps) {
        const FrameworkEntry& framework = report.frameworks[mapping.framework];
        if (rule.id != finding.rule || !framework.is_judged) continue;
        for (uint32_t r = 0; r < framework.requirements.size(); ++r) {
          if (framework.requirements[r].id == mapping.requirement)
            finding.bears_on.push_back({static_cast<uint32_t>(mapping.framework), r});
        }
      }
    }
  }
}

}  // namespace

Audit::Audit() {
  report.tool_version = "0.1.0";
  report.sources = sources.get();
}

FileId Audit::add(std::string path, std::string text) {
  return sources->add(std::move(path), std::move(text));
}

Place Audit::find(FileId file, std::string_view text) const {
  const size_t at = (*sources)[file].bytes().find(text);
  if (at == std::string_view::npos) throw std::logic_error(fmt::format("'{}' is not in the file", text));
  return {file, {static_cast<uint32_t>(at), static_cast<uint32_t>(at + text.size())}};
}

Finding violation(std::string rule, Severity severity, Place place, std::string message) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.severity = severity;
  finding.place = place;
  finding.message = std::move(message);
  finding.fingerprint = fmt::format("{:08x}{:08x}{:08x}{:08x}", finding.rule.size(), place.file,
                                    place.span.begin, place.span.end);
  return finding;
}

Audit clean_audit() {
  Audit audit;
  add_frameworks(audit.report);
  add_rules(audit.report);
  for (FrameworkEntry& framework : audit.report.frameworks) {
    framework.violations = framework.satisfied = framework.undetermined = framework.waived = 0;
  }
  return audit;
}

Audit shop_audit() {
  Audit audit;
  Report& report = audit.report;
  add_frameworks(report);
  add_rules(report);

  const FileId sql = audit.add("services/checkout/db/V3__cards.sql",
                               "-- cards of returning customers\n\n\nCREATE TABLE card (\n  id BIGINT,\n"
                               "  cvv VARCHAR(4),\n  holder TEXT\n);\n");
  const FileId java = audit.add(
      "services/checkout/src/Pay Ment[1].java",
      "class PayMent {\n\tvoid pay(Request request) {\n"
      "\t\tvar number = request.card().number();\r\n"
      "\t\tvar text = \"card \" + number;\r\n\t\tlog.info(text);  // größer als 4111 1111 1111 1111\n"
      "\t}\n}\n");
  const FileId settings = audit.add("settings/app.properties",
                                    "db.password=NOT-A-REAL-SECRET-1\nurl=jdbc:postgresql://db/shop\n");
  const FileId infra = audit.add("infra/db.tf",
                                 "variable \"enc\" {}\nresource \"aws_db_instance\" \"shop\" {\n"
                                 "  storage_encrypted = var.enc\n}\n"
                                 "resource \"aws_db_instance\" \"log\" {\n  storage_encrypted = true\n}\n");
  report.secrets.push_back(audit.find(settings, "NOT-A-REAL-SECRET-1"));

  Finding cvv = violation("cvv-stored", Severity::critical, audit.find(sql, "cvv"),
                          "card security code is stored in `card`");
  cvv.symbol = "card.cvv";
  cvv.label = "account.sad.cvv: the word `cvv` in `card`";
  cvv.fix = "Drop the column; hand the code to the payment provider and forget it.";
  cvv.also = {{"pan-logged", "card data is stored in `card`"}};
  cvv.steps = {{audit.find(sql, "CREATE TABLE card"), "table `card`", StepRole::context},
               {audit.find(infra, "aws_db_instance"), "kept in store `shop`", StepRole::context}};

  Finding logged = violation("pan-logged", Severity::critical, audit.find(java, "log.info(text)"),
                             "card number reaches a log in `PayMent.pay`");
  logged.symbol = "PayMent.pay";
  logged.label = "`text` holds account.chd.pan";
  logged.fix = "Log the last four digits.";
  logged.steps = {{audit.find(java, "request.card().number()"), "account.chd.pan, clear", StepRole::source},
                  {audit.find(java, "\"card \" + number"), "part of `text`", StepRole::step},
                  {audit.find(java, "log.info(text)"), "written to a log", StepRole::sink}};

  Finding secret = violation("secret-hard-coded", Severity::high, report.secrets[0],
                             "password is written in the settings");
  secret.symbol = "db.password";
  secret.label = "a password";

  Finding waived = violation("secret-hard-coded", Severity::high, audit.find(settings, "jdbc:postgresql"),
                             "password is taken from the address");
  waived.suppression =
      Suppression{"the address holds no password", "@name", "2027-01-31", audit.find(settings, "url")};

  Finding open = violation("store-unencrypted", Severity::high, audit.find(infra, "var.enc"),
                           "database `shop` may store account.chd.pan unencrypted");
  open.verdict = Verdict::undetermined;
  open.symbol = "aws_db_instance.shop";
  open.reason = "variable `enc` has no value here";
  open.count = 2;
  open.also_at = {audit.find(infra, "aws_db_instance")};

  Finding good = violation("store-unencrypted", Severity::high, audit.find(infra, "storage_encrypted = true"),
                           "database `log` is encrypted at rest");
  good.verdict = Verdict::satisfied;
  good.symbol = "aws_db_instance.log";
  good.label = "`storage_encrypted` is true";

  Finding missing;
  missing.rule = "audit-trail-missing";
  missing.verdict = Verdict::evidence_required;
  missing.severity = Severity::high;
  missing.has_place = false;
  missing.message = "no audit trail is in the tree";
  missing.reason = "attach the settings of the audit log, at most 365 days old";
  missing.fingerprint = "0000000000000000000000000000000f";

  report.findings = {cvv, logged, secret, waived, open, good, missing};
  sort(report.findings, *audit.sources);
  GapEntry cobol;
  cobol.path = "legacy/x.cob";
  cobol.reason = "unsupported";
  cobol.detail = "no reader for COBOL";
  cobol.count = 3;
  GapEntry broken;
  broken.path = "settings/broken.yaml";
  broken.reason = "syntax";
  broken.detail = "mapping is not closed";
  broken.has_position = true;
  broken.position = {7, 3};
  report.gaps = {cobol, broken};
  report.notes = {"declare `allowed_countries` in payaudit.yaml to have regions judged"};
  report.coverage.formats = {{"COBOL", "source", 3, 12, 0}, {"sql", "schema", 1, 26, 26}};
  report.coverage.files = 4;
  report.coverage.lines = 38;
  report.coverage.lines_examined = 26;
  report.coverage.text_files = 1;
  report.coverage.left_out = {{"of no kind that holds evidence", 2, {"logo.png", "photo.jpg"}}};
  report.coverage.is_incomplete = true;
  report.coverage.reason = "26 of 38 lines examined, most of the rest is COBOL";
  report.exit_status = 1;
  set_bearings(audit.report);
  return audit;
}

Audit compared_audit() {
  Audit audit = shop_audit();
  Report& report = audit.report;
  const FileId masks = audit.add("services/checkout/src/Mask.java",
                                 "class Mask {\n  String mask(String n) { return n; }\n}\n");
  Comparison comparison;
  comparison.against = "origin/main";
  comparison.commit = "0123456789abcdef0123456789abcdef01234567";
  comparison.is_merge_base = true;
  comparison.gating = {Cause::code};
  comparison.notes = {"2 files of the base are not here: the clone is shallow"};
  GoneEntry gone;
  gone.rule = "secret-hard-coded";
  gone.severity = Severity::high;
  gone.message = "password is written in `old.properties`";
  gone.path = "settings/old.properties";
  gone.line = 3;
  gone.fingerprint = "000000000000000000000000000000aa";
  comparison.gone = {gone};
  for (Finding& finding : report.findings) {
    finding.standing.novelty = Novelty::unchanged;
    if (finding.rule == "pan-logged") {
      finding.standing = {Novelty::is_new, Cause::code, audit.find(masks, "return n;"),
                          "the masker of `n` was deleted"};
      finding.is_gating = true;
    }
    if (finding.rule == "secret-hard-coded" && !finding.suppression) {
      finding.standing = {Novelty::is_new, Cause::rules, std::nullopt,
                          "rule `secret-hard-coded` reads properties now"};
      finding.edits = {{{finding.place.file, {0, 12}}, "db.password_file="}};
    }
  }
  comparison.fresh = 2;
  comparison.unchanged = 1;
  report.comparison = std::move(comparison);
  return audit;
}

Audit many_violations(size_t count, Severity severity) {
  Audit audit;
  const FileId id = audit.add("a.txt", std::string(count, '\n'));
  for (uint32_t i = 0; i < count; ++i)
    audit.report.findings.push_back(violation("r", severity, {id, {i, i}}, "is on a line of its own"));
  return audit;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

size_t count(const std::string& text, std::string_view part) {
  size_t n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

}  // namespace payaudit
