#include "scanners/syntax/text/scanner.h"

#include <hs/hs.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <mutex>
#include <new>
#include <string>
#include <tuple>
#include <vector>

#include "scanners/syntax/text/cards.h"
#include "scanners/syntax/text/codes.h"

namespace payaudit {
namespace {

constexpr size_t kMostHits = 10'000;
// How far behind its literal a value may end. Short, because each literal met costs a search of this length;
// one that goes on is looked at once more, for all of it is masked.
constexpr uint32_t kLongestSecret = 512;
constexpr uint32_t kLongestPrivateKey = 8192;
constexpr uint32_t kLongestOfAll = 65'536;
constexpr uint32_t kBefore = 128;       // how far before its literal's end it may begin
constexpr uint32_t kLongestHost = 300;  // with the user information before it
constexpr std::string_view kSuppressionMark = "payaudit";

// Ids of the pass's fixed expressions; secret literals follow from kFirstSecret on.
enum Expression : unsigned {
  kDigits,
  kGroupedBy4,
  kGrouped46,
  kTrack1,
  kTrack2,
  kTrack2Bare,
  kSuppression,
  kUrl,
  kFirstSecret
};

constexpr std::array<const char*, kFirstSecret> kExpressions = {
    "[0-9]{12}",
    "[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}",
    "[0-9]{4}[ -][0-9]{6}[ -][0-9]{4}",
    "[Bb][0-9]{12,19}\\^[^\\^\\n]{2,26}\\^[0-9]{7}",
    ";[0-9]{12,19}=[0-9]{7}",
    "[0-9]{12,19}[=D][0-9]{7}",
    "payaudit",
    "://",
};

struct Match {
  unsigned id;
  uint32_t begin;
  uint32_t end;
};

std::string escape(std::string_view literal) {
  std::string escaped;
  for (char c : literal) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

bool is_host_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
}

// The host of a URL whose `://` ends at `at`, after user information, without port. `is_cut`: it ends, or the
// user information does, beyond what is looked at.
Span host_after(std::string_view bytes, uint32_t at, bool& is_cut) {
  const size_t limit = std::min<size_t>(bytes.size(), at + kLongestHost);
  size_t begin = at;
  size_t i = at;
  for (; i < limit; ++i) {
    const char c = bytes[i];
    if (c == '@') {
      begin = i + 1;
      break;
    }
    if (!is_host_char(c) && c != ':' && c != '%' && c != '+' && c != '$' && c != '{' && c != '}') break;
  }
  size_t end = begin;
  while (end < limit && is_host_char(bytes[end])) ++end;
  is_cut = (i == limit || end == limit) && limit < bytes.size();
  while (end > begin && bytes[end - 1] == '.') --end;
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

// The comment's text from the mark on, without what closes the comment.
Span suppression_span(std::string_view bytes, uint32_t begin) {
  size_t end = std::min(bytes.find('\n', begin), bytes.size());
  std::string_view text = bytes.substr(begin, end - begin);
  for (std::string_view closing : {"-->", "*/", "#}", "}}"}) {
    const size_t at = text.find(closing);
    if (at != std::string_view::npos) text = text.substr(0, at);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return {begin, begin + static_cast<uint32_t>(text.size())};
}

// A track says all that its number says.
void drop_numbers_of_tracks(std::vector<Hit>& hits) {
  std::vector<Span> tracks;
  for (const Hit& hit : hits) {
    if (hit.kind == HitKind::track) tracks.push_back(hit.span);
  }
  if (tracks.empty()) return;
  std::erase_if(hits, [&](const Hit& hit) {
    return hit.kind == HitKind::card_number && std::any_of(tracks.begin(), tracks.end(), [&](Span track) {
             return track.begin <= hit.span.begin && hit.span.end <= track.end;
           });
  });
}

// Among many long numbers some pass a card's checks by chance, about three in a hundred. Where no more pass
// than that can explain and no card word stands beside them, the first stands for all.
void fold_chance_numbers(std::vector<Hit>& hits, uint32_t long_numbers) {
  constexpr uint32_t kFewNumbers = 20;
  constexpr uint32_t kLeastShare = 5;  // a fifth of them: more is no chance
  const auto is_bare = [](const Hit& hit) { return hit.kind == HitKind::card_number && !hit.has_context; };
  const auto bare = static_cast<uint32_t>(std::count_if(hits.begin(), hits.end(), is_bare));
  if (bare < 2 || long_numbers < kFewNumbers || bare * kLeastShare >= long_numbers) return;
  const auto first = std::find_if(hits.begin(), hits.end(), is_bare);
  first->stands_for = bare;
  hits.erase(std::remove_if(std::next(first), hits.end(), is_bare), hits.end());
}

// What the database is made of.
struct Expressions {
  explicit Expressions(const TextPatterns& patterns) : texts(kExpressions.begin(), kExpressions.end()) {
    for (const SecretPattern& secret : patterns.secrets) {
      for (const std::string& literal : secret.literals) texts.push_back(escape(literal));
    }
  }

  // Where a match begins is needed only for track data; the rest has a fixed length or is searched for from
  // its end.
  static unsigned flags(size_t i) {
    if (i == kSuppression) return HS_FLAG_CASELESS;
    return i == kTrack1 || i == kTrack2 || i == kTrack2Bare ? HS_FLAG_SOM_LEFTMOST : 0;
  }

  // Tells databases of other expressions apart: all texts, each with a line break that none of them holds.
  std::string key() const {
    std::string key;
    for (const std::string& text : texts) key += text + '\n';
    return key + '\n';
  }

  std::vector<std::string> texts;
};

// Null when it cannot be compiled. `platform`: null for this processor.
hs_database_t* compile(const Expressions& expressions, const hs_platform_info_t* platform) {
  std::vector<const char*> texts;
  std::vector<unsigned> flags, ids;
  for (size_t i = 0; i < expressions.texts.size(); ++i) {
    texts.push_back(expressions.texts[i].c_str());
    flags.push_back(Expressions::flags(i));
    ids.push_back(static_cast<unsigned>(i));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()),
                       HS_MODE_BLOCK, platform, &database, &error) != HS_SUCCESS) {
    hs_free_compile_error(error);
    return nullptr;
  }
  return database;
}

// Null when it is of other expressions, of another version of the library, or damaged.
hs_database_t* load(std::span<const std::byte> compiled, const Expressions& expressions) {
  const std::string_view bytes(reinterpret_cast<const char*>(compiled.data()), compiled.size());
  const std::string key = expressions.key();
  hs_database_t* database = nullptr;
  if (!bytes.starts_with(key) || hs_deserialize_database(bytes.data() + key.size(), bytes.size() - key.size(),
                                                         &database) != HS_SUCCESS) {
    return nullptr;
  }
  return database;
}

}  // namespace

struct TextScanner::Engine {
  Engine(TextPatterns tables, std::span<const std::byte> compiled_before)
      : patterns(std::move(tables)), compiled(compiled_before) {
    std::sort(patterns.published_test_cards.begin(), patterns.published_test_cards.end());
    for (size_t i = 0; i < patterns.secrets.size(); ++i)
      secret_of.insert(secret_of.end(), patterns.secrets[i].literals.size(), i);
    confirm.resize(patterns.secrets.size());
  }

