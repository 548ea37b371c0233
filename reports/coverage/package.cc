#include "reports/coverage/package.h"

#include <zlib.h>

#include <cstdint>
#include <new>

namespace payaudit {
namespace {

constexpr uint16_t kVersion = 20;  // of the format: 2.0 has deflate
constexpr uint16_t kDeflated = 8;  // the method
constexpr uint16_t kNameIsUtf8 = 1 << 11;
constexpr uint32_t kDay = (20 << 9 | 1 << 5 | 1)
                          << 16;  // 2000-01-01 00:00 as MS-DOS writes it, date above time

void put(std::string& out, uint32_t number, int size) {
  for (int i = 0; i < size; ++i) out += static_cast<char>(number >> (8 * i));
}

std::string deflated(const std::string& bytes) {
  z_stream stream = {};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();  // its only failure for these arguments
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // not written to
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);  // ends in one call, as there is room for all
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

std::string zip(const std::vector<std::pair<std::string_view, std::string>>& parts) {
  std::string out, directory;
  for (const auto& [name, bytes] : parts) {
    const auto start = static_cast<uint32_t>(out.size());
    const std::string packed = deflated(bytes);
    std::string common;  // what the part's head and its entry of the directory share
    put(common, kVersion, 2);
    put(common, kNameIsUtf8, 2);
    put(common, kDeflated, 2);
    put(common, kDay, 4);
    put(common, static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size())),
        4);
    put(common, static_cast<uint32_t>(packed.size()), 4);
    put(common, static_cast<uint32_t>(bytes.size()), 4);
    put(common, static_cast<uint32_t>(name.size()), 2);
    put(common, 0, 2);  // no extra field
    out.append("PK\x03\x04").append(common).append(name).append(packed);
    directory.append("PK\x01\x02");
    put(directory, kVersion, 2);
    directory.append(common);
    put(directory, 0, 2);  // no comment
    put(directory, 0, 2);  // on the first disk
    put(directory, 0, 2);
    put(directory, 0, 4);  // no attributes
    put(directory, start, 4);
    directory.append(name);
  }
  const auto start = static_cast<uint32_t>(out.size());
  out.append(directory).append("PK\x05\x06");
  put(out, 0, 4);  // one disk
  put(out, static_cast<uint32_t>(parts.size()), 2);
  put(out, static_cast<uint32_t>(parts.size()), 2);
  put(out, static_cast<uint32_t>(directory.size()), 4);
  put(out, start, 4);
  put(out, 0, 2);  // no comment
  return out;
}

}  // namespace payaudit
