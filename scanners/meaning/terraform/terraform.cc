#include "scanners/meaning/terraform/terraform.h"

#include <fmt/format.h>

#include "scanners/meaning/terraform/credentials.h"
#include "scanners/meaning/terraform/evaluate.h"
#include "scanners/meaning/terraform/joins.h"

namespace payaudit {

Facts terraform_facts(const Units& units, const ResourceModels& models, const SettingTables& tables) {
  Facts facts;
  ConfigPool pool;
  const TerraformEvaluator evaluator(units, pool);
  ResourceFacts resources(evaluator.resources());
  apply_models(models, resources, pool, facts);
  join_aws(models, resources, pool, facts);
  add_coverage(models, resources, facts);
  join_google(models, resources, pool, facts);
  join_azure(models, resources, facts);
  add_credentials(evaluator, models.words, tables, facts);
  add_holdings_and_places(resources, tables.classifier, facts);
  for (const auto& missing : evaluator.missing_modules()) {
    Fact& gap = facts.add(Kind::gap, missing.place, fmt::format("module {}", missing.source));
    const Origin origin = facts.origin(OriginKind::literal, missing.place);
    gap.set(Attr::reason, facts.text("unresolved"), origin);
    gap.set(Attr::detail, facts.text(fmt::format("module `{}` is not in the tree", missing.source)), origin);
  }
  facts.sort();
  return facts;
}

}  // namespace payaudit
