// What design choices rest on, as ratios within one run: they hold on any machine, seconds do not.
//
//   of_parsing    the time of reading source code into a unit, by the time of parsing alone
//   of_tuned      the time of the text scan with the database for any processor, by that with one for this
//   processor of_compiling  the time until the text scan is ready with the database in the binary, by that of
//   compiling it of_loading    the time of unpacking the policies, by that of loading them of_own_rules  the
//   time of judging with a thousand rules of other kinds, by that without them
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string>

#include "checker/audit/audit.h"
#include "checker/audit/tables.h"
#include "rules/policy/embedded.h"
#include "rules/policy/pack.h"
#include "scanners/syntax/code/go/go.h"
#include "scanners/syntax/code/java/java.h"
#include "scanners/syntax/code/javascript/javascript.h"
#include "scanners/syntax/code/python/python.h"
#include "scanners/syntax/grammars/grammars.h"
#include "scanners/syntax/grammars/parse.h"
#include "scanners/syntax/json/json.h"
#include "scanners/syntax/sql/sql.h"
#include "scanners/syntax/yaml/yaml.h"

using namespace payaudit;

namespace {

// Of this process's processor time: the machine may be busy with other things.
double seconds(const std::function<void()>& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// The example shop's files with that ending, one after the other, `times` times.
std::string shop(std::string_view ending, int times) {
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(PAYAUDIT_ROOT "/examples/webshop")) {
    if (entry.path().extension() == ending) paths.insert(entry.path());
  }
  std::string once;
  for (const std::filesystem::path& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    once.append(std::istreambuf_iterator<char>(stream), {});
    once += '\n';
  }
  std::string all;
  for (int i = 0; i < times; ++i) all += once;
  return all;
}

std::string go_source() {
  std::string text = "package shop\n\nimport \"log\"\n";
  for (int i = 0; i < 2000; ++i) {
    text += fmt::format(
        "\n// Pay{0} pays.\nfunc Pay{0}(card Card, amount int) (string, error) {{\n\tif amount <= 0 "
        "{{\n\t\treturn "
        "\"\", errors.New(\"amount\")\n\t}}\n\tlog.Printf(\"paying %d with %s\", amount, "
        "mask(card.Number))\n\treturn "
        "gateway.Charge(card.Token, amount*100)\n}}\n",
        i);
  }
  return text;
}

void read_code(benchmark::State& state, const std::string& text, const TSLanguage* language,
               Code (*read)(const Source&)) {
  const Grammar grammar(language, {}, {});
  const Source source("bench", text);
  double parsing = 0, reading = 0;
  for (auto _ : state) {
    parsing += seconds([&] { benchmark::DoNotOptimize(parse(source, grammar).size()); });
    reading += seconds([&] { benchmark::DoNotOptimize(read(source).functions.size()); });
  }
  const double bytes = static_cast<double>(text.size() * state.iterations());
  const double lines = static_cast<double>(source.line_count() * state.iterations());
  state.counters["of_parsing"] = reading / parsing;
  state.counters["MB/s"] = bytes / 1e6 / reading;
  state.counters["lines/s"] = lines / reading;
}

void bytes_per_second(benchmark::State& state, size_t size) {
  state.SetBytesProcessed(static_cast<int64_t>(size) * static_cast<int64_t>(state.iterations()));
}

std::string kubernetes_manifests(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += fmt::format(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app{0}\n  namespace: shop\nspec:\n  "
        "template:\n    spec:\n      containers:\n        - name: app\n          image: shop/app:1.{0}\n     "
        "     "
        "securityContext:\n            runAsNonRoot: true\n",
        i);
  }
  return text;
}

std::string json_orders(int count) {
  std::string text = "[";
  for (int i = 0; i < count; ++i)
    text += fmt::format("{}{{\"order\": {}, \"items\": [1, 2.5, null], \"note\": \"as \\\"agreed\\\"\"}}",
                        i == 0 ? "" : ",\n", i);
  return text + "]";
}

void read_java_source(benchmark::State& state) {
  read_code(state, shop(".java", 10), tree_sitter_java(), read_java);
}
void read_python_source(benchmark::State& state) {
  read_code(state, shop(".py", 10), tree_sitter_python(), read_python);
}
void read_javascript_source(benchmark::State& state) {
  read_code(state, shop(".js", 40), tree_sitter_javascript(), read_javascript);
}
void read_go_source(benchmark::State& state) {
  read_code(state, go_source(), tree_sitter_go(), read_go);
}

