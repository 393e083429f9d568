// A reply of DNS, byte by byte: what no server of ours sends.

#include "dns/reply.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

// With one CAA record of example.com, issue "x", and these flags (RFC 8659 section 4.1).
dns::Answer caa_with(unsigned char flags) {
  const std::string name("\7example\3com\0", 13);
  const std::string type_and_class("\1\1\0\1", 4);
  std::string bytes("\0\0\x81\x80\0\1\0\1\0\0\0\0", 12);
  bytes += name + type_and_class;
  bytes += std::string("\xc0\x0c", 2) + type_and_class + std::string("\0\0\0\x3c\0\x8", 6);
  bytes += static_cast<char>(flags);
  bytes += "\5issuex";
  return dns::read_reply(dns::Type::kCaa,
                         {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

TEST(Reply, OnlyTheHighestBitOfACaaRecordMeansCritical) {
  for (const int flags : {0x80, 0x81, 0x7f, 0x01, 0x00}) {
    const auto answer = caa_with(static_cast<unsigned char>(flags));
    ASSERT_EQ(answer.caa.size(), 1U) << dns::word(answer.outcome);
    EXPECT_EQ(answer.caa[0].critical, flags >= 0x80) << flags;
    EXPECT_EQ(answer.caa[0].tag, "issue");
    EXPECT_EQ(answer.caa[0].value, "x");
  }
}

}  // namespace
