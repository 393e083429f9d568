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
    EXPECT_EQ(fence->refusal(address, 443), "") << address;
  }
  EXPECT_EQ(fence->refusal("10.77.1.4", 443), "10.77.1.4 is not a public address");
  EXPECT_NE(fence->refusal("127.0.0.2", 443), "");
  EXPECT_NE(fence->refusal("::ffff:10.78.0.1", 443), "");
}

TEST(Fence, EverythingMayBeAllowed) {
  const auto fence = preflight::Fence::parse("0.0.0.0/0,::/0");
  ASSERT_TRUE(fence);
  EXPECT_EQ(fence->refusal("127.0.0.1", 443), "");
  EXPECT_EQ(fence->refusal("::1", 443), "");
}

TEST(Fence, TextThatIsNoRangeIsRefused) {
  for (const char* text :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "internal", "fd00::/129", "/8"}) {
    EXPECT_FALSE(preflight::Fence::parse(text)) << text;
  }
  EXPECT_TRUE(preflight::Fence::parse(""));
}

// An address as a name may have it: itself, and IPv4 within IPv6 or behind a translator.
std::vector<std::string> forms_of(const std::string& address) {
  if (address.find(':') != std::string::npos) return {address};
  return {address, "::ffff:" + address, "64:ff9b::" + address};
}

TEST(Fence, DF32_ServicesOfCloudsAreDeniedThoughPublic) {
  for (const char* service : {"168.63.129.16", "161.26.0.10", "166.9.0.1"}) {
    for (const std::string& address : forms_of(service)) {
      EXPECT_TRUE(preflight::is_public(address)) << address;
      EXPECT_NE(preflight::Fence().refusal(address, 80), "") << address;
    }
  }
  for (const char* beside : {"168.63.129.15", "168.63.129.17", "161.27.0.1", "166.12.0.1"}) {
    for (const std::string& address : forms_of(beside)) {
      EXPECT_EQ(preflight::Fence().refusal(address, 80), "") << address;
    }
  }
}

TEST(Fence, DF32_AWideRangeThatIsAllowedLetsNoServiceOfACloudPass) {
  const auto wide = *preflight::Fence::parse("0.0.0.0/0,::/0,fc00::/7,100.64.0.0/10");
  for (const char* service :
       {"169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192",
        "161.26.0.10", "166.11.255.255", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42"}) {
    for (const std::string& address : forms_of(service)) {
      EXPECT_NE(wide.refusal(address, 443), "") << address;
      EXPECT_NE(preflight::Fence().refusal(address, 443), "") << address;
    }
    const auto named = *preflight::Fence::parse(service);
    EXPECT_EQ(named.refusal(service, 443), "") << "but who names it means it";
  }
  EXPECT_EQ(wide.refusal("100.100.100.201", 443), "");
  EXPECT_EQ(wide.refusal("fd00:ec3::254", 443), "");
}

TEST(Fence, DF32_DeniedRangesCountBeforeAllElse) {
  const auto fence = preflight::Fence::parse("10.0.0.0/8")
                         ->denying("10.1.0.0/16,1.1.1.1,2606:4700::/32,64:ff9b::8.8.4.0/120");
  ASSERT_TRUE(fence) << fence.error();
  for (const char* denied : {"10.1.2.3", "1.1.1.1", "2606:4700::1111"}) {
    for (const std::string& address : forms_of(denied)) {
      EXPECT_EQ(fence->refusal(address, 443), address + " is denied by --deny-addresses");
    }
  }
  EXPECT_NE(fence->refusal("64:ff9b::8.8.4.4", 443), "") << "denied in the form that was given";
  for (const char* address : {"10.2.0.1", "1.1.1.2", "2606:4701::1", "8.8.4.4"}) {
    EXPECT_EQ(fence->refusal(address, 443), "") << address;
  }
  EXPECT_FALSE(fence->denying("pods"));
}

TEST(Fence, DF32_WhatIsKnownIsDeniedAtItsPort) {
  const auto fence = preflight::Fence::parse("10.0.0.0/8")->around([] {
    return std::vector<preflight::KnownPlace>{{"8.8.8.8", 443, "the API server"},
                                              {"10.0.0.1", 6443, "the API server"},
                                              {"2606:4700::1", 8090, "a sidecar"}};
  });
  for (const std::string& address : forms_of("8.8.8.8")) {
    EXPECT_EQ(fence.refusal(address, 443), address + " has the API server at port 443");
    EXPECT_EQ(fence.refusal(address, 80), "") << "where a node has the web's ports as well";
  }
  EXPECT_NE(fence.refusal("10.0.0.1", 6443), "") << "though the range is allowed";
  EXPECT_NE(fence.refusal("2606:4700::1", 8090), "");
  EXPECT_EQ(fence.refusal("10.0.0.1", 14000), "");
}

}  // namespace
