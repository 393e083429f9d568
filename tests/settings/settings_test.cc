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
  EXPECT_THAT(read({"--listen", "--workers=2"}).error(),
              HasSubstr("--listen: its value is missing"));
  EXPECT_THAT(read({"--", "1"}).error(), HasSubstr("unknown setting"));
  EXPECT_THAT(read({"--listen=1", "--listen=2"}).error(), HasSubstr("given twice"));
}

TEST(Settings, ABadFileSaysWhatIsWrongWithIt) {
  const auto error = [](const std::string& text) {
    const TempFile file(text);
    const auto values = read({"--config", file.path()});
    EXPECT_FALSE(values) << text;
    return values ? "" : values.error();
  };
  EXPECT_THAT(error("- a\n"), HasSubstr("expected a map of settings"));
  EXPECT_THAT(error("just text\n"), HasSubstr("expected a map of settings"));
  EXPECT_THAT(error("listen: [a]\n"), HasSubstr("listen: expected one value"));
  EXPECT_THAT(error("listen:\n"), HasSubstr("listen: expected one value"));
  EXPECT_THAT(error("listen: a\nlisten: b\n"), HasSubstr("listen: given twice"));
  EXPECT_THAT(error("config: a\n"), HasSubstr("unknown setting config"));
  EXPECT_THAT(error("workers: 1\nlisten: [\n"), HasSubstr("line "));
  EXPECT_THAT(error("[a]: 1\n"), HasSubstr("line 1: "));
}

TEST(Settings, AnUnreadableFileIsAnError) {
  EXPECT_THAT(read({"--config", "/nowhere/at.all"}).error(),
              HasSubstr("/nowhere/at.all: cannot be read"));
  EXPECT_THAT(read({"--config", "/"}).error(), HasSubstr("/: expected a file, not a directory"));
}

TEST(Settings, AnEmptyFileChangesNothing) {
  const TempFile file("# nothing\n");
  EXPECT_EQ(read({"--config", file.path()})->text("workers"), "8");
}

TEST(Settings, AValueThatLooksLikeAFlagIsTakenAfterAnEqualsSign) {
  EXPECT_EQ(read({"--listen=--x=y"})->text("listen"), "--x=y");
}

TEST(Settings, AFarNameHasNoNearestOne) {
  EXPECT_EQ(read({"--something-else", "1"}).error(),
            "unknown setting something-else (--help lists them all)");
}

TEST(Settings, AnUndeclaredNameIsAMistakeOfTheProgram) {
  EXPECT_THROW(read({})->text("nothing"), std::out_of_range);
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
