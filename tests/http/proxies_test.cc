// Which URLs go through a proxy, and through which one: as curl, Go and most programs take it from
// the environment.
#include "http/proxies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace {

using http::Proxies;
using Variables = std::map<std::string, std::string>;

base::Result<Proxies, std::string> read_from(const Variables& variables) {
  return Proxies::read([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

// The proxy of a URL, "" for none.
std::string proxy_for(const Variables& variables, const std::string& url) {
  const auto proxies = read_from(variables);
  if (!proxies) return proxies.error();
  const http::Proxy* proxy = proxies->proxy_of(http::parse_url(url).value());
  return proxy == nullptr ? "" : proxy->text();
}

struct Row {
  std::string no_proxy;
  std::string url;
  bool direct;
};

class NoProxy : public testing::TestWithParam<Row> {};

TEST_P(NoProxy, IsReadAsEverywhere) {
  const auto& [no_proxy, url, direct] = GetParam();
  const Variables variables{{"HTTPS_PROXY", "http://proxy.example:3128"}, {"NO_PROXY", no_proxy}};
  EXPECT_EQ(proxy_for(variables, url), direct ? "" : "proxy.example:3128")
      << no_proxy << " " << url;
}

INSTANTIATE_TEST_SUITE_P(
    Entries, NoProxy,
    testing::Values(Row{"", "https://ca.example/d", false}, Row{"*", "https://ca.example/d", true},
                    Row{"ca.example", "https://ca.example/d", true},
                    Row{"ca.example", "https://CA.Example./d", true},
                    Row{"CA.EXAMPLE", "https://ca.example/d", true},
                    Row{"ca.example", "https://www.ca.example/d", true},
                    Row{"ca.example", "https://otherca.example/d", false},
                    Row{".ca.example", "https://www.ca.example/d", true},
                    Row{".ca.example", "https://ca.example/d", false},
                    Row{"*.ca.example", "https://www.ca.example/d", true},
                    Row{"*.ca.example", "https://ca.example/d", false},
                    Row{"example", "https://ca.example/d", true},
                    Row{"ca.example:443", "https://ca.example/d", true},
                    Row{"ca.example:8443", "https://ca.example/d", false},
                    Row{"ca.example:8443", "https://ca.example:8443/d", true},
                    Row{"other.example, ca.example", "https://ca.example/d", true},
                    Row{"other.example ca.example", "https://ca.example/d", true},
                    Row{",,ca.example,", "https://ca.example/d", true},
                    Row{"192.0.2.1", "https://192.0.2.1/d", true},
                    Row{"192.0.2.1", "https://192.0.2.2/d", false},
                    Row{"192.0.2.1:443", "https://192.0.2.1/d", true},
                    Row{"192.0.2.1:80", "https://192.0.2.1/d", false},
                    Row{"192.0.2.0/24", "https://192.0.2.77/d", true},
                    Row{"192.0.2.0/24", "https://192.0.3.77/d", false},
                    Row{"192.0.2.0/24", "https://ca.example/d", false},
                    Row{"2001:db8::/32", "https://[2001:db8::1]/d", true},
                    Row{"2001:db8::1", "https://[2001:DB8:0::1]/d", true},
                    Row{"[2001:db8::1]:443", "https://[2001:db8::1]/d", true},
                    Row{"[2001:db8::1]:80", "https://[2001:db8::1]/d", false},
                    Row{"::/0", "https://[2001:db8::1]/d", true},
                    // What is on this machine no proxy reaches.
                    Row{"", "https://localhost/d", true},
                    Row{"", "https://127.0.0.1:14000/d", true},
                    Row{"", "https://127.8.0.1/d", true}, Row{"", "https://[::1]/d", true},
                    // HTTPS_PROXY is for https alone.
                    Row{"", "http://ca.example/d", true}));

TEST(Proxies, AreNamedAsEverywhere) {
  const std::string url = "https://ca.example/d";
  const std::string wanted = "proxy.example:3128";
  EXPECT_EQ(proxy_for({{"HTTPS_PROXY", "http://proxy.example:3128"}}, url), wanted);
  EXPECT_EQ(proxy_for({{"HTTPS_PROXY", " HTTP://proxy.example:3128/ "}}, url), wanted);
  EXPECT_EQ(proxy_for({{"HTTPS_PROXY", "proxy.example:3128"}}, url), wanted);
  EXPECT_EQ(proxy_for({{"HTTPS_PROXY", "user:pass@proxy.example:3128"}}, url), wanted);
  EXPECT_EQ(proxy_for({{"https_proxy", "http://proxy.example:3128"}}, url), wanted);
  EXPECT_EQ(proxy_for({{"HTTPS_PROXY", ""}, {"https_proxy", "proxy.example:3128"}}, url), wanted);
  EXPECT_EQ(proxy_for({{"HTTPS_PROXY", "http://proxy.example"}}, url), "proxy.example:80");
  EXPECT_EQ(proxy_for({{"HTTPS_PROXY", "http://[2001:db8::9]:3128"}}, url), "[2001:db8::9]:3128");
  EXPECT_EQ(proxy_for({}, url), "");
  EXPECT_EQ(proxy_for({{"HTTP_PROXY", "http://proxy.example:3128"}}, url), "");
  EXPECT_EQ(proxy_for({{"https_proxy", "proxy.example:3128"}, {"no_proxy", "*"}}, url), "");
}

TEST(Proxies, AreToldWithoutThePassword) {
  EXPECT_EQ(read_from({{"HTTPS_PROXY", "user:hidden@proxy.example:3128"}})->text(),
            "proxy.example:3128");
  EXPECT_EQ(read_from({})->text(), "");
}

TEST(Proxies, AUserMayHaveAnyCharacters) {
  const auto credentials = [](const std::string& value) {
    const auto proxies = read_from({{"HTTPS_PROXY", value}});
    return proxies->proxy_of(http::parse_url("https://ca.example/").value())->credentials.reveal();
  };
  EXPECT_EQ(credentials("http://proxy.example"), "");
  EXPECT_EQ(credentials("http://user:pass@proxy.example"), "user:pass");
  EXPECT_EQ(credentials("http://user@proxy.example"), "user:");
  EXPECT_EQ(credentials("http://a%40b:p%2Fw%3a%25@proxy.example"), "a@b:p/w:%");
  EXPECT_EQ(credentials("http://user:p@ss@proxy.example"), "user:p@ss");
  EXPECT_EQ(credentials("http://user:100%@proxy.example"), "user:100%");
}

TEST(Proxies, WhatIsNoneIsRefusedWithoutAWordOfIt) {
  for (const char* value :
       {"https://user:hidden@proxy.example", "socks5://user:hidden@proxy.example",
        "http://user:hidden@", "http://user:hidden@proxy.example:x", "http://",
        "http://user:hidden@two words", "http://user:hidden@proxy.example:0"}) {
    const auto proxies = read_from({{"HTTPS_PROXY", value}});
    ASSERT_FALSE(proxies) << value;
    EXPECT_THAT(proxies.error(), testing::HasSubstr("HTTPS_PROXY must be http://host:port"));
    EXPECT_THAT(proxies.error(), testing::Not(testing::HasSubstr("hidden")));
  }
}

}  // namespace
