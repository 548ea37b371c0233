// Cryptography and random numbers.
#include <fmt/format.h>
#include <algorithm>

#include "scanners/meaning/calls/hash_uses.h"
#include "scanners/meaning/calls/key_sources.h"
#include "scanners/meaning/calls/writers.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string lower_letters(std::string_view text) {
  std::string all;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) all += c;
  }
  return all;
}

// The names that libraries give to one algorithm, as the table of attributes writes it. Empty: not a known
// one.
std::string normal_algorithm(std::string_view written) {
  struct Row {
    std::string_view begin;
    std::string_view algorithm;
  };
  // Longer beginnings stand before shorter ones.
  constexpr Row kRows[] = {{"pbkdf2", "PBKDF2"},
                           {"hmacmd5", "MD5"},
                           {"hmacsha1", "SHA-1"},
                           {"hmacsha224", "SHA-224"},
                           {"hmacsha256", "SHA-256"},
                           {"hmacsha384", "SHA-384"},
                           {"hmacsha512", "SHA-512"},
                           {"md2", "MD2"},
                           {"md4", "MD4"},
                           {"md5", "MD5"},
                           {"sha3", "SHA-3"},
                           {"sha224", "SHA-224"},
                           {"sha256", "SHA-256"},
                           {"sha384", "SHA-384"},
                           {"sha512", "SHA-512"},
                           {"sha1", "SHA-1"},
                           {"rsasha1", "SHA-1"},
                           {"rsasha256", "SHA-256"},
                           {"rsasha512", "SHA-512"},
                           {"desede", "3DES"},
                           {"tripledes", "3DES"},
                           {"3des", "3DES"},
                           {"des3", "3DES"},
                           {"desede3", "3DES"},
                           {"des", "DES"},
                           {"rc4", "RC4"},
                           {"arc4", "RC4"},
                           {"arcfour", "RC4"},
                           {"rc2", "RC2"},
                           {"blowfish", "Blowfish"},
                           {"bf", "Blowfish"},
                           {"aes", "AES"},
                           {"chacha20", "ChaCha20"},
                           {"rsa", "RSA"},
                           {"bcrypt", "bcrypt"},
                           {"scrypt", "scrypt"},
                           {"argon2", "Argon2"},
                           {"ed25519", "Ed25519"},
                           {"ecdsa", "ECDSA"},
                           {"ec", "EC"},
                           {"dsa", "DSA"},
                           {"blake2", "BLAKE2"},
                           {"ripemd", "RIPEMD"},
                           {"idea", "IDEA"},
                           {"hs256", "SHA-256"},
                           {"hs384", "SHA-384"},
                           {"hs512", "SHA-512"},
                           {"rs256", "SHA-256"},
                           {"none", "none"}};
  const std::string plain = lower_letters(written);
  if (plain == "sha") return "SHA-1";  // JCA's alias
  for (const Row& row : kRows) {
    if (plain.starts_with(row.begin)) return std::string(row.algorithm);
  }
  return {};
}

// `AES/CBC/PKCS5Padding` and `aes-256-gcm` taken apart.
struct Transformation {
  std::string algorithm;
  std::string mode;
  std::optional<int64_t> key_bits;
};

Transformation take_apart(std::string_view written) {
  Transformation result;
  size_t part = 0;
  for (size_t begin = 0; begin <= written.size(); ++part) {
    const size_t end = std::min(written.find_first_of("/-_", begin), written.size());
    const std::string_view piece = written.substr(begin, end - begin);
    begin = end + 1;
    if (part == 0) {
      result.algorithm = normal_algorithm(piece);
      // `des-ede3-cbc`
      if (result.algorithm == "DES" && written.find("ede") != std::string_view::npos)
        result.algorithm = "3DES";
      continue;
    }
    const std::string plain = lower_letters(piece);
    for (std::string_view mode : {"ECB", "CBC", "GCM", "CTR", "CFB", "OFB", "CCM", "XTS", "OCB"}) {
      if (plain.starts_with(lower_letters(mode)) && result.mode.empty()) result.mode = mode;
    }
    if (plain == "128" || plain == "192" || plain == "256") result.key_bits = std::stoi(plain);
  }
  return result;
}

// The hash function that a name speaks of, `PBKDF2WithHmacSHA256`, `sha512`, `crypto/sha256.New`. Empty:
// none.
std::string hash_of(std::string_view written) {
  std::string plain = lower_letters(written);
  if (const size_t hmac = plain.find("hmac"); hmac != std::string::npos) plain.erase(0, hmac + 4);
  if (const size_t sha = plain.find("sha"); sha != std::string::npos) plain.erase(0, sha);
  const std::string found = normal_algorithm(plain);
  return found.starts_with("SHA") || found == "MD5" ? found : std::string();
}

