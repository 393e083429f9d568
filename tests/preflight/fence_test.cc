#include "preflight/fence.h"

#include <gtest/gtest.h>

namespace {

TEST(Fence, OnlyWhatTheInternetReachesIsPublic) {
  for (const char* address : {"1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1",
                              "2606:4700::1111", "2a00::1", "64:ff9b::808:808", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(preflight::is_public(address)) << address;
  }
  for (const char* address : {"0.0.0.0",
                              "10.0.0.1",
                              "100.64.0.1",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.0.2.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:10.0.0.1",
                              "::10.0.0.1",
                              "64:ff9b::a00:1",
                              "64:ff9b:1::1",
                              "100::1",
                              "2001::1",
                              "2001:db8::1",
                              "2002:a00:1::1",
                              "3fff::1",
                              "fc00::1",
                              "fd12::1",
                              "fe80::1",
                              "ff02::1",
                              "",
                              "example.com",
                              "1.1.1"}) {
    EXPECT_FALSE(preflight::is_public(address)) << address;
  }
}

TEST(Fence, AllowedRangesPassBesidesThePublicOnes) {
  const auto fence = preflight::Fence::parse("10.77.0.0/24, fd00::/8,127.0.0.1");
  ASSERT_TRUE(fence) << fence.error();
  for (const char* address : {"10.77.0.4", "fd00::1", "127.0.0.1", "8.8.8.8"}) {
    EXPECT_EQ(fence->refusal(address), "") << address;
  }
  EXPECT_EQ(fence->refusal("10.77.1.4"), "10.77.1.4 is not a public address");
  EXPECT_NE(fence->refusal("127.0.0.2"), "");
  EXPECT_NE(fence->refusal("::ffff:10.78.0.1"), "");
}

TEST(Fence, EverythingMayBeAllowed) {
  const auto fence = preflight::Fence::parse("0.0.0.0/0,::/0");
  ASSERT_TRUE(fence);
  EXPECT_EQ(fence->refusal("127.0.0.1"), "");
  EXPECT_EQ(fence->refusal("::1"), "");
}

TEST(Fence, TextThatIsNoRangeIsRefused) {
  for (const char* text :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "internal", "fd00::/129", "/8"}) {
    EXPECT_FALSE(preflight::Fence::parse(text)) << text;
  }
  EXPECT_TRUE(preflight::Fence::parse(""));
}

}  // namespace
