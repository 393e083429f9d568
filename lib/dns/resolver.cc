#include "dns/resolver.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "dns/channel.h"
#include "dns/reply.h"

namespace dns {
namespace {

constexpr base::Millis kSlice{50};

// Waits until something has come for the channel, or a moment has passed.
void wait_for_news(const Channel& channel, base::Millis longest) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  const int wanted = ares_getsock(channel.get(), sockets.data(), ARES_GETSOCK_MAXNUM);
  std::vector<pollfd> files;
  for (unsigned i = 0; i < sockets.size(); ++i) {
    short events = 0;
    if (ARES_GETSOCK_READABLE(wanted, i)) events |= POLLIN;
    if (ARES_GETSOCK_WRITABLE(wanted, i)) events |= POLLOUT;
    if (events != 0) files.push_back({sockets[i], events, 0});
  }
  timeval most{0, static_cast<suseconds_t>(longest.count() * 1000)};
  timeval due{};
  const timeval* next = ares_timeout(channel.get(), &most, &due);
  const auto pause = static_cast<int>(next->tv_sec * 1000 + (next->tv_usec + 999) / 1000);
  poll(files.data(), files.size(), pause);
  for (const pollfd& file : files) {
    const bool readable = (file.revents & ~POLLOUT) != 0;
    const bool writable = (file.revents & POLLOUT) != 0;
    if (readable || writable) {
      ares_process_fd(channel.get(), readable ? file.fd : ARES_SOCKET_BAD,
                      writable ? file.fd : ARES_SOCKET_BAD);
    }
  }
  ares_process_fd(channel.get(), ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // what is overdue
}

// One question and what came of it; the channel calls back with it.
struct Pending {
  Type type;
  Answer answer;
  std::size_t* left;
};

void take(void* arg, int status, int, unsigned char* bytes, int size) {
  auto& pending = *static_cast<Pending*>(arg);
  --*pending.left;
  pending.answer = status == ARES_SUCCESS
                       ? read_reply(pending.type, {bytes, static_cast<std::size_t>(size)})
                       : Answer{outcome_of(status), {}, {}};
}

int code_of(Type type) {
  switch (type) {
    case Type::kA:
      return 1;
    case Type::kAaaa:
      return 28;
    case Type::kCaa:
      return 257;
  }
  return 1;
}

}  // namespace

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::kRecords:
      return "records";
    case Outcome::kNoRecords:
      return "no records";
    case Outcome::kNoName:
      return "NXDOMAIN";
    case Outcome::kServFail:
      return "SERVFAIL";
    case Outcome::kRefused:
      return "REFUSED";
    case Outcome::kSilent:
      return "no answer";
    case Outcome::kMalformed:
      return "a malformed answer";
    case Outcome::kStopped:
      return "stopped";
  }
  return "no answer";
}

Resolver::Resolver(std::string servers, const base::Clock& clock)
    : servers_(std::move(servers)), clock_(clock) {
  const Channel probe(servers_);
}

std::vector<Answer> Resolver::ask(const std::vector<Question>& questions, base::MonoTime until,
                                  std::stop_token stop) const {
  std::size_t left = questions.size();
  std::vector<Pending> pending;
  for (const Question& question : questions) pending.push_back({question.type, {}, &left});
  {
    const Channel channel(servers_);
    for (std::size_t i = 0; i < questions.size(); ++i) {
      constexpr int kInternet = 1;
      ares_query(channel.get(), questions[i].name.c_str(), kInternet, code_of(questions[i].type),
                 take, &pending[i]);
    }
    while (left > 0 && !stop.stop_requested() && clock_.mono_now() < until) {
      const auto rest = std::chrono::ceil<base::Millis>(until - clock_.mono_now());
      wait_for_news(channel, std::clamp<base::Millis>(rest, base::Millis(0), kSlice));
    }
  }  // the channel's end answers what is left as cancelled
  std::vector<Answer> answers;
  for (Pending& one : pending) {
    if (stop.stop_requested()) one.answer.outcome = Outcome::kStopped;
    answers.push_back(std::move(one.answer));
  }
  return answers;
}

}  // namespace dns