// The hash function inside a key derivation: passed, or said by another call of the file where all agree.
std::string inner_hash(const Resolution& resolution, const Values& values, const CallSite& site,
                       const CallModel& model) {
  if (const std::string_view which = model.attribute("hash"); !which.empty()) {
    const Passed passed = site.passed(values, which);
    if (passed.values.size() != 1) return {};
    const ValueAt value = passed.values[0];
    if (const Constant constant = values.constant(value); constant.is_known()) return hash_of(constant.text);
    const auto& path = resolution[value.function].path;
    return hash_of(value.reg < path.size() && !path[value.reg].empty() ? path[value.reg]
                                                                       : values.name(value));
  }
  const std::string_view other = model.attribute("hash_of");
  std::string hash;
  if (other.empty()) return hash;
  const Code& code = resolution.code();
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    for (size_t at = 0; at < code.functions[id].body.size(); ++at) {
      if (resolution[id].callee[at] != other) continue;
      const std::string now = hash_of(CallSite(resolution, id, at).text("$0").value_or(""));
      if (now.empty() || (!hash.empty() && hash != now)) return {};
      hash = now;
    }
  }
  return hash;
}

bool has_empty_key(const Values& values, const CallSite& site, const CallModel& model) {
  const std::string_view which = model.attribute("key");
  if (which.empty()) return false;
  const Passed passed = site.passed(values, which);
  return std::any_of(passed.values.begin(), passed.values.end(), [&](ValueAt each) {
    const Constant constant = values.constant(each);
    return constant.kind == LiteralKind::string && constant.text.empty();
  });
}

// The object that the call gives is used to decrypt and for nothing else.
bool only_decrypts(const CallWriter& out, const Values& values, FunctionId id, const Instruction& call,
                   const CallModel& model) {
  if (model.attribute("operation") == "decrypt") return true;
  const std::string_view constant = model.attribute("decrypts");
  bool is_decrypting = false;
  for (const Instruction& now : out.code().functions[id].body) {
    if (constant.empty() || now.op != Op::call || now.text != "init" || now.args.empty() ||
        values.origin({id, now.receiver}).reg != call.out)
      continue;
    if (values.name(values.origin({id, now.args[0].value})) != constant) return false;
    is_decrypting = true;
  }
  return is_decrypting;
}

// The vector that the call makes is handed to nothing but what decrypts.
bool serves_decryption(const CallWriter& out, const Values& values, FunctionId id, const Instruction& call,
                       std::string_view constant) {
  bool is_decrypting = false;
  for (const Instruction& now : out.code().functions[id].body) {
    const bool is_given =
        now.op == Op::call && std::any_of(now.args.begin(), now.args.end(), [&](const Argument& arg) {
          return values.origin({id, arg.value}).reg == call.out;
        });
    if (!is_given) continue;
    if (values.name(values.origin({id, now.args[0].value})) != constant) return false;
    is_decrypting = true;
  }
  return is_decrypting;
}

// To decrypt, one needs the vector of whoever encrypted: it is told where that is done.
bool is_vector_of_another(const CallWriter& out, const Values& values, const CallSite& site,
                          const CallModel& model) {
  const std::string_view constant = model.attribute("decrypts");
  if (constant.empty() || !serves_decryption(out, values, site.function(), site.instruction(), constant))
    return false;
  const Code& code = out.code();
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const auto& body = code.functions[id].body;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op != Op::construct) continue;
      const std::vector<const CallModel*> others = out.context.resolution.models_of(id, at);
      const bool is_alike = std::find(others.begin(), others.end(), &model) != others.end();
      if (is_alike && !serves_decryption(out, values, id, body[at], constant)) return true;
    }
  }
  return false;
}

// A cipher is told where it encrypts; what decrypts the same beside it says nothing new.
bool is_told_where_it_encrypts(const CallWriter& out, const Values& values, const CallSite& site,
                               const CallModel& model, std::string_view transformation) {
  if (!only_decrypts(out, values, site.function(), site.instruction(), model)) return false;
  const Resolution& resolution = out.context.resolution;
  const Code& code = out.code();
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const auto& body = code.functions[id].body;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op != Op::call) continue;
      for (const CallModel* other : resolution.models_of(id, at)) {
        if (other->role != "crypto" || other->attribute("transformation").empty()) continue;
        const auto named = CallSite(resolution, id, at).text(other->attribute("transformation"));
        if (named && equals_ignoring_case(*named, transformation) &&
            !only_decrypts(out, values, id, body[at], *other))
          return true;
      }
    }
  }
  return false;
}

