#include "settings/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

using testing::HasSubstr;

const std::vector<settings::Setting> kKnown = {{"listen", ":80", "Where to listen."},
                                               {"workers", "8", "How many, 1 to 16."}};

base::Result<settings::Values, std::string> read(std::vector<const char*> flags) {
  flags.insert(flags.begin(), "program");
  return settings::read(kKnown, static_cast<int>(flags.size()), flags.data());
}

class TempFile {
 public:
  explicit TempFile(const std::string& text) {
    std::string name = (std::filesystem::temp_directory_path() / "settings-XXXXXX").string();
    close(mkstemp(name.data()));
    path_ = name;
    std::ofstream(path_) << text;
  }
  ~TempFile() { std::filesystem::remove(path_); }
  const char* path() const { return path_.c_str(); }

 private:
  std::string path_;
};

TEST(Settings, HaveTheirDefaults) { EXPECT_EQ(read({})->text("listen"), ":80"); }

TEST(Settings, AreTakenInBothForms) {
  EXPECT_EQ(read({"--listen", ":1"})->text("listen"), ":1");
  EXPECT_EQ(read({"--listen=:2"})->text("listen"), ":2");
}

TEST(Settings, AFlagBeatsTheFile) {
  const TempFile file("listen: ':3'\nworkers: 4\n");
  const auto values = read({"--config", file.path(), "--listen", ":1"});
  ASSERT_TRUE(values);
  EXPECT_EQ(values->text("listen"), ":1");
  EXPECT_EQ(values->text("workers"), "4");
}

TEST(Settings, AnUnknownNameIsRefusedWithTheNearestOne) {
  EXPECT_THAT(read({"--lisen", ":1"}).error(), HasSubstr("did you mean listen?"));
  const TempFile file("worker: 4\n");
  EXPECT_THAT(read({"--config", file.path()}).error(), HasSubstr("did you mean workers?"));
}

TEST(Settings, BadInputSaysWhatIsWrong) {
  EXPECT_THAT(read({"--listen"}).error(), HasSubstr("--listen: its value is missing"));
  EXPECT_THAT(read({"listen"}).error(), HasSubstr("unexpected argument listen"));
  EXPECT_THAT(read({"--listen=1", "--listen=2"}).error(), HasSubstr("given twice"));
  EXPECT_THAT(read({"--config", "/nowhere/at.all"}).error(), HasSubstr("cannot be read"));
  const TempFile list("- a\n");
  EXPECT_THAT(read({"--config", list.path()}).error(), HasSubstr("expected a map"));
  const TempFile nested("listen: [a]\n");
  EXPECT_THAT(read({"--config", nested.path()}).error(), HasSubstr("listen: expected one value"));
  const TempFile broken("listen: [\n");
  EXPECT_THAT(read({"--config", broken.path()}).error(), HasSubstr("line"));
}

TEST(Settings, NumbersAreBounded) {
  EXPECT_EQ(*read({"--workers=16"})->number("workers", 1, 16), 16);
  for (const char* value : {"0", "17", "x", "1x", ""}) {
    const auto values = read({"--workers", value});
    EXPECT_THAT(values->number("workers", 1, 16).error(), HasSubstr("from 1 to 16")) << value;
  }
}

TEST(Settings, HelpNamesEachSettingWithItsDefault) {
  const std::string text = settings::help("program", "Does things.", kKnown);
  EXPECT_THAT(text, HasSubstr("--workers"));
  EXPECT_THAT(text, HasSubstr("How many, 1 to 16. Default 8."));
  EXPECT_TRUE(read({"--help"})->help_asked());
  EXPECT_TRUE(read({"--version"})->version_asked());
}

}  // namespace
