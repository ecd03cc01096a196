#include "common/metrics/page.hpp"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "common/metrics/registry.hpp"

namespace circle::metrics {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kRequestLimit = 8 * 1024;
constexpr std::chrono::seconds kScrapeDeadline{5};
constexpr std::chrono::milliseconds kRetry{100};

std::string respond(const char* status, std::string_view body) {
    return fmt::format(
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
        status, kContentType, body.size(), body);
}

class Visit : public std::enable_shared_from_this<Visit> {
  public:
    Visit(tcp::socket socket, std::shared_ptr<const Page::Render> render)
        : socket_(std::move(socket)),
          deadline_(socket_.get_executor(), kScrapeDeadline),
          render_(std::move(render)) {}

    void start() {
        deadline_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->close();
        });
        asio::async_read_until(
            socket_, asio::dynamic_buffer(request_, kRequestLimit), "\r\n\r\n",
            [self = shared_from_this()](error_code error, std::size_t) { self->answer(error); });
    }

  private:
    void answer(error_code error) {
        if (error) return close();
        const std::string_view request(request_);
        if (request.starts_with("GET /metrics ")) {
            response_ = respond("200 OK", (*render_)());
        } else if (request.starts_with("GET ")) {
            response_ = respond("404 Not Found", "GET /metrics is all there is\n");
        } else {
            response_ = respond("405 Method Not Allowed", "GET /metrics is all there is\n");
        }
        asio::async_write(socket_, asio::buffer(response_),
                          [self = shared_from_this()](error_code, std::size_t) { self->close(); });
    }

    void close() {
        deadline_.cancel();
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
    }

    tcp::socket socket_;
    asio::steady_timer deadline_;
    std::shared_ptr<const Page::Render> render_;
    std::string request_;
    std::string response_;
};

}  // namespace

Page::Page(asio::any_io_executor executor, const tcp::endpoint& endpoint, Render render)
    : acceptor_(executor),
      retry_(executor),
      render_(std::make_shared<const Render>(std::move(render))) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(16, error);
    if (error) {
        throw std::runtime_error(fmt::format("cannot listen on {}:{}: {}",
                                             endpoint.address().to_string(), endpoint.port(),
                                             error.message()));
    }
    accept();
}

void Page::accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
            std::make_shared<Visit>(std::move(socket), render_)->start();
            return accept();
        }
        retry_.expires_after(kRetry);  // e.g. no file descriptor is left
        retry_.async_wait([this](error_code stopped) {
            if (!stopped) accept();
        });
    });
}

}  // namespace circle::metrics
