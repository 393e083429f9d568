// Killed before or after any call to the outside, and started again: the end is the same.

#include "controller/issuance_bed.h"

namespace {

using testing::IsEmpty;

class Crash : public issuance::Bed, public testing::WithParamInterface<bool> {};

TEST_P(Crash, O1_O2_F16_A4_AtAnyCallEndsInOneCertificateAndAtMostOneOrderMore) {
  int calls = 1;
  for (bool survived = false; !survived; ++calls) {
    ASSERT_LT(calls, 100);
    begin_again();
    apply_certificate();
    start(calls, GetParam());
    work(base::Seconds(200));
    survived = !life_->over;
    start();
    work(base::Seconds(400));
    EXPECT_TRUE(is_issued()) << calls << ": " << condition(api::kIssuing).message;
    EXPECT_LE(orders(), 2) << calls;
    EXPECT_THAT(leftovers(), IsEmpty()) << calls;
    EXPECT_EQ(ca_.desk([](auto& desk) { return desk.accounts.size(); }), 1U) << calls;
  }
  EXPECT_GT(calls, 15);
}

INSTANTIATE_TEST_SUITE_P(, Crash, testing::Bool(), [](const auto& arrives) {
  return std::string(arrives.param ? "After" : "Before");
});

}  // namespace
