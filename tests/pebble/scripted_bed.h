// ScriptedBed: our own ScriptedCa as a Bed, well behaved. What it noticed that a client must never
// do fails the test. One thread at a time.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/base64.h"
#include "base/guarded.h"
#include "fakes/ca/scripted_ca.h"
#include "pebble/bed.h"

namespace pebble {

class ScriptedBed final : public Bed {
 public:
  explicit ScriptedBed(const BedOptions& options = {}) {
    ca.desk([&](fakes::Desk& desk) {
      desk.settings.blocked = {"blocked-domain.example"};
      desk.settings.profiles = {"default", "shortlived"};
      desk.settings.reuse_authorizations = options.reuse;
      for (const auto& [id, key] : options.mac_keys)
        desk.settings.mac_keys[id] = base::from_base64url(key).value();
      desk.settings.validate = [this](const fakes::Asked& asked) { return wrong_with(asked); };
    });
  }
  ~ScriptedBed() override {
    for (const std::string& wrong : ca.violations()) ADD_FAILURE() << wrong;
  }

  std::string directory_url() const override { return ca.directory_url(); }
  std::string api_root_pem() const override { return ca.root_pem(); }
  void answer(const std::string& token, const std::string& content) override {
    answers_.with([&](auto& answers) { answers[token] = content; });
  }

 private:
  std::optional<wire::Writer> wrong_with(const fakes::Asked& asked) const {
    const std::string found = answers_.with([&](const auto& answers) {
      const auto at = answers.find(asked.token);
      return at == answers.end() ? std::string() : at->second;
    });
    if (found == asked.key_authorization) return std::nullopt;
    return fakes::problem_json("unauthorized", "\"" + found + "\" is not the key authorization");
  }

  base::Guarded<std::map<std::string, std::string>> answers_;

 public:
  fakes::ScriptedCa ca;  // last: its threads ask for the answers
};

}  // namespace pebble
