// StepCaBed: a real step-ca (Smallstep), the CA server that companies run inside, with an ACME
// provisioner, and a challenge server that its validator asks; on loopback, on ports that were
// free, for as long as the object lives. It rejects no good nonces, has no profiles and no external
// accounts: what the options ask of that is not there. Throws std::runtime_error, with the
// programs' output, when they cannot be started. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fakes/program.h"
#include "fakes/test_ca.h"
#include "pebble/bed.h"
#include "pebble/challenge_server.h"
#include "wire/writer.h"

namespace pebble {

class StepCaBed final : public Bed {
 public:
  StepCaBed() {
    folder_.write("root.crt", root_.pem());
    folder_.write("intermediate.crt", intermediate_.pem());
    folder_.write("intermediate.key", intermediate_.key().pem().reveal());
    fakes::start(step_ca_, port_, [this] { return start_once(); });
  }

  std::string directory_url() const override {
    return "https://127.0.0.1:" + std::to_string(port_) + "/acme/acme/directory";
  }
  std::string api_root_pem() const override { return root_.pem(); }
  std::string output() const { return step_ca_->output(); }
  void answer(const std::string& token, const std::string& content) override {
    challenges_.answer(token, content);
  }

 private:
  std::unique_ptr<fakes::Process> start_once() {
    port_ = fakes::free_port();
    const std::vector<std::string> command{fakes::tool("step-ca"),
                                           folder_.write("ca.json", config()),
                                           "--insecure",
                                           "--acme-http-port",
                                           std::to_string(challenges_.http_port()),
                                           "--resolver",
                                           "127.0.0.1:" + std::to_string(challenges_.dns_port())};
    const std::vector<std::string> environment{"STEPPATH=" + folder_.path("")};
    return std::make_unique<fakes::Process>(command, environment, folder_.path("step-ca.log"));
  }

  std::string config() const {
    using wire::Writer;
    Writer acme = Writer().set("type", "ACME").set("name", "acme");
    acme.set("challenges", std::vector<std::string>{"http-01"});
    Writer settings;
    settings.set("root", folder_.path("root.crt")).set("crt", folder_.path("intermediate.crt"));
    settings.set("key", folder_.path("intermediate.key"));
    settings.set("address", "127.0.0.1:" + std::to_string(port_));
    settings.set("dnsNames", std::vector<std::string>{"127.0.0.1"});
    settings.set("db", Writer().set("type", "badgerv2").set("dataSource", folder_.path("db")));
    settings.set("authority", Writer().set("provisioners", std::vector<Writer>{acme}));
    return settings.text();
  }

  const fakes::TemporaryFolder folder_;
  const fakes::TestCa root_{"step root"};
  const fakes::TestCa intermediate_{"step intermediate", root_};
  const ChallengeServer challenges_;
  int port_ = 0;
  std::unique_ptr<fakes::Process> step_ca_;
};

}  // namespace pebble
