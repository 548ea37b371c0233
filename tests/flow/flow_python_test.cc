#include <catch2/catch.hpp>

#include "scanners/syntax/code/python/python.h"
#include "tests/flow/flows.h"

using namespace payaudit;

namespace {

void check(const std::string& text, const std::string& expected) {
  INFO(text);
  CHECK(find_flows(
            [](const Source& source) { return read_python(source); }, "a.py",
            "import logging\nimport hashlib, hmac, json, requests\nlogger = logging.getLogger(__name__)\n" +
                text)
            .flows == expected);
}

}  // namespace

TEST_CASE("Python: module loggers, f-strings and request fields") {
  check("def f(card_number):\n  logger.info(f'card {card_number}')\n", "account.chd.pan log clear\n");
  check("def f(request):\n  pan = request.POST['card_number']\n  logger.info('x %s', pan)\n",
        "account.chd.pan log clear\n");
  check("def f(data):\n  logging.warning(data.get('cvv'))\n", "account.sad.cvv log clear\n");
  check("def f(cvv):\n  print(cvv)\n", "account.sad.cvv log clear\n");
}

TEST_CASE("Python: slices, hashes and HMAC are told apart") {
  check("def f(card_number):\n  logger.info(card_number[-4:])\n",
        "account.chd.pan log truncated +truncated\n");
  check("def f(card_number):\n  logger.info(card_number[10:])\n", "account.chd.pan log ?\n");
  check("def f(card_number):\n  logger.info(hashlib.sha256(card_number.encode()).hexdigest())\n",
        "account.chd.pan log hashed +hashed\n");
  check("def f(card_number, k):\n  logger.info(hmac.new(k, card_number.encode(), 'sha256').hexdigest())\n",
        "account.chd.pan log keyed-hashed +keyed-hashed\n");
}

TEST_CASE("Python: a general HTTP client is a third party only where its address says so") {
  check("def f(cvv):\n  requests.post('https://api.partner.com/x', json={'c': cvv})\n",
        "account.sad.cvv third-party clear\n");
  check("def f(cvv):\n  requests.post('http://vault.internal/x', json={'c': cvv})\n", "");
  check("def f(cvv, url):\n  requests.post(url, json={'c': cvv})\n", "");
}

TEST_CASE("Python: raised messages and serialised dictionaries hold their data") {
  check("def f(card_number):\n  raise ValueError('bad ' + card_number)\n", "account.chd.pan error clear\n");
  check("def f(cvv):\n  d = {'code': cvv}\n  logger.info(json.dumps(d))\n", "account.sad.cvv log clear\n");
}

TEST_CASE("Python: names of settings and lengths are innocent") {
  check(
      "def f(password_policy, card_number):\n  logger.info(password_policy)\n  "
      "logger.info(len(card_number))\n",
      "");
  check("CARD_NUMBER = 'card_number'\ndef f():\n  logger.info(CARD_NUMBER)\n", "");
}

TEST_CASE("Python: more classified data in one value than is followed is a gap, and so are loops too deep") {
  std::string many = "def f(request):\n  d = {}\n";
  for (int i = 0; i < 40; ++i) many += "  d['k" + std::to_string(i) + "'] = request.card_number\n";
  CHECK(find_gaps([](const Source& source) { return read_python(source); }, "a.py",
                  "import logging\n" + many + "  logging.info(d)\n") ==
        "limit function too involved for data flow: what arrives nowhere may still arrive\n");
  CHECK(find_gaps([](const Source& source) { return read_python(source); }, "a.py",
                  "import logging\ndef f(cvv):\n  logging.info(cvv)\n")
            .empty());
}

TEST_CASE("Python: of a way of many steps the protection is told, wherever it stands") {
  std::string text = "def f(card_number):\n  v = mask(card_number)\n";
  for (int i = 0; i < 40; ++i) text += "  v = v.strip()\n";
  check(text + "  logger.info(v)\n", "account.chd.pan log ? weak\n");
}

TEST_CASE("Python: words of the file say for each name alike that a pan is a card's") {
  check("def charge(value):\n  logger.info(value['pan'])\ndef refund(item):\n  logger.info(item['pan'])\n",
        "account.chd.pan log clear weak\naccount.chd.pan log clear weak\n");
  check("def f(value):\n  logger.info(value['pan'])\n", "");
  check("def charge(value, gstin):\n  logger.info(value['pan'])\n", "");
}
