#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "checker/files/read.h"
#include "tests/checker/folder.h"

using namespace payaudit;

namespace {

std::string content(const std::string& path) {
  const auto bytes = read_file(path, 1000);
  return bytes ? *bytes : bytes.error().message;
}

}  // namespace

TEST_CASE("a report replaces the one before it, and makes its folder") {
  const Folder folder;
  REQUIRE(write_file(folder.at("out/report.json"), "old"));
  REQUIRE(write_file(folder.at("out/report.json"), "new"));
  CHECK(content(folder.at("out/report.json")) == "new");
  CHECK_FALSE(std::filesystem::exists(folder.at("out/report.json.part")));
}

TEST_CASE("a pipe is written to and stays a pipe") {
  const Folder folder;
  const std::string pipe = folder.at("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::string got;
  std::thread reader([&] {
    std::ifstream stream(pipe);
    got.assign(std::istreambuf_iterator<char>(stream), {});
  });
  CHECK(write_file(pipe, "report"));
  reader.join();
  CHECK(got == "report");
  CHECK(std::filesystem::is_fifo(pipe));
}

TEST_CASE("a link stays a link, and the file behind it is replaced") {
  const Folder folder;
  folder.write("real.json", "old");
  std::filesystem::create_symlink(folder.at("real.json"), folder.at("link.json"));
  REQUIRE(write_file(folder.at("link.json"), "new"));
  CHECK(std::filesystem::is_symlink(folder.at("link.json")));
  CHECK(content(folder.at("real.json")) == "new");
}

TEST_CASE("what cannot be written says so") {
  const Folder folder;
  folder.write("file", "");
  const Result<bool> written = write_file(folder.at("file/report.json"), "x");
  REQUIRE_FALSE(written);
  CHECK(written.error().message.find("cannot write") != std::string::npos);
}
