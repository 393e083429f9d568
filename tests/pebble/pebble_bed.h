// PebbleBed: a real Pebble and a challenge server on loopback, on ports that were free, for as long
// as the object lives. Pebble asks the challenge server for every name and every answer, so nothing
// is valid that was not answered for. Throws std::runtime_error, with the programs' output,
// when they cannot be started. One thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fakes/program.h"
#include "fakes/tls_files.h"
#include "pebble/bed.h"
#include "pebble/challenge_server.h"
#include "wire/writer.h"

namespace pebble {

class PebbleBed final : public Bed {
 public:
  explicit PebbleBed(const BedOptions& options = {}) { start_pebble(options); }

  std::string directory_url() const override {
    return "https://127.0.0.1:" + std::to_string(acme_port_) + "/dir";
  }
  std::string api_root_pem() const override { return authority_.certificate_pem(); }
  std::string output() const { return pebble_->output(); }

  void answer(const std::string& token, const std::string& content) override {
    challenges_.answer(token, content);
  }

 private:
  static std::string local(int port) { return "127.0.0.1:" + std::to_string(port); }

  void start_pebble(const BedOptions& options) {
    const auto tls = authority_.issue("DNS:localhost,IP:127.0.0.1");
    const std::string certificate = folder_.write("tls.crt", tls.certificate_pem);
    const std::string key = folder_.write("tls.key", tls.key_pem);
    const std::vector<std::string> environment{
        "PEBBLE_VA_NOSLEEP=1", "PEBBLE_ALTERNATE_ROOTS=" + std::to_string(options.alternate_roots),
        "PEBBLE_CHAIN_LENGTH=" + std::to_string(options.chain_length),
        std::string("PEBBLE_AUTHZREUSE=") + (options.reuse ? "100" : "0"),
        "PEBBLE_WFE_NONCEREJECT=" + std::to_string(options.nonce_reject_percent)};
    fakes::start(pebble_, acme_port_, [&] {
      acme_port_ = fakes::free_port();
      const std::string config =
          folder_.write("pebble.json", config_json(options, certificate, key));
      const std::vector<std::string> command{
          fakes::tool("pebble"),        "-strict", "-config", config, "-dnsserver",
          local(challenges_.dns_port())};
      return std::make_unique<fakes::Process>(command, environment, folder_.path("pebble.log"));
    });
  }

  std::string config_json(const BedOptions& options, const std::string& certificate,
                          const std::string& key) const {
    using wire::Writer;
    Writer settings;
    settings.set("listenAddress", local(acme_port_)).set("managementListenAddress", "");
    settings.set("certificate", certificate).set("privateKey", key);
    const int port = challenges_.http_port();
    settings.set("httpPort", port).set("tlsPort", port).set("keyAlgorithm", "ecdsa");
    settings.set("externalAccountBindingRequired", !options.mac_keys.empty());
    settings.set("externalAccountMACKeys", options.mac_keys);
    settings.set("domainBlocklist", std::vector<std::string>{"blocked-domain.example"});
    settings.set("retryAfter", Writer().set("authz", 0).set("order", 0));
    const Writer month = Writer().set("description", "").set("validityPeriod", 2'592'000);
    settings.set("profiles", Writer().set("default", month).set("shortlived", month));
    return Writer().set("pebble", settings).text();
  }

  const fakes::TemporaryFolder folder_;
  const fakes::TlsAuthority authority_;
  const ChallengeServer challenges_;
  int acme_port_ = 0;
  std::unique_ptr<fakes::Process> pebble_;
};

}  // namespace pebble
