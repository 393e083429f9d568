#include "controller/issuance_bed.h"

#include <prometheus/text_serializer.h>

#include <sstream>
#include <thread>

#include "api/preflight.h"
#include "base/base64.h"
#include "controller/observe.h"
#include "metrics/scrape.h"
#include "records/labels.h"
#include "upkeep/edit_routes.h"
#include "upkeep/gateway_routes.h"

namespace issuance {

using namespace controller;

Program::Program(fakes::MemoryApi& api, Sidecar& sidecar, const base::Clock& clock, Life& life,
                 const Outside& outside)
    : api_(api, life),
      sidecar_(sidecar, life),
      config_{{false, "api.test", 80, "/"}, {}, {}, {}, {}},
      token_(config_, clock),
      cluster_(api_, config_, token_),
      name_owners_(stores_.certificates, stores_.name_policies, stores_.name_claims, kHome, clock),
      route_desk_(clock),
      edit_desk_(clock),
      seals_(cluster_, kHome),
      accounts_(
          cluster_, clock, kHome, [this](const acme::Exchanged& each) { metrics_.acme(each); },
          *preflight::Fence::parse("127.0.0.0/8"),
          [&life, proxies = outside.proxies](
              http::ClientOptions options) -> std::unique_ptr<http::Client> {
            options.proxies = proxies;
            return std::make_unique<Mortal>(http::make_beast_client(std::move(options)), life);
          }),
      replicas_(sidecar_, stores_.slices, clock),
      resolver_(outside.name_servers, clock),
      validator_(resolver_, clock, outside.fence, outside.ports),
      preflights_(validator_, clock, [](const kube::ObjectKey&) {}),
      events_(cluster_, clock, "sallyport.dev/controller", "test"),
      world_{.clock = clock,
             .target = {kHome, "sallyport-sidecar", true},
             .stores = stores_,
             .name_owners = name_owners_,
             .cluster = cluster_,
             .events = events_,
             .accounts = accounts_,
             .replicas = replicas_,
             .preflights = preflights_,
             .progress = progress_,
             .secret_looks = secret_looks_,
             .route_desk = route_desk_,
             .edit_desk = edit_desk_,
             .annotation_desk = annotation_desk_,
             .pending_keys = pending_keys_,
             .answer_budget = answer_budget_,
             .renewal_polls = renewal_polls_,
             .outages = outages_,
             .ledger = ledger_,
             .key_maker = key_maker_,
             .metrics = metrics_,
             .seals = seals_,
             .watch_namespaces = {}},
      issuers_(world_.issuer_desk()) {
  stores_.certificates.on_change([this](const auto& key, const auto& before, const auto& after) {
    annotation_desk_.note(before, after);
    name_owners_.refresh(key);
  });
  stores_.http_routes.on_change([this](const auto& key, const auto& before, const auto& after) {
    route_desk_.note(key, before, after);
  });
  stores_.name_claims.on_change([this](const auto&, const auto& before, const auto& after) {
    name_owners_.refresh((after ? after : before)->certificate);
  });
  installation::SliceSeen slice;
  slice.meta.name = "slice";
  slice.meta.namespace_ = kHome;
  slice.meta.resource_version = "1";
  slice.address_type = "IPv4";
  slice.meta.labels["kubernetes.io/service-name"] = "sallyport-sidecar";
  for (int i = 1; i <= outside.replicas; ++i) {
    slice.ready.push_back({"10.0.0." + std::to_string(i), 8090, 8089});
  }
  stores_.slices.put(slice);
}

void Program::put(const std::string& plural, const kube::ObjectKey& key,
                  const wire::Object* object) {
  const auto change = [&](auto& store, auto read) {
    object == nullptr ? store.remove(key) : store.put(read(*object));
  };
  if (plural == "certificates" && object == nullptr) gone_.push_back(stores_.certificates.get(key));
  if (plural == "issuers" && object == nullptr)
    gone_issuers_.push_back(stores_.issuers.get(key)->meta.uid);
  if (plural == "certificates") change(stores_.certificates, api::read_certificate);
  if (plural == "issuers") change(stores_.issuers, api::read_issuer);
  if (plural == "clusterissuers") change(stores_.cluster_issuers, api::read_cluster_issuer);
  if (plural == "challenges") change(stores_.challenges, api::read_challenge);
  if (plural == "ingresses" && key.namespace_ == kHome) change(stores_.ingresses, read_ingress);
  if (plural == "ingresses") change(stores_.user_ingresses, read_user_ingress);
  if (plural == "httproutes") change(stores_.http_routes, read_http_route);
  if (plural == "nameclaims") change(stores_.name_claims, api::read_name_claim);
  if (plural == "namepolicies") change(stores_.name_policies, api::read_name_policy);
  // As a watch by label does: what has lost it is gone.
  const auto change_of_ours = [&](auto& store, auto read) {
    const kube::Meta meta = object == nullptr ? kube::Meta() : kube::read_meta(*object);
    if (object == nullptr ||
        records::value_of(meta.labels, records::kManagedBy) == records::kSallyport)
      change(store, read);
    else
      store.remove(key, meta.uid, meta.resource_version);
  };
  if (plural == "secrets") change_of_ours(stores_.secrets, records::read_secret);
  if (plural == "services") change_of_ours(stores_.doors, read_door);
  if (plural == "endpointslices") change_of_ours(stores_.door_slices, read_door_slice);
}

std::string Program::exposition() {
  std::ostringstream text;
  scrape(text, stores_, ledger_, metrics_, world_.clock.wall_now());
  text << prometheus::TextSerializer().Serialize(metrics_.registry()->Collect());
  return text.str();
}

std::set<std::string> Program::series() {
  std::istringstream text(exposition());
  std::set<std::string> all;
  for (std::string line; std::getline(text, line);)
    if (!line.starts_with("#")) all.insert(line.substr(0, line.rfind(' ')));
  return all;
}

base::LookAgain Program::look() {
  base::LookAgain soonest;
  const auto note = [&](const base::LookAgain& again) {
    if (again && (!soonest || *again < *soonest)) soonest = again;
  };
  for (const auto& gone : std::exchange(gone_, {})) {
    const base::LookAgain again = look_at(gone->meta.key());
    forget(world_, issuers_, gone->meta.uid);
    const base::LookAgain leftovers = remove_leftovers(world_, gone->meta.uid, {});
    note(again);
    note(leftovers);
    if (again || leftovers) gone_.push_back(gone);
  }
  for (const std::string& uid : std::exchange(gone_issuers_, {})) forget(world_, issuers_, uid);
  for (const auto* store : {&stores_.issuers, &stores_.cluster_issuers})
    for (const auto& issuer : store->all()) note(issuers_.reconcile(*issuer, {}));
  for (const auto& one : stores_.certificates.all()) note(look_at(one->meta.key()));
  for (const auto& one : stores_.http_routes.all())
    note(tidy_http_route(world_, one->meta.key(), {}));
  std::set<std::string> edited;
  for (const auto& one : stores_.user_ingresses.all()) edited.insert(one->meta.namespace_);
  for (const auto& one : stores_.doors.all()) edited.insert(one->meta.namespace_);
  for (const auto& one : stores_.door_slices.all()) edited.insert(one->meta.namespace_);
  for (const auto& one : edited) note(tidy_edits(world_, one, {}));
  return soonest;
}

base::LookAgain Program::look_at(const kube::ObjectKey& key) {
  const base::LookAgain again = look_at_certificate(world_, key, lifecycle::Policy{}, {});
  return await_found(key) ? base::kNow : again;
}

bool Program::await_found(const kube::ObjectKey& key) {
  using State = lifecycle::LookSeen::State;
  const auto certificate = stores_.certificates.get(key);
  if (!certificate) return false;
  const auto seen = observe(world_, key);
  const auto state = [&] { return preflights_.seen(key, seen->look_subject).state; };
  while (state() == State::kRunning) std::this_thread::sleep_for(base::Millis(1));
  return state() == State::kFound;
}

Bed::Bed() {
  ca_.desk([this](fakes::Desk& desk) {
    desk.settings.validate = [this](const fakes::Asked& asked) -> std::optional<wire::Writer> {
      const auto found = sidecar_.validate(asked.identifier.value, asked.token);
      if (found == asked.key_authorization) return std::nullopt;
      return fakes::problem_json("unauthorized", "another answer than the key authorization");
    };
  });
  apply_issuer();
  start();
}

void Bed::TearDown() {
  program_.reset();
  for (const std::string& wrong : ca_.violations()) ADD_FAILURE() << wrong;
  for (const std::string& note : api_.notes()) {
    const std::string fault = fakes::fault_of(note, fakes::kLongestNote);
    if (!fault.empty()) faults_of_words_.insert(fault);
  }
  for (const std::string& fault : faults_of_words_) ADD_FAILURE() << "said to people: " << fault;
}

void Bed::begin_again() {
  program_.reset();
  api_.on_change({});
  api_.clear();
  ca_.desk([](fakes::Desk& desk) {
    desk.accounts.clear();
    desk.orders.clear();
    desk.certificates.clear();
  });
  apply_issuer();
}

void Bed::start(int calls, bool last_arrives) {
  api_.on_change({});
  program_.reset();
  life_ = std::make_unique<Life>();
  life_->calls = calls;
  life_->last_arrives = last_arrives;
  program_ = std::make_unique<Program>(api_, sidecar_, clock_, *life_, outside_);
  api_.on_change([this](const auto& plural, const auto& key, const auto* object) {
    program_->put(plural, key, object);
    if (object != nullptr) fakes::note_faults(*object, faults_of_words_);
  });
  api_.tell_all();
  program_->remember();
}

base::Millis Bed::work(base::Millis patience) {
  base::Millis waited{0};
  for (int looks = 0; looks < 5000 && !life_->over; ++looks) {
    const base::LookAgain again = program_->look();
    if (again && *again == base::kNow) continue;
    if (!again || waited + *again > patience) return waited;
    waited += *again;
    clock_.advance(*again);
  }
  EXPECT_TRUE(life_->over) << "it never comes to rest: " << ca_.log();
  return waited;
}

void Bed::apply_issuer(const std::function<void(wire::Writer&)>& change) {
  apply_issuer("ca", ca_, change);
}

namespace {

wire::Writer issuer_spec(const std::string& name, const fakes::ScriptedCa& ca,
                         const std::function<void(wire::Writer&)>& change) {
  wire::Writer acme;
  acme.set("server", ca.directory_url()).set("email", "ops@example.com");
  const std::string account = name == "ca" ? "account" : "account-" + name;
  acme.set("privateKeySecretRef", wire::Writer().set("name", account));
  acme.set("caBundle", base::base64(ca.root_pem())).set("preflight", "Off");
  acme.set("solvers", std::vector<wire::Writer>{wire::Writer().set(
                          "http01", wire::Writer().set("none", wire::Writer()))});
  if (change) change(acme);
  return wire::Writer().set("acme", acme);
}

}  // namespace

void Bed::apply_issuer(const std::string& name, const fakes::ScriptedCa& ca,
                       const std::function<void(wire::Writer&)>& change) {
  const auto object = kube::new_object(api::kIssuers, {"team", name});
  api_.put(api::kIssuers, wire::Writer(object).set("spec", issuer_spec(name, ca, change)));
}

void Bed::apply_cluster_issuer(const std::string& name,
                               const std::function<void(wire::Writer&)>& change) {
  api_.put(api::kClusterIssuers, kube::new_object(api::kClusterIssuers, {"", name})
                                     .set("spec", issuer_spec(name, ca_, change)));
}

void Bed::apply_cluster_issuer(const std::function<void(wire::Writer&)>& change) {
  apply_cluster_issuer("ca", change);
}

void Bed::by_cluster_issuer(wire::Writer& spec) {
  spec.set("issuerRef", wire::Writer().set("kind", "ClusterIssuer").set("name", "ca"));
}

void Bed::apply_certificate(const std::vector<std::string>& names,
                            const std::function<void(wire::Writer&)>& change) {
  apply_named("web", names, change);
}

void Bed::apply_named(const std::string& name, const std::vector<std::string>& names,
                      const std::function<void(wire::Writer&)>& change) {
  wire::Writer spec;
  spec.set("secretName", name + "-tls").set("dnsNames", names);
  spec.set("issuerRef", wire::Writer().set("name", "ca"));
  if (change) change(spec);
  api_.put(api::kCertificates,
           kube::new_object(api::kCertificates, {"team", name}).set("spec", spec));
}

namespace {

wire::Writer annotated(const wire::Object& there, const std::string& name,
                       const std::string& value) {
  wire::Writer meta(there.object("metadata"));
  const auto others = there.object("metadata").object("annotations");
  meta.set("annotations", wire::Writer(others).set(name, value));
  return wire::Writer(there).set("metadata", meta);
}

}  // namespace

void Bed::annotate(const std::string& name, const std::string& value,
                   const std::string& certificate) {
  api_.put(api::kCertificates,
           annotated(api_.get(api::kCertificates, {"team", certificate}).value(), name, value));
}

void Bed::annotate_issuer(const std::string& name, const std::string& value) {
  api_.put(api::kIssuers, annotated(api_.get(api::kIssuers, {"team", "ca"}).value(), name, value));
}

void Bed::put_account_secret(const std::map<std::string, std::string>& data) {
  wire::Writer encoded;
  for (const auto& [field, text] : data) encoded.set(field, base::base64(text));
  api_.put(kube::kSecrets, kube::new_object(kube::kSecrets, {"team", "account"})
                               .set("type", "Opaque")
                               .set("data", encoded));
}

std::string Bed::account_secret(const std::string& field) const {
  const auto secret = api_.get(kube::kSecrets, {"team", "account"});
  if (!secret) return "";
  return base::from_base64(secret->object("data").text_or(field, "")).value();
}

api::Certificate Bed::certificate(const std::string& name) const {
  return api::read_certificate(api_.get(api::kCertificates, {"team", name}).value());
}

api::Issuer Bed::issuer() const {
  return api::read_issuer(api_.get(api::kIssuers, {"team", "ca"}).value());
}

kube::Condition Bed::condition(std::string_view type, const std::string& name) const {
  const auto now = certificate(name);
  const auto* found = kube::find_condition(now.status.conditions, type);
  return found == nullptr ? kube::Condition{} : *found;
}

kube::Condition Bed::issuer_condition(std::string_view type) const {
  const auto now = issuer();
  const auto* found = kube::find_condition(now.status.conditions, type);
  return found == nullptr ? kube::Condition{} : *found;
}

std::vector<std::string> Bed::leftovers() const {
  std::vector<std::string> names;
  for (const auto& [path, object] : api_.all()) {
    const std::string name = path.substr(path.rfind('/') + 1);
    const bool stays = name == "ca" || name == "web" || name == "web-tls" || name == "account" ||
                       name == "team.web" || name == records::kSealSecret;
    if (!stays) names.push_back(path);
  }
  return names;
}

std::string Bed::tls_secret() const {
  const auto secret = api_.get(kube::kSecrets, {"team", "web-tls"});
  if (!secret) return "";
  return base::from_base64(secret->object("data").text("tls.crt")).value();
}

}  // namespace issuance
