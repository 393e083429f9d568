// Inbox: how an answer gets from cpprestsdk's threads to the thread that waits for it, one piece at
// a time, so that the library reads no more than one ahead of its reader and never runs the
// reader's code.
//
// Included by cpprest_client.cc alone.
#pragma once

#include <cpprest/astreambuf.h>
#include <cpprest/http_msg.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "http/client.h"

namespace http {

constexpr std::size_t kMaxPiece = 64 * 1024 * 1024;  // bytes

// What the library's threads hand to the caller's.
struct Inbox {
  struct Piece {
    std::string_view bytes;  // the library's, until `taken` is set
    pplx::task_completion_event<std::size_t> taken;
  };

  // Called by the library.
  pplx::task<std::size_t> offer(std::string_view bytes);
  void put_header(const web::http::http_response& answer);
  void end(std::exception_ptr reason);

  // Called by the caller, when it wants no more.
  void abandon();

  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<Response> header;  // a copy: the library's own would hold this inbox in turn
  std::optional<Piece> piece;
  bool ended = false;
  std::exception_ptr error;
  bool abandoned = false;
};

inline std::exception_ptr unwanted() {
  return std::make_exception_ptr(std::runtime_error("the answer is not wanted any more"));
}

// One piece at a time is what holds the library back from reading on.
inline pplx::task<std::size_t> Inbox::offer(std::string_view bytes) {
  std::lock_guard lock(mutex);
  if (abandoned || bytes.size() > kMaxPiece) {
    return pplx::task_from_exception<std::size_t>(unwanted());
  }
  piece = Piece{bytes, {}};
  changed.notify_all();
  return pplx::create_task(piece->taken);
}

inline void Inbox::put_header(const web::http::http_response& answer) {
  Response copy;
  copy.status = answer.status_code();
  for (const auto& [name, value] : answer.headers()) copy.headers[name] = value;
  std::lock_guard lock(mutex);
  header = std::move(copy);
  changed.notify_all();
}

inline void Inbox::end(std::exception_ptr reason) {
  std::lock_guard lock(mutex);
  ended = true;
  error = std::move(reason);
  changed.notify_all();
}

inline void Inbox::abandon() {
  std::optional<Piece> left;
  {
    std::lock_guard lock(mutex);
    abandoned = true;
    left.swap(piece);
  }
  if (left) left->taken.set_exception(unwanted());
}

// The stream that the library writes a body to.
class InboxStream final
    : public concurrency::streams::details::streambuf_state_manager<std::uint8_t> {
 public:
  explicit InboxStream(std::shared_ptr<Inbox> inbox)
      : streambuf_state_manager(std::ios_base::out), inbox_(std::move(inbox)) {}

  bool can_seek() const override { return false; }
  bool has_size() const override { return false; }
  std::size_t buffer_size(std::ios_base::openmode) const override { return 0; }
  void set_buffer_size(std::size_t, std::ios_base::openmode) override {}
  std::size_t in_avail() const override { return 0; }
  pos_type getpos(std::ios_base::openmode) const override { return kNowhere; }
  pos_type seekpos(pos_type, std::ios_base::openmode) override { return kNowhere; }
  pos_type seekoff(off_type, std::ios_base::seekdir, std::ios_base::openmode) override {
    return kNowhere;
  }
  bool acquire(std::uint8_t*&, std::size_t&) override { return false; }
  void release(std::uint8_t*, std::size_t) override {}

 protected:
  pplx::task<std::size_t> _putn(const std::uint8_t* bytes, std::size_t count) override {
    return inbox_->offer({reinterpret_cast<const char*>(bytes), count});
  }
  pplx::task<int_type> _putc(std::uint8_t) override { return nothing(); }
  pplx::task<int_type> _bumpc() override { return nothing(); }
  int_type _sbumpc() override { return traits::eof(); }
  pplx::task<int_type> _getc() override { return nothing(); }
  int_type _sgetc() override { return traits::eof(); }
  pplx::task<int_type> _nextc() override { return nothing(); }
  pplx::task<int_type> _ungetc() override { return nothing(); }
  pplx::task<std::size_t> _getn(std::uint8_t*, std::size_t) override {
    return pplx::task_from_result<std::size_t>(0);
  }
  std::size_t _scopy(std::uint8_t*, std::size_t) override { return 0; }
  pplx::task<bool> _sync() override { return pplx::task_from_result(true); }
  std::uint8_t* _alloc(std::size_t) override { return nullptr; }
  void _commit(std::size_t) override {}

 private:
  inline static const pos_type kNowhere{static_cast<off_type>(traits::eof())};
  static pplx::task<int_type> nothing() { return pplx::task_from_result<int_type>(traits::eof()); }

  const std::shared_ptr<Inbox> inbox_;
};

}  // namespace http
