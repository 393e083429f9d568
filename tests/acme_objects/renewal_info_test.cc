#include "acme_objects/renewal_info.h"

#include <gtest/gtest.h>

namespace {

using acme::renewal_info_pause;
using acme::renewal_info_pause_after_failure;
using base::Seconds;
using std::chrono::hours;
using std::chrono::minutes;

TEST(Behaviour, R1_TheCertificateIdOfTheRfcIsReproduced) {
  crypto::Certificate certificate;
  certificate.authority_key =
      "\x69\x88\x5B\x6B\x87\x46\x40\x41\xE1\xB3\x7B\x84\x7B\xA0\xAE\x2C\xDE\x01\xC8\xD4";
  certificate.serial_octets = std::string("\x00\x87\x65\x43\x21", 5);
  EXPECT_EQ(acme::certificate_id(certificate), "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
}

TEST(RenewalInfo, ACertificateThatDoesNotNameItsIssuersKeyHasNoId) {
  crypto::Certificate certificate;
  certificate.serial_octets = "\x01";
  EXPECT_EQ(acme::certificate_id(certificate), "");
}

TEST(Behaviour, R9_RetryAfterIsHeldBetweenAMinuteAndADay) {
  EXPECT_EQ(renewal_info_pause(Seconds(1)), minutes(1));
  EXPECT_EQ(renewal_info_pause(hours(30 * 24)), hours(24));
  EXPECT_EQ(renewal_info_pause(hours(2)), hours(2));
  EXPECT_EQ(renewal_info_pause(std::nullopt), hours(6));
}

TEST(Behaviour, R10_TroubleDoublesThePauseAndANoMeansSixHours) {
  EXPECT_EQ(renewal_info_pause_after_failure(true, 1), minutes(1));
  EXPECT_EQ(renewal_info_pause_after_failure(true, 2), minutes(2));
  EXPECT_EQ(renewal_info_pause_after_failure(true, 9), minutes(256));
  EXPECT_EQ(renewal_info_pause_after_failure(true, 1000), hours(6));
  EXPECT_EQ(renewal_info_pause_after_failure(false, 1), hours(6));
}

}  // namespace
