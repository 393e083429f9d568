#include "dns/reply.h"

#include <ares.h>
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace dns {
namespace {

using Message = std::span<const unsigned char>;

std::string text(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(family, address, buffer.data(), buffer.size());
  return buffer.data();
}

template <class Record>
Answer read_addresses(Message message, int family, auto parse, auto address) {
  std::array<Record, 64> records{};
  int count = records.size();
  const int status =
      parse(message.data(), static_cast<int>(message.size()), nullptr, records.data(), &count);
  if (status != ARES_SUCCESS) return {outcome_of(status), {}, {}};
  Answer answer{Outcome::kRecords, {}, {}};
  for (int i = 0; i < count; ++i) answer.addresses.push_back(text(family, address(records[i])));
  std::sort(answer.addresses.begin(), answer.addresses.end());
  if (answer.addresses.empty()) answer.outcome = Outcome::kNoRecords;
  return answer;
}

std::string bytes(const unsigned char* data, std::size_t size) { return {data, data + size}; }

Answer read_caa(Message message) {
  ares_caa_reply* list = nullptr;
  const int status = ares_parse_caa_reply(message.data(), static_cast<int>(message.size()), &list);
  const std::unique_ptr<ares_caa_reply, void (*)(void*)> owner(list, ares_free_data);
  if (status != ARES_SUCCESS) return {outcome_of(status), {}, {}};
  Answer answer{Outcome::kRecords, {}, {}};
  for (const auto* one = list; one != nullptr; one = one->next) {
    // Only the highest bit means critical (RFC 8659 section 4.1).
    answer.caa.push_back({(one->critical & 0x80) != 0,
                          base::lower(bytes(one->property, one->plength)),
                          bytes(one->value, one->length)});
  }
  if (answer.caa.empty()) answer.outcome = Outcome::kNoRecords;
  return answer;
}

}  // namespace

Outcome outcome_of(int status) {
  switch (status) {
    case ARES_ENODATA:
      return Outcome::kNoRecords;
    case ARES_ENOTFOUND:
      return Outcome::kNoName;
    case ARES_ESERVFAIL:
      return Outcome::kServFail;
    case ARES_EREFUSED:
    case ARES_ENOTIMP:
      return Outcome::kRefused;
    case ARES_EFORMERR:
    case ARES_EBADRESP:
    case ARES_EBADNAME:
      return Outcome::kMalformed;
    default:
      return Outcome::kSilent;
  }
}

Answer read_reply(Type type, Message message) {
  switch (type) {
    case Type::kA:
      return read_addresses<ares_addrttl>(message, AF_INET, ares_parse_a_reply,
                                          [](const auto& record) { return &record.ipaddr; });
    case Type::kAaaa:
      return read_addresses<ares_addr6ttl>(message, AF_INET6, ares_parse_aaaa_reply,
                                           [](const auto& record) { return &record.ip6addr; });
    case Type::kCaa:
      return read_caa(message);
  }
  return {};
}

}  // namespace dns
