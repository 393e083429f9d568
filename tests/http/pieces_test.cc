// The network cuts bytes where it likes. That decides nothing: neither for the server nor for a
// client.

#include <gtest/gtest.h>

#include "http/response_reader.h"

namespace http {
namespace {

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

TEST(Pieces, AnHttp2AnswerIsKnown) {
  constexpr std::string_view kSettings("\0\0\x06\4\0\0\0\0\0\0\3\0\0\0\x64", 15);
  for (const std::size_t piece : {15, 9, 8, 1}) {
    EXPECT_EQ(failure(kSettings, piece), ErrorKind::kHttp2) << piece;
  }
}

}  // namespace
}  // namespace http
