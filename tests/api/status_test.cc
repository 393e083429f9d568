#include "api/status.h"

#include <gtest/gtest.h>

namespace {

TEST(Annotation, IsReadOfTheObjectAsItIs) {
  kube::Meta meta;
  meta.annotations["sallyport.dev/renew"] = "1";
  EXPECT_EQ(api::annotation(meta, "sallyport.dev/renew"), "1");
  EXPECT_EQ(api::annotation(meta, "sallyport.dev/revoke"), "");
}

TEST(Annotation, OfAnyLengthTakesNoMoreThan1024BytesOfAStatus) {
  kube::Meta meta;
  meta.annotations["sallyport.dev/renew"] = std::string(1023, 'a') + "\xc3\xa4 and more";
  EXPECT_EQ(api::annotation(meta, "sallyport.dev/renew"), std::string(1023, 'a'));
}

}  // namespace
