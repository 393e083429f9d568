#include "view/life.h"

#include <algorithm>

#include "api/reasons.h"
#include "view/standing.h"

namespace kubectl {
namespace {

constexpr std::size_t kMostEvents = 8;
constexpr std::size_t kMarkWidth = 8;
constexpr std::size_t kTimeWidth = 34;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

// One who writes the timeline, line by line.
class Page {
 public:
  Page(const Life& life, base::WallTime now, const Paint& paint)
      : life_(life),
        certificate_(life.certificate),
        standing_(standing_of(life.certificate)),
        now_(now),
        paint_(paint) {}

  std::string text() {
    heading();
    step("done", Colour::kGood, certificate_.meta.created, "created");
    issuer();
    order();
    names();
    stored();
    renewal();
    words();
    events();
    return std::move(text_);
  }

 private:
  bool is_under_way() const { return certificate_.status.order.has_value(); }

  void heading() {
    text_ = plain("Certificate " + certificate_.meta.key().text() + ": ") +
            paint_(colour_of(standing_), word_of(standing_.kind));
    const bool serves_meanwhile = standing_.ready && standing_.kind != Standing::Kind::kReady;
    text_ += serves_meanwhile ? ", and its Secret serves meanwhile\n\n" : "\n\n";
  }

  void step(std::string_view mark, Colour colour, std::optional<base::WallTime> time,
            const std::string& what) {
    const std::string gap(mark.size() < kMarkWidth ? kMarkWidth - mark.size() : 1, ' ');
    text_ += "  " + paint_(colour, mark) + gap + padded(time ? when(*time, now_) : "", kTimeWidth) +
             plain(what) + "\n";
  }

  void issuer() {
    const std::string name = certificate_.asked_last().text();
    if (!life_.issuer)
      return step("?", Colour::kDoubtful, {}, name + ": not found, or not readable");
    const auto* ready = kube::find_condition(life_.issuer->status.conditions, api::kReady);
    if (life_.issuer->ready()) return step("done", Colour::kGood, {}, name + " is ready");
    step("waits", Colour::kBad, {},
         name + " is not ready" +
             (ready == nullptr ? "" : ": " + ready->reason + ": " + ready->message));
  }

  void order() {
    const auto& order = certificate_.status.order;
    if (order) {
      return step("now", Colour::kDoubtful, order->started,
                  "order " + order->url + " (" + order->reason + ")");
    }
    if (standing_.kind == Standing::Kind::kReady) return;
    const bool trouble = is_trouble(standing_.kind);
    const bool stalled = standing_.kind == Standing::Kind::kStalled;
    step(
        stalled   ? "stopped"
        : trouble ? "waits"
                  : "now",
        trouble ? Colour::kBad : Colour::kDoubtful, {},
        standing_.reason.empty() ? standing_.message : standing_.reason + ": " + standing_.message);
  }

  void names() {
    auto names = certificate_.all_dns_names();
    names.insert(names.end(), certificate_.spec.ip_addresses.begin(),
                 certificate_.spec.ip_addresses.end());
    for (const std::string& name : names)
      step("", Colour::kNone, {}, name + ": " + name_state(name));
  }

  std::string name_state(const std::string& name) const {
    const auto& refused = certificate_.status.refused_names;
    const auto no = std::ranges::find(refused, name, &api::RefusedName::name);
    if (no != refused.end()) return "refused: " + no->reason + ": " + no->message;
    if (!is_under_way()) return standing_.ready ? "in the certificate" : "waits";
    if (!life_.challenge) return "is being proved";
    const auto& answers = life_.challenge->answers;
    const bool is_given = std::ranges::find(answers, name, &api::Answer::host) != answers.end();
    return is_given ? "its answer is with the sidecars" : "proved, or not asked for yet";
  }

  void stored() {
    const std::string secret = "Secret " + certificate_.spec.secret_name;
    const auto& status = certificate_.status;
    if (!status.not_after) return step("next", Colour::kFaint, {}, "stored in " + secret);
    const bool over = *status.not_after <= now_;
    step("done", over ? Colour::kBad : Colour::kGood, status.not_before,
         secret + (over ? ": its certificate expired " : ": valid until ") +
             when(*status.not_after, now_));
  }

