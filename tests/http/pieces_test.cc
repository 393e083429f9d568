// The network cuts bytes where it likes. That decides nothing: neither for the server nor for a
// client. The fuzz targets request and response hold both to it with any bytes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/response_reader.h"
#include "http/server_connection.h"

namespace http {
namespace {

using testing::StartsWith;

// What is answered to these bytes.
std::string answers(std::string_view bytes, std::size_t piece) {
  const ServerLimits limits;
  const Handler handler = [](const ServerRequest&) { return ServerResponse(); };
  ServerConnection connection(limits, handler, "192.0.2.1");
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    connection.take(bytes.substr(0, piece));
  return connection.output();
}

void expect_answer(const std::string& bytes, const std::string& beginning) {
  EXPECT_THAT(answers(bytes, bytes.size()), StartsWith(beginning));
  EXPECT_THAT(answers(bytes, 1), StartsWith(beginning));
  EXPECT_THAT(answers(bytes, 1000), StartsWith(beginning));
}

TEST(Pieces, WhatFollowsTheLongestHeaderIsNotLookedAt) {
  expect_answer("GET /" + std::string(9000, 'x') + " HTTP/1.1\n", "HTTP/1.1 414 ");
  expect_answer("GET /" + std::string(8000, 'x') + " HTTP/1.1\n", "HTTP/1.1 400 ");
}

ErrorKind failure(std::string_view bytes, std::size_t piece) {
  ResponseReader reader({}, nullptr);
  while (!bytes.empty()) {
    if (reader.take(bytes.substr(0, piece)) == ResponseReader::Progress::kFailed)
      return reader.failure().kind;
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  reader.peer_closed();
  return reader.failure().kind;
}

TEST(Pieces, AnAnswerWithoutAChunkMayComeByteForByte) {
  const std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  ResponseReader reader({}, nullptr);
  auto progress = ResponseReader::Progress::kMore;
  for (const char& byte : answer) progress = reader.take({&byte, 1});
  EXPECT_EQ(progress, ResponseReader::Progress::kDone);
}

TEST(Pieces, AnHttp2AnswerIsKnown) {
  constexpr std::string_view kSettings("\0\0\x06\4\0\0\0\0\0\0\3\0\0\0\x64", 15);
  for (const std::size_t piece : {15, 9, 8, 1}) {
    EXPECT_EQ(failure(kSettings, piece), ErrorKind::kHttp2) << piece;
  }
}

}  // namespace
}  // namespace http