  // Null when it could not be made. Safe to call from any thread.
  const hs_database_t* ready_database() {
    std::call_once(is_ready, [&] {
      const Expressions expressions(patterns);
      database = load(compiled, expressions);
      if (database == nullptr) database = compile(expressions, nullptr);
      if (database != nullptr && hs_alloc_scratch(database, &prototype) != HS_SUCCESS) throw std::bad_alloc();
    });
    return database;
  }

  ~Engine() {
    for (hs_scratch_t* scratch : idle) hs_free_scratch(scratch);
    hs_free_scratch(prototype);
    hs_free_database(database);
  }

  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Scratch space is one a thread at a time; a few are kept for the next file.
  hs_scratch_t* take_scratch() {
    const std::lock_guard<std::mutex> lock(mutex);
    if (!idle.empty()) {
      hs_scratch_t* scratch = idle.back();
      idle.pop_back();
      return scratch;
    }
    hs_scratch_t* scratch = nullptr;
    // Without it the scan finds nothing, which must not look like nothing being there.
    if (hs_clone_scratch(prototype, &scratch) != HS_SUCCESS) throw std::bad_alloc();
    return scratch;
  }
  void give_back(hs_scratch_t* scratch) {
    const std::lock_guard<std::mutex> lock(mutex);
    idle.push_back(scratch);
  }

