// Targets, upgrades, assets, pages: what HTTP decides without a socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "gateway/http/address_limit.hpp"
#include "gateway/http/assets.hpp"
#include "gateway/http/binding.hpp"
#include "gateway/http/listener.hpp"
#include "gateway/http/page.hpp"
#include "gateway/http/upgrade.hpp"

namespace circle::gateway {
namespace {

namespace http = boost::beast::http;
using testing::HasSubstr;
using testing::Not;

TEST(Target, IsSplitAndDecoded) {
    std::string path;
    std::string query;
    ASSERT_TRUE(parse_target("/c/%E6%B0%B4?a=1&role=resident", path, query));
    EXPECT_EQ(path, "/c/水");
    EXPECT_EQ(query_value(query, "role"), "resident");
    EXPECT_EQ(query_value(query, "a"), "1");
    EXPECT_EQ(query_value(query, "b"), "");
    for (const char* bad : {"", "http://x/", "*", "/%", "/%4", "/%zz", "/%00"}) {
        EXPECT_FALSE(parse_target(bad, path, query)) << bad;
    }
}

TEST(Text, IsEscaped) {
    EXPECT_EQ(escape_html("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    EXPECT_EQ(json_string("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
    Page page;
    page.title = "<script>";
    EXPECT_THAT(html_response(http::status::ok, page).body(), Not(HasSubstr("<script>")));
}

TEST(DeadLink, IsNamedForWhatItIsAndGivesThePhone) {
    const auto text = [](const char* path, Standing standing) {
        return unusable_page(*bind_route(path), standing, "").text;
    };
    EXPECT_THAT(text("/c/x", Standing::unknown), HasSubstr("没有认出这张连心卡"));
    EXPECT_THAT(text("/v/x", Standing::unknown), HasSubstr("没有认出这个邀请链接"));
    EXPECT_THAT(text("/s/x", Standing::unknown), HasSubstr("没有认出这个登录链接"));
    EXPECT_THAT(text("/v/x", Standing::expired), HasSubstr("这个邀请链接已经过期"));
    EXPECT_THAT(text("/s/x", Standing::revoked), HasSubstr("这个登录链接已经停用"));
    EXPECT_THAT(text("/c/x", Standing::revoked), HasSubstr("这张连心卡已经停用"));
    EXPECT_EQ(unusable_page(*bind_route("/v/x"), Standing::unknown, "").link, "");
    const Page page = unusable_page(*bind_route("/v/x"), Standing::unknown, "021-5555-0100");
    EXPECT_EQ(page.link, "tel:021-5555-0100");
    EXPECT_EQ(page.link_text, "拨打服务站 021-5555-0100");
}

struct UpgradeTest : testing::Test {
    std::variant<AcceptedUpgrade, HttpResponse> examine(const std::string& query = {}) {
        return examine_upgrade(Exchange{request, "/ws", query, "127.0.0.1", false});
    }
    AcceptedUpgrade accepted(const std::string& query = {}) {
        return std::get<AcceptedUpgrade>(examine(query));
    }
    unsigned refused(const std::string& query = {}) {
        return std::get<HttpResponse>(examine(query)).result_int();
    }
    HttpRequest request;
};

TEST_F(UpgradeTest, SubprotocolIsTheClientsFirstThatIsKnown) {
    EXPECT_EQ(accepted().upgrade.codec, Codec::json);
    EXPECT_EQ(accepted().subprotocol, "");
    request.set(http::field::sec_websocket_protocol, "soap , circle.v1.pb,circle.v1.json");
    EXPECT_EQ(accepted().upgrade.codec, Codec::pb);
    EXPECT_EQ(accepted().subprotocol, "circle.v1.pb");
    request.set(http::field::sec_websocket_protocol, "soap");
    EXPECT_EQ(refused(), 400u);
    request.insert(http::field::sec_websocket_protocol, "circle.v1.json");  // a line of its own
    EXPECT_EQ(accepted().subprotocol, "circle.v1.json");
    request.insert(http::field::sec_websocket_protocol, "circle.v1.pb");
    EXPECT_EQ(accepted().subprotocol, "circle.v1.json");
}

TEST_F(UpgradeTest, BearerBeforeTheCookieOfTheRole) {
    request.set(http::field::host, "circle.example");
    request.set(http::field::cookie, "circle_resident=R; circle_volunteer=V");
    EXPECT_EQ(accepted("role=volunteer").upgrade.secret, "V");
    EXPECT_EQ(accepted("role=coordinator").upgrade.secret, "");
    EXPECT_EQ(accepted().upgrade.secret, "");
    request.set(http::field::authorization, "Bearer T");
    EXPECT_EQ(accepted("role=volunteer").upgrade.secret, "T");
}

TEST_F(UpgradeTest, OnlyAProperTraceIsTaken) {
    const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    request.set("traceparent", good);
    EXPECT_EQ(accepted().upgrade.trace, good);
    std::string not_utf8 = good;
    not_utf8[5] = char(0xff);
    for (const std::string& bad :
         {not_utf8, std::string("00-ab-cd-01"), good + "0", "ff" + good.substr(2),
          "0A" + good.substr(2), std::string("\x80"), std::string()}) {
        request.set("traceparent", bad);
        EXPECT_EQ(accepted().upgrade.trace, "") << bad;
    }
}

TEST_F(UpgradeTest, ForeignPagesMayNotUseOurCookie) {
    request.set(http::field::host, "circle.example");
    request.set(http::field::cookie, "circle_resident=R");
    request.set(http::field::origin, "https://circle.example");
    EXPECT_EQ(accepted("role=resident").upgrade.secret, "R");
    for (const char* foreign : {"https://evil.example", "null"}) {
        request.set(http::field::origin, foreign);
        EXPECT_EQ(refused("role=resident"), 403u) << foreign;
    }
    // Without a cookie there is nothing to steal: a token must come in hello.
    request.erase(http::field::cookie);
    EXPECT_EQ(accepted("role=resident").upgrade.secret, "");
}

TEST(AssetsTest, HashedOnesAreKeptOthersAskedAgain) {
    std::string name = "/tmp/circle-assets-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    const std::filesystem::path directory = name;
    std::filesystem::create_directory(directory / "assets");
    std::ofstream(directory / "index.html") << "<html>";
    std::ofstream(directory / "assets" / "board-AB12CD34.js") << "code";
    const Assets assets(directory.string());
    std::filesystem::remove_all(directory);

    HttpRequest request;
    const auto page = assets.serve(request, "index.html");
    ASSERT_TRUE(page);
    EXPECT_EQ((*page)[http::field::cache_control], "no-cache");
    EXPECT_EQ((*page)[http::field::content_type], "text/html; charset=utf-8");
    const auto script = assets.serve(request, "assets/board-AB12CD34.js");
    ASSERT_TRUE(script);
    EXPECT_THAT(std::string((*script)[http::field::cache_control]), HasSubstr("immutable"));
    request.set(http::field::if_none_match, (*page)[http::field::etag]);
    EXPECT_EQ(assets.serve(request, "index.html")->result_int(), 304u);
    EXPECT_FALSE(assets.serve(request, "assets/../index.html"));
    EXPECT_FALSE(assets.serve(request, "../etc/passwd"));
    EXPECT_THROW(Assets{"/nonexistent"}, std::runtime_error);
}

TEST(Address, IsReadOrRefused) {
    EXPECT_EQ(parse_address("127.0.0.1:80").port(), 80);
    EXPECT_TRUE(parse_address("[::1]:0").address().is_v6());
    EXPECT_EQ(parse_address(":8080").address().to_string(), "0.0.0.0");
    for (const char* bad : {"", "80", "host:80", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:x"}) {
        EXPECT_THROW(parse_address(bad), std::invalid_argument) << bad;
    }
}

TEST(AddressLimitTest, TenWrongOnesThenOneInSixSeconds) {
    AddressLimit limit;
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(limit.allows("a", 1000));
        limit.failed("a", 1000);
    }
    EXPECT_FALSE(limit.allows("a", 1000));
    EXPECT_TRUE(limit.allows("b", 1000));
    EXPECT_FALSE(limit.allows("a", 6'900));
    EXPECT_TRUE(limit.allows("a", 7'000));
}

}  // namespace
}  // namespace circle::gateway
