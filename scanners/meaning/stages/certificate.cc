#include "scanners/meaning/stages/certificate.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// Tags of DER that certificates and keys are made of.
enum Tag : uint8_t {
  kInteger = 0x02,
  kBits = 0x03,
  kOctets = 0x04,
  kObject = 0x06,
  kSequence = 0x30,
  kSet = 0x31,
  kDnsName = 0x82,
  kIpAddress = 0x87,
  kVersion = 0xA0,
};

constexpr std::string_view kCommonName("\x55\x04\x03", 3);
constexpr std::string_view kAlternativeNames("\x55\x1D\x11", 3);
constexpr size_t kFewestKeyBytes = 32;

int base64_digit(char c) {
  if (is_upper(c)) return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

struct Element {
  uint8_t tag = 0;
  std::string_view content;
};

// Takes the element that `rest` begins with; nullopt: there is none, or it is cut off.
std::optional<Element> take(std::string_view& rest) {
  if (rest.size() < 2) return std::nullopt;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(rest[i]); };
  size_t head = 2;
  size_t length = byte(1);
  if (length >= 0x80) {
    const size_t count = length & 0x7F;
    if (count == 0 || count > 4 || rest.size() < 2 + count) return std::nullopt;
    length = 0;
    for (size_t i = 0; i < count; ++i) length = length << 8 | byte(2 + i);
    head += count;
  }
  if (length > rest.size() - head) return std::nullopt;
  const Element element{byte(0), rest.substr(head, length)};
  rest.remove_prefix(head + length);
  return element;
}

struct Certificate {
  std::vector<std::string> names;
  std::string_view key;  // bytes that the private key has too
  bool is_plain = true;  // no names of other sorts than those
};

void read_subject(std::string_view subject, Certificate& certificate) {
  while (auto set = take(subject)) {
    std::string_view attributes = set->content;
    while (auto attribute = take(attributes)) {
      std::string_view parts = attribute->content;
      const auto type = take(parts);
      const auto value = take(parts);
      if (type && value && type->content == kCommonName) certificate.names.push_back(lower(value->content));
    }
  }
}

void read_alternatives(std::string_view octets, Certificate& certificate) {
  const auto list = take(octets);
  if (!list) return;
  std::string_view names = list->content;
  while (auto name = take(names)) {
    if (name->tag == kDnsName) {
      certificate.names.push_back(lower(name->content));
    } else if (name->tag == kIpAddress) {
      const bool is_loopback = (name->content.size() == 4 && name->content[0] == 127) ||
                               (name->content.size() == 16 && name->content == std::string(15, '\0') + '\1');
      certificate.is_plain = certificate.is_plain && is_loopback;
    } else {
      certificate.is_plain = false;
    }
  }
}

void read_extensions(std::string_view rest, Certificate& certificate) {
  const auto list = take(rest);
  if (!list) return;
  std::string_view extensions = list->content;
  while (auto extension = take(extensions)) {
    std::string_view parts = extension->content;
    const auto type = take(parts);
    if (!type || type->content != kAlternativeNames) continue;
    while (auto part = take(parts)) {
      if (part->tag == kOctets) read_alternatives(part->content, certificate);
    }
  }
}

// The modulus of RSA, the point of elliptic curves.
std::string_view key_bytes(std::string_view key_info) {
  take(key_info);  // the algorithm
  const auto bits = take(key_info);
  if (!bits || bits->tag != kBits || bits->content.empty()) return {};
  std::string_view key = bits->content.substr(1);
  if (key.empty() || static_cast<uint8_t>(key.front()) != kSequence) return key;
  const auto sequence = take(key);
  if (!sequence) return {};
  std::string_view numbers = sequence->content;
  const auto modulus = take(numbers);
  return modulus && modulus->tag == kInteger ? modulus->content : std::string_view();
}

std::optional<Certificate> read(std::string_view der) {
  const auto whole = take(der);
  if (!whole || whole->tag != kSequence) return std::nullopt;
  std::string_view outer = whole->content;
  const auto body = take(outer);
  if (!body || body->tag != kSequence) return std::nullopt;
  std::string_view parts = body->content;
  auto part = take(parts);
  if (part && part->tag == kVersion) part = take(parts);
  Certificate certificate;
  // The serial number is taken; what follows is the algorithm, the issuer, the time, the subject, the key.
  for (int i = 0; i < 3; ++i) take(parts);
  const auto subject = take(parts);
  const auto key = take(parts);
  if (!subject || !key) return std::nullopt;
  read_subject(subject->content, certificate);
  certificate.key = key_bytes(key->content);
  constexpr uint8_t kExtensions = 0xA3;
  while (auto more = take(parts)) {
    if (more->tag == kExtensions) read_extensions(more->content, certificate);
  }
  return certificate;
}

}  // namespace

std::string decoded_base64(std::string_view text) {
  std::string bytes;
  uint32_t buffer = 0;
  int bits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      continue;
    }
    const int digit = base64_digit(text[i]);
    if (digit < 0) continue;
    buffer = buffer << 6 | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xFF);
  }
  return bytes;
}

bool is_key_of_own_machine(std::string_view key, std::string_view certificates,
                           const std::set<std::string, std::less<>>& own_names) {
  constexpr std::string_view kEnd = "-----";
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const size_t begin = key.find(kEnd, key.find("KEY") == std::string_view::npos ? 0 : key.find("KEY"));
  if (begin == std::string_view::npos) return false;
  const size_t first = begin + kEnd.size();
  const std::string secret = decoded_base64(key.substr(first, key.find(kEnd, first) - first));
  for (size_t at = certificates.find(kBegin); at != std::string_view::npos;
       at = certificates.find(kBegin, at + 1)) {
    const size_t text = at + kBegin.size();
    const std::string der = decoded_base64(certificates.substr(text, certificates.find(kEnd, text) - text));
    const auto certificate = read(der);
    if (!certificate || !certificate->is_plain || certificate->names.empty()) continue;
    if (certificate->key.size() < kFewestKeyBytes || secret.find(certificate->key) == std::string::npos)
      continue;
    bool is_own = true;
    for (const std::string& name : certificate->names) is_own = is_own && own_names.contains(name);
    if (is_own) return true;
  }
  return false;
}

}  // namespace payaudit