  // Compiled when its literal is first met: most trees hold none of them.
  const re2::RE2& confirming(size_t secret) {
    const std::lock_guard<std::mutex> lock(mutex);
    if (confirm[secret] == nullptr) {
      re2::RE2::Options options;
      options.set_log_errors(false);
      options.set_never_nl(false);
      confirm[secret] = std::make_unique<re2::RE2>(patterns.secrets[secret].pattern, options);
    }
    return *confirm[secret];
  }

  // `is_cut`: it goes on beyond what is looked at.
  void add_secret(std::string_view bytes, size_t secret, uint32_t literal_end, std::vector<Hit>& hits,
                  bool& is_cut);
  // Where the value around the end of its literal stands; empty: there is none.
  Span value_around(std::string_view bytes, const re2::RE2& expression, uint32_t literal_end,
                    uint32_t longest) const;

  TextPatterns patterns;
  std::span<const std::byte> compiled;
  std::vector<size_t> secret_of;  // by expression id - kFirstSecret
  std::once_flag is_ready;
  hs_database_t* database = nullptr;
  hs_scratch_t* prototype = nullptr;
  std::mutex mutex;
  std::vector<hs_scratch_t*> idle;
  std::vector<std::unique_ptr<re2::RE2>> confirm;
};

Span TextScanner::Engine::value_around(std::string_view bytes, const re2::RE2& expression,
                                       uint32_t literal_end, uint32_t longest) const {
  const uint32_t from = literal_end > kBefore ? literal_end - kBefore : 0;
  const re2::StringPiece window(bytes.data() + from,
                                std::min<size_t>(bytes.size() - from, kBefore + longest));
  re2::StringPiece value;
  size_t start = 0;
  while (start <= window.size() &&
         expression.Match(window, start, window.size(), re2::RE2::UNANCHORED, &value, 1)) {
    const uint32_t begin = from + static_cast<uint32_t>(value.data() - window.data());
    const uint32_t end = begin + static_cast<uint32_t>(value.size());
    if (begin < literal_end && literal_end <= end) return {begin, end};
    if (begin >= literal_end) return {};
    start = (value.data() - window.data()) + 1;
  }
  return {};
}

void TextScanner::Engine::add_secret(std::string_view bytes, size_t secret, uint32_t literal_end,
                                     std::vector<Hit>& hits, bool& is_cut) {
  const SecretPattern& pattern = patterns.secrets[secret];
  const re2::RE2& expression = confirming(secret);
  if (!expression.ok()) return;
  const uint32_t first = pattern.type == "private-key" ? kLongestPrivateKey : kLongestSecret;
  Span value;
  for (const uint32_t longest : {first, kLongestOfAll}) {
    value = value_around(bytes, expression, literal_end, longest);
    const uint32_t from = literal_end > kBefore ? literal_end - kBefore : 0;
    is_cut = value.end == from + kBefore + longest && value.end < bytes.size();
    if (!is_cut) break;
  }
  if (value.is_empty()) return;
  const bool is_word =
      value.begin > 0 && (std::isalnum(static_cast<unsigned char>(bytes[value.begin - 1])) != 0 ||
                          bytes[value.begin - 1] == '_');
  const HitKind kind = pattern.type == "private-key" ? HitKind::private_key : HitKind::secret;
  if (!is_word) hits.push_back({kind, value, pattern.name, false, pattern.is_test});
}

std::string compile_text_patterns(const TextPatterns& patterns) {
  const Expressions expressions(patterns);
  // No feature of this machine's processor: the database is for all of them.
  const hs_platform_info_t any_processor{};
  hs_database_t* const database = compile(expressions, &any_processor);
  char* bytes = nullptr;
  size_t size = 0;
  std::string compiled;
  if (database != nullptr && hs_serialize_database(database, &bytes, &size) == HS_SUCCESS) {
    compiled = expressions.key();
    compiled.append(bytes, size);
    std::free(bytes);
  }
  hs_free_database(database);
  return compiled;
}

TextScanner::TextScanner(TextPatterns patterns, std::span<const std::byte> compiled)
    : engine_(std::make_unique<Engine>(std::move(patterns), compiled)) {}
TextScanner::~TextScanner() = default;
TextScanner::TextScanner(TextScanner&&) noexcept = default;

Hits TextScanner::scan(const Source& source) const {
  Hits found;
  const std::string_view bytes = source.bytes();
  const hs_database_t* const database = engine_->ready_database();
  if (database == nullptr) {
    found.gaps.push_back(
        {GapReason::limit, {}, "the search for card numbers and secrets could not be set up"});
    return found;
  }
  struct Pass {
    Engine* engine;
    std::string_view bytes;
    std::vector<Hit>* hits;
    uint32_t digits_done = 0;  // a digit run is looked at once
    uint32_t long_numbers = 0;
    bool has_cut = false;  // a secret or the address of a host goes on beyond what is looked at
  } pass{engine_.get(), bytes, &found.hits};

  const auto on_match = [](unsigned id, unsigned long long from, unsigned long long to, unsigned,
                           void* context) -> int {
    Pass& state = *static_cast<Pass*>(context);
    const uint32_t end = static_cast<uint32_t>(to);
    if (id == kDigits || id == kGroupedBy4 || id == kGrouped46) {
      if (end > state.digits_done) {
        confirm_cards(state.engine->patterns, state.bytes, end - 1, state.digits_done, state.long_numbers,
                      *state.hits);
      }
    } else if (id == kTrack1 || id == kTrack2 || id == kTrack2Bare) {
      if (const auto hit =
              confirm_track(state.engine->patterns, state.bytes, static_cast<uint32_t>(from), end))
        state.hits->push_back(*hit);
    } else if (id == kSuppression) {
      state.hits->push_back(
          {HitKind::suppression,
           suppression_span(state.bytes, end - static_cast<uint32_t>(kSuppressionMark.size())),
           {},
           false,
           false});
    } else if (id == kUrl) {
      bool is_cut = false;
      const Span host = host_after(state.bytes, end, is_cut);
      state.has_cut |= is_cut;
      if (host.end - host.begin > 3 && !is_cut)
        state.hits->push_back({HitKind::host, host, {}, false, false});
    } else {
      bool is_cut = false;
      state.engine->add_secret(state.bytes, state.engine->secret_of[id - kFirstSecret], end, *state.hits,
                               is_cut);
      state.has_cut |= is_cut;
    }
    return state.hits->size() >= kMostHits ? 1 : 0;
  };
  hs_scratch_t* scratch = engine_->take_scratch();
  const hs_error_t result =
      hs_scan(database, bytes.data(), static_cast<unsigned>(bytes.size()), 0, scratch, on_match, &pass);
  engine_->give_back(scratch);
  if (result == HS_SCAN_TERMINATED) {
    found.gaps.push_back(
        {GapReason::limit,
         {},
         "over 10,000 card numbers, secrets and hosts; the rest of the file was not searched"});
  }
  if (pass.has_cut) {
    found.gaps.push_back(
        {GapReason::limit, {}, "a secret or the address of a host that is longer than is looked at"});
  }
  drop_numbers_of_tracks(found.hits);
  fold_chance_numbers(found.hits, pass.long_numbers);
  for (Hit& hit : found.hits) {
    if (hit.kind == HitKind::card_number || hit.kind == HitKind::track)
      hit.is_named_test = is_named_test(engine_->patterns, source.path(), bytes, hit.span);
  }
  add_security_codes(engine_->patterns, source.path(), bytes, found.hits);
  std::sort(found.hits.begin(), found.hits.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(a.span.begin, a.span.end, a.kind, a.type) <
           std::tuple(b.span.begin, b.span.end, b.kind, b.type);
  });
  const auto same = [](const Hit& a, const Hit& b) {
    return a.span == b.span && a.kind == b.kind && a.type == b.type;
  };
  found.hits.erase(std::unique(found.hits.begin(), found.hits.end(), same), found.hits.end());
  return found;
}

}  // namespace payaudit
