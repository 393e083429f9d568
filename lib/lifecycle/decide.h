// decide(): what to do next for one Certificate. PURE: no I/O, no clock, no log. Start reading
// here.
//
// One step per pass; what a step did is written to the cluster (or, of an order, known to the CA)
// before the next pass looks. Every step may happen twice.
//
//   nothing known of its Secret ──> LookForSecret
//   names not recorded as ours ──> ClaimNames
//   no Secret, where one must be ──> StorePlaceholder
//   no reason to issue ──> Rest (until renewal; clean up 60 s after an issuance)
//   reason ──> CreateRoutes ──> LookAtNames ──> AwaitLook ──> JudgeLook ──> CreateKey
//          ──> StartOrder
//   order  ──> FetchOrder ──> PresentAnswers ──> ConfirmAnswers ──> AnswerChallenges
//          ──> AwaitValidation ──> PollOrder ──> FinalizeOrder ──> PollOrder ──> StoreCertificate
//   anything the world says no to ──> FailOrder, then Rest until the next try
//   a name that may be left out   ──> AwaitVerdicts ──> LeaveNamesOut, then StartOrder
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "lifecycle/observed.h"

namespace lifecycle {

// kAsksCa: not while the CA is known to be down. A revocation is tried all the same.

// Nothing to do before `until`, if ever.
struct Rest {
  static constexpr std::string_view kName = "Rest";
  static constexpr bool kAsksCa = false;
  std::optional<base::WallTime> until;
};
// Nothing can be done: the status says why. Looked at again when something changes, or after half
// a minute.
struct Blocked {
  static constexpr std::string_view kName = "Blocked";
  static constexpr bool kAsksCa = false;
  std::string_view reason;
  std::string message;
  bool stalled;  // only a person can help
};
// Is there a Secret of that name which is not ours?
struct LookForSecret {
  static constexpr std::string_view kName = "LookForSecret";
  static constexpr bool kAsksCa = false;
};
// The NameClaim is to say which names the namespace has, before anything is done with them.
struct ClaimNames {
  static constexpr std::string_view kName = "ClaimNames";
  static constexpr bool kAsksCa = false;
};
// The Secret at once, with a certificate that nobody trusts.
struct StorePlaceholder {
  static constexpr std::string_view kName = "StorePlaceholder";
  static constexpr bool kAsksCa = false;
};
// When the CA would have the certificate renewed (RFC 9773).
struct AskRenewalInfo {
  static constexpr std::string_view kName = "AskRenewalInfo";
  static constexpr bool kAsksCa = true;
};
// What is due by our clock, is it by the CA's?
struct CheckClock {
  static constexpr std::string_view kName = "CheckClock";
  static constexpr bool kAsksCa = true;
};
// The Secret in another form, around the same key and chain.
struct RewriteSecret {
  static constexpr std::string_view kName = "RewriteSecret";
  static constexpr bool kAsksCa = false;
};
// The one that is stored, as the user asks.
struct RevokeCertificate {
  static constexpr std::string_view kName = "RevokeCertificate";
  static constexpr bool kAsksCa = false;
};
// A twin has what would do.
struct CopyCertificate {
  static constexpr std::string_view kName = "CopyCertificate";
  static constexpr bool kAsksCa = false;
};
struct CreateRoutes {
  static constexpr std::string_view kName = "CreateRoutes";
  static constexpr bool kAsksCa = false;
};
// Between two issuances: a name has none any more.
struct RestoreRoutes {
  static constexpr std::string_view kName = "RestoreRoutes";
  static constexpr bool kAsksCa = false;
};
// The preflight: as the CA's validator will, before the CA is asked for anything. Where the
// preflight is off, within an order: our own routes may need a moment to be live.
struct LookAtNames {
  static constexpr std::string_view kName = "LookAtNames";
  static constexpr bool kAsksCa = false;
};
// It is under way, or the next one is due after `pause`.
struct AwaitLook {
  static constexpr std::string_view kName = "AwaitLook";
  static constexpr bool kAsksCa = false;
  std::optional<base::Millis> pause;
};
// What was found is good enough, or is told, and looked at again.
struct JudgeLook {
  static constexpr std::string_view kName = "JudgeLook";
  static constexpr bool kAsksCa = false;
};
struct CreateKey {
  static constexpr std::string_view kName = "CreateKey";
  static constexpr bool kAsksCa = false;
};
// The CA has made one that nothing records: somebody wrote to the Certificate meanwhile.
struct AdoptOrder {
  static constexpr std::string_view kName = "AdoptOrder";
  static constexpr bool kAsksCa = false;
  std::string_view reason;
};
struct StartOrder {
  static constexpr std::string_view kName = "StartOrder";
  static constexpr bool kAsksCa = true;
  std::string_view reason;
};
struct FetchOrder {
  static constexpr std::string_view kName = "FetchOrder";
  static constexpr bool kAsksCa = true;
};
struct AbandonOrder {
  static constexpr std::string_view kName = "AbandonOrder";
  static constexpr bool kAsksCa = false;
  std::string why;
};
struct PresentAnswers {
  static constexpr std::string_view kName = "PresentAnswers";
  static constexpr bool kAsksCa = false;
};
struct ConfirmAnswers {
  static constexpr std::string_view kName = "ConfirmAnswers";
  static constexpr bool kAsksCa = false;
};
struct AnswerChallenges {
  static constexpr std::string_view kName = "AnswerChallenges";
  static constexpr bool kAsksCa = true;
};
struct AwaitValidation {
  static constexpr std::string_view kName = "AwaitValidation";
  static constexpr bool kAsksCa = false;
};
struct PollOrder {
  static constexpr std::string_view kName = "PollOrder";
  static constexpr bool kAsksCa = true;
};
struct FinalizeOrder {
  static constexpr std::string_view kName = "FinalizeOrder";
  static constexpr bool kAsksCa = true;
};
struct StoreCertificate {
  static constexpr std::string_view kName = "StoreCertificate";
  static constexpr bool kAsksCa = true;
};
// The staging CA has found the names to be right: on to the CA that counts.
struct EndRehearsal {
  static constexpr std::string_view kName = "EndRehearsal";
  static constexpr bool kAsksCa = false;
};
// Some names are refused for good; the next order is for the others.
struct LeaveNamesOut {
  static constexpr std::string_view kName = "LeaveNamesOut";
  static constexpr bool kAsksCa = false;
};
// Some names were refused: what becomes of the others?
struct AwaitVerdicts {
  static constexpr std::string_view kName = "AwaitVerdicts";
  static constexpr bool kAsksCa = true;
};
struct FailOrder {
  static constexpr std::string_view kName = "FailOrder";
  static constexpr bool kAsksCa = false;
  std::string_view reason;
  std::string message;
};
// The Challenge and the used-up pending key.
struct CleanUp {
  static constexpr std::string_view kName = "CleanUp";
  static constexpr bool kAsksCa = false;
};
// The status does not say what is true.
struct Report {
  static constexpr std::string_view kName = "Report";
  static constexpr bool kAsksCa = false;
};

using Step =
    std::variant<Rest, Blocked, LookForSecret, ClaimNames, StorePlaceholder, AskRenewalInfo,
                 CheckClock, RewriteSecret, RevokeCertificate, CopyCertificate, CreateRoutes,
                 RestoreRoutes, LookAtNames, AwaitLook, JudgeLook, CreateKey, AdoptOrder,
                 StartOrder, FetchOrder, AbandonOrder, PresentAnswers, ConfirmAnswers,
                 AnswerChallenges, AwaitValidation, PollOrder, FinalizeOrder, StoreCertificate,
                 EndRehearsal, AwaitVerdicts, LeaveNamesOut, FailOrder, CleanUp, Report>;

// How long answers stay after an issuance: the CA's other perspectives may still be asking.
struct Policy {
  base::Seconds answer_grace{60};
};

Step decide(const Observed& seen, base::WallTime now, const Policy& policy);

// When waiting for a next try after a failure: until when. Nothing when a try is due.
std::optional<base::WallTime> waits_until(const Observed& seen, base::WallTime now);

// The step's name, for the log.
std::string_view name(const Step& step);

}  // namespace lifecycle
