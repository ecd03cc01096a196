// Options come from flags and from a file; what is wrong with the file is said by line.
#include "common/config/config_file.hpp"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace {

using testing::HasSubstr;

class ConfigFile : public testing::Test {
  protected:
    ConfigFile() {
        app_.add_option("--port", port_)->check(CLI::Range(1, 65535));
        app_.add_option("--host", host_);
        app_.add_option("--ratio", ratio_);
        app_.add_flag("--empty", empty_);
        app_.add_option("--memory", memory_)->transform(CLI::AsSizeValue(false));
        app_.add_flag("--check", check_);
        app_.add_subcommand("up")->add_option("--dispatchers", dispatchers_);
        circle::config::add_config_file(app_);
        char name[] = "/tmp/circle-config-XXXXXX";
        close(mkstemp(name));
        file_ = name;
    }
    ~ConfigFile() override { std::filesystem::remove(file_); }

    // What parsing these lines objects to; empty: nothing.
    std::string parse(const std::string& text, std::vector<std::string> arguments = {}) {
        std::ofstream(file_) << text;
        arguments.insert(arguments.begin(), {"--config", file_});
        std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants it
        try {
            app_.parse(arguments);
            return {};
        } catch (const CLI::ParseError& error) {
            return error.what();
        }
    }

    CLI::App app_{"test"};
    std::string file_, host_ = "127.0.0.1";
    unsigned port_ = 0, dispatchers_ = 1;
    std::uint64_t memory_ = 0;
    double ratio_ = 0;
    bool empty_ = false, check_ = false;
};

TEST_F(ConfigFile, SetsOptionsOfEveryType) {
    EXPECT_EQ(parse("port = 9000\nhost = \"::1\"\nratio = 0.5\nempty = true\n"
                    "[up]\ndispatchers = 2\n"),
              "");
    EXPECT_EQ(port_, 9000u);
    EXPECT_EQ(host_, "::1");
    EXPECT_EQ(ratio_, 0.5);
    EXPECT_TRUE(empty_);
    EXPECT_EQ(dispatchers_, 2u);
}

TEST_F(ConfigFile, FlagsWin) {
    EXPECT_EQ(parse("port = 9000\nhost = \"a\"\n", {"--port", "9001"}), "");
    EXPECT_EQ(port_, 9001u);
    EXPECT_EQ(host_, "a");
}

TEST_F(ConfigFile, NamesEveryMistakeByLine) {
    const std::string said = parse("prot = 1\nport = \"x\"\nport2 = 3\nhost = 7\nempty = 1\n");
    EXPECT_THAT(said,
                HasSubstr(file_ + ":1: prot: unknown key; did you mean \"port\"?; accepted: port, "
                                  "host, ratio, empty, memory, [up]"));
    EXPECT_THAT(said, HasSubstr(file_ + ":2: port: accepted: a whole number in [1 - 65535]"));
    EXPECT_THAT(said, HasSubstr(file_ + ":3: port2: unknown key"));
    EXPECT_THAT(said, HasSubstr(file_ + ":4: host: accepted: text in quotes"));
    EXPECT_THAT(said, HasSubstr(file_ + ":5: empty: accepted: true or false"));
}

TEST_F(ConfigFile, ChecksRangesAsFlagsDo) {
    EXPECT_THAT(parse("host = \"a\"\nport = 70000\n"), HasSubstr(":2: port: "));
    EXPECT_THAT(parse("port = -1\n"),
                HasSubstr(":1: port: accepted: a whole number in [1 - 65535]"));
}

TEST_F(ConfigFile, ATableIsOneOfASubcommand) {
    EXPECT_THAT(parse("[pu]\nport = 1\n"), HasSubstr(":1: pu: unknown table"));
    EXPECT_THAT(parse("[upp]\n"), HasSubstr("; did you mean \"[up]\"?; accepted: "));
    EXPECT_THAT(parse("\n[up]\ndispatcher = 1\n"),
                HasSubstr(":3: dispatcher: unknown key; did you mean \"dispatchers\"?; accepted: "
                          "dispatchers"));
}

TEST_F(ConfigFile, ASizeIsANumberOrHasAUnit) {
    EXPECT_EQ(parse("memory = \"2KB\"\n"), "");
    EXPECT_EQ(memory_, 2048u);
    EXPECT_EQ(parse("memory = 7\n"), "");
    EXPECT_EQ(memory_, 7u);
    EXPECT_THAT(parse("\nmemory = \"much\"\n"), HasSubstr(":2: memory: "));
    EXPECT_THAT(parse("memory = true\n"), HasSubstr(":1: memory: accepted: a whole number"));
}

TEST_F(ConfigFile, NamesTheLineThatIsNotToml) {
    EXPECT_THAT(parse("port = 1\nhost = \n"), HasSubstr(file_ + ":2: "));
}

TEST_F(ConfigFile, CheckIsNoSetting) {
    EXPECT_THAT(parse("check = true\n"), HasSubstr(":1: check: unknown key"));
}

TEST_F(ConfigFile, AMissingFileIsNamed) {
    std::vector<std::string> arguments{"/nonexistent.toml", "--config"};
    EXPECT_THROW(app_.parse(arguments), CLI::ParseError);
}

}  // namespace
