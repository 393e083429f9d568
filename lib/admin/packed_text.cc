#include "admin/packed_text.h"

#include <stdexcept>
#include <utility>

namespace admin {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

void ensure(int result, const char* what) {
  if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR) return;
  throw std::runtime_error(std::string(what) + ": " + zError(result));
}

// zlib's interface takes no pointer to what it only reads.
Bytef* octets(const char* bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes));  // NOLINT(*-const-cast)
}

}  // namespace

TextPacker::TextPacker() {
  ensure(deflateInit(&stream_, Z_BEST_SPEED), "the metrics cannot be packed");
  setp(waiting_.data(), waiting_.data() + waiting_.size());
}

TextPacker::~TextPacker() { deflateEnd(&stream_); }

void TextPacker::pack(int flush) {
  const auto waiting = static_cast<std::size_t>(pptr() - pbase());
  stream_.next_in = octets(pbase());
  stream_.avail_in = static_cast<uInt>(waiting);
  std::array<char, 16 * 1024> out;
  do {
    stream_.next_out = octets(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    ensure(deflate(&stream_, flush), "the metrics cannot be packed");
    text_.packed.append(out.data(), out.size() - stream_.avail_out);
  } while (stream_.avail_out == 0);
  text_.size += waiting;
  setp(waiting_.data(), waiting_.data() + waiting_.size());
}

TextPacker::int_type TextPacker::overflow(int_type next) {
  pack(Z_NO_FLUSH);
  if (traits_type::eq_int_type(next, traits_type::eof())) return traits_type::not_eof(next);
  return sputc(traits_type::to_char_type(next));
}

PackedText TextPacker::finish() {
  pack(Z_FINISH);
  text_.packed.shrink_to_fit();
  return std::move(text_);
}

TextReader::TextReader(std::shared_ptr<const PackedText> text) : text_(std::move(text)) {
  stream_.next_in = octets(text_->packed.data());
  stream_.avail_in = static_cast<uInt>(text_->packed.size());
  ensure(inflateInit(&stream_), "the metrics cannot be unpacked");
}

TextReader::~TextReader() { inflateEnd(&stream_); }

std::string TextReader::next() {
  std::string piece(kPiece, '\0');
  stream_.next_out = octets(piece.data());
  stream_.avail_out = static_cast<uInt>(piece.size());
  ensure(inflate(&stream_, Z_NO_FLUSH), "the metrics cannot be unpacked");
  piece.resize(piece.size() - stream_.avail_out);
  return piece;
}

}  // namespace admin
