// IssuanceBed: the controller's real steps, from an Issuer and a Certificate to the Secret, in one
// thread and in no time: waiting advances a FakeClock. The CA is a ScriptedCa behind real TLS; the
// API server is a MemoryApi; the sidecar and the ingress are a few lines. A program may be killed
// at any of its calls to either, and started again.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "api/reasons.h"
#include "controller/run.h"
#include "fakes/api/memory_api.h"
#include "fakes/ca/scripted_ca.h"
#include "fakes/ca/tricks.h"
#include "fakes/fake_clock.h"
#include "fakes/words.h"
#include "issuers/issuers.h"
#include "pass/order_budget.h"
#include "pass/world.h"

namespace issuance {

inline constexpr char kHome[] = "sallyport-system";

// How the sidecar answers a throw-away token.
inline constexpr char kWord[] = "word";

// The sidecar's admin port, and what is behind port 80 of every name.
class Sidecar final : public http::Client {
 public:
  explicit Sidecar(const fakes::MemoryApi& api) : api_(api) {}

  // As the CA's validator asks.
  std::string validate(const std::string& host, const std::string& token) {
    hits_.with([&](auto& hits) { ++hits[token]; });
    return content(host, token);
  }
  std::string content(const std::string& host, const std::string& token) const;
  // Its watch is slow: so many questions of the controller come before it has heard.
  void hear_late(int questions) { late_ = questions; }
  bool has_heard() const { return late_ <= 0; }
  // The replica at this address answers so for ever; 0: it cannot be asked.
  void answer_at(const std::string& address, int status) { statuses_[address] = status; }

  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token) override;
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis,
                                                   const http::Sink&,
                                                   std::stop_token stop) override {
    return send(request, stop);
  }

 private:
  const fakes::MemoryApi& api_;
  base::Guarded<std::map<std::string, std::int64_t>> hits_;
  std::atomic<int> late_ = 0;
  std::map<std::string, int> statuses_;  // not written while it is asked
};

// What a look at a name from outside meets: addresses of this machine alone, on another port; and
// who is there to answer. And the way out.
struct Outside {
  preflight::Fence fence = *preflight::Fence::parse("127.0.0.0/8");
  preflight::Ports ports{};
  int replicas = 1;                                   // of the sidecar, ready ones
  std::string name_servers;                           // "" for the system's
  std::shared_ptr<const http::Proxies> proxies = {};  // before CAs
};

// How long a program lives: `calls` more calls to the outside, and whether the last one arrives.
struct Life {
  std::atomic<int> calls{1 << 30};
  bool last_arrives = false;
  std::atomic<bool> over = false;
};

// A client of a program that may be killed.
class Mortal final : public http::Client {
 public:
  Mortal(http::Client& inner, Life& life) : inner_(inner), life_(life) {}
  Mortal(std::unique_ptr<http::Client> inner, Life& life)
      : owned_(std::move(inner)), inner_(*owned_), life_(life) {}

  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token stop) override;
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis,
                                                   const http::Sink&,
                                                   std::stop_token stop) override {
    return send(request, stop);
  }

 private:
  const std::unique_ptr<http::Client> owned_;
  http::Client& inner_;
  Life& life_;
};

// Everything that main builds, of one life.
class Program {
 public:
  Program(fakes::MemoryApi& api, Sidecar& sidecar, const base::Clock& clock, Life& life,
          const Outside& outside);

  // What main does once everything was heard of.
  void remember() { note_certificates(world_); }
  // One look at everything there is; when to look again, or nothing.
  base::LookAgain look();
  void put(const std::string& plural, const kube::ObjectKey& key, const wire::Object* object);
  // As when an object of the Certificate with this uid was heard of before that itself.
  void remove_leftovers_of(const std::string& uid) {
    controller::remove_leftovers(world_, uid, {});
  }
  controller::World& world() { return world_; }
  controller::Issuers& issuers() { return issuers_; }
  // What a scrape shows now; and every series of it, without its value.
  std::string exposition();
  std::set<std::string> series();

 private:
  base::LookAgain look_at(const kube::ObjectKey& certificate);
  // The clock stands still while a look at the public path is under way. Whether one has ended.
  bool await_found(const kube::ObjectKey& certificate);

