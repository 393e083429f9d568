#include "base/ip.h"

#include <gmock/gmock.h>

namespace base {
namespace {

using testing::Optional;

TEST(Ip, HasOneCanonicalText) {
  EXPECT_THAT(canonical_ip("192.0.2.1"), Optional(std::string("192.0.2.1")));
  EXPECT_THAT(canonical_ip("2001:DB8:0:0:0:0:0:1"), Optional(std::string("2001:db8::1")));
  EXPECT_THAT(canonical_ip("2001:db8:0:1:1:1:1:1"), Optional(std::string("2001:db8:0:1:1:1:1:1")));
  for (const char* text : {"", "a.example", "192.0.2", "192.0.2.256", "192.0.2.01", "1.2.3.4 ",
                           "[::1]", "::1%lo", "2001:db8::1::2", "0x7f.0.0.1", "1"}) {
    EXPECT_EQ(canonical_ip(text), std::nullopt) << text;
  }
  EXPECT_EQ(canonical_ip(std::string_view("192.0.2.1\0x", 11)), std::nullopt);
}

TEST(Ip, DF38_AnIpv4AddressThatIsWrittenAsAnIpv6OneIsThatAddress) {
  for (const char* text : {"::ffff:192.0.2.1", "::FFFF:C000:201", "0:0:0:0:0:ffff:192.0.2.1"})
    EXPECT_THAT(canonical_ip(text), Optional(std::string("192.0.2.1"))) << text;
}

TEST(Ip, DF38_AHostNameHasOneFormToo) {
  EXPECT_EQ(canonical_name("WWW.Example.COM."), "www.example.com");
  EXPECT_EQ(canonical_name("*.A.example."), "*.a.example");
  EXPECT_EQ(canonical_name("2001:DB8::0:1"), "2001:db8::1");
}

}  // namespace
}  // namespace base
