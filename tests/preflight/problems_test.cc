// Each problem of the table in docs/preflight.md, as it comes about: its verdict, and that its text
// says what was asked, at which address, what came and what to do.
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "fakes/filtering_resolver.h"
#include "site.h"

namespace {

using namespace std::string_literals;
using preflight::Verdict;
using testing::Eq;
using testing::HasSubstr;
namespace problem = preflight::problem;

class ProblemSite : public Site {
 public:
  fakes::NameServer& names() { return names_; }
  void serve(const std::string& address, Script script) { at(address, std::move(script)); }
  void answer(const std::string& status, const std::string& body = "") {
    at("127.0.0.2", answering(status, body));
  }
  void redirect(const std::string& address, const std::string& location) {
    at(address, redirecting(location));
  }
  void say(const std::string& bytes) { at("127.0.0.2", saying(bytes)); }
  void answer_at(const std::string& address, const std::string& status) {
    at(address, answering(status));
  }
  void keep_route(const std::string& route, const std::vector<std::string>& places) {
    routes_.push_back({route, places});
  }
  void answer_well() { at("127.0.0.2", right()); }

 protected:
  const preflight::CaaSubject ours_{{"ca.example.net"}, "https://ca.example.net/acct/1"};
  const fakes::FilteringResolver filter_{names_.address()};
};

struct Line {
  std::string_view word;
  Verdict verdict;
  void (*arrange)(ProblemSite& site);
  std::vector<std::string> words;  // of the text
  std::vector<std::string> addresses = {"127.0.0.2"};
};

const std::string kAsked = "asked for http://www.example.com/.well-known/acme-challenge/";
const std::string kWay = "https://www.example.com/x";

const std::vector<Line> kLines = {
    {problem::kNoAddress,
     Verdict::kFails,
     [](ProblemSite&) {},
     {"to AAAA and A", "gave no records", "create an A or AAAA record"},
     {}},
    {problem::kDnsFailure,
     Verdict::kFails,
     [](ProblemSite& site) { site.names().break_name("www.example.com"); },
     {"to AAAA and A", "gave SERVFAIL", "repair the zone"}},
    {problem::kPrivateAddress,
     Verdict::kFails,
     [](ProblemSite&) {},
     {"10.1.2.3 is not a public address", "--allow-private-addresses"},
     {"10.1.2.3"}},
    {problem::kCaaForbids,
     Verdict::kFails,
     [](ProblemSite& site) { site.names().set_caa("example.com", "issue", ";"); },
     {"CAA record issue \";\" of example.com", "change that record"}},
    {problem::kCaaUnread,
     Verdict::kWarns,
     [](ProblemSite& site) { site.answer_well(); },
     {"CAA records of www.example.com", "gave SERVFAIL to the question for CAA", "--dns-servers"}},
    {problem::kNoConnection,
     Verdict::kCannotTell,
     [](ProblemSite&) {},
     {kAsked, "127.0.0.2 cannot be connected to: connection refused", "hairpin"}},
    {problem::kNoConnection,
     Verdict::kFails,
     [](ProblemSite& site) { site.redirect("127.0.0.2", kWay); },
     {kAsked, "where 127.0.0.2 cannot be connected to", "repair or drop the redirect"}},
    {problem::kNoHttp,
     Verdict::kCannotTell,
     [](ProblemSite& site) {
       site.serve("127.0.0.2", [](fakes::Peer& peer) {
         peer.read_request();
         peer.reset();
       });
     },
     {kAsked, "127.0.0.2 gave no HTTP answer", "PROXY protocol", "preflight: Off"}},
    {problem::kNoHttp,
     Verdict::kFails,
     [](ProblemSite& site) { site.say("220 mail ESMTP\r\n"); },
     {kAsked, "127.0.0.2 gave no HTTP answer", "look at what listens there"}},
    {problem::kHttp2,
     Verdict::kFails,
     [](ProblemSite& site) { site.say("\0\0\x06\4\0\0\0\0\0\0\3\0\0\0\x64"s); },
     {kAsked, "127.0.0.2 answered in HTTP/2", "let port 80 answer HTTP/1.1"}},
    {problem::kFiltered,
     Verdict::kFails,
     [](ProblemSite& site) {
       site.serve("127.0.0.2", [](fakes::Peer& peer) {
         const auto request = peer.read_request();
         if (request && request->starts_with("GET / ")) peer.answer("welcome");
         peer.reset();
       });
     },
     {kAsked, "127.0.0.2 answers at /, but not at the challenge path", "let the path pass"}},
    {problem::kWrongStatus,
     Verdict::kFails,
     [](ProblemSite& site) { site.answer("404 Not Found"); },
     {kAsked, "127.0.0.2 answered 404", "lead the path to the sidecar"}},
    {problem::kWrongStatus,
     Verdict::kCannotTell,
     [](ProblemSite& site) { site.answer("400 Bad Request"); },
     {kAsked, "127.0.0.2 answered 400", "PROXY protocol", "preflight: Off"}},
    {problem::kWrongAnswer,
     Verdict::kFails,
     [](ProblemSite& site) { site.answer("200 OK", "hi"); },
     {kAsked, "127.0.0.2 answered 200, but not as the sidecar", "lead the path to the sidecar"}},
    {problem::kBadRedirect,
     Verdict::kFails,
     [](ProblemSite& site) { site.redirect("127.0.0.2", "http://www.example.com:8080/"); },
     {kAsked, "127.0.0.2 redirects to port 8080", "drop the redirect"}},
    {problem::kIpv6AfterRedirect,
     Verdict::kFails,
     [](ProblemSite& site) {
       site.names().set_aaaa("www.example.com", {"::1"});
       site.redirect("127.0.0.2", kWay);
       site.redirect("::1", kWay);
     },
     {kAsked, "where ::1 cannot be connected to", "drop its AAAA record"}},
    {problem::kRouteAstray,
     Verdict::kWarns,
     [](ProblemSite& site) {
       site.answer_well();
       site.answer_at("127.0.0.3", "404 Not Found");
       site.keep_route("Ingress home/web", {"127.0.0.3"});
     },
     {"Ingress home/web does not lead here: 127.0.0.3 answered 404",
      "before the name's DNS moves there"}},
};

class ProblemLine : public ProblemSite, public testing::WithParamInterface<Line> {};

TEST_P(ProblemLine, HasItsVerdictAndItsWords) {
  const Line& line = GetParam();
  if (!line.addresses.empty()) names_.set_a(kHost, line.addresses);
  ports_ = {static_cast<std::uint16_t>(fakes::free_port()),
            static_cast<std::uint16_t>(fakes::free_port())};
  line.arrange(*this);
  const bool filtered = line.word == problem::kCaaUnread;
  const auto report = check_at(filtered ? filter_.address() : names_.address(), kHost, ours_);
  EXPECT_EQ(report.verdict, line.verdict) << report.text;
  EXPECT_EQ(report.problem, line.word) << report.text;
  for (const std::string& words : line.words) EXPECT_THAT(report.text, HasSubstr(words));
}

std::string name_of_line(const testing::TestParamInfo<Line>& info) {
  return std::string(info.param.word) + "_" + std::string(preflight::word(info.param.verdict));
}

INSTANTIATE_TEST_SUITE_P(All, ProblemLine, testing::ValuesIn(kLines), name_of_line);

// The first group of each match in a file of the sources.
std::set<std::string> matches(const std::string& file, const char* pattern) {
  std::ifstream in(std::string(SALLYPORT_SOURCE) + "/" + file);
  std::stringstream text;
  text << in.rdbuf();
  const std::string all = text.str();
  const std::regex wanted(pattern, std::regex::multiline);
  std::set<std::string> found;
  for (std::sregex_iterator at(all.begin(), all.end(), wanted), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

TEST(Problems, EachWordHasItsLineInTheTableAndItsTest) {
  const auto words = matches("lib/preflight/report.h", "string_view k\\w+ = \"(\\w+)\";");
  EXPECT_FALSE(words.empty());
  EXPECT_THAT(matches("docs/preflight.md", "^\\| `(\\w+)` \\|"), Eq(words));
  std::set<std::string> tested;
  for (const Line& line : kLines) tested.emplace(line.word);
  EXPECT_THAT(tested, Eq(words));
}

TEST(Problems, EachVerdictThatIsTestedHasItsAdvice) {
  for (const Line& line : kLines) EXPECT_NE(preflight::advice(line.word, line.verdict), "");
}

}  // namespace