  // Certificates that were deleted, and are not looked at yet.
  std::vector<std::shared_ptr<const api::Certificate>> gone_;
  std::vector<std::string> gone_issuers_;  // by uid

  Mortal api_;
  Mortal sidecar_;
  kube::Config config_;
  kube::Token token_;
  kube::Client cluster_;
  controller::Stores stores_;
  names::NameOwners name_owners_;
  controller::Metrics metrics_;
  controller::ProgressBook progress_;
  controller::SecretLooks secret_looks_;
  controller::RouteDesk route_desk_;
  controller::EditDesk edit_desk_;
  controller::AnnotationDesk annotation_desk_;
  controller::PendingKeys pending_keys_;
  controller::AnswerBudget answer_budget_;
  controller::RenewalPolls renewal_polls_;
  controller::Outages outages_;
  limits::Ledger ledger_;
  controller::Seals seals_;
  controller::KeyMaker key_maker_{1, [](const kube::ObjectKey&) {}};
  controller::Accounts accounts_;
  controller::Replicas replicas_;
  // Asks no server: only addresses are looked at.
  const dns::Resolver resolver_;
  const preflight::Validator validator_;
  controller::Preflights preflights_;
  kube::EventRecorder events_;
  controller::World world_;
  controller::Issuers issuers_;
};

class Bed : public testing::Test {
 protected:
  Bed();
  void TearDown() override;

  // Back to a cluster with an Issuer and nothing else, and a CA that knows nobody. No program runs.
  void begin_again();
  // Starts a new life; `calls` to the outside from now it ends.
  void start(int calls = 1 << 30, bool last_arrives = false);
  // Works until nothing is due within `patience`, or the life ends. How long it took, of the fake
  // clock.
  base::Millis work(base::Millis patience = base::Seconds(45));
  int calls_made() const { return kForEver - life_->calls; }

  void apply_issuer(const std::function<void(wire::Writer&)>& change = {});
  void apply_issuer(const std::string& name, const fakes::ScriptedCa& ca,
                    const std::function<void(wire::Writer&)>& change = {});
  // A ClusterIssuer of the same CA; its Secrets are in the system namespace.
  void apply_cluster_issuer(const std::string& name,
                            const std::function<void(wire::Writer&)>& change = {});
  // The one of the name "ca".
  void apply_cluster_issuer(const std::function<void(wire::Writer&)>& change = {});
  static void by_cluster_issuer(wire::Writer& spec);  // a Certificate's spec
  void apply_certificate(const std::vector<std::string>& names = {"a.example"},
                         const std::function<void(wire::Writer&)>& change = {});
  // Another one than "web", for the Secret NAME-tls.
  void apply_named(const std::string& name, const std::vector<std::string>& names,
                   const std::function<void(wire::Writer&)>& change = {});
  void annotate(const std::string& name, const std::string& value,
                const std::string& certificate = "web");
  void annotate_issuer(const std::string& name, const std::string& value);
  // The account's key, as a user brings it.
  void put_account_secret(const std::map<std::string, std::string>& data);
  std::string account_secret(const std::string& field = "tls.key") const;  // "" when there is none

  api::Certificate certificate(const std::string& name = "web") const;
  api::Issuer issuer() const;
  kube::Condition condition(std::string_view type, const std::string& name = "web") const;
  kube::Condition issuer_condition(std::string_view type) const;
  bool is_issued(const std::string& name = "web") const {
    return condition(api::kReady, name).status == "True";
  }
  // The name of everything that is there but the Issuer, the Certificate, their Secrets, the
  // NameClaim and the key of the seals.
  std::vector<std::string> leftovers() const;
  std::string tls_secret() const;  // its tls.crt, "" when there is none
  int orders() {
    return ca_.desk([](auto& desk) { return static_cast<int>(desk.orders.size()); });
  }

  static constexpr int kForEver = 1 << 30;
  fakes::FakeClock clock_;
  fakes::MemoryApi api_;
  Sidecar sidecar_{api_};
  Outside outside_;
  fakes::ScriptedCa ca_;
  std::unique_ptr<Life> life_;
  std::unique_ptr<Program> program_;
  std::set<std::string> faults_of_words_;  // of all that was told by conditions
};

}  // namespace issuance
