#include "gateway/http/http_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <chrono>
#include <optional>
#include <utility>

namespace circle::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr std::uint32_t kHeaderLimit = 8 * 1024;
constexpr std::uint64_t kBodyLimit = 16 * 1024;
constexpr auto kLingerDeadline = 1s;

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
  public:
    HttpConnection(Socket socket, const HttpService& service)
        : socket_(std::move(socket)),
          timer_(socket_.get_executor()),
          service_(service),
          load_(service.load) {}
    ~HttpConnection() { answered(); }
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    void read(std::chrono::milliseconds deadline) {
        parser_.emplace();
        parser_->header_limit(kHeaderLimit);
        parser_->body_limit(kBodyLimit);
        close_after(deadline);
        http::async_read(
            socket_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->on_read(error); });
    }

  private:
    // The timer closes the socket, which ends whatever is under way.
    void close_after(std::chrono::milliseconds time) {
        timer_.expires_after(time);
        timer_.async_wait([weak = weak_from_this()](error_code error) {
            const auto self = weak.lock();
            if (error || !self) return;
            error_code ignored;
            self->socket_.close(ignored);
        });
    }

    void on_read(error_code error) {
        if (error) return refuse(error);
        if (!std::exchange(under_way_, true)) ++load_->under_way;
        request_ = parser_->release();
        Exchange exchange = describe();
        const auto target = request_.target();
        if (!parse_target({target.data(), target.size()}, exchange.path, exchange.query)) {
            return answer(error_response(request_, http::status::bad_request, "CODE_MALFORMED",
                                         "not a path"));
        }
        close_after(service_.deadlines.answer);
        const Reply reply = [self = shared_from_this()](HttpResponse response) {
            self->answer(std::move(response));
        };
        if (exchange.path == "/ws" && service_.upgrade) return upgrade(exchange, reply);
        service_.handle(exchange, reply);
    }

    void upgrade(const Exchange& exchange, const Reply& reply) {
        if (!beast::websocket::is_upgrade(request_)) {
            HttpResponse response = error_response(request_, http::status::upgrade_required,
                                                   "CODE_UNSUPPORTED", "a WebSocket endpoint");
            response.set(http::field::upgrade, "websocket");
            return reply(std::move(response));
        }
        timer_.cancel();
        service_.upgrade(exchange, std::move(socket_), reply);
    }

    Exchange describe() {
        Exchange exchange{request_, {}, {}, {}, false};
        error_code error;
        const auto endpoint = socket_.remote_endpoint(error);
        if (!error) exchange.remote = endpoint.address().to_string();
        if (!service_.trust_proxy) return exchange;
        exchange.https = last_of("X-Forwarded-Proto") == "https";
        // The proxy appends whom it saw: the last one is not the client's to choose.
        const std::string_view address = last_of("X-Forwarded-For");
        if (!address.empty()) exchange.remote = std::string(address.substr(0, 64));
        return exchange;
    }

    // The last element of the last line of a header that lists.
    std::string_view last_of(std::string_view name) const {
        const auto lines = request_.equal_range(beast::string_view(name.data(), name.size()));
        std::string_view list;
        for (auto it = lines.first; it != lines.second; ++it) {
            list = {it->value().data(), it->value().size()};
        }
        list = list.substr(list.rfind(',') + 1);
        while (!list.empty() && list.front() == ' ') list.remove_prefix(1);
        while (!list.empty() && list.back() == ' ') list.remove_suffix(1);
        return list;
    }

    // What could not be read as a request: an answer where one makes sense, then the end.
    void refuse(error_code error) {
        http::status status{};
        if (error == http::error::header_limit) {
            status = http::status::request_header_fields_too_large;
        } else if (error == http::error::body_limit) {
            status = http::status::payload_too_large;
        } else if (error.category() == make_error_code(http::error::end_of_stream).category() &&
                   error != http::error::end_of_stream && error != http::error::partial_message) {
            status = http::status::bad_request;
        } else {
            return close();
        }
        request_ = {};
        request_.keep_alive(false);
        const bool large = status != http::status::bad_request;
        answer(error_response(request_, status, large ? "CODE_TOO_LARGE" : "CODE_MALFORMED",
                              error.message()));
    }

    void answer(HttpResponse response) {
        if (!socket_.is_open()) return;
        response.version(11);
        response.keep_alive(request_.keep_alive() && !load_->leaving);
        if (response.result() != http::status::not_modified) response.prepare_payload();
        if (request_.method() == http::verb::head) response.body().clear();
        response_ = std::move(response);
        close_after(service_.deadlines.answer);
        http::async_write(socket_, response_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                              self->on_written(error);
                          });
    }

    void answered() {
        if (std::exchange(under_way_, false)) --load_->under_way;
    }

    void on_written(error_code error) {
        answered();
        if (error) return close();
        if (response_.keep_alive()) return read(service_.deadlines.idle);
        // Closing with bytes unread would reset the connection under our answer.
        error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
        close_after(kLingerDeadline);
        linger();
    }

    void linger() {
        socket_.async_read_some(asio::buffer(rest_),
                                [self = shared_from_this()](error_code error, std::size_t) {
                                    error ? self->close() : self->linger();
                                });
    }

    void close() {
        timer_.cancel();
        error_code ignored;
        socket_.close(ignored);
    }

    Socket socket_;
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>,
                               asio::io_context::executor_type>
        timer_;
    const HttpService& service_;
    std::shared_ptr<HttpLoad> load_;  // may outlive the service
    bool under_way_ = false;
    beast::flat_buffer buffer_{kHeaderLimit + kBodyLimit};
    std::optional<http::request_parser<http::string_body>> parser_;
    HttpRequest request_;
    HttpResponse response_;
    std::array<char, 512> rest_{};
};

}  // namespace

void serve_http(Socket socket, const HttpService& service) {
    std::make_shared<HttpConnection>(std::move(socket), service)->read(service.deadlines.read);
}

}  // namespace circle::gateway
