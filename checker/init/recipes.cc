#include "checker/init/recipes.h"

#include <algorithm>

namespace payaudit {

const Recipe* find_recipe(std::string_view name) {
  const auto at =
      std::find_if(recipes().begin(), recipes().end(), [&](const Recipe& each) { return each.name == name; });
  return at == recipes().end() ? nullptr : &*at;
}

const std::vector<Platform>& platforms() {
  static const std::vector<Platform> all = {
      {"github",
       {{"github.yml", ".github/workflows/payaudit.yml"}},
       "set the variable PAYAUDIT_IMAGE of the repository to an image with payaudit and git"},
      {"gitlab",
       {{"gitlab.yml", ".gitlab/payaudit.yml"}, {"gitlab-ci.yml", ".gitlab-ci.yml"}},
       "name an image with payaudit and git in .gitlab-ci.yml"},
      {"jenkins", {{"Jenkinsfile", "Jenkinsfile"}}, "install payaudit and git on the agents"},
      {"azure", {{"azure-pipelines.yml", "azure-pipelines.yml"}}, "install payaudit and git on the agents"},
      {"bitbucket",
       {{"bitbucket-pipelines.yml", "bitbucket-pipelines.yml"}},
       "name an image with payaudit, git, curl and jq in bitbucket-pipelines.yml"},
      {"pre-commit",
       {{"pre-commit-config.yaml", ".pre-commit-config.yaml"}},
       "switch it on: pre-commit install"},
  };
  return all;
}

}  // namespace payaudit
