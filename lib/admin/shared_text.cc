#include "admin/shared_text.h"

namespace admin {
namespace {

// Prometheus scrapes every 15 s or less often: it sees no difference.
constexpr base::Millis kKept{1000};

}  // namespace

std::shared_ptr<const std::string> SharedText::get() {
  return made_.with([&](Made& made) {
    const base::MonoTime now = clock_.mono_now();
    if (!made.text || now - made.at >= kKept) {
      made = {std::make_shared<const std::string>(make_()), now};
    }
    return made.text;
  });
}

}  // namespace admin
