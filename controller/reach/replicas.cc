#include "reach/replicas.h"

#include <algorithm>

#include "api/preflight.h"
#include "base/parallel.h"

namespace controller {
namespace {

constexpr std::size_t kAtOnce = 16;      // by each worker
constexpr base::Millis kPatience{1000};  // with one
constexpr base::Millis kForAll{2000};
constexpr std::size_t kAnswerLimit = 256 * 1024;

// The last one's turn comes in time when all before it are dead; when they live, it has more.
base::Millis patience_with_next(base::Millis left, std::size_t still_to_ask) {
  const auto rounds = static_cast<int>(still_to_ask / kAtOnce) + 1;
  return std::clamp(left / rounds, base::Millis(1), kPatience);
}

}  // namespace

ReplicaReport Replicas::ask(const std::string& challenge, const std::string& version,
                            std::stop_token stop) const {
  ReplicaReport report;
  for (const Said& said : all_say("/challenges/" + challenge, stop)) add(said, version, report);
  return report;
}

PreflightAnswers Replicas::preflight_answers(std::stop_token stop) const {
  PreflightAnswers found;
  for (const Said& said : all_say(std::string(api::kPreflightPath), stop)) {
    ++found.asked;
    if (said.problem.empty()) {
      found.texts.insert(said.text);
    } else {
      found.problem = said.problem;
    }
  }
  return found;
}

std::vector<Replicas::Said> Replicas::all_say(const std::string& target,
                                              std::stop_token stop) const {
  std::vector<Said> all;
  for (const auto& slice : slices_.all()) {
    for (const installation::Replica& replica : slice->ready) {
      all.push_back({{false, replica.address, replica.admin_port, target}, "", "", false});
    }
  }
  const base::MonoTime until = clock_.mono_now() + kForAll;
  base::in_parallel(all.size(), kAtOnce, [&](std::size_t i) {
    const auto left = std::chrono::duration_cast<base::Millis>(until - clock_.mono_now());
    get(all[i], patience_with_next(left, all.size() - i), stop);
  });
  return all;
}

void Replicas::get(Said& said, base::Millis patience, std::stop_token stop) const {
  http::Request request;
  request.url = said.url;
  request.deadline = patience;
  request.max_body = kAnswerLimit;
  auto answer = http_.send(request, stop);
  if (!answer) {
    said.problem = answer.error().message;
  } else if (answer->status != 200) {
    said.problem = said.url.text() + ": answered " + std::to_string(answer->status);
    said.absent = answer->status == 404;
  } else {
    said.text = std::move(answer->body);
  }
}

void Replicas::add(const Said& said, const std::string& version, ReplicaReport& report) {
  ++report.asked;
  if (!said.problem.empty()) {
    (said.absent ? report.denial : report.problem) = said.problem;
    return;
  }
  try {
    const auto told = wire::Object::parse(said.text);
    const wire::Object hits = told.object("hits");
    // No more of each than can be added up.
    for (const std::string& token : hits.fields()) {
      report.hits[token] += hits.integer<std::uint32_t>(token).value_or(0);
    }
    if (kube::older_version(told.text("resourceVersion"), version)) {
      report.denial = said.url.text() + ": has an older version";
    } else {
      ++report.confirmed;
    }
  } catch (const wire::Malformed& e) {
    report.problem = said.url.text() + ": " + e.what();
  }
}

}  // namespace controller
