// Every reason word that appears in conditions, events, log lines and metric labels. They are API:
// never changed, only added to. Each says in its comment what a user should do.
#pragma once

#include <string_view>

namespace api {

// Condition types.
inline constexpr std::string_view kReady = "Ready";      // the Secret holds what the spec asks for
inline constexpr std::string_view kIssuing = "Issuing";  // an order is under way or due
inline constexpr std::string_view kStalled =
    "Stalled";  // only a change by a person helps (kstatus)

inline constexpr std::string_view kClockSkew =
    "ClockSkew";  // of issuers: our clock is not the CA's; set it right, by NTP

// Of issuers, type and reason: the change of the account's key that was asked for is done.
inline constexpr std::string_view kAccountKeyChanged =
    "AccountKeyChanged";  // see the message for what it waits for, or why it was not

// Why a certificate is (or is not) there. Ready and Issuing.
inline constexpr std::string_view kIssued = "Issued";  // nothing to do
inline constexpr std::string_view kIssuedForSubset =
    "IssuedForSubset";  // without the names of status.refusedNames, as namesPolicy has it: repair
                        // what their messages say, or take them off the spec
inline constexpr std::string_view kDoesNotExist = "DoesNotExist";  // there is no Secret yet; wait
inline constexpr std::string_view kMissingData =
    "MissingData";  // tls.key or tls.crt is unreadable or cut down to its leaf; it is replaced
inline constexpr std::string_view kKeyMismatch =
    "KeyMismatch";  // key and certificate are no pair; replaced
inline constexpr std::string_view kNamesDiffer =
    "NamesDiffer";  // the spec asks for other names; replaced
inline constexpr std::string_view kKeySpecDiffers =
    "KeySpecDiffers";  // the spec asks for another key; replaced
inline constexpr std::string_view kIssuerDiffers =
    "IssuerDiffers";  // the spec names another issuer; replaced
inline constexpr std::string_view kExpiring = "Expiring";  // renewal time has come; renewed
inline constexpr std::string_view kRenewalSuggested =
    "RenewalSuggested";  // the CA asks for it before its time; see status.renewalInfo
inline constexpr std::string_view kExpired = "Expired";  // renewed; see Issuing for why not earlier
inline constexpr std::string_view kRenewRequested =
    "RenewRequested";  // the renew annotation has a new value

inline constexpr std::string_view kRenewalFails =
    "RenewalFails";  // an event: little time is left of the one in use; see Issuing for the cause

inline constexpr std::string_view kRevoked =
    "Revoked";  // the revoke annotation asked for it; replaced, with another key
inline constexpr std::string_view kRevocationRefused =
    "RevocationRefused";  // nothing was revoked: the message says why

// What stands in the way.
inline constexpr std::string_view kIssuerNotFound = "IssuerNotFound";  // create the issuer
inline constexpr std::string_view kIssuerNotReady = "IssuerNotReady";  // see the issuer's condition
inline constexpr std::string_view kSecretNotOurs =
    "SecretNotOurs";  // choose another secretName, or delete that Secret
inline constexpr std::string_view kSecretImmutable =
    "SecretImmutable";  // delete that Secret: another one is made
inline constexpr std::string_view kWaitsForTwin =
    "WaitsForTwin";  // it shares its certificate: see the other Certificate for what it waits for
inline constexpr std::string_view kWaitsForPartner =
    "WaitsForPartner";  // what is new is stored for both of two keys: the message says what lacks
inline constexpr std::string_view kNoSolver =
    "NoSolver";  // no solver of the issuer fits these names
inline constexpr std::string_view kNameNotOurs =
    "NameNotOurs";  // a name is another namespace's; the message says what can be done
inline constexpr std::string_view kNameAskedElsewhere =
    "NameAskedElsewhere";  // another namespace was refused a name of this Certificate; nothing to
                           // do
inline constexpr std::string_view kInvalidSpec = "InvalidSpec";  // the message says which field
inline constexpr std::string_view kOrderFailed =
    "OrderFailed";  // the CA refused; the message has its words
inline constexpr std::string_view kPreflightFailed =
    "PreflightFailed";  // a name is not ready for the CA: repair what the message says
inline constexpr std::string_view kChallengeFailed =
    "ChallengeFailed";  // the CA could not fetch the answer
inline constexpr std::string_view kSidecarNotReady =
    "SidecarNotReady";  // no replica of the sidecar answers
inline constexpr std::string_view kCertificateRejected =
    "CertificateRejected";  // what the CA sent is not what was ordered
inline constexpr std::string_view kNamesLeftOut =
    "NamesLeftOut";  // an event: the CA refused them, and namesPolicy has the others ordered
inline constexpr std::string_view kKeyRefused =
    "KeyRefused";  // the CA will never certify that key again; another one is made
inline constexpr std::string_view kKeystorePasswordMissing =
    "KeystorePasswordMissing";  // create the Secret of spec.keystores.pkcs12.passwordSecretRef
inline constexpr std::string_view kChainNotOffered =
    "ChainNotOffered";  // a warning: the CA's default chain was taken; see spec.acme.preferredChain
inline constexpr std::string_view kProfileNotOffered =
    "ProfileNotOffered";  // choose a profile that the CA lists
inline constexpr std::string_view kClusterRefused =
    "ClusterRefused";  // the API server refused a write of ours: a quota, a policy, a bad field
inline constexpr std::string_view kSecretChanged =
    "SecretChanged";  // a webhook changes key or certificate: exempt our Secrets, then ask anew
inline constexpr std::string_view kCaUnreachable =
    "CaUnreachable";                                             // network; tried again by itself
inline constexpr std::string_view kRateLimited = "RateLimited";  // tried again when the CA allows
inline constexpr std::string_view kPaused =
    "Paused";  // the CA has paused the account or a name: open the link in status.failure.message

// Issuers. Ready and Stalled.
inline constexpr std::string_view kAccountRegistered = "AccountRegistered";  // ready
inline constexpr std::string_view kAccountKeyMissing =
    "AccountKeyMissing";  // create the Secret, or allow generation
inline constexpr std::string_view kAccountKeyInvalid =
    "AccountKeyInvalid";  // the Secret has no usable key
inline constexpr std::string_view kExternalAccountMissing =
    "ExternalAccountMissing";  // create the Secret of the EAB key
inline constexpr std::string_view kAccountRefused =
    "AccountRefused";  // the CA's words are in the message
inline constexpr std::string_view kTermsNotAgreed =
    "TermsNotAgreed";  // read the CA's terms of service, and agree or choose another CA
inline constexpr std::string_view kExternalAccountRequired =
    "ExternalAccountRequired";  // set spec.acme.externalAccountBinding, as the CA gave it
inline constexpr std::string_view kAccountUnknown =
    "AccountUnknown";  // the CA doubted it in an order: it is looked up, or made again, by itself
inline constexpr std::string_view kAccountKeyChanging =
    "AccountKeyChanging";  // asked for by annotation; orders wait for a moment
inline constexpr std::string_view kAccountKeyKept =
    "AccountKeyKept";  // it was not changed; the message says why; ask again by another value
inline constexpr std::string_view kOrdersUnderWay =
    "OrdersUnderWay";  // the account's key is changed when they have ended
inline constexpr std::string_view kAccountDeactivated =
    "AccountDeactivated";  // for good: name another Secret in privateKeySecretRef
inline constexpr std::string_view kClocksAgree = "ClocksAgree";          // no more ClockSkew
inline constexpr std::string_view kNotAnAcmeServer = "NotAnAcmeServer";  // check spec.acme.server

inline constexpr std::string_view kServerNotAllowed =
    "ServerNotAllowed";  // spec.acme.server is inside: an administrator allows it, or not

// Steps of an issuance, as logged.
inline constexpr std::string_view kRouteCreated = "RouteCreated";
inline constexpr std::string_view kKeyCreated = "KeyCreated";
inline constexpr std::string_view kOrderCreated = "OrderCreated";
inline constexpr std::string_view kChallengesPresented = "ChallengesPresented";
inline constexpr std::string_view kChallengesAnswered = "ChallengesAnswered";
inline constexpr std::string_view kValidated = "Validated";
inline constexpr std::string_view kFinalized = "Finalized";
inline constexpr std::string_view kCleanedUp = "CleanedUp";

}  // namespace api
