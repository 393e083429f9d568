#include "preflight/report.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>

namespace preflight {
namespace {

using Kind = Seen::Kind;
using Kinds = std::initializer_list<Kind>;

struct Advice {
  std::string_view problem;
  std::string_view sure;
  std::string_view doubtful;
};

constexpr std::string_view kHairpin =
    "from inside, a load balancer that does not lead back into the cluster (hairpin) looks the "
    "same, so the CA is asked all the same (preflight: Off silences this); if it cannot connect "
    "either, look at firewalls and at what listens there";
constexpr std::string_view kProxyProtocol =
    "a load balancer with the PROXY protocol does so to who comes from inside, past it, so the CA "
    "is asked all the same (preflight: Off silences this; a hostname in the Service's status leads "
    "through it); without one, look at what listens there";

constexpr std::array kAdvice = {
    Advice{problem::kDnsFailure,
           "repair the zone, often its DNSSEC; where the world sees another one, set "
           "--dns-servers, or preflight: Warn",
           "the CA may get an answer: set --dns-servers to servers that answer the controller"},
    Advice{problem::kNoAddress, "create an A or AAAA record",
           "create one; where a private zone or a filter of the cluster's DNS servers hides it, "
           "set --dns-servers to outside ones"},
    Advice{problem::kPrivateAddress,
           "let the name lead to a public address, or set --allow-private-addresses for a CA of "
           "your own",
           "the cluster's DNS servers said so, and a private zone there may have other addresses "
           "than the world: set --dns-servers to outside ones, or --allow-private-addresses for a "
           "CA of your own"},
    Advice{problem::kCaaForbids, "change that record", ""},
    Advice{problem::kCaaUnread, "",
           "resolvers that filter the type CAA or do not know it do so; the CA asks for itself: "
           "set --dns-servers to others to see what it reads"},
    Advice{problem::kNoConnection, "repair or drop the redirect", kHairpin},
    Advice{problem::kNoHttp, "look at what listens there", kProxyProtocol},
    Advice{problem::kHttp2, "let port 80 answer HTTP/1.1", ""},
    Advice{problem::kFiltered, "let the path pass the firewall or WAF", ""},
    Advice{problem::kWrongStatus,
           "lead the path to the sidecar, without login and with Host unchanged", kProxyProtocol},
    Advice{problem::kWrongAnswer, "lead the path to the sidecar", ""},
    Advice{problem::kBadRedirect, "redirect to where a CA follows, or drop the redirect", ""},
    Advice{problem::kIpv6AfterRedirect, "repair it, or drop its AAAA record", kHairpin},
    Advice{
        problem::kRouteAstray, "",
        "as long as the name leads to another route nothing fails: let this one lead the path to "
        "the sidecar before the name's DNS moves there, or take it out of the solver's routes"},
};

bool is_among(const Seen& one, Kinds kinds) {
  return std::find(kinds.begin(), kinds.end(), one.kind) != kinds.end();
}

bool has(const std::vector<Seen>& seen, Kinds kinds) {
  return std::any_of(seen.begin(), seen.end(),
                     [&](const Seen& one) { return is_among(one, kinds); });
}

std::string list(const std::vector<Seen>& seen, Kinds kinds, bool with_text) {
  std::string out;
  for (const Seen& one : seen) {
    if (!is_among(one, kinds)) continue;
    out += (out.empty() ? "" : "; ") + one.address + (with_text ? " " + one.text : "");
  }
  return out;
}

// Of these kinds what is seen, then `between`, then what to do about each problem, once.
Report told(Verdict verdict, Kinds kinds, const std::string& between, std::vector<Seen> seen) {
  Report report{verdict, "", list(seen, kinds, true) + between, std::move(seen)};
  std::set<std::string_view> done;
  for (const Seen& one : report.seen) {
    if (!is_among(one, kinds) || one.problem.empty()) continue;
    if (report.problem.empty()) report.problem = one.problem;
    const std::string_view what = advice(one.problem, verdict);
    if (done.insert(what).second) report.text.append("; ").append(what);
  }
  return report;
}

Report failed(std::vector<Seen> seen) {
  std::string others;
  if (has(seen, {Kind::kRight})) {
    others = "; other addresses answer well (" + list(seen, {Kind::kRight}, false) +
             "), and a CA may choose any";
  }
  return told(Verdict::kFails, {Kind::kWrong, Kind::kDoubtful}, others, std::move(seen));
}

Report warned(std::vector<Seen> seen) {
  const std::string others = "; " + list(seen, {Kind::kRight}, false) +
                             " answers well, which a CA that tries a second address will find";
  return told(Verdict::kWarns, {Kind::kDead}, others, std::move(seen));
}

}  // namespace

std::string_view advice(std::string_view problem, Verdict verdict) {
  const auto found = std::find_if(kAdvice.begin(), kAdvice.end(),
                                  [&](const Advice& one) { return one.problem == problem; });
  if (found == kAdvice.end()) return "";
  return verdict == Verdict::kFails ? found->sure : found->doubtful;
}

std::string astray(const std::string& route, const std::vector<Seen>& seen) {
  const std::string all = list(seen, {Kind::kWrong}, true);
  return all.empty() ? "" : route + " does not lead here: " + all;
}

Report judge(std::vector<Seen> seen) {
  // Where one address answers well the inside does come through, so another one is as it seems.
  const bool sure = has(seen, {Kind::kWrong}) || has(seen, {Kind::kRight});
  if (sure && has(seen, {Kind::kWrong, Kind::kDoubtful})) return failed(std::move(seen));
  if (!has(seen, {Kind::kRight})) {
    return told(Verdict::kCannotTell, {Kind::kDead, Kind::kDoubtful, Kind::kUnseen}, "",
                std::move(seen));
  }
  if (has(seen, {Kind::kDead})) return warned(std::move(seen));
  return {Verdict::kPasses, "", "", std::move(seen)};
}

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPasses:
      return "passes";
    case Verdict::kWarns:
      return "warns";
    case Verdict::kCannotTell:
      return "cannot_tell";
    case Verdict::kFails:
      return "fails";
  }
  return "fails";
}

}  // namespace preflight
