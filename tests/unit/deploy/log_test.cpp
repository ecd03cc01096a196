#include "common/log/log.hpp"

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <stdexcept>
#include <string>

namespace {

using circle::log::init;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Log, JsonLinesStayOneLineEach) {
    init("test", {"info", "json"});
    testing::internal::CaptureStderr();
    spdlog::info("a \"quoted\" word\nand a second line \\ end");
    spdlog::debug("below the level");
    const std::string line = testing::internal::GetCapturedStderr();
    EXPECT_THAT(line, StartsWith("{\"time\":\""));
    EXPECT_THAT(line, HasSubstr(R"("level":"info","program":"test","pid":)"));
    EXPECT_THAT(line, HasSubstr(R"("message":"a \"quoted\" word\u000aand a second line \\ end"})"));
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

TEST(Log, FieldsAreMembersOrPairs) {
    const auto said = [](const char* format) {
        init("test", {"info", format});
        testing::internal::CaptureStderr();
        circle::log::write(spdlog::level::info, "decided",
                           {{"shard", "3"}, {"trace_id", ""}, {"outcome", "a \"b\""}});
        circle::log::write(spdlog::level::debug, "below the level", {{"shard", "3"}});
        spdlog::info("no fields");
        return testing::internal::GetCapturedStderr();
    };
    const std::string json = said("json");
    EXPECT_THAT(json, HasSubstr(R"("message":"decided","shard":"3","outcome":"a \"b\""})"));
    EXPECT_THAT(json, HasSubstr(R"("message":"no fields"})"));
    const std::string text = said("text");
    EXPECT_THAT(text, HasSubstr("] decided shard=3 outcome=a \"b\"\n"));
    EXPECT_THAT(text, HasSubstr("] no fields\n"));
    EXPECT_THAT(json + text, testing::Not(HasSubstr("below")));
}

TEST(Log, RefusesUnknownOptionsByName) {
    EXPECT_THROW(init("test", {"loud", "text"}), std::invalid_argument);
    EXPECT_THROW(init("test", {"info", "xml"}), std::invalid_argument);
    EXPECT_NO_THROW(init("test", {"off", "text"}));
}

}  // namespace