  void renewal() {
    const auto& due = certificate_.status.renewal_time;
    if (due) step("next", Colour::kFaint, *due, "renewal");
  }

  void line(const std::string& name, std::string_view what) {
    if (!what.empty()) text_ += padded(name + ":", 18) + plain(what) + "\n";
  }

  void words() {
    text_ += "\n";
    const auto& failure = certificate_.status.failure;
    if (is_under_way()) line("current step", standing_.message);
    if (failure) {
      line("last failure", when(failure->at, now_) + ", " + std::to_string(failure->attempts) +
                               " in a row: " + failure->reason);
      line("what was said", failure->message);
      line("next try", when(failure->next_try, now_));
    }
    line("what to do", what_to_do());
  }

  std::string what_to_do() const {
    if (standing_.kind == Standing::Kind::kUnseen) return standing_.message;
    if (!is_trouble(standing_.kind)) return "nothing";
    const auto* ready =
        life_.issuer ? kube::find_condition(life_.issuer->status.conditions, api::kReady) : nullptr;
    const bool by_issuer = standing_.reason == api::kIssuerNotReady && ready != nullptr;
    const std::string advice =
        advice_for(by_issuer ? ready->reason : standing_.reason, certificate_.meta.name);
    return advice.empty() ? "see docs/reference/conditions.md" : advice;
  }

  void events() {
    auto all = life_.events;
    std::ranges::stable_sort(all, {}, &EventSeen::time);
    if (all.size() > kMostEvents) all.erase(all.begin(), all.end() - kMostEvents);
    if (!all.empty()) text_ += "\nEvents:\n";
    for (const EventSeen& each : all) {
      step(each.warning ? "warning" : "", each.warning ? Colour::kDoubtful : Colour::kNone,
           each.time, each.reason + ": " + each.note);
    }
  }

  const Life& life_;
  const api::Certificate& certificate_;
  const Standing standing_;
  const base::WallTime now_;
  const Paint paint_;
  std::string text_;
};

const kube::Condition* cause_at_issuer(const Life& life, const Standing& standing) {
  if (standing.reason != api::kIssuerNotReady || !life.issuer) return nullptr;
  return kube::find_condition(life.issuer->status.conditions, api::kReady);
}

}  // namespace

EventSeen read_event(const wire::Object& object) {
  EventSeen event;
  event.warning = object.text_or("type", "") == "Warning";
  event.reason = object.text_or("reason", "");
  event.note = object.text_or("note", "");
  const auto last = object.object("series").time("lastObservedTime");
  const auto legacy = object.time("deprecatedLastTimestamp");
  const auto first = object.time("eventTime");
  event.time = last.value_or(legacy.value_or(first.value_or(base::WallTime())));
  return event;
}

std::string life_text(const Life& life, base::WallTime now, const Paint& paint) {
  return Page(life, now, paint).text();
}

std::string why_text(const Life& life, base::WallTime now, const Paint& paint) {
  const Standing standing = standing_of(life.certificate);
  const kube::Condition* cause = cause_at_issuer(life, standing);
  const std::string& reason = cause == nullptr ? standing.reason : cause->reason;
  const std::string& message = cause == nullptr ? standing.message : cause->message;
  std::string text = life.certificate.meta.name + " is ";
  text += paint(colour_of(standing), standing.ready ? "ready" : "not ready") + ": ";
  if (cause != nullptr)
    text += plain(life.issuer->resource().kind) + " " + life.issuer->meta.name + ": ";
  text += plain(reason.empty() ? message : reason + ": " + message) + "\n";
  const auto& failure = life.certificate.status.failure;
  if (failure && !standing.ready) text += "next try: " + when(failure->next_try, now) + "\n";
  const std::string advice = advice_for(reason, life.certificate.meta.name);
  if (!advice.empty()) text += plain("what to do: " + advice) + "\n";
  return text;
}

}  // namespace kubectl
