// PackedText: a long text that is kept compressed, written through a stream and read back piece by
// piece, so that the whole of it is never in memory. The metrics of 10,000 Certificates are 13 MB,
// and 0.5 MB of those remain.
//
// TextPacker is for one thread. PackedText is a value that does not change: any thread may have a
// TextReader of it. Errors of zlib (RFC 1950, https://zlib.net/manual.html) are std::runtime_error.
#pragma once

#include <zlib.h>

#include <array>
#include <cstddef>
#include <memory>
#include <ostream>
#include <streambuf>
#include <string>

namespace admin {

struct PackedText {
  std::size_t size = 0;  // of the text, in bytes
  std::string packed;
};

// A std::ostream may write into it; finish() gives what has been written.
class TextPacker : public std::streambuf {
 public:
  TextPacker();
  ~TextPacker() override;
  TextPacker(const TextPacker&) = delete;
  TextPacker& operator=(const TextPacker&) = delete;

  PackedText finish();

 protected:
  int_type overflow(int_type next) override;

 private:
  void pack(int flush);

  z_stream stream_{};
  std::array<char, 16 * 1024> waiting_;  // not packed yet
  PackedText text_;
};

// Reads from the start to the end, once.
class TextReader {
 public:
  explicit TextReader(std::shared_ptr<const PackedText> text);
  ~TextReader();
  TextReader(const TextReader&) = delete;
  TextReader& operator=(const TextReader&) = delete;

  // Up to 64 KiB; "" at the end.
  std::string next();

 private:
  const std::shared_ptr<const PackedText> text_;
  z_stream stream_{};
};

}  // namespace admin
