// One HTTP connection over a real socket: deadlines, what a drain waits for, ambiguous requests.
#include "gateway/http/http_connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "gateway/http/listener.hpp"
#include "tests/support/run_until.hpp"

namespace circle::gateway {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using circle::test::run_until;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class HttpConnection : public testing::Test {
  protected:
    HttpConnection() {
        service_.deadlines = {1h, 1h, 1h};
        service_.handle = [this](const Exchange& exchange, Reply reply) {
            remotes_.push_back(exchange.remote);
            https_.push_back(exchange.https);
            paths_.push_back(exchange.path);
            if (hold_) {
                held_.push_back(std::move(reply));
            } else {
                reply(make_response(http::status::ok, "text/plain", "answer"));
            }
        };
        listener_.start();
        client_.connect(listener_.endpoint());
    }
    ~HttpConnection() override {
        held_.clear();
        listener_.stop();
        boost::system::error_code ignored;
        client_.close(ignored);
        io_.poll();
    }

    void send(const std::string& text) { asio::write(client_, asio::buffer(text)); }
    // Until the server closes.
    std::string all() {
        bool over = false;
        std::string text;
        asio::async_read(client_, asio::dynamic_buffer(text),
                         [&](boost::system::error_code, std::size_t) { over = true; });
        run_until(io_, [&] { return over; });
        return text;
    }
    void until_handled(std::size_t count) {
        run_until(io_, [&] { return paths_.size() == count; });
    }

    static constexpr const char* kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

    asio::io_context io_{1};
    HttpService service_;
    std::vector<std::string> remotes_;
    std::vector<bool> https_;
    std::vector<std::string> paths_;
    bool hold_ = false;
    std::vector<Reply> held_;
    Listener listener_{io_, parse_address("127.0.0.1:0"),
                       [this](Socket socket) { serve_http(std::move(socket), service_); }};
    tcp::socket client_{io_};
};

TEST_F(HttpConnection, WhoSendsNothingIsClosed) {
    service_.deadlines.read = 20ms;
    EXPECT_EQ(all(), "");
}

TEST_F(HttpConnection, ARequestThatDripsIsClosed) {
    service_.deadlines.read = 20ms;
    send("GET / HTTP/1.1\r\nHos");
    EXPECT_EQ(all(), "");
    EXPECT_TRUE(paths_.empty());
}

TEST_F(HttpConnection, WhoAsksNothingMoreIsClosed) {
    service_.deadlines.idle = 20ms;
    send(kGet);
    EXPECT_THAT(all(), HasSubstr("answer"));
}

TEST_F(HttpConnection, AnAnswerThatDoesNotComeIsGivenUp) {
    service_.deadlines.answer = 20ms;
    hold_ = true;
    send(kGet);
    EXPECT_EQ(all(), "");
    ASSERT_EQ(held_.size(), 1u);
    held_[0](make_response(http::status::ok, "text/plain", "too late"));
    held_.clear();
    EXPECT_EQ(service_.load->under_way, 0u);
}

TEST_F(HttpConnection, ADrainWaitsForWhatIsUnderWay) {
    EXPECT_EQ(service_.load->under_way, 0u);
    hold_ = true;
    send(kGet);
    until_handled(1);
    EXPECT_EQ(service_.load->under_way, 1u);
    service_.load->leaving = true;
    held_[0](make_response(http::status::ok, "text/plain", "answer"));
    const std::string text = all();
    EXPECT_THAT(text, HasSubstr("answer"));
    EXPECT_THAT(text, HasSubstr("Connection: close"));
    EXPECT_EQ(service_.load->under_way, 0u);
}

TEST_F(HttpConnection, AProxysLastWordCounts) {
    service_.trust_proxy = true;
    send(
        "GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6, 7.7.7.7\r\n"
        "X-Forwarded-Proto: http\r\nX-Forwarded-For: 8.8.8.8 , 192.0.2.7 \r\n"
        "X-Forwarded-Proto: https\r\n\r\n");
    until_handled(1);
    EXPECT_EQ(remotes_[0], "192.0.2.7");
    EXPECT_TRUE(https_[0]);
    service_.trust_proxy = false;
    send(
        "GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\n"
        "X-Forwarded-Proto: https\r\n\r\n");
    until_handled(2);
    EXPECT_EQ(remotes_[1], "127.0.0.1");
    EXPECT_FALSE(https_[1]);
}

// What a proxy in front might read as one request must not be two here, or the other way round.
TEST_F(HttpConnection, AmbiguousLengthsAreRefused) {
    const std::string inner = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    send(
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n" +
        inner);
    const std::string text = all();
    EXPECT_THAT(text, HasSubstr("HTTP/1.1 400"));
    EXPECT_THAT(paths_, Not(testing::Contains("/smuggled")));
}

TEST_F(HttpConnection, TwoLengthsAreRefused) {
    send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_THAT(all(), HasSubstr("HTTP/1.1 400"));
    EXPECT_TRUE(paths_.empty());
}

}  // namespace
}  // namespace circle::gateway
