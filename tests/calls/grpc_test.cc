#include <catch2/catch.hpp>

#include "tests/calls/call_lines.h"

using namespace payaudit;

namespace {

void check(Read read, const std::string& text, const std::string& expected) {
  std::string lines;
  const auto add = [&](const Fact& fact) { lines += to_string(fact) + "\n"; };
  each_call_fact(read, text, Kind::connection, add);
  each_call_fact(read, text, Kind::listener, add);
  INFO(text);
  CHECK(lines == expected);
}

const std::string kGo =
    "package a\nimport (\"google.golang.org/grpc\"; \"google.golang.org/grpc/credentials/insecure\")\n";

}  // namespace

TEST_CASE("Python: channels and ports say whether they are encrypted") {
  check(read_python, "import grpc\nc = grpc.insecure_channel('ledger:50051')\n",
        "connection{name: \"ledger:50051\", protocol: \"grpc\", plaintext: true, port: 50051, host: "
        "\"ledger\"}\n");
  check(read_python, "import grpc, os\nc = grpc.insecure_channel(os.environ.get('LEDGER_ADDRESS'))\n",
        "connection{name: \"LEDGER_ADDRESS\", protocol: \"grpc\", plaintext: true}\n");
  check(read_python, "def serve(server, creds):\n  server.add_secure_port('[::]:443', creds)\n",
        "listener{name: \"[::]:443\", protocol: \"grpc\", plaintext: false, port: 443}\n");
  check(read_python, "def serve(server, port):\n  server.add_insecure_port(port)\n",
        "listener{name: \"port\", protocol: \"grpc\", plaintext: true}\n");
}

TEST_CASE("Go: credentials belong to what takes them") {
  check(read_go,
        kGo +
            "func f() { grpc.Dial(\"localhost:9000\", "
            "grpc.WithTransportCredentials(insecure.NewCredentials())) }\n",
        "connection{name: \"localhost:9000\", protocol: \"grpc\", plaintext: true, port: 9000, host: "
        "\"localhost\", local: true}\n");
  check(read_go, kGo + "func f() { grpc.NewServer(grpc.Creds(insecure.NewCredentials())) }\n",
        "listener{name: \"f\", protocol: \"grpc\", plaintext: true}\n");
}

TEST_CASE("Node and Java: a client's and a server's credentials are told apart") {
  check(read_typescript, "const c = new Ledger('ledger:1', grpc.credentials.createInsecure());",
        "connection{name: \"ledger:1\", protocol: \"grpc\", plaintext: true, port: 1, host: \"ledger\"}\n");
  check(read_typescript, "server.bindAsync('0.0.0.0:1', grpc.ServerCredentials.createInsecure(), f);",
        "listener{name: \"0.0.0.0:1\", protocol: \"grpc\", plaintext: true, port: 1}\n");
  check(read_java,
        "class A { void f() { ManagedChannelBuilder.forAddress(\"ledger\", 7000).usePlaintext().build(); } }",
        "connection{name: \"ledger\", protocol: \"grpc\", plaintext: true, host: \"ledger\", port: 7000}\n");
}

TEST_CASE("an address is named as the source calls it, if it does") {
  check(read_python, "import grpc\nc = grpc.insecure_channel(address())\n",
        "connection{name: \"address\", protocol: \"grpc\", plaintext: true}\n");
  check(read_python, "import grpc\nc = grpc.insecure_channel(f'{host}:1')\n",
        "connection{name: \"grpc\", protocol: \"grpc\", plaintext: true}\n");
}

TEST_CASE("a server without credentials is plain, one with options that are not known says nothing") {
  check(read_go, kGo + "func f() { grpc.NewServer() }\n",
        "listener{name: \"f\", protocol: \"grpc\", plaintext: true}\n");
  check(read_go, kGo + "func f(o []grpc.ServerOption) { grpc.NewServer(o...) }\n", "");
}
