// What RFC 9112 says of each form that a request may have, row by row: what the handler is asked
// ("GET /x a": method, target, host), what is refused with which status, and what gets no byte.
// Each row is tried in one piece and byte for byte.

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "http/server_connection.h"

namespace http {
namespace {

using namespace std::string_literals;

struct Row {
  std::string bytes;
  std::string expected;  // joined by ", "; at its end "silence" where the end is not told
};

const std::string kHost = "Host: a\r\n";

// What became of these bytes.
std::string fate(std::string_view bytes, std::size_t piece) {
  std::vector<std::string> fates;
  const Handler handler = [&](const ServerRequest& request) {
    fates.push_back(base::join(std::vector{request.method, request.target, request.host}, " "));
    return ServerResponse();
  };
  const ServerLimits limits;
  ServerConnection connection(limits, handler, "192.0.2.1");
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    connection.take(bytes.substr(0, piece));
  const std::string& output = connection.output();
  const std::size_t last = output.rfind("HTTP/1.1 ");
  const std::string status = last == output.npos ? "" : output.substr(last + 9, 3);
  if (!status.empty() && status != "200") fates.push_back(status);
  const bool told = output.find("\r\nConnection: close\r\n") != output.npos;
  if (connection.is_over() && !told) fates.emplace_back("silence");
  if (!connection.is_over() && fates.empty()) fates.emplace_back("waits");
  return base::join(fates);
}

void expect_all(std::span<const Row> rows) {
  for (const Row& row : rows) {
    const std::size_t whole = row.bytes.size();
    EXPECT_EQ(fate(row.bytes, whole), row.expected) << testing::PrintToString(row.bytes);
    EXPECT_EQ(fate(row.bytes, 1), row.expected) << testing::PrintToString(row.bytes);
  }
}

std::string get_with(const std::string& fields) { return "GET / HTTP/1.1\r\n" + fields + "\r\n"; }
std::string get_of(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\n" + kHost + "\r\n";
}

// RFC 9112 section 3.2, RFC 3986 section 3.2.2: reg-name, IPv4address or [IP-literal], and a port
// of digits. A Host without a name is refused: "http" requires one (RFC 9112 section 3.3).
TEST(Rfc9112, DF25_AHostIsReadToItsGrammar) {
  for (const std::string host :
       {"a", "A.Example", "a.", "a:80", "a:", "a:99999", "_a-b~c", "a%2eb", "a!$&'()*+,;=b",
        "192.0.2.1", "192.0.2.1:80", "[::1]", "[2001:DB8::1]:80", "[::ffff:192.0.2.1]",
        "[::1]:", "[v1.a:b]", "fd77::5"}) {
    EXPECT_EQ(fate(get_with("Host: " + host + "\r\n"), 1), "GET / " + host);
  }
  for (const std::string& host : {"example.com:80@evil.com"s,
                                  "example.com:@evil.com"s,
                                  "user@a"s,
                                  ":abc"s,
                                  ":80"s,
                                  ":"s,
                                  ""s,
                                  "a:b"s,
                                  "a:80:80"s,
                                  "a:-1"s,
                                  "a: 80"s,
                                  "a b"s,
                                  "a, b"s,
                                  "a/b"s,
                                  "a?b"s,
                                  "a#b"s,
                                  "a\\b"s,
                                  "http://a"s,
                                  "\"a\""s,
                                  "<a>"s,
                                  "a%"s,
                                  "a%2"s,
                                  "a%zz"s,
                                  "[::1]junk"s,
                                  "[::1]80"s,
                                  "[::1]:x"s,
                                  "[::1"s,
                                  "[]"s,
                                  "[a]"s,
                                  "[1.2.3.4]"s,
                                  "[::1%25eth0]"s,
                                  "[::1%eth0]"s,
                                  "[v.a]"s,
                                  "[vx.a]"s,
                                  "[v1.]"s,
                                  "[v1]"s,
                                  "[12345::]"s,
                                  "::1]"s,
                                  "a[::1]"s,
                                  "\xc3\xa4"s,
                                  "a\tb"s,
                                  "a\0"s,
                                  "a\x7f"s}) {
    EXPECT_EQ(fate(get_with("Host: " + host + "\r\n"), 1), "400") << host;
  }
}

// "exactly one" in HTTP/1.1, none or one in HTTP/1.0, a good one wherever there is one.
TEST(Rfc9112, DF25_ThereIsOneHost) {
  const Row rows[] = {
      {get_with(""), "400"},
      {get_with("Host: a\r\nHost: a\r\n"), "400"},
      {get_with("Host: a\r\nX: y\r\nhost: b\r\n"), "400"},
      {get_with("hOsT:a\r\n"), "GET / a"},
      {get_with("Host: \t a \t \r\n"), "GET / a"},
      {"GET / HTTP/1.0\r\n\r\n", "GET / "},
      {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", "GET / a"},
      {"GET / HTTP/1.0\r\nHost:\r\n\r\n", "400"},
      {"GET / HTTP/1.0\r\nHost: a@b\r\n\r\n", "400"},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "400"},
  };
  expect_all(rows);
}

// Section 3.2.2: the host of an absolute target counts, whatever good Host stands beside it.
TEST(Rfc9112, DF25_OfAnAbsoluteTargetTheHostIsTaken) {
  const Row rows[] = {
      {get_of("http://b/x?y"), "GET /x?y b"},
      {get_of("HTTP://B:80/x"), "GET /x B:80"},
      {get_of("http://b"), "GET / b"},
      {get_of("http://b?y"), "GET /?y b"},
      {get_of("http://[::1]:80/x"), "GET /x [::1]:80"},
      {get_of("http://b/http://c/"), "GET /http://c/ b"},
      {"GET http://b/x HTTP/1.0\r\n\r\n", "GET /x b"},
      {"GET http://b/x HTTP/1.1\r\n\r\n", "400"},
      {"GET http://b/x HTTP/1.1\r\nHost: a@b\r\n\r\n", "400"},
      {get_of("http://"), "400"},
      {get_of("http:///x"), "400"},
      {get_of("http://:80/x"), "400"},
      {get_of("http://user@b/x"), "400"},
      {get_of("http://b:80@c/x"), "400"},
      {get_of("http://b:x/"), "400"},
      {get_of("http://b\\c/"), "400"},
      {get_of("http://b#c"), "400"},
      {get_of("http:/b/x"), "400"},
      {get_of("http:b"), "400"},
      // RFC 9110 section 7.4: not without TLS.
      {get_of("https://b/x"), "400"},
      {get_of("ftp://b/x"), "400"},
      {get_of("urn:b"), "400"},
  };
  expect_all(rows);
}

// Section 3.2: origin-form; authority-form for CONNECT alone, asterisk-form for OPTIONS alone.
TEST(Rfc9112, ATargetHasTheFormOfItsMethod) {
  const Row rows[] = {
      {get_of("/"), "GET / a"},
      {get_of("//b//../%2F;x=1:@!$&'()*+,=?a/b?c"), "GET //b//../%2F;x=1:@!$&'()*+,=?a/b?c a"},
      {get_of("/x?"), "GET /x? a"},
      {get_of("x"), "400"},
      {get_of("?x"), "400"},
      {get_of("a:80"), "400"},
      {get_of("*"), "400"},
      {get_of("/x#y"), "400"},
      {get_of("/%"), "400"},
      {get_of("/%2"), "400"},
      {get_of("/?%zz"), "400"},
      {get_of("/\""), "400"},
      {get_of("/<x>"), "400"},
      {get_of("/x\\y"), "400"},
      {get_of("/{x|y}"), "400"},
      {get_of("/[x]"), "400"},
      {get_of("/\xc3\xa4"), "400"},
      {get_of("/\x01"), "400"},
      {get_of("/\x7f"), "400"},
      {get_of("/\0"s), "400"},
      {"OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n", "OPTIONS * a"},
      {"OPTIONS /x HTTP/1.1\r\n" + kHost + "\r\n", "OPTIONS /x a"},
      {"OPTIONS ** HTTP/1.1\r\n" + kHost + "\r\n", "400"},
      {"CONNECT b:80 HTTP/1.1\r\n" + kHost + "\r\n", "CONNECT b:80 b:80"},
      {"CONNECT [::1]:80 HTTP/1.1\r\n" + kHost + "\r\n", "CONNECT [::1]:80 [::1]:80"},
      {"CONNECT b HTTP/1.1\r\n" + kHost + "\r\n", "400"},
      {"CONNECT b: HTTP/1.1\r\n" + kHost + "\r\n", "400"},
      {"CONNECT [::1] HTTP/1.1\r\n" + kHost + "\r\n", "400"},
      {"CONNECT u@b:80 HTTP/1.1\r\n" + kHost + "\r\n", "400"},
      {"CONNECT / HTTP/1.1\r\n" + kHost + "\r\n", "400"},
  };
  expect_all(rows);
}

// Sections 2.3 and 3. A higher minor version is read as HTTP/1.1 (RFC 9110 section 2.5), another
// major one is refused with the status for it; the preface of HTTP/2 is a request line as well.
TEST(Rfc9112, ARequestLineIsThreeWordsWithASpaceBetween) {
  const std::string rest = "\r\n" + kHost + "\r\n";
  const Row rows[] = {
      {"GET / HTTP/1.1" + rest, "GET / a"},
      {"GET / HTTP/1.0" + rest, "GET / a"},
      {"GET / HTTP/1.2" + rest, "GET / a"},
      {"GET / HTTP/1.9" + rest, "GET / a"},
      {"GET / HTTP/1.10" + rest, "400"},
      {"GET / HTTP/01.1" + rest, "400"},
      {"GET / HTTP/1." + rest, "400"},
      {"GET / HTTP/1" + rest, "400"},
      {"GET / HTTP/a.b" + rest, "400"},
      {"GET / http/1.1" + rest, "400"},
      {"GET / HTTP 1.1" + rest, "400"},
      {"GET / HTTP/0.9" + rest, "505"},
      {"GET / HTTP/2.0" + rest, "505"},
      {"GET / HTTP/9.9" + rest, "505"},
      {"GET / HTTP/2" + rest, "400"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
      {"OPTIONS * RTSP/1.0" + rest, "400"},
      {"GET /" + rest, "400"},
      {"GET" + rest, "silence"},
      {"GET " + rest, "400"},
      {"GET  / HTTP/1.1" + rest, "400"},
      {"GET /  HTTP/1.1" + rest, "400"},
      {"GET / HTTP/1.1 " + rest, "400"},
      {"GET / x HTTP/1.1" + rest, "400"},
      {"GET\t/ HTTP/1.1" + rest, "silence"},
      {"GET /\tHTTP/1.1" + rest, "400"},
      {"GET /\x0bHTTP/1.1" + rest, "400"},
      // A method is any token, and its case counts (section 3.1): the handler says which it has.
      {"get / HTTP/1.1" + rest, "get / a"},
      {"Get / HTTP/1.1" + rest, "Get / a"},
      {"M-SEARCH / HTTP/1.1" + rest, "M-SEARCH / a"},
      {"!#$%&'*+-.^_`|~09 / HTTP/1.1" + rest, "!#$%&'*+-.^_`|~09 / a"},
      {std::string(64, 'M') + " / HTTP/1.1" + rest, std::string(64, 'M') + " / a"},
      {std::string(65, 'M') + " / HTTP/1.1" + rest, "501"},
      {"GET /" + std::string(8000 - 14, 'x') + " HTTP/1.1" + rest,
       "GET /" + std::string(8000 - 14, 'x') + " a"},
      {"GET /" + std::string(8192, 'x') + " HTTP/1.1" + rest, "414"},
      {"GET / HTTP/1.1" + rest.substr(0, 2) + "X: " + std::string(8192, 'x') + rest, "431"},
      // "SHOULD ignore at least one empty line": it ignores one.
      {"\r\nGET / HTTP/1.1" + rest, "GET / a"},
      {"\r\n\r\nGET / HTTP/1.1" + rest, "silence"},
      {"GET / HTTP/1.1" + rest + "\r\nGET /2 HTTP/1.1" + rest, "GET / a, GET /2 a"},
      {"\r\n", "waits"},
      {"\r", "waits"},
  };
  expect_all(rows);
}

// Sections 2.2 and 5. What a recipient MAY take, it refuses: a program before it may take it
// otherwise.
TEST(Rfc9112, AFieldIsANameAColonAndAValueOnOneLine) {
  const Row rows[] = {
      {get_with(kHost + "X:\r\n"), "GET / a"},
      {get_with(kHost + "X: \t\r\n"), "GET / a"},
      {get_with(kHost + "X:y:z \t y\r\n"), "GET / a"},
      {get_with(kHost + "X: \xff\xfe\r\n"), "GET / a"},
      {get_with(kHost + "X\r\n"), "400"},
      {get_with(kHost + ": y\r\n"), "400"},
      {get_with(kHost + "X : y\r\n"), "400"},
      {get_with(kHost + "X\t: y\r\n"), "400"},
      {get_with("Host : a\r\n"), "400"},
      {get_with(kHost + "X(): y\r\n"), "400"},
      {get_with(kHost + "\xc3\xa4: y\r\n"), "400"},
      {get_with(kHost + "X\0: y\r\n"s), "400"},
      {get_with(" " + kHost), "400"},
      {get_with(" X: y\r\n" + kHost), "400"},
      {get_with("Host: a\r\n folded\r\n"), "400"},
      {get_with(kHost + "X: a\r\n\tfolded\r\n"), "400"},
      {get_with(kHost + "X: \0\r\n"s), "400"},
      {get_with(kHost + "X: \x1b[2J\r\n"), "400"},
      {get_with(kHost + "X: \x7f\r\n"), "400"},
      // A bare CR, a bare LF.
      {get_with("Host: a\r\r\n"), "400"},
      {get_with(kHost + "X: y\rZ: z\r\n"), "400"},
      {get_with("\r" + kHost), "400"},
      {"GET / HTTP/1.1\r\r\n" + kHost + "\r\n", "400"},
      {"GET /\r HTTP/1.1\r\n" + kHost + "\r\n", "400"},
      {"GET / HTTP/1.1\n" + kHost + "\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n" + kHost + "\n", "400"},
      {"GET / HTTP/1.1\nHost: a\n\n", "400"},
  };
  expect_all(rows);
}

// Sections 6.1 to 6.3. No request that is answered has a body, so a good one is "too large"
// (RFC 9110 section 15.5.14), and what follows is nobody's request.
TEST(Rfc9112, DF26_ABodyIsRefusedAndNothingBehindItIsARequest) {
  const std::string next = get_of("/next");
  const auto with = [&](const std::string& fields) { return get_with(kHost + fields) + next; };
  const Row rows[] = {
      {with("Content-Length: 0\r\n"), "GET / a, GET /next a"},
      {with("Content-Length: 000\r\n"), "GET / a, GET /next a"},
      {with("Content-Length: 5\r\n"), "413"},
      {with("Content-Length: 18446744073709551616\r\n"), "413"},
      {with("Content-Length: " + std::string(100, '9') + "\r\n"), "413"},
      {with("Content-Length: " + std::to_string(next.size()) + "\r\n"), "413"},
      {with("Expect: 100-continue\r\nContent-Length: 5\r\n"), "413"},
      {with("Expect: 100-continue\r\n"), "GET / a, GET /next a"},
      {with("Content-Length:\r\n"), "400"},
      {with("Content-Length: -1\r\n"), "400"},
      {with("Content-Length: +0\r\n"), "400"},
      {with("Content-Length: 0x0\r\n"), "400"},
      {with("Content-Length: 0 0\r\n"), "400"},
      {with("Content-Length: 0, 0\r\n"), "400"},
      {with("Content-Length: 0\r\nContent-Length: 0\r\n"), "400"},
      {with("Content-Length: 0\r\nContent-Length: 5\r\n"), "400"},
      {with("Content-Length: abc\r\n"), "400"},
      {with("Transfer-Encoding: chunked\r\n"), "413"},
      {with("transfer-encoding:\tCHUNKED\r\n"), "413"},
      {with("Transfer-Encoding: gzip, chunked\r\n"), "501"},
      {with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), "501"},
      {with("Transfer-Encoding: gzip\r\n"), "400"},
      {with("Transfer-Encoding: chunked, gzip\r\n"), "400"},
      {with("Transfer-Encoding: identity\r\n"), "400"},
      {with("Transfer-Encoding: xchunked\r\n"), "400"},
      {with("Transfer-Encoding: chunked;x=y\r\n"), "400"},
      {with("Transfer-Encoding:\r\n"), "400"},
      {with("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"), "400"},
      {with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "400"},
      {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + next, "400"},
      {"GET / HTTP/1.0\r\nContent-Length: 5\r\n\r\n" + next, "413"},
      {"GET / HTTP/1.0\r\n\r\n" + next, "GET / "},
      {next + with("Content-Length: 5\r\n"), "GET /next a, 413"},
  };
  expect_all(rows);
}

// Section 2.2 has a 400 for what looks like HTTP from its first line. What has no method and space
// does not, and who sent it cannot read the answer.
TEST(Rfc9112, DF26_WhatIsNoHttpGetsNoByte) {
  const Row rows[] = {
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\r\n\r\n"s, "silence"},
      {"\x16"s, "silence"},
      {"\x80\x2e\x01\x00\x02"s, "silence"},
      {"\0"s, "silence"},
      {"\0\0\0\x85\xffSMBr"s, "silence"},
      {"\x03\0\0\x13\x0e\xe0"s, "silence"},
      {"SSH-2.0-OpenSSH_9.2\r\n"s, "silence"},
      {"PING\r\n"s, "silence"},
      {"*1\r\n$4\r\nPING\r\n"s, "silence"},
      {"{\"id\": 1}\n"s, "silence"},
      {"<xml/>"s, "silence"},
      {" GET / HTTP/1.1\r\n\r\n"s, "silence"},
      {"\nGET / HTTP/1.1\r\n\r\n"s, "silence"},
      {"\rGET / HTTP/1.1\r\n\r\n"s, "silence"},
      {"G\0T / HTTP/1.1\r\n\r\n"s, "silence"},
      {"\xef\xbb\xbfGET / HTTP/1.1\r\n\r\n"s, "silence"},
      {get_of("/") + "\x16\x03\x01"s, "GET / a, silence"},
  };
  expect_all(rows);
}

// A HEAD's answer has no body (RFC 9110 section 9.3.2), a refusal neither.
TEST(Rfc9112, ARefusedHeadHasNoBody) {
  const Handler never = [](const ServerRequest&) { return ServerResponse(); };
  const ServerLimits limits;
  for (const std::string& head :
       {"HEAD / HTTP/1.1\r\n\r\n"s, "\r\nHEAD / HTTP/3.0\r\n\r\n"s, "HEAD / HTTP/1.1\n"s}) {
    ServerConnection connection(limits, never, "192.0.2.1");
    connection.take(head);
    EXPECT_TRUE(connection.is_over());
    EXPECT_TRUE(connection.output().ends_with("\r\n\r\n")) << connection.output();
  }
}

}  // namespace
}  // namespace http
