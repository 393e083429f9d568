#include "admin/shared_text.h"

namespace admin {
namespace {

// Prometheus scrapes every 15 s or less often: it sees no difference.
constexpr base::Millis kKept{1000};

std::shared_ptr<const PackedText> packed(const std::function<void(std::ostream&)>& make) {
  TextPacker packer;
  std::ostream out(&packer);
  out.exceptions(std::ostream::badbit);
  make(out);
  return std::make_shared<const PackedText>(packer.finish());
}

}  // namespace

std::shared_ptr<const PackedText> SharedText::get() {
  return made_.with([&](Made& made) {
    const base::MonoTime now = clock_.mono_now();
    if (!made.text || now - made.at >= kKept) {
      made = {packed(make_), now};
    }
    return made.text;
  });
}

}  // namespace admin
