#include <algorithm>

#include "kubectl/command.h"

namespace kubectl {
namespace {

constexpr std::size_t kMany = 10'000;

const Flag kAllNamespaces{"all-namespaces", 'A', "", "In all namespaces."};
const Flag kOutput{"output", 'o', "FORMAT", "json, yaml, wide or name; else a table for people."};
const Flag kJsonOutput{"output", 'o', "FORMAT", "json or yaml; else text for people."};
const Flag kSystemNamespace{"system-namespace", 0, "NAMESPACE",
                            "Where the controller runs; else what the Installation object says."};

// What users ask of their Certificates.
std::vector<Command> of_certificates() {
  return {
      {"list",
       "",
       "Shows the Certificates: ready or not, expiry, issuer, and what is wrong.",
       "It is coloured on a terminal; NO_COLOR=1 keeps it plain.",
       "kubectl sallyport list --all-namespaces\nkubectl sallyport list -o wide",
       {kAllNamespaces, kOutput},
       0,
       0,
       WordsAre::kOther,
       run_list},
      {"status",
       "NAME",
       "Shows the life of one Certificate as a timeline.",
       "What was done, the current step, the state of each name, the CA's last words, the\n"
       "next try, and what a person can do.",
       "kubectl sallyport status web",
       {kSystemNamespace},
       1,
       1,
       WordsAre::kCertificates,
       run_status},
      {"why",
       "NAME",
       "Says in one line why a Certificate is not ready.",
       "Exit code 0: it is ready; 1: it is not.",
       "kubectl sallyport why web",
       {},
       1,
       1,
       WordsAre::kCertificates,
       run_why},
      {"renew",
       "NAME...",
       "Asks for a renewal now, and for a new try of what has failed.",
       "By the annotation sallyport.dev/renew. With --wait exit code 0: all are renewed; 1: one\n"
       "failed, or the time is over.",
       "kubectl sallyport renew web --wait",
       {{"wait", 0, "", "Wait until all are renewed, and tell how that goes."},
        {"timeout", 0, "DURATION", "How long to wait: 90s, 10m (default 5m)."}},
       1,
       kMany,
       WordsAre::kCertificates,
       run_renew},
  };
}

// Of what surrounds them.
std::vector<Command> of_the_way() {
  return {
      {"check",
       "",
       "Looks whether the installation is whole.",
       "The API server, our kinds, the controller's rights as far as you may ask, the pods, the\n"
       "sidecars, and the issuers; with -n only those that the namespace uses. Exit code 0: all\n"
       "is well; 1: something is not.",
       "kubectl sallyport check",
       {kSystemNamespace,
        {"account", 0, "NAME",
         "The controller's ServiceAccount (default "
         "sallyport-controller)."}},
       0,
       0,
       WordsAre::kOther,
       run_check},
      {"probe",
       "HOST",
       "Looks at a name from this machine as the CA's validator will.",
       "DNS, every address on port 80, redirects, and who answers at the end; and CAA records.\n"
       "Exit code 0: the CA would reach the sidecar; 1: it would not.",
       "kubectl sallyport probe www.example.com",
       {{"dns-servers", 0, "SERVERS", "Which to ask, with commas between; else the system's."},
        {"issuer", 0, "NAME", "Whose CA and account the CAA records should allow."},
        {"cluster-issuer", 0, "NAME", "Likewise, a ClusterIssuer."}},
       1,
       1,
       WordsAre::kOther,
       run_probe},
      {"caa",
       "ISSUER [HOST...]",
       "Prints the CAA records that let this account in, and no other.",
       "For the names given, else for those of the issuer's Certificates (RFC 8659, RFC 8657).",
       "kubectl sallyport caa letsencrypt-staging www.example.com",
       {kAllNamespaces, {"cluster", 0, "", "It is a ClusterIssuer."}},
       1,
       kMany,
       WordsAre::kIssuers,
       run_caa},
  };
}

std::vector<Command> of_the_program() {
  return {
      {"migrate",
       "",
       "Moves a namespace from cert-manager, without a new order.",
       "Prints what it would change, and what it cannot do and why. With --apply it does so.\n"
       "Exit code 0: all can be moved; 1: something cannot.",
       "kubectl sallyport migrate\nkubectl sallyport migrate --apply",
       {kAllNamespaces,
        kJsonOutput,
        {"apply", 0, "", "Write ours, and take cert-manager's Certificates away."},
        {"undo", 0, "", "Take ours away, and give cert-manager its objects back."},
        {"cert-manager-namespace", 0, "NAMESPACE",
         "Where ClusterIssuers have their Secrets (default cert-manager)."},
        kSystemNamespace},
       0,
       0,
       WordsAre::kOther,
       run_migrate},
      {"version",
       "",
       "Prints the version of this program, and of the controller.",
       "",
       "kubectl sallyport version",
       {kJsonOutput,
        kSystemNamespace,
        {"client", 0, "", "Of this program alone; no cluster is asked."}},
       0,
       0,
       WordsAre::kOther,
       run_version},
      {"completion",
       "SHELL",
       "Prints what completes words in bash, zsh or fish.",
       "",
       "source <(kubectl sallyport completion bash)",
       {},
       1,
       1,
       WordsAre::kOther,
       run_completion},
  };
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> made = of_certificates();
    for (const auto& more : {of_the_way(), of_the_program()}) {
      made.insert(made.end(), more.begin(), more.end());
    }
    return made;
  }();
  return all;
}

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(commands(), name, &Command::name);
  return found == commands().end() ? nullptr : &*found;
}

const std::vector<Flag>& common_flags() {
  static const std::vector<Flag> all = {
      {"namespace", 'n', "NAMESPACE", "In this namespace; else in that of the context."},
      {"context", 0, "NAME", "The context of the kubeconfig; else the current one."},
      {"kubeconfig", 0, "FILE", "Else the files in KUBECONFIG, else ~/.kube/config."},
      {"help", 'h', "", "This text."}};
  return all;
}

std::vector<Flag> flags_of(const Command& command) {
  std::vector<Flag> all = command.flags;
  all.insert(all.end(), common_flags().begin(), common_flags().end());
  return all;
}

}  // namespace kubectl
