// Which Certificates share one.

#include "lifecycle/twins.h"

#include <gtest/gtest.h>

#include <functional>

#include "fakes/observed_builder.h"

namespace lifecycle {
namespace {

using namespace fakes;

api::Certificate sharing(const std::string& name) {
  api::Certificate made = *ObservedBuilder().build().certificate;
  made.meta.name = name;
  made.meta.annotations[std::string(kShareAnnotation)] = "true";
  return made;
}

TEST(AreTwins, WhoAskForTheVerySameInOneNamespaceAndSaySo) {
  const api::Certificate one = sharing("one");
  EXPECT_TRUE(are_twins(one, sharing("two")));
  EXPECT_FALSE(are_twins(one, one));
  const std::vector<std::function<void(api::Certificate&)>> differences{
      [](api::Certificate& c) { c.meta.annotations.clear(); },
      [](api::Certificate& c) { c.meta.namespace_ = "team-b"; },
      [](api::Certificate& c) { c.meta.deleting = true; },
      [](api::Certificate& c) { c.spec.dns_names.push_back("more.example.com"); },
      [](api::Certificate& c) { c.spec.issuer.name = "other"; },
      [](api::Certificate& c) { c.spec.private_key.algorithm = "RSA"; },
      [](api::Certificate& c) { c.spec.private_key.rotate = false; },
      [](api::Certificate& c) { c.spec.usages = {"client auth"}; },
      [](api::Certificate& c) { c.spec.common_name = "www.example.com"; }};
  for (std::size_t i = 0; i < differences.size(); ++i) {
    api::Certificate other = sharing("two");
    differences[i](other);
    EXPECT_FALSE(are_twins(one, other)) << i;
  }
}

}  // namespace
}  // namespace lifecycle
