#include "scanners/meaning/stages/started.h"

#include <fmt/format.h>

#include <algorithm>

#include "scanners/meaning/classify/words.h"
#include "scanners/meaning/stages/names.h"
#include "scanners/meaning/stages/words.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Longer texts are data.
constexpr size_t kLongestText = 300'000;
constexpr size_t kLongestLine = 600;
constexpr uint32_t kFarthestHeading = 80;
constexpr uint32_t kFarthestStep = 40;

bool is_default_name(std::string_view name) {
  return is_one_of(name, {"docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"});
}

// The words of a command, without quotes and marks around them.
std::vector<std::string_view> steps_of(std::string_view line) {
  constexpr std::string_view kAround = " \t\"'`,;()[]{}&|=*#>";
  std::vector<std::string_view> steps;
  while (true) {
    const size_t begin = line.find_first_not_of(kAround);
    if (begin == std::string_view::npos) return steps;
    const size_t end = std::min(line.find_first_of(kAround, begin), line.size());
    steps.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

}  // namespace

class StartedFiles::Reader {
 public:
  Reader(StartedFiles& result, const SourceMap& sources, const StageModels& models, const StagePaths& paths,
         const std::map<FileId, std::string_view>& files)
      : result_(result), sources_(sources), models_(models), paths_(paths), files_(files) {}

  void read(FileId file) {
    const Source& source = sources_[file];
    const std::string_view path = paths_.own(source.path());
    if (source.bytes().size() > kLongestText || !fits_any(file_name(path), models_.command_files)) return;
    const bool is_pipeline = fits_any(path, models_.pipelines);
    uint32_t last = 0;
    for (size_t at = source.bytes().find("compose"); at != std::string_view::npos;
         at = source.bytes().find("compose", at + 1)) {
      const uint32_t line = source.line_of(static_cast<uint32_t>(at));
      if (line == last) continue;
      last = line;
      const Span span = source.line_span(line);
      const std::string_view text = source.text(span);
      if (text.size() > kLongestLine) continue;
      const std::vector<std::string_view> steps = steps_of(text);
      const bool starts = starts_any(steps);
      if (!starts) continue;
      const std::vector<FileId> started = files_in(steps, path);
      note_production(started);
      const std::optional<Started> said = said_at(file, path, line, is_pipeline);
      if (!said) continue;
      const bool is_document = fits_any(file_name(path), models_.documents);
      for (const FileId each : started) {
        // What is called after tests is run before something is deployed.
        const bool is_named = !stage_of_name(models_, file_name(files_.at(each))).empty();
        if (said->stage == kProduction && is_named) continue;
        if (said->stage == kProduction && !is_document) result_.production_.insert(each);
        if (said->stage == kProduction && is_pipeline) result_.are_deployed_ = true;
        result_.started_[each].push_back(*said);
      }
    }
  }

 private:
  // `docker compose … up`, `docker-compose -f … run`
  static bool starts_any(const std::vector<std::string_view>& steps) {
    const auto command = std::find_if(steps.begin(), steps.end(), [](std::string_view step) {
      return step == "docker-compose" || step == "compose" || step == "podman-compose";
    });
    return command != steps.end() && std::any_of(command, steps.end(), [](std::string_view step) {
             return is_one_of(step, {"up", "start", "run", "watch", "restart", "-f", "--file", "-d"});
           });
  }

  // The files that a command names, or the one that its folder has by default.
  std::vector<FileId> files_in(const std::vector<std::string_view>& steps, std::string_view from) const {
    std::vector<FileId> named;
    // Behind the option stands a name, or a variable that nobody knows.
    bool has_file = std::any_of(steps.begin(), steps.end(), [](std::string_view step) {
      return step == "-f" || step.starts_with("--file");
    });
    for (std::string_view step : steps) {
      if (!step.ends_with(".yml") && !step.ends_with(".yaml")) continue;
      has_file = true;
      while (step.starts_with("./") || step.starts_with("../")) step.remove_prefix(step.find('/') + 1);
      if (const auto file = find(step, folder_of(from))) named.push_back(*file);
    }
    if (has_file) return named;
    std::vector<FileId> defaults;
    for (const auto& [file, path] : files_) {
      if (!is_default_name(file_name(path))) continue;
      if (folder_of(path) == folder_of(from)) return {file};
      defaults.push_back(file);
    }
    return defaults.size() == 1 ? defaults : std::vector<FileId>();
  }

  std::optional<FileId> find(std::string_view written, std::string_view folder) const {
    std::vector<FileId> alike;
    for (const auto& [file, path] : files_) {
      if (path == std::string(folder) + std::string(written)) return file;
      if (path == written || path.ends_with("/" + std::string(written))) alike.push_back(file);
    }
    return alike.size() == 1 ? std::optional(alike.front()) : std::nullopt;
  }

  // What is started together with a file of production runs there.
  void note_production(const std::vector<FileId>& started) {
    const bool is_production = std::any_of(started.begin(), started.end(), [&](FileId file) {
      return stage_of_name(models_, file_name(files_.at(file))) == kProduction;
    });
    if (is_production) result_.below_.insert(started.begin(), started.end());
  }

  std::optional<Started> said_at(FileId file, std::string_view path, uint32_t line, bool is_pipeline) const {
    const Source& source = sources_[file];
    const Place place{file, source.line_span(line)};
    const std::string_view name = file_name(path);
    if (is_pipeline) {
      if (!says_deployment(name) && !is_in_deployment(source, line)) return std::nullopt;
      return Started{std::string(kProduction), "a pipeline", place};
    }
    if (fits_any(name, models_.documents)) return in_document(source, line, place);
    const std::string_view target =
        fits_any(name, models_.target_files) ? above(source, line) : std::string_view();
    const std::string_view speaks = target.empty() ? name : target;
    const std::string_view stage = stage_of_name(models_, speaks);
    const std::string what = fmt::format("the {} `{}`", target.empty() ? "script" : "target", speaks);
    if (stage == kProduction || says_deployment(speaks))
      return Started{std::string(kProduction), what, place};
    if (!is_one_of(stage, {"development", "test"})) return std::nullopt;
    return Started{std::string(stage), what, place};
  }

  // The job or step that the line is of, or one before it.
  bool is_in_deployment(const Source& source, uint32_t line) const {
    for (uint32_t at = line; at > 0 && line - at < kFarthestStep; --at) {
      const std::string_view text = source.text(source.line_span(at));
      const size_t begin = text.find_first_not_of(" \t");
      if (begin != std::string_view::npos && text[begin] != '#' && says_deployment(text)) return true;
    }
    return false;
  }

  // `up-dev:` of a Makefile, `"db:local": "docker compose up"` of a list of scripts: what the line belongs
  // to.
  static std::string_view above(const Source& source, uint32_t line) {
    for (uint32_t at = line; at > 0 && line - at < kFarthestHeading; --at) {
      const std::string_view text = source.text(source.line_span(at));
      const size_t begin = text.find_first_not_of(" \t\"'");
      const bool is_indented = !text.empty() && (text.front() == '\t' || text.front() == ' ');
      if (begin == std::string_view::npos || text[begin] == '#') continue;
      if (at != line && is_indented) continue;
      const size_t end =
          text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:.", begin);
      std::string_view name = text.substr(begin, std::min(end, text.size()) - begin);
      const bool is_name =
          name.ends_with(':') || (end < text.size() && is_one_of(text.substr(end, 2), {"\":", "':", " :"}));
      if (!is_name) continue;
      if (name.ends_with(':')) name.remove_suffix(1);
      return name;
    }
    return {};
  }

  // By the comment in front of it and the heading above.
  std::optional<Started> in_document(const Source& source, uint32_t line, Place place) const {
    if (says_deployment(source.text(source.line_span(line))))
      return Started{std::string(kProduction), "its words", place};
    int found = 0;
    for (uint32_t at = line - 1; at > 0 && line - at < kFarthestHeading && found < 2; --at) {
      std::string_view heading = source.text(source.line_span(at));
      const size_t begin = heading.find_first_not_of(" \t");
      if (begin == std::string_view::npos || heading[begin] != '#') continue;
      ++found;
      heading.remove_prefix(std::min(heading.find_first_not_of("# \t"), heading.size()));
      const std::string said = lower(heading);
      if (says_deployment(said)) return Started{std::string(kProduction), "the heading", place};
      if (const auto stage = stage_of_heading(said))
        return Started{*stage, fmt::format("the heading `{}`", heading), place};
    }
    return std::nullopt;
  }

  std::optional<std::string> stage_of_heading(const std::string& said) const {
    for (const auto& [phrase, stage] : models_.headers) {
      if (said.find(phrase) != std::string::npos) return stage;
    }
    // Who tries a program out calls that a test too.
    const std::string_view stage = stage_of_name(models_, said);
    return stage == "development" ? std::optional(std::string(stage)) : std::nullopt;
  }

  bool says_deployment(std::string_view text) const {
    const std::vector<std::string> words = split_words(text);
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return models_.deploy_words.contains(word); });
  }

  StartedFiles& result_;
  const SourceMap& sources_;
  const StageModels& models_;
  const StagePaths& paths_;
  const std::map<FileId, std::string_view>& files_;
};

StartedFiles::StartedFiles(const SourceMap& sources, const StageModels& models, const StagePaths& paths,
                           const std::map<FileId, std::string_view>& files) {
  if (files.empty()) return;
  Reader reader(*this, sources, models, paths, files);
  for (FileId file = 0; file < sources.size(); ++file) reader.read(file);
}

std::optional<Started> StartedFiles::for_developers(FileId file) const {
  const auto found = started_.find(file);
  if (found == started_.end()) return std::nullopt;
  const auto production = [](const Started& each) { return each.stage == kProduction; };
  if (std::any_of(found->second.begin(), found->second.end(), production)) return std::nullopt;
  return found->second.front();
}

}  // namespace payaudit