// What the function gives back is called for by all its callers in the file as something that anybody may
// guess: `transfer.setRequestId(generateSessionId())`. False where there are no callers, or they give it no
// name.
bool is_taken_otherwise(const CallWriter& out, const CallSite& site) {
  const Code& code = out.code();
  const Function& function = code.functions[site.function()];
  if (function.name.empty() || function.name.front() == '<') return false;
  bool is_called = false;
  for (FunctionId id = 0; id < code.functions.size(); ++id) {
    const auto& body = code.functions[id].body;
    for (size_t at = 0; at < body.size(); ++at) {
      if (body[at].op != Op::call || body[at].text != function.name) continue;
      const std::vector<std::string> names = CallSite(out.context.resolution, id, at).receiving_names();
      if (names.empty() || names == std::vector<std::string>{std::string(code.functions[id].name)})
        return false;
      if (purpose_of(out, names) != "other") return false;
      is_called = true;
    }
  }
  return is_called;
}

// The key is called a salt: the first step of HKDF has one.
bool is_called_salt(const CallWriter& out, const Values& values, const CallSite& site,
                    const CallModel& model) {
  const std::string_view which = model.attribute("key");
  if (which.empty()) return false;
  const Passed passed = site.passed(values, which);
  return !passed.values.empty() && std::all_of(passed.values.begin(), passed.values.end(), [&](ValueAt each) {
    return out.words("purpose.salts").is_in(values.name(each));
  });
}

}  // namespace

