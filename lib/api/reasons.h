// Every reason that appears in conditions, Events, log lines and metric labels. They are API: never
// changed, only added to. docs/reference/conditions.md is made of this file by
// tests/docs/reasons.py. A heading begins with #, and what follows it is true of all reasons below.
// The comment of a reason says in its first line where it appears, then what is so and what to do.
#pragma once

#include <string_view>

namespace api {

// # Condition types
// An Issuer may also have the conditions `AccountKeyChanged`, `ClockSkew` and `ProfileNotOffered`,
// which are below.

// Certificate, Issuer
// `True` on a Certificate: the Secret holds what the spec asks for. `True` on an Issuer: its
// account at the CA is registered, and Certificates can be issued.
inline constexpr std::string_view kReady = "Ready";

// Certificate
// `True`: a certificate is being issued, or should be. The reason says why, or what hinders it.
inline constexpr std::string_view kIssuing = "Issuing";

// Certificate, Issuer
// `True`: only a person can help, and the message says how. kstatus reports the object as failed.
inline constexpr std::string_view kStalled = "Stalled";

// # A certificate is ready

// Certificate: Ready=True, Issuing=False, Event
// The Secret holds what the spec asks for. There is nothing to do.
inline constexpr std::string_view kIssued = "Issued";

// Certificate: Ready=True, Issuing=False
// The certificate is valid, but the CA refused some names and they are left out, as `namesPolicy`
// allows. `status.refusedNames` says why for each name. Repair that, or take the name off the spec.
inline constexpr std::string_view kIssuedForSubset = "IssuedForSubset";

// # The Secret does not serve yet
// A new certificate is issued without your help. If it does not come, the condition `Issuing` says
// what stands in the way.

// Certificate: Ready=False, Issuing=True
// There is no Secret yet. Wait for the first certificate.
inline constexpr std::string_view kDoesNotExist = "DoesNotExist";

// Certificate: Ready=False, Issuing=True
// `tls.key` or `tls.crt` of the Secret cannot be read, or the chain is gone. Both are replaced.
inline constexpr std::string_view kMissingData = "MissingData";

// Certificate: Ready=False, Issuing=True
// `tls.key` and `tls.crt` of the Secret do not belong together. Both are replaced.
inline constexpr std::string_view kKeyMismatch = "KeyMismatch";

// Certificate: Ready=False, Issuing=True
// The certificate is for other names than the spec asks for. It is replaced. If `Ready` stays
// `True`, only names that the CA refused before are asked for again.
inline constexpr std::string_view kNamesDiffer = "NamesDiffer";

// Certificate: Ready=False, Issuing=True
// The spec asks for a key of another kind or size. Key and certificate are replaced.
inline constexpr std::string_view kKeySpecDiffers = "KeySpecDiffers";

// Certificate: Ready=False, Issuing=True
// The certificate is from an issuer that the spec does not name any more. It is replaced.
inline constexpr std::string_view kIssuerDiffers = "IssuerDiffers";

// Certificate: Ready=False, Issuing=True
// The certificate has expired and clients refuse it. It is replaced as soon as that is possible.
// `status.failure` says why it was not renewed earlier.
inline constexpr std::string_view kExpired = "Expired";

// Certificate: Ready=False, Issuing=True, Event
// The certificate was revoked, because the annotation `sallyport.dev/revoke` asked for it. It is
// replaced by one with another key.
inline constexpr std::string_view kRevoked = "Revoked";

// # A renewal is due
// The certificate in the Secret is good and stays until the new one is there. There is nothing to
// do.

// Certificate: Issuing=True
// The time for the renewal has come.
inline constexpr std::string_view kExpiring = "Expiring";

// Certificate: Issuing=True, Event
// The CA asks for a renewal before the usual time. `status.renewalInfo` has the time and, if the CA
// gives one, a link to its explanation.
inline constexpr std::string_view kRenewalSuggested = "RenewalSuggested";

// Certificate: Issuing=True
// The annotation `sallyport.dev/renew` has a new value.
inline constexpr std::string_view kRenewRequested = "RenewRequested";

// # An issuance waits for something
// The message says what is missing or wrong. The controller looks again by itself, and goes on as
// soon as it can.

// Certificate: Issuing=True, Event
// The issuer that the Certificate names does not exist. Create it, or correct `spec.issuerRef`.
inline constexpr std::string_view kIssuerNotFound = "IssuerNotFound";

// Certificate: Issuing=True, Event
// The issuer exists, but cannot be used now. See its condition `Ready`.
inline constexpr std::string_view kIssuerNotReady = "IssuerNotReady";

// Certificate: Issuing=True, Event
// A look at a name shows that the CA would not get the right answer, so the CA was not asked.
// Repair what the message says. [Preflight](../preflight.md#messages) explains the messages.
inline constexpr std::string_view kPreflightFailed = "PreflightFailed";

// Certificate: Issuing=True
// No replica of the sidecar is ready, or one has not got the answers. Look at the sidecar's pods.
inline constexpr std::string_view kSidecarNotReady = "SidecarNotReady";

// Certificate: Issuing=True
// The Certificates of this namespace, or of all, have as many answers to challenges in the sidecars
// as there may be. Look for orders that stay pending.
inline constexpr std::string_view kTooManyAnswers = "TooManyAnswers";

// Certificate: Issuing=True, Event
// The API server refused a write of the controller, for example because of a quota, a policy or a
// missing right. The message has its answer. Repair that, and what was issued is written.
inline constexpr std::string_view kClusterRefused = "ClusterRefused";

// Certificate: Issuing=True, Event
// The Secret of `spec.keystores.pkcs12.passwordSecretRef` does not exist or has no password. Create
// it.
inline constexpr std::string_view kKeystorePasswordMissing = "KeystorePasswordMissing";

// Certificate: Issuing=True
// Another Certificate [shares its certificate](../renewal.md#share) with this one, and orders for
// both. This one gets a copy. If it takes long, see the conditions of the other one.
inline constexpr std::string_view kWaitsForTwin = "WaitsForTwin";

// Certificate: Issuing=True
// The new certificate is there, but is stored only together with that of the [other Certificate for
// the same host](../renewal.md#two-keys-for-one-host). If it takes long, see the conditions of the
// other one.
inline constexpr std::string_view kWaitsForPartner = "WaitsForPartner";

// # The CA refuses or cannot be reached
// A certificate that is in the Secret stays there. The message says what the CA answered and when
// the next try is.

// Certificate: Issuing=True, Event; Issuer: Ready=False, AccountKeyChanged=False
// The CA does not answer, or answers with an error of its own. It is tried again by itself. If it
// goes on, look at the CA's status page, and at proxies and NetworkPolicies.
inline constexpr std::string_view kCaUnreachable = "CaUnreachable";

// Certificate: Issuing=True, Event; Issuer: Ready=False
// A limit of the CA is reached, or it was asked too fast. It is tried again when the CA allows it,
// and asking earlier does not help.
inline constexpr std::string_view kRateLimited = "RateLimited";

// Certificate: Issuing=True, Event
// The CA could not fetch the answer from the sidecar, or did not find the right one. Repair what
// the message says, then ask for a try by a new value of `sallyport.dev/renew`.
inline constexpr std::string_view kChallengeFailed = "ChallengeFailed";

// Certificate: Issuing=True, Stalled=True, Event
// The CA refused the order for another reason. Where `Stalled` is `True`, repair what the message
// says. Else it is tried again by itself.
inline constexpr std::string_view kOrderFailed = "OrderFailed";

// Certificate: Issuing=True, Stalled=True, Event
// The CA does not certify this key. Where `Stalled` is `True`, choose another
// `spec.privateKey.algorithm`. Else another key is made by itself.
inline constexpr std::string_view kKeyRefused = "KeyRefused";

// Certificate: Issuing=True, Event
// The CA sent a certificate that is not what was ordered, or would not serve, so it was not stored.
// The message says what is wrong. It is ordered again after ten minutes, and later once a day.
inline constexpr std::string_view kCertificateRejected = "CertificateRejected";

// # Only a person can help
// The message says what to change. Until then a CA that said no is asked once a day at most.

// Certificate: Issuing=True, Stalled=True, Event; Issuer: Ready=False, Stalled=True, Event
// The spec asks for something that cannot be done. The message says which field and why.
inline constexpr std::string_view kInvalidSpec = "InvalidSpec";

// Certificate: Issuing=True, Stalled=True, Event
// A name belongs to another namespace. Take it off the spec, or have an administrator [hand it
// over](../tenants.md#hand-a-name-over).
inline constexpr std::string_view kNameNotOurs = "NameNotOurs";

// Certificate: Issuing=True, Stalled=True, Event
// No solver of the issuer fits one of the names. Add one to `spec.acme.solvers` of the issuer.
inline constexpr std::string_view kNoSolver = "NoSolver";

// Certificate: Issuing=True, Stalled=True, Event
// An IP address needs an Ingress rule without a host, which the solver of the issuer does not
// allow. Have it allowed in a ClusterIssuer (`allowRuleWithoutHost`), or use `none` and route the
// path.
inline constexpr std::string_view kRouteNotAllowed = "RouteNotAllowed";

// Certificate: Issuing=True, Event
// The Gateway does not take the HTTPRoute to the sidecar, or there is none. The message has its
// controller's words, and what to change. Then it goes on by itself.
inline constexpr std::string_view kRouteNotAccepted = "RouteNotAccepted";

// Certificate: Ready=False, Issuing=True, Stalled=True, Event
// The Secret exists and is not this Certificate's, so it is left alone. Choose another
// `secretName`, or delete that Secret.
inline constexpr std::string_view kSecretNotOurs = "SecretNotOurs";

// Certificate: Issuing=True, Stalled=True, Event
// The Secret is immutable, so no new certificate can be written into it. Delete it, and a new one
// is made.
inline constexpr std::string_view kSecretImmutable = "SecretImmutable";

// Certificate: Issuing=True, Stalled=True, Event
// A webhook or a policy changes key or certificate when the Secret is written. Exempt Secrets with
// the label `sallyport.dev/role`. Then ask for a try by a new value of `sallyport.dev/renew`.
inline constexpr std::string_view kSecretChanged = "SecretChanged";

// Certificate: Issuing=True, Stalled=True, Event
// The CA has paused the account or a name. Open the link in `status.failure.message`. Then ask for
// a try by a new value of `sallyport.dev/renew`.
inline constexpr std::string_view kPaused = "Paused";

// Certificate: Issuing=True, Stalled=True, Event; Issuer: ProfileNotOffered=True, Event
// The CA does not list the profile in `spec.acme.profile` of the issuer. Choose one of those in the
// message, or set `profilePolicy` to `Preferred`.
inline constexpr std::string_view kProfileNotOffered = "ProfileNotOffered";

// # An Issuer and its account
// While an Issuer is not ready, its Certificates wait with the reason `IssuerNotReady`. See also
// `CaUnreachable` and `InvalidSpec` above.

// Issuer: Ready=True
// The account at the CA is registered. There is nothing to do.
inline constexpr std::string_view kAccountRegistered = "AccountRegistered";

// Issuer: Ready=False, Event
// The Secret of `privateKeySecretRef` does not exist and `disableAccountKeyGeneration` is set, or
// the API server refuses to read or write it. Create the Secret, allow the generation, or repair
// what the message says.
inline constexpr std::string_view kAccountKeyMissing = "AccountKeyMissing";

// Issuer: Ready=False, Event
// The Secret of `privateKeySecretRef` has no key that can be read. Put the key there as PEM, or
// correct `privateKeySecretRef.key`. To have a new account made, delete the Secret.
inline constexpr std::string_view kAccountKeyInvalid = "AccountKeyInvalid";

// Issuer: Ready=False, Event
// The Secret of `externalAccountBinding` does not exist, or has no MAC key that can be read. Put
// the key there as the CA gave it.
inline constexpr std::string_view kExternalAccountMissing = "ExternalAccountMissing";

// Issuer: Ready=False, Stalled=True, Event
// The CA makes accounts for its customers only. Set `spec.acme.externalAccountBinding` to the key
// that it gave you.
inline constexpr std::string_view kExternalAccountRequired = "ExternalAccountRequired";

// Issuer: Ready=False, Stalled=True, Event
// The CA has terms of service, and `termsOfServiceAgreed` is `false`. Read them, and agree or
// choose another CA.
inline constexpr std::string_view kTermsNotAgreed = "TermsNotAgreed";

// Issuer: Ready=False, Stalled=True, Event
// The CA refused to register or to use the account, and the message has its answer. Where `Stalled`
// is `True`, repair what it says. Else it is tried again by itself.
inline constexpr std::string_view kAccountRefused = "AccountRefused";

// Issuer: Ready=False
// The CA did not accept the account when a certificate was ordered. The account is looked up, or
// made again with the same key, by itself. There is nothing to do.
inline constexpr std::string_view kAccountUnknown = "AccountUnknown";

// Issuer: Ready=False, Stalled=True, Event
// The account is deactivated or revoked, for good. To have a new account made, name a Secret that
// does not exist yet in `privateKeySecretRef`.
inline constexpr std::string_view kAccountDeactivated = "AccountDeactivated";

// Issuer: Ready=False, Event
// What answers at `spec.acme.server` is not an ACME server. Correct the URL.
inline constexpr std::string_view kNotAnAcmeServer = "NotAnAcmeServer";

// Issuer: Ready=False, Event
// The certificate of `spec.acme.server` is of no authority that is trusted. Put the root of the
// CA's own server into `spec.acme.caBundle`, or correct what is there.
inline constexpr std::string_view kServerNotTrusted = "ServerNotTrusted";

// Issuer: Ready=False, Event
// `spec.acme.server` is at an address, or the CA names endpoints at a host, that an Issuer of a
// namespace may not use. An administrator can allow the address by `--allow-private-addresses` and
// `--deny-addresses`, or make a ClusterIssuer, whose `allowedOrigins` allows
// [more hosts](../accounts.md#a-ca-with-several-hosts).
inline constexpr std::string_view kServerNotAllowed = "ServerNotAllowed";

// # The key of an account is changed
// The annotation `sallyport.dev/rollover-account-key` [asks for it](../accounts.md#another-key).

// Issuer: AccountKeyChanged=False
// Names of the Issuer's orders are being proved with the key. It is changed by itself when they
// are, and after five minutes at the latest.
inline constexpr std::string_view kOrdersUnderWay = "OrdersUnderWay";

// Issuer: Ready=False
// The key is being changed at the CA, and new orders wait until that is done. If it takes long, the
// message says what the CA or the API server answered.
inline constexpr std::string_view kAccountKeyChanging = "AccountKeyChanging";

// Issuer: AccountKeyChanged=True
// The account has its new key. There is nothing to do.
inline constexpr std::string_view kAccountKeyChanged = "AccountKeyChanged";

// Issuer: AccountKeyChanged=False, Event
// The key was not changed, and the old one stays in use. The message says why. To ask again, give
// the annotation another value.
inline constexpr std::string_view kAccountKeyKept = "AccountKeyKept";

// # The clock of the controller

// Issuer: ClockSkew=True, Event
// The controller's clock is more than five minutes away from the CA's. Set it right, by NTP. Until
// then the CA's time counts.
inline constexpr std::string_view kClockSkew = "ClockSkew";

// Issuer: ClockSkew=False
// The controller's clock agrees with the CA's again. There is nothing to do.
inline constexpr std::string_view kClocksAgree = "ClocksAgree";

// # Events only
// Each of these happened once. No condition has them as its reason.

// Certificate: Event
// Little time is left of the certificate in use, and its renewal fails. See the condition `Issuing`
// for the cause.
inline constexpr std::string_view kRenewalFails = "RenewalFails";

// Certificate: Event
// The CA refused some names, and the others are ordered without them, as `namesPolicy` allows.
// Repair what is said of each name, or take it off the spec.
inline constexpr std::string_view kNamesLeftOut = "NamesLeftOut";

// Certificate: Event
// No chain of the CA leads to the issuer in `spec.acme.preferredChain`, so its default chain was
// taken. The certificate is good. Correct the name, or take it off the Issuer.
inline constexpr std::string_view kChainNotOffered = "ChainNotOffered";

// Certificate: Event
// Nothing was revoked, and the message says why. To ask again, give the annotation
// `sallyport.dev/revoke` another value.
inline constexpr std::string_view kRevocationRefused = "RevocationRefused";

// Certificate: Event
// Another namespace asked for a name of this Certificate and was refused. There is nothing to do.
inline constexpr std::string_view kNameAskedElsewhere = "NameAskedElsewhere";

// # The steps of an issuance
// The log has them, as `event=`. Where `metric` is named, they are also stages of
// `sallyport_issuance_stage_duration_seconds`.

// Log
// The Ingress or HTTPRoute that leads the CA to the sidecar is written.
inline constexpr std::string_view kRouteCreated = "RouteCreated";

// Log
// A name has lost our Ingress or HTTPRoute, and the API server took no other. It is tried again.
inline constexpr std::string_view kRouteMissing = "RouteMissing";

// Log
// The key of the next certificate is stored.
inline constexpr std::string_view kKeyCreated = "KeyCreated";

// Log, metric
// The CA has made an order.
inline constexpr std::string_view kOrderCreated = "OrderCreated";

// Log, metric
// The answers for the CA are written, for the sidecars to read.
inline constexpr std::string_view kChallengesPresented = "ChallengesPresented";

// Log, metric
// The CA was asked to fetch the answers.
inline constexpr std::string_view kChallengesAnswered = "ChallengesAnswered";

// Log, metric
// The CA has validated the names.
inline constexpr std::string_view kValidated = "Validated";

// Log, metric
// The CA was asked to sign the certificate.
inline constexpr std::string_view kFinalized = "Finalized";

// Log
// What the issuance needed for a time is removed.
inline constexpr std::string_view kCleanedUp = "CleanedUp";

// # The installation

// Lease: Event
// Another installation of Sallyport, in the namespace that the message names, works in this
// cluster, so this one waits, and its controller is not ready. Uninstall one of the two.
inline constexpr std::string_view kOtherInstallation = "OtherInstallation";

}  // namespace api
