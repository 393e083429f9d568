#include "reach/known_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_clock.h"

namespace controller {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KnownPlacesTest : public testing::Test {
 protected:
  // "ADDRESS PORT WHAT" of each.
  std::vector<std::string> known() {
    std::vector<std::string> all;
    for (const preflight::KnownPlace& place : places_.all()) {
      all.push_back(place.address + " " + std::to_string(place.port) + " " + place.what);
    }
    return all;
  }

  fakes::FakeClock clock_;
  kube::Store<installation::SliceSeen> slices_;
  int asked_ = 0;
  std::vector<std::string> addresses_{"8.8.8.8", "2606:4700::1"};
  KnownPlaces places_{
      {*http::parse_url("https://api.example:443")}, slices_, clock_, [this](const std::string&) {
        ++asked_;
        return addresses_;
      }};
};

TEST_F(KnownPlacesTest, DF32_TheApiServerIsKnownByTheAddressesOfItsName) {
  EXPECT_THAT(known(),
              ElementsAre("8.8.8.8 443 the API server", "2606:4700::1 443 the API server"));
}

TEST_F(KnownPlacesTest, TheNameIsAskedForOnceAMinute) {
  addresses_ = {"9.9.9.9"};
  clock_.advance(base::Millis(59'999));
  EXPECT_THAT(known().front(), "8.8.8.8 443 the API server");
  EXPECT_EQ(asked_, 1);
  clock_.advance(base::Millis(1));
  EXPECT_THAT(known(), ElementsAre("9.9.9.9 443 the API server"));
  EXPECT_EQ(asked_, 2);
}

TEST_F(KnownPlacesTest, WhileANameIsNotAnsweredItsOldAddressesCount) {
  addresses_.clear();
  clock_.advance(base::Millis(60'000));
  EXPECT_EQ(known().size(), 2U);
}

TEST_F(KnownPlacesTest, DF32_ThePortsOfASidecarThatAreNotPublicAreKnownWhileItsSliceNamesThem) {
  const auto slice = installation::read_slice(wire::Object::parse(R"({
    "metadata":{"namespace":"s","name":"one","uid":"1","resourceVersion":"1"},
    "addressType":"IPv6",
    "ports":[{"name":"http","port":80},{"name":"admin","port":8090},
             {"name":"metrics","port":8091}],
    "endpoints":[{"addresses":["2606:4700::7"],"conditions":{"ready":true}}]})"));
  slices_.put(slice);
  addresses_.clear();
  EXPECT_THAT(known(), ElementsAre("8.8.8.8 443 the API server", "2606:4700::1 443 the API server",
                                   "2606:4700::7 8090 a sidecar", "2606:4700::7 8091 a sidecar"));
  slices_.remove(slice.meta.key());
  EXPECT_EQ(known().size(), 2U);
}

TEST(KnownPlaces, ANameIsResolvedAsTheSystemDoes) {
  EXPECT_THAT(KnownPlaces::by_the_system("192.0.2.7"), ElementsAre("192.0.2.7"));
  EXPECT_THAT(KnownPlaces::by_the_system("localhost"), testing::Contains("127.0.0.1"));
  EXPECT_THAT(KnownPlaces::by_the_system("no.such.name.invalid"), IsEmpty());
}

}  // namespace
}  // namespace controller
