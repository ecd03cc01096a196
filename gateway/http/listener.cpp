#include "gateway/http/listener.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/ip/v6_only.hpp>
#include <stdexcept>
#include <utility>

namespace circle::gateway {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr int kSendBuffer = 64 * 1024;

}  // namespace

Listener::Listener(asio::io_context& io, const tcp::endpoint& endpoint, Handler handler)
    : acceptor_(io), retry_(io), handler_(std::move(handler)) {
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (error) {
        throw std::runtime_error(fmt::format("cannot listen on {}:{}: {}",
                                             endpoint.address().to_string(), endpoint.port(),
                                             error.message()));
    }
}

void Listener::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
}

void Listener::accept() {
    acceptor_.async_accept([this](error_code error, Socket socket) {
        if (!acceptor_.is_open()) return;
        if (!error) {
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            // What a stuck reader may hold in the kernel, too, is bounded (P11).
            socket.set_option(asio::socket_base::send_buffer_size(kSendBuffer), ignored);
            handler_(std::move(socket));
            return accept();
        }
        // Out of descriptors, mostly: those that close make room.
        spdlog::warn("cannot accept: {}", error.message());
        retry_.expires_after(std::chrono::milliseconds(100));
        retry_.async_wait([this](error_code stopped) {
            if (!stopped) accept();
        });
    });
}

}  // namespace circle::gateway
