// payaudit init: a commented payaudit.yaml and the files for a build server. Never overwrites.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "checker/commands/commands.h"
#include "checker/files/output.h"
#include "checker/init/recipes.h"
#include "checker/init/starter.h"

namespace payaudit {
namespace {

namespace fs = std::filesystem;

enum class Made { written, kept, failed };

// Creates the file, or leaves what is there: a link too, wherever it leads.
Made create(const fs::path& path, std::string_view text) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0 && errno == EEXIST) return Made::kept;
  bool is_written = file >= 0;
  while (is_written && !text.empty()) {
    const ssize_t count = write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    is_written = count > 0;
    if (is_written) text.remove_prefix(static_cast<size_t>(count));
  }
  if (!is_written) fmt::print(stderr, "error: {}: {}\n", path.string(), std::strerror(errno));
  if (file >= 0 && close(file) != 0) is_written = false;
  return is_written ? Made::written : Made::failed;
}

// Tells what became of a file; false: it could not be written.
bool make(const fs::path& folder, std::string_view path, std::string_view text,
          const std::string& otherwise) {
  std::error_code error;
  const std::string shown = fs::proximate(folder / path, error).string();
  switch (create(folder / path, text)) {
    case Made::written: fmt::print("wrote {}\n", shown); return true;
    case Made::kept: fmt::print("kept  {}: it is there already{}\n", shown, otherwise); return true;
    case Made::failed: return false;
  }
  return false;
}

int show(const std::string& name) {
  const Recipe* recipe = find_recipe(name);
  if (recipe == nullptr) {
    fmt::print(stderr, "error: --show: no file is called '{}'; there are", name);
    for (const Recipe& each : recipes()) fmt::print(stderr, " {}", each.name);
    fmt::print(stderr, "\n");
    return kExitUsage;
  }
  const Result<bool> written = write_output(recipe->text);
  if (!written) fmt::print(stderr, "error: {}\n", written.error().message);
  return written ? kExitClean : kExitUsage;
}

// The top of the repository, where build servers look; the folder itself where there is none.
fs::path top_of(const Target& target, const std::string& folder) {
  const bool is_versioned = !target.parts.empty() && target.parts.front().is_versioned;
  return is_versioned ? fs::path(target.root) : fs::path(folder);
}

// Settings that are there already say nothing of what a new file should propose.
Result<std::unique_ptr<Audit>> audit_without_settings(const InitOptions& options) {
  AuditOptions all;
  all.paths = {options.folder};
  all.shows_progress = options.shows_progress;
  Result<std::unique_ptr<Audit>> audit = prepare_audit(all, Governing{});
  if (!audit) return audit;
  Progress progress(all.shows_progress);
  if (const Result<bool> read = read_audited(all, **audit, progress); !read) return read.error();
  find_facts(all, **audit, progress);
  judge_facts(**audit);
  conclude(all, **audit);
  return audit;
}

const Platform* find_platform(std::string_view name) {
  for (const Platform& each : platforms()) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

}  // namespace

int run(const InitOptions& options) {
  if (!options.show.empty()) return show(options.show);
  const Result<std::unique_ptr<Audit>> audit = audit_without_settings(options);
  if (!audit) {
    fmt::print(stderr, "error: {}\n", audit.error().message);
    return kExitUsage;
  }
  const fs::path top = top_of((*audit)->target, options.folder);
  bool is_done = make(options.folder, "payaudit.yaml", starter_settings(**audit), "");
  for (const std::string& name : options.platforms) {
    const Platform* platform = find_platform(name);
    if (platform == nullptr) continue;
    for (const RecipeFile& file : platform->files) {
      is_done &= make(top, file.path, find_recipe(file.recipe)->text,
                      fmt::format("; what would be written: payaudit init --show {}", file.recipe));
    }
    fmt::print("then  {}\n", platform->then);
  }
  if (!is_done) return kExitUsage;
  if (options.platforms.empty()) {
    fmt::print("files for a build server: payaudit init --ci");
    for (const Platform& each : platforms())
      fmt::print("{}{}", &each == &platforms()[0] ? " " : "|", each.name);
    fmt::print("\n");
  }
  fmt::print("next  payaudit check {}\n", options.folder);
  return kExitClean;
}

}  // namespace payaudit
