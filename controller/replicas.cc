#include "controller/replicas.h"

#include "api/preflight.h"

namespace controller {
namespace {

constexpr base::Millis kPatience{1000};
constexpr std::size_t kAnswerLimit = 256 * 1024;

std::uint16_t port_named(const wire::Object& slice, std::string_view name) {
  for (const wire::Object& port : slice.objects("ports")) {
    if (port.text_or("name", "") != name) continue;
    return port.integer<std::uint16_t>("port").value_or(0);
  }
  return 0;
}

}  // namespace

SliceSeen read_slice(const wire::Object& object) {
  SliceSeen slice{kube::read_meta(object), object.text_or("addressType", ""), {}, 0};
  const std::uint16_t port = port_named(object, "admin");
  if (port == 0) return slice;
  const std::uint16_t http_port = port_named(object, "http");
  for (const wire::Object& endpoint : object.objects("endpoints")) {
    if (!endpoint.object("conditions").flag("ready", true)) {
      ++slice.not_ready;
      continue;
    }
    for (const std::string& address : endpoint.texts("addresses")) {
      slice.ready.push_back({address, port, http_port});
    }
  }
  return slice;
}

ReplicaCount count_replicas(const kube::Store<SliceSeen>& slices) {
  std::map<std::string, ReplicaCount> by_type;
  for (const auto& slice : slices.all()) {
    ReplicaCount& count = by_type[slice->address_type];
    count.ready += slice->ready.size();
    count.not_ready += slice->not_ready;
  }
  ReplicaCount most;
  for (const auto& [type, count] : by_type) {
    if (count.ready + count.not_ready > most.ready + most.not_ready) most = count;
  }
  return most;
}

ReplicaReport Replicas::ask(const std::string& challenge, const std::string& version,
                            std::stop_token stop) const {
  ReplicaReport report;
  for (const auto& slice : slices_.all()) {
    for (const Replica& replica : slice->ready) {
      ask_one(replica, challenge, version, report, stop);
    }
  }
  return report;
}

SidecarWords Replicas::words(std::stop_token stop) const {
  SidecarWords words;
  for (const auto& slice : slices_.all()) {
    for (const Replica& replica : slice->ready) {
      ++words.asked;
      const auto word = get(replica, std::string(api::kPreflightPath), stop);
      if (word) {
        words.words.insert(*word);
      } else {
        words.problem = word.error();
      }
    }
  }
  return words;
}

base::Result<std::string, std::string> Replicas::get(const Replica& replica,
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

void Replicas::ask_one(const Replica& replica, const std::string& challenge,
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