void write_crypto(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
  Facts& facts = out.facts;
  // A call of which only the key is of interest, and that gets none here.
  const bool is_of_key = model.attribute("algorithm").empty() && model.attribute("operation") == "sign" &&
                         !model.attribute("key").empty();
  if (is_of_key) {
    const Passed key = site.passed(values, model.attribute("key"));
    if (key.values.empty() && !key.is_open) return;
  }
  Fact& fact = out.add(Kind::crypto, site);
  const bool is_keyless = model.attribute("operation") == "hmac" && has_empty_key(values, site, model);
  fact.set(Attr::operation, is_keyless ? facts.unknown("an HMAC whose key is empty is a plain hash")
                                       : facts.text(model.attribute("operation")));

  const auto unknown_unless_given = [&](std::string_view what) {
    return facts.unknown(fmt::format("the {} is not written here", what));
  };
  for (std::string_view key : {"transformation", "algorithm", "iterations", "key_bits"}) {
    const SettingConstant* setting =
        model.attribute(key).empty() ? nullptr : site.setting(model.attribute(key));
    if (setting == nullptr) continue;
    fact.notes.push_back(
        {setting->place, facts.keep(fmt::format("`{}` is written here", setting->value)), NoteRole::context});
  }
  if (const std::string_view which = model.attribute("transformation"); !which.empty()) {
    const auto written = site.text(which);
    if (!written) {
      fact.set(Attr::algorithm, unknown_unless_given("algorithm"));
      fact.set(Attr::mode, unknown_unless_given("mode"));
    } else if (!is_told_where_it_encrypts(out, values, site, model, *written)) {
      const Transformation parts = take_apart(*written);
      fact.set(Attr::algorithm, parts.algorithm.empty() ? facts.unknown("an algorithm that is not known")
                                                        : facts.text(parts.algorithm));
      // JCA's block ciphers use ECB where no mode is written.
      const bool is_block = parts.algorithm == "AES" || parts.algorithm == "DES" ||
                            parts.algorithm == "3DES" || parts.algorithm == "Blowfish";
      if (!parts.mode.empty()) {
        fact.set(Attr::mode, facts.text(parts.mode));
      } else if (is_block && !model.attribute("default_mode").empty() &&
                 written->find('/') == std::string::npos) {
        fact.set(Attr::mode, facts.text(model.attribute("default_mode")),
                 facts.origin(OriginKind::fallback, fact.place, "JCA default"));
      }
      if (parts.key_bits) fact.set(Attr::key_bits, Value::integer(*parts.key_bits));
    }
  } else if (const std::string_view named = model.attribute("algorithm"); !named.empty()) {
    const auto written = site.text(named);
    std::string algorithm = normal_algorithm(written ? *written : std::string(site.name(named)));
    fact.set(Attr::algorithm, algorithm.empty() ? unknown_unless_given("algorithm") : facts.text(algorithm));
  }
  if (const std::string_view mode = model.attribute("mode"); !mode.empty())
    fact.set(Attr::mode, facts.text(mode));
  if (const std::string_view which = model.attribute("mode_name"); !which.empty()) {
    const std::string_view name = site.name(which);
    fact.set(Attr::mode,
             name.starts_with("MODE_") ? facts.text(name.substr(5)) : unknown_unless_given("mode"));
  }
  if (const std::string_view which = model.attribute("key_bits"); !which.empty()) {
    const auto bits = site.number(which);
    fact.set(Attr::key_bits, bits ? Value::integer(*bits) : unknown_unless_given("key length"));
  }
  if (const std::string_view which = model.attribute("iterations"); !which.empty()) {
    const std::string_view second =
        which.find(' ') == std::string_view::npos ? which : which.substr(which.find(' ') + 1);
    auto count = site.number(which.substr(0, which.find(' ')));
    if (!count) count = site.number(second);
    fact.set(Attr::iterations, count ? Value::integer(*count) : unknown_unless_given("number of iterations"));
  }
  if (!model.attribute("hash").empty() || !model.attribute("hash_of").empty()) {
    const std::string hash = inner_hash(out.context.resolution, values, site, model);
    fact.set(Attr::hash, hash.empty() ? unknown_unless_given("hash function") : facts.text(hash));
  }
  const auto set_constant = [&](std::string_view key, Attr attr) {
    using Kind = KeySource::Kind;
    std::optional<KeySource> best;  // of several values the one that says most
    if (model.attribute(key).empty()) return;
    const Passed passed = site.passed(values, model.attribute(key));
    if (passed.values.empty() && passed.is_open)
      fact.set(attr, facts.unknown("the options are not written here"));
    for (ValueAt each : passed.values) {
      const KeySource source = key_source(out.context.resolution, values, site, each);
      const bool says_more = !best || source.kind == Kind::constant ||
                             (best->kind == Kind::unknown && source.kind != Kind::unknown);
      if (says_more) best = source;
    }
    if (!best) return;
    const KeySource& source = *best;
    // A vector from outside may be the same each time.
    const bool is_fresh =
        source.kind == Kind::drawn || (source.kind == Kind::outside && attr != Attr::static_iv);
    if (source.kind == Kind::constant && !source.literal.is_empty()) {
      // What writes reports hides what stands there.
      fact.set(attr, Value::boolean(true),
               facts.origin(OriginKind::literal, {fact.place.file, source.literal}));
    } else if (source.kind == Kind::constant) {
      fact.set(attr, Value::boolean(true));
    } else if (is_fresh) {
      fact.set(attr, Value::boolean(false));
      fact.notes.push_back(
          {fact.place, facts.keep(fmt::format("the {} is {}", key, source.words)), NoteRole::protection});
    } else {
      fact.set(attr, facts.unknown(source.words.empty() ? "it comes from elsewhere" : source.words));
    }
  };
  if (!is_vector_of_another(out, values, site, model)) set_constant("iv", Attr::static_iv);
  set_constant("key", Attr::hard_coded_key);
  if (is_called_salt(out, values, site, model))
    fact.set(Attr::hard_coded_key, facts.unknown("what is called a salt may be anybody's to know"));
  const Value is_constant = fact.value(Attr::hard_coded_key);
  if (is_constant.is(Value::Type::boolean) && is_constant.as_boolean() &&
      fact.value(Attr::operation).is(Value::Type::text) && fact.value(Attr::operation).as_text() == "hmac")
    fact.set(Attr::keyed, Value::boolean(false));

  // What goes in: the argument that is the input, and what is put into the object that the call gives.
  std::vector<std::string_view> classes;
  const auto add_classes = [&](Reg reg) {
    for (std::string_view each : out.context.flow.classes_of(site.function(), reg)) classes.push_back(each);
  };
  if (const std::string_view which = model.attribute("input"); !which.empty()) {
    add_classes(site.value(which));
  } else {
    std::vector<Reg> objects{site.instruction().out};
    for (const Instruction& now : out.code().functions[site.function()].body) {
      const auto is_object = [&](Reg reg) {
        return reg != kNoReg && std::find(objects.begin(), objects.end(), reg) != objects.end();
      };
      if (now.op == Op::copy && is_object(now.args[0].value)) objects.push_back(now.out);
      if (now.op != Op::call || !is_object(now.receiver)) continue;
      for (const Argument& argument : now.args) add_classes(argument.value);
      if (objects.size() < 16 && now.out != kNoReg) objects.push_back(now.out);
    }
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  if (!classes.empty()) {
    std::vector<std::string_view> kept;
    for (std::string_view each : classes) kept.push_back(facts.keep(each));
    fact.set(Attr::of_classes, facts.texts(kept));
  }
  const HashUse use = model.attribute("operation") == "hash"
                          ? use_of_hash(out.context.resolution, values, site)
                          : HashUse::other;
  switch (use) {
    case HashUse::other: fact.set(Attr::purpose, facts.text(purpose_of(out, site.receiving_names()))); break;
    case HashUse::partly:
      fact.set(Attr::purpose,
               facts.unknown("some of what takes it hashes it slowly; what the rest does is not known"));
      break;
    case HashUse::derived: fact.set(Attr::purpose, facts.text("key-derivation")); break;
  }
}

// A source that is given a constant to begin with, when it is made or later: some then draw the same each
// time.
bool is_seeded_with_constant(const CallWriter& out, const Values& values, const CallSite& site) {
  const ValueAt source = values.origin({site.function(), site.instruction().receiver});
  const auto is_constant = [&](FunctionId function, const Instruction& call) {
    const CallSite around(out.context.resolution, function, 0);
    return !call.args.empty() && (values.constant({function, call.args[0].value}).is_known() ||
                                  around.is_constant_bytes(call.args[0].value));
  };
  const Instruction* made = values.definition(source);
  if (made != nullptr && made->op == Op::construct && is_constant(source.function, *made)) return true;
  const WordList& seeders = out.words("random.seeders");
  const auto& body = out.code().functions[site.function()].body;
  return std::any_of(body.begin(), body.end(), [&](const Instruction& now) {
    if (now.op != Op::call || now.receiver == kNoReg || !seeders.has(now.text)) return false;
    const ValueAt seeded = values.origin({site.function(), now.receiver});
    return seeded.function == source.function && seeded.reg == source.reg &&
           is_constant(site.function(), now);
  });
}

void write_random(CallWriter& out, const Values& values, const CallSite& site, const CallModel& model) {
  Fact& fact = out.add(Kind::random, site);
  const Resolution& resolution = out.context.resolution;
  const auto is_made_by = [&](Reg reg, std::string_view callee) {
    const ValueAt origin = values.origin({site.function(), reg});
    const Instruction* made = values.definition(origin);
    if (made == nullptr || made->op != Op::construct) return false;
    const auto& body = resolution.code().functions[origin.function].body;
    return resolution[origin.function].callee[static_cast<size_t>(made - body.data())] == callee;
  };
  const auto path_of = [&](Reg reg) {
    const auto& paths = resolution[site.function()].path;
    return reg < paths.size() ? paths[reg] : std::string_view();
  };
  const std::string_view made = model.attribute("made"), given = model.attribute("source");
  const Reg source = given.empty() ? kNoReg : site.value(given);
  if (source != kNoReg) {
    // The caller's own source is drawn from.
    fact.set(Attr::secure, path_of(source) == "java.security.SecureRandom"
                               ? Value::boolean(true)
                               : out.facts.unknown("what source is passed is not known"));
  } else if (!made.empty() && !is_made_by(site.instruction().receiver, made)) {
    fact.set(Attr::secure, out.facts.unknown("a secure source may be passed as one of this type"));
  } else if (const std::string_view secure = model.attribute("secure");
             secure == "true" && site.instruction().receiver != kNoReg &&
             is_seeded_with_constant(out, values, site)) {
    fact.set(Attr::secure,
             out.facts.unknown("it is seeded with a constant: some sources then draw the same"));
  } else if (secure == "true" || secure == "false") {
    fact.set(Attr::secure, Value::boolean(secure == "true"));
  } else {
    fact.set(Attr::secure, out.facts.unknown(secure));
  }
  const std::string_view purpose = purpose_of(out, site.receiving_names());
  fact.set(Attr::purpose,
           out.facts.text(purpose != "other" && is_taken_otherwise(out, site) ? "other" : purpose));
  const Value is_secure = fact.value(Attr::secure);
  if (purpose == "session" && is_secure.is(Value::Type::boolean) && !is_secure.as_boolean())
    fact.set(Attr::secure,
             out.facts.unknown("an id of a session opens one, or only tells one visit from another"));
}

}  // namespace payaudit
