// renew: by the annotation, and what comes of it while one waits.
#include <algorithm>
#include <thread>

#include "api/certificate.h"
#include "kubectl/command.h"
#include "view/standing.h"
#include "wire/time.h"

namespace kubectl {
namespace {

constexpr base::Millis kBetweenLooks{1000};
constexpr base::Seconds kUsualPatience{300};
// So long one that was stalled before may stay so, until the controller has seen the annotation.
constexpr base::Seconds kUntilSeen{10};

base::Seconds patience_of(const Session& session) {
  if (!session.arguments().has("timeout")) return kUsualPatience;
  const auto read = api::read_duration(session.arguments().text("timeout"));
  if (!read) throw CommandError(kBadUsage, "--timeout: expected a duration such as 90s or 10m");
  return *read;
}

// One that is waited for.
struct Asked {
  std::string name;
  std::string request;  // the annotation's value
  base::WallTime at;
  std::string told{};  // the last progress
  bool over = false;
  bool good = false;
};

Asked ask(Session& session, const std::string& name) {
  const base::WallTime now = session.now();
  Asked asked{name, wire::write_micro_time(now), now};
  const auto patch = wire::Writer().set(
      "metadata",
      wire::Writer().set("annotations", std::map<std::string, std::string>{
                                            {std::string(api::kRenewAnnotation), asked.request}}));
  const auto answer = session.cluster().merge_patch(api::kCertificates,
                                                    {session.namespace_(), name}, patch, "", {});
  if (!answer) throw CommandError(kNotAsked, answer.error().message);
  return asked;
}

bool has_failed(const api::Certificate& now, const Asked& asked) {
  const auto& failure = now.status.failure;
  return failure && failure->renew_request == asked.request;
}

void look(Session& session, Asked& asked) {
  const auto now =
      api::read_certificate(session.get(api::kCertificates, {session.namespace_(), asked.name}));
  const Standing standing = standing_of(now);
  asked.good = standing.kind == Standing::Kind::kReady && now.status.renew_request == asked.request;
  const bool stays_stalled =
      standing.kind == Standing::Kind::kStalled && session.now() - asked.at > kUntilSeen;
  asked.over = asked.good || has_failed(now, asked) || stays_stalled;
  const bool waits_to_be_seen = standing.kind == Standing::Kind::kReady && !asked.good;
  const std::string text = asked.good         ? "renewed: " + standing.message
                           : waits_to_be_seen ? "asked for"
                                              : standing.reason + ": " + standing.message;
  if (text == asked.told) return;
  asked.told = text;
  session.print(plain(asked.name + ": " + text) + "\n");
}

int wait_for(Session& session, std::vector<Asked>& all) {
  const auto end = session.now() + patience_of(session);
  const auto is_open = [](const Asked& each) { return !each.over; };
  for (;;) {
    for (Asked& each : all) {
      if (is_open(each)) look(session, each);
    }
    if (std::ranges::none_of(all, is_open)) break;
    if (session.now() >= end) {
      session.tell("error: not renewed within the time given; it goes on without this program\n");
      break;
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return std::ranges::all_of(all, &Asked::good) ? kGood : kAnswerIsNo;
}

}  // namespace

int run_renew(Session& session) {
  patience_of(session);  // a wrong one is told of before anything is asked for
  std::vector<Asked> all;
  for (const std::string& name : session.words()) all.push_back(ask(session, name));
  if (session.arguments().has("wait")) return wait_for(session, all);
  for (const Asked& each : all) session.print(each.name + ": a renewal is asked for\n");
  return kGood;
}

}  // namespace kubectl
