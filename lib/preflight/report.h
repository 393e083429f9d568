// What a preflight has found: per address what answered, and of the whole name whether the CA's
// validator would be content. Pure. Texts are for people: they hold addresses, hosts, statuses and
// reasons, never a byte of a body, nothing that changes when nothing has (no token, no time).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace preflight {

enum class Verdict {
  kPasses,
  kWarns,       // passes, and something is not as it should be
  kCannotTell,  // what is wrong may be so for the inside alone (hairpin, PROXY protocol, own DNS)
  kFails,       // the CA would see the same
};

// One word for what is wrong, for conditions and metrics.
namespace problem {
inline constexpr std::string_view kDnsFailure = "DnsFailure";
inline constexpr std::string_view kNoAddress = "NoAddress";
inline constexpr std::string_view kPrivateAddress = "PrivateAddress";
inline constexpr std::string_view kCaaForbids = "CaaForbids";
inline constexpr std::string_view kCaaUnread = "CaaUnread";
inline constexpr std::string_view kNoConnection = "NoConnection";
inline constexpr std::string_view kNoHttp = "NoHttp";
inline constexpr std::string_view kHttp2 = "Http2OnPort80";
inline constexpr std::string_view kFiltered = "Filtered";
inline constexpr std::string_view kWrongStatus = "WrongStatus";
inline constexpr std::string_view kWrongAnswer = "WrongAnswer";
inline constexpr std::string_view kBadRedirect = "BadRedirect";
inline constexpr std::string_view kIpv6AfterRedirect = "Ipv6AfterRedirect";
inline constexpr std::string_view kRouteAstray = "RouteAstray";
}  // namespace problem

// What one address of the name answered.
struct Seen {
  enum class Kind {
    kRight,
    kWrong,
    kDead,      // no connection could be made
    kDoubtful,  // it goes wrong, but perhaps for the inside alone
    kUnseen,    // not asked: there is no route from here to its family
    kStopped,
  };
  std::string address;
  Kind kind = Kind::kDead;
  std::string_view problem;  // "" when kRight
  std::string text;          // "answered 404"
};

struct Report {
  Verdict verdict = Verdict::kPasses;
  std::string_view problem;  // of the first thing that is wrong, or ""
  std::string text;          // "" when there is nothing to say
  std::vector<Seen> seen;
};

// What to do about a problem. Where the verdict is not that it fails: what may be its cause, and
// which setting helps.
std::string_view advice(std::string_view problem, Verdict verdict);

// What a route says, which is asked beside where the name leads: "" where it leads to us, or where
// what goes wrong may do so for the inside alone, by a load balancer without hairpin for instance.
std::string astray(const std::string& route, const std::vector<Seen>& seen);

// Any address that answers wrongly fails the name, since the CA chooses which one it asks.
Report judge(std::vector<Seen> seen);

std::string_view word(Verdict verdict);  // "passes", "warns", …

}  // namespace preflight
