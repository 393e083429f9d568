#include "fakes/ca/scripted_ca.h"

#include <algorithm>
#include <sstream>
#include <thread>

namespace fakes {
namespace {

// The endpoint of each path; what follows is the object's id.
const std::map<std::string, std::string>& endpoints() {
  static const std::map<std::string, std::string> all{
      {"dir", "directory"},          {"new-nonce", "newNonce"},
      {"new-account", "newAccount"}, {"account", "account"},
      {"new-order", "newOrder"},     {"order", "order"},
      {"finalize", "finalize"},      {"authorization", "authorization"},
      {"challenge", "challenge"},    {"certificate", "certificate"},
      {"revoke-cert", "revokeCert"}, {"key-change", "keyChange"}};
  return all;
}

void read_headers(std::istream& lines, http::Headers& headers) {
  std::string line;
  while (std::getline(lines, line) && line != "\r") {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    headers[line.substr(0, colon)] = line.substr(colon + 2, line.size() - colon - 3);
  }
}

}  // namespace

CaReply Turn::serve() {
  return ca_.desk([&](Desk& desk) { return desk.answer(request); });
}

std::string Turn::fresh_nonce() {
  return ca_.desk([](Desk& desk) { return desk.new_nonce(); });
}

void Turn::send(const CaReply& reply) { send_bytes(reply.text(request.method != "HEAD")); }

void Turn::send_bytes(std::string_view bytes) {
  if (!peer.write(bytes)) over_ = true;
}

void Turn::drop() {
  peer.reset();
  over_ = true;
}

ScriptedCa::ScriptedCa(const TlsFile& tls, const std::string& origin)
    : server_(std::make_unique<ScriptedServer>([this](Peer& peer) { converse(peer); }, &tls)) {
  std::lock_guard lock(mutex_);
  origin_ = origin.empty() ? server_->url("") : origin;
  desk_ = std::make_unique<Desk>(origin_, clock_);
}

void ScriptedCa::converse(Peer& peer) {
  while (const auto raw = peer.read_request()) {
    const CaRequest request = read(*raw);
    base::Millis latency{};
    {
      std::lock_guard lock(mutex_);
      latency = latency_;
      most_at_once_ = std::max(most_at_once_.load(), ++at_once_);
    }
    if (latency.count() > 0) std::this_thread::sleep_for(latency);
    {
      std::lock_guard lock(mutex_);
      --at_once_;
    }
    Turn turn(*this, peer, request);
    if (const Trick trick = trick_for(request)) {
      trick(turn);
    } else {
      turn.send(turn.serve());
    }
    if (turn.is_over()) return;
  }
}

CaRequest ScriptedCa::read(const std::string& raw) {
  CaRequest request;
  request.raw = raw;
  request.body = raw.substr(raw.find("\r\n\r\n") + 4);
  std::istringstream lines(raw);
  lines >> request.method >> request.target;
  std::string rest;
  std::getline(lines, rest);
  read_headers(lines, request.headers);
  const std::size_t slash = request.target.find('/', 1);
  const auto found = endpoints().find(request.target.substr(1, slash - 1));
  request.endpoint = found == endpoints().end() ? request.target : found->second;
  if (slash != std::string::npos) request.id = request.target.substr(slash + 1);
  try {
    if (request.method == "POST") request.jws = Jws::parse(request.body);
  } catch (const wire::Malformed&) {
    // The Desk says so.
  }
  std::lock_guard lock(mutex_);
  request.count = ++counts_[request.endpoint];
  requests_.push_back(request);
  return request;
}

Trick ScriptedCa::trick_for(const CaRequest& request) {
  std::lock_guard lock(mutex_);
  const auto once = once_.find({request.endpoint, request.count});
  if (once != once_.end()) return once->second;
  const auto always = always_.find(request.endpoint);
  return always == always_.end() ? Trick() : always->second;
}

void ScriptedCa::at(const std::string& endpoint, int count, Trick trick) {
  std::lock_guard lock(mutex_);
  once_[{endpoint, count}] = std::move(trick);
}

void ScriptedCa::always(const std::string& endpoint, Trick trick) {
  std::lock_guard lock(mutex_);
  always_[endpoint] = std::move(trick);
}

void ScriptedCa::behave() {
  std::lock_guard lock(mutex_);
  once_.clear();
  always_.clear();
}

void ScriptedCa::set_latency(base::Millis latency) {
  std::lock_guard lock(mutex_);
  latency_ = latency;
}

std::vector<CaRequest> ScriptedCa::requests() const {
  std::lock_guard lock(mutex_);
  return requests_;
}

std::string ScriptedCa::log() const {
  std::string all;
  for (const CaRequest& request : requests()) all += (all.empty() ? "" : " ") + request.endpoint;
  return all;
}

int ScriptedCa::count(const std::string& endpoint) const {
  std::lock_guard lock(mutex_);
  const auto found = counts_.find(endpoint);
  return found == counts_.end() ? 0 : found->second;
}

std::vector<std::string> ScriptedCa::violations() const {
  std::lock_guard lock(mutex_);
  return desk_->violations;
}

}  // namespace fakes
