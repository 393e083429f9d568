#include "sidecar/host_name.h"

#include <gtest/gtest.h>

namespace sidecar {
namespace {

TEST(HostName, LosesPortFinalDotAndCapitals) {
  for (const char* text : {"example.com", "example.com:80", "Example.COM", "example.com.",
                           "EXAMPLE.com.:80", "example.com:"}) {
    EXPECT_EQ(host_name(text), "example.com") << text;
  }
}

TEST(HostName, OfAnAddressHasNoBracketsAndIsTheShortest) {
  for (const char* text : {"2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80", "[2001:DB8:0:0::1]",
                           "2001:0db8:0000:0000:0000:0000:0000:0001"}) {
    EXPECT_EQ(host_name(text), "2001:db8::1") << text;
  }
  EXPECT_EQ(host_name("192.0.2.1:80"), "192.0.2.1");
  EXPECT_EQ(host_name("[::ffff:192.0.2.1]"), "::ffff:192.0.2.1");
}

TEST(HostName, OfOddTextIsNoName) {
  for (const char* text : {"", ":", ":80", "."}) {
    EXPECT_EQ(host_name(text), "") << text;
  }
  EXPECT_EQ(host_name("a:b:c"), "a:b:c");
  EXPECT_EQ(host_name("example.com.."), "example.com.");
  EXPECT_EQ(host_name(std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(HostName, DF25_OfMoreThanAHostAndItsPortIsNotThatHost) {
  for (const std::string text :
       {"example.com:80@evil.com", "example.com:@evil.com", ":abc", "example.com:80:80",
        "example.com:a", "[::1]junk", "[::1]:80@evil.com", "[::1", "[::1]80", "[", "[]", "[]:80",
        "[example.com]", "[example.com]:80"}) {
    EXPECT_EQ(host_name(text), text);
  }
  EXPECT_EQ(host_name("[::1.]"), "::1.");
}

}  // namespace
}  // namespace sidecar
