// The files for build servers that the program brings: those of ci/recipes, embedded when it was built.
#pragma once

#include <string_view>
#include <vector>

namespace payaudit {

struct Recipe {
  std::string_view name;  // "gate.sh", "github.yml"
  std::string_view text;  // lives as long as the program
};

const std::vector<Recipe>& recipes();
const Recipe* find_recipe(std::string_view name);

// Where a recipe goes in a repository.
struct RecipeFile {
  std::string_view recipe;
  std::string_view path;
};

struct Platform {
  std::string_view name;  // "github"
  std::vector<RecipeFile> files;
  std::string_view then;  // what is left to do, one sentence
};

const std::vector<Platform>& platforms();

}  // namespace payaudit
