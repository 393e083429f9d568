#include "reach/replicas.h"

#include "api/preflight.h"

namespace controller {
namespace {

constexpr base::Millis kPatience{1000};
constexpr std::size_t kAnswerLimit = 256 * 1024;

}  // namespace

ReplicaReport Replicas::ask(const std::string& challenge, const std::string& version,
                            std::stop_token stop) const {
  ReplicaReport report;
  for (const auto& slice : slices_.all()) {
    for (const installation::Replica& replica : slice->ready) {
      ask_one(replica, challenge, version, report, stop);
    }
  }
  return report;
}

PreflightAnswers Replicas::preflight_answers(std::stop_token stop) const {
  PreflightAnswers found;
  for (const auto& slice : slices_.all()) {
    for (const installation::Replica& replica : slice->ready) {
      ++found.asked;
      const auto word = get(replica, std::string(api::kPreflightPath), stop);
      if (word) {
        found.texts.insert(*word);
      } else {
        found.problem = word.error();
      }
    }
  }
  return found;
}

base::Result<std::string, std::string> Replicas::get(const installation::Replica& replica,
                                                     const std::string& target,
                                                     std::stop_token stop) const {
  http::Request request;
  request.url = {false, replica.address, replica.admin_port, target};
  request.deadline = kPatience;
  request.max_body = kAnswerLimit;
  auto answer = http_.send(request, stop);
  if (!answer) return base::unexpected(answer.error().message);
  if (answer->status != 200) {
    return base::unexpected(request.url.text() + ": answered " + std::to_string(answer->status));
  }
  return std::move(answer->body);
}

void Replicas::ask_one(const installation::Replica& replica, const std::string& challenge,
                       const std::string& version, ReplicaReport& report,
                       std::stop_token stop) const {
  ++report.asked;
  const std::string target = "/challenges/" + challenge;
  const auto answer = get(replica, target, stop);
  if (!answer) {
    report.problem = answer.error();
    return;
  }
  try {
    const auto said = wire::Object::parse(*answer);
    const wire::Object hits = said.object("hits");
    // No more of each than can be added up.
    for (const std::string& token : hits.fields()) {
      report.hits[token] += hits.integer<std::uint32_t>(token).value_or(0);
    }
    if (!kube::older_version(said.text("resourceVersion"), version)) ++report.confirmed;
  } catch (const wire::Malformed& e) {
    report.problem = replica.address + target + ": " + e.what();
  }
}

}  // namespace controller
