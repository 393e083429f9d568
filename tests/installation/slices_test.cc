// What is read of an EndpointSlice.

#include "installation/slices.h"

#include <gtest/gtest.h>

namespace installation {
namespace {

constexpr auto kThreeReplicas =
    R"({"metadata":{"name":"s","namespace":"n","resourceVersion":"1"},"addressType":"IPv4",
  "ports":[{"name":"http","port":8089},{"name":"admin","port":8090}],
  "endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true}},
               {"addresses":["10.0.0.2"],"conditions":{"ready":false}},
               {"addresses":["10.0.0.3"]}]})";

SliceSeen slice_of(const std::string& name, const std::string& type, const std::string& endpoints) {
  return read_slice(wire::Object::parse(
      R"({"metadata":{"name":")" + name + R"(","namespace":"n","resourceVersion":"1"},)" +
      R"("addressType":")" + type + R"(","ports":[{"name":"admin","port":8090}],"endpoints":)" +
      endpoints + "}"));
}

TEST(Slice, HasItsReadyReplicasByAddressAndBothPorts) {
  const auto slice = read_slice(wire::Object::parse(kThreeReplicas));
  EXPECT_EQ(slice.meta.key().text(), "n/s");
  EXPECT_EQ(slice.address_type, "IPv4");
  ASSERT_EQ(slice.ready.size(), 2U);
  EXPECT_EQ(slice.ready[0].address, "10.0.0.1");
  EXPECT_EQ(slice.ready[0].admin_port, 8090);
  EXPECT_EQ(slice.ready[0].http_port, 8089);
  EXPECT_EQ(slice.ready[1].address, "10.0.0.3") << "an endpoint that does not say is ready";
}

TEST(Slice, CountsWhatIsNotReady) {
  EXPECT_EQ(read_slice(wire::Object::parse(kThreeReplicas)).not_ready, 1U);
}

TEST(Slice, WithoutAnAdminPortHasNoReplicas) {
  const auto slice = read_slice(wire::Object::parse(
      R"({"metadata":{"name":"s"},"ports":[{"name":"http","port":1}],
          "endpoints":[{"addresses":["10.0.0.1"]}]})"));
  EXPECT_TRUE(slice.ready.empty());
}

TEST(Slice, WithAPortThatIsNoneIsRefused) {
  const auto slice =
      wire::Object::parse(R"({"metadata":{"name":"s"},"ports":[{"name":"admin","port":73626}]})");
  EXPECT_THROW(read_slice(slice), wire::Malformed) << "it is not port 8090";
}

// Each replica of a Service with both families has an address in a slice of each.
TEST(Replicas, OfBothAddressFamiliesAreCountedOnce) {
  kube::Store<SliceSeen> slices;
  slices.put(slice_of("four", "IPv4", R"([{"addresses":["10.0.0.1"]},
      {"addresses":["10.0.0.2"]}, {"addresses":["10.0.0.3"],"conditions":{"ready":false}}])"));
  slices.put(slice_of("six", "IPv6", R"([{"addresses":["2001:db8::1"]}])"));
  const ReplicaCount count = count_replicas(slices);
  EXPECT_EQ(count.ready, 2U);
  EXPECT_EQ(count.not_ready, 1U);
}

TEST(Replicas, OfSeveralSlicesOfAFamilyAreAddedUp) {
  kube::Store<SliceSeen> slices;
  slices.put(slice_of("one", "IPv4", R"([{"addresses":["10.0.0.1"]}])"));
  slices.put(slice_of("two", "IPv4", R"([{"addresses":["10.0.0.2"]}])"));
  EXPECT_EQ(count_replicas(slices).ready, 2U);
}

TEST(Replicas, AreFoundByTheNamesOfAllTheirServices) {
  EXPECT_EQ(slices_of("sidecar,sidecar-b"), "kubernetes.io/service-name in (sidecar,sidecar-b)");
}

}  // namespace
}  // namespace installation