void read_yaml_manifests(benchmark::State& state) {
  const Source source("k.yaml", kubernetes_manifests(5000));
  for (auto _ : state) benchmark::DoNotOptimize(read_yaml(source).size());
  bytes_per_second(state, source.bytes().size());
}
void read_json_orders(benchmark::State& state) {
  const Source source("o.json", json_orders(30'000));
  for (auto _ : state) benchmark::DoNotOptimize(read_json(source).size());
  bytes_per_second(state, source.bytes().size());
}
void read_sql_migrations(benchmark::State& state) {
  const Source source("m.sql", shop(".sql", 200));
  for (auto _ : state) benchmark::DoNotOptimize(read_sql(source).size());
  bytes_per_second(state, source.bytes().size());
}

Policies shipped_policies() {
  return *load_policies(*unpack(embedded_policies()));
}

void scan_text(benchmark::State& state) {
  const TextPatterns patterns = shipped_policies().text_patterns;
  const TextScanner scanner(patterns, embedded_text_database()), own(patterns);
  const Source source("all.txt", shop(".java", 100));
  scanner.scan(source);
  own.scan(source);
  double any_processor = 0, this_processor = 0;
  for (auto _ : state) {
    any_processor += seconds([&] { benchmark::DoNotOptimize(scanner.scan(source).hits.size()); });
    this_processor += seconds([&] { benchmark::DoNotOptimize(own.scan(source).hits.size()); });
  }
  state.counters["MB/s"] =
      static_cast<double>(source.bytes().size() * state.iterations()) / 1e6 / any_processor;
  state.counters["of_tuned"] = any_processor / this_processor;
}

void load_packed_policies(benchmark::State& state) {
  double packed = 0, unpacked_only = 0;
  for (auto _ : state) {
    unpacked_only += seconds([] { benchmark::DoNotOptimize(unpack(embedded_policies())->size()); });
    packed += seconds([] { benchmark::DoNotOptimize(shipped_policies().rules.rules.size()); });
  }
  state.counters["of_loading"] = unpacked_only / packed;
}

// The first scan makes the database: from the binary, or by compiling it.
void ready_text_scanner(benchmark::State& state) {
  const Policies policies = shipped_policies();
  const Source source("a.txt", "nothing");
  double loaded = 0, compiled = 0;
  for (auto _ : state) {
    loaded += seconds([&] { TextScanner(policies.text_patterns, embedded_text_database()).scan(source); });
    compiled += seconds([&] { TextScanner(policies.text_patterns).scan(source); });
  }
  state.counters["of_compiling"] = loaded / compiled;
}

void judge_wide(benchmark::State& state) {
  const Tables tables(shipped_policies());
  const std::vector<ExampleFile> files = {{"k.yaml", kubernetes_manifests(2000)}};
  const Scanned scanned = scan_texts(files, tables);
  std::set<Kind> kinds;
  for (const Fact& fact : scanned.facts.all()) kinds.insert(fact.kind);
  RulePack own, wide;
  for (int copy = 0; copy <= 10; ++copy) {
    Policies policies = shipped_policies();
    for (Rule& rule : policies.rules.rules) {
      if (rule.shape != RuleShape::state) continue;
      const bool is_own = kinds.contains(rule.kind);
      if (is_own && copy > 1) continue;
      RulePack& pack = is_own && copy == 0 ? own : wide;
      if (is_own || copy > 0) pack.rules.push_back(std::move(rule));
    }
  }
  double narrow_time = 0, wide_time = 0;
  for (auto _ : state) {
    narrow_time += seconds([&] {
      benchmark::DoNotOptimize(judge(own, scanned.facts, scanned.sources, scanned.settings).findings.size());
    });
    wide_time += seconds([&] {
      benchmark::DoNotOptimize(judge(wide, scanned.facts, scanned.sources, scanned.settings).findings.size());
    });
  }
  state.counters["own_rules"] = static_cast<double>(own.rules.size());
  state.counters["all_rules"] = static_cast<double>(wide.rules.size());
  state.counters["of_own_rules"] = wide_time / narrow_time;
}

}  // namespace

BENCHMARK(read_java_source)->Unit(benchmark::kMillisecond);
BENCHMARK(read_python_source)->Unit(benchmark::kMillisecond);
BENCHMARK(read_javascript_source)->Unit(benchmark::kMillisecond);
BENCHMARK(read_go_source)->Unit(benchmark::kMillisecond);
BENCHMARK(read_yaml_manifests)->Unit(benchmark::kMillisecond);
BENCHMARK(read_json_orders)->Unit(benchmark::kMillisecond);
BENCHMARK(read_sql_migrations)->Unit(benchmark::kMillisecond);
BENCHMARK(scan_text)->Unit(benchmark::kMillisecond);
BENCHMARK(load_packed_policies)->Unit(benchmark::kMillisecond);
BENCHMARK(ready_text_scanner)->Unit(benchmark::kMillisecond);
BENCHMARK(judge_wide)->Unit(benchmark::kMillisecond);
