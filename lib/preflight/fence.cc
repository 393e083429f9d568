#include "preflight/fence.h"

#include <algorithm>

namespace preflight {
namespace {

using base::AddressBytes;
using base::AddressRange;

AddressRange range(const char* text) { return *base::parse_range(text); }

using Ranges = std::vector<AddressRange>;

// https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry: what is
// not globally reachable, and multicast.
const Ranges& not_public() {
  static const Ranges ranges = {
      range("0.0.0.0/8"),      range("10.0.0.0/8"),     range("100.64.0.0/10"),
      range("127.0.0.0/8"),    range("169.254.0.0/16"), range("172.16.0.0/12"),
      range("192.0.0.0/24"),   range("192.0.2.0/24"),   range("192.88.99.0/24"),
      range("192.168.0.0/16"), range("198.18.0.0/15"),  range("198.51.100.0/24"),
      range("203.0.113.0/24"), range("224.0.0.0/4"),    range("240.0.0.0/4"),
      range("2001::/23"),      range("2001:db8::/32"),  range("2002::/16"),
      range("3fff::/20"),
  };
  return ranges;
}

// What answers to the machines of a cloud alone: metadata, which may hold credentials, the agents
// of the host, and the cloud's own services. Some of them have public addresses; the others are
// here so that no wide range that is allowed lets them pass.
const Ranges& cloud_services() {
  static const Ranges ranges = {
      // Metadata of AWS, Azure, Google, Oracle, DigitalOcean, Hetzner, OpenStack and others; names,
      // time and credentials of AWS and Tencent beside it:
      // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html
      range("169.254.0.0/16"),
      range("fd00:ec2::/32"),
      // https://cloud.google.com/compute/docs/metadata/querying-metadata
      range("fd20:ce::254"),
      // https://www.scaleway.com/en/docs/instances/how-to/use-cloud-init
      range("fd00:42::42"),
      // https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
      range("168.63.129.16"),
      // https://www.alibabacloud.com/help/ecs/user-guide/view-instance-metadata
      range("100.100.100.200"),
      // https://docs.oracle.com/en/cloud/iaas/compute-iaas-cloud/stcsg/
      // retrieving-instance-metadata.html
      range("192.0.0.192"),
      // https://cloud.ibm.com/docs/vpc?topic=vpc-service-endpoints-for-vpc
      range("161.26.0.0/16"),
      range("166.8.0.0/14"),
  };
  return ranges;
}

bool is_in_any(const AddressBytes& address, const Ranges& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const AddressRange& one) { return one.holds(address); });
}

bool is_public_bytes(const AddressBytes& address) {
  static const AddressRange unicast = range("2000::/3");
  static const AddressRange ipv4 = range("0.0.0.0/0");
  return (unicast.holds(address) || ipv4.holds(address)) && !is_in_any(address, not_public());
}

}  // namespace

bool is_public(const std::string& address) {
  const auto bytes = base::parse_address(address);
  return bytes && is_public_bytes(base::unwrapped(*bytes));
}

base::Result<Fence, std::string> Fence::parse(std::string_view ranges) {
  auto allowed = base::parse_ranges(ranges);
  if (!allowed) return base::unexpected(allowed.error());
  Fence fence;
  fence.allowed_ = *std::move(allowed);
  return fence;
}

base::Result<Fence, std::string> Fence::denying(std::string_view ranges) const {
  auto denied = base::parse_ranges(ranges);
  if (!denied) return base::unexpected(denied.error());
  Fence fence = *this;
  fence.denied_ = *std::move(denied);
  return fence;
}

Fence Fence::around(Known known) const {
  Fence fence = *this;
  fence.known_ = std::move(known);
  return fence;
}

std::string Fence::known_at(const AddressBytes& address, std::uint16_t port) const {
  if (!known_) return "";
  for (const KnownPlace& place : known_()) {
    const auto there = base::parse_address(place.address);
    if (place.port == port && there && base::unwrapped(*there) == address) return place.what;
  }
  return "";
}

bool Fence::is_cloud_service(const AddressBytes& address) const {
  const auto& all = cloud_services();
  return std::any_of(all.begin(), all.end(), [&](const AddressRange& service) {
    const auto names_it = [&](const AddressRange& allowed) {
      return allowed.bits >= service.bits && allowed.holds(address);
    };
    return service.holds(address) && std::none_of(allowed_.begin(), allowed_.end(), names_it);
  });
}

std::string Fence::refusal(const std::string& address, std::uint16_t port) const {
  const auto given = base::parse_address(address);
  if (!given) return address + " is not an address";
  const AddressBytes bytes = base::unwrapped(*given);
  if (is_in_any(bytes, denied_) || is_in_any(*given, denied_)) {
    return address + " is denied by --deny-addresses";
  }
  if (const std::string what = known_at(bytes, port); !what.empty()) {
    return address + " has " + what + " at port " + std::to_string(port);
  }
  const bool good = is_in_any(*given, allowed_) || is_public_bytes(bytes);
  if (!good) return address + " is not a public address";
  if (is_cloud_service(bytes)) return address + " is a service of a cloud for its own machines";
  return "";
}

}  // namespace preflight
