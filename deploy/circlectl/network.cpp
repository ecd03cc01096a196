#include "deploy/circlectl/network.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <stdexcept>

namespace circle::deploy {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds kGetDeadline{2};
constexpr std::size_t kMostAnswer = 4096;

constexpr int kStride = 10;  // from a taken port: the next ones are the metrics of who took it

// The port that was listened on for a moment.
std::uint16_t listen_on(const asio::ip::address& address, std::uint16_t port, error_code& error) {
    asio::io_context io;
    tcp::acceptor acceptor(io);
    const tcp::endpoint endpoint(address, port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(1, error);
    return error ? std::uint16_t{0} : acceptor.local_endpoint().port();
}

// A free one instead of `port`, with a free one beside it for metrics, as far as there is one.
std::uint16_t free_port_beyond(const asio::ip::address& address, int port) {
    error_code error;
    const auto is_free = [&](const asio::ip::address& where, int candidate) {
        listen_on(where, static_cast<std::uint16_t>(candidate), error);
        return !error;
    };
    for (int next = port + kStride; next < 65535; next += kStride) {
        if (is_free(address, next) && is_free(asio::ip::address_v4::loopback(), next + 1)) {
            return static_cast<std::uint16_t>(next);
        }
    }
    return listen_on(address, 0, error);
}

std::string why(const asio::ip::address& host, std::uint16_t port, const error_code& error) {
    if (error == asio::error::address_in_use) {
        return fmt::format(
            "port {0} on {1} is taken by another program. Choose another: --port {2} (PORT={2} "
            "./run)",
            port, host.to_string(), free_port_beyond(host, port));
    }
    if (error == asio::error::access_denied) {
        return fmt::format("port {} on {} is not for this user. Choose one above 1023", port,
                           host.to_string());
    }
    return fmt::format("cannot listen on {} port {}: {}", host.to_string(), port, error.message());
}

}  // namespace

std::unique_ptr<net::HeldPort> hold_port(const std::string& host, std::uint16_t port) {
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) {
        throw std::runtime_error("host \"" + host +
                                 "\" is not an IP address; accepted: 127.0.0.1, 0.0.0.0, …");
    }
    auto held = std::make_unique<net::HeldPort>(tcp::endpoint(address, port), error);
    if (error) throw std::runtime_error(why(address, port, error));
    return held;
}

std::uint16_t free_port_from(const std::string& host, std::uint16_t port) {
    error_code error;
    const auto address = asio::ip::make_address(host);
    const std::uint16_t listened = listen_on(address, port, error);
    return error ? listen_on(address, 0, error) : listened;
}

bool is_any_address(const std::string& host) {
    return host == "0.0.0.0" || host == "::";
}

std::string local_address(const std::string& host) {
    if (host == "::") return "::1";
    return is_any_address(host) ? "127.0.0.1" : host;
}

std::vector<std::string> lan_addresses() {
    std::vector<std::string> found;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return found;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, &freeifaddrs);
    for (const ifaddrs* it = list; it != nullptr; it = it->ifa_next) {
        const bool up = (it->ifa_flags & IFF_UP) != 0 && (it->ifa_flags & IFF_LOOPBACK) == 0;
        if (!up || it->ifa_addr == nullptr || it->ifa_addr->sa_family != AF_INET) continue;
        char text[INET_ADDRSTRLEN] = {};
        const auto* address = reinterpret_cast<const sockaddr_in*>(it->ifa_addr);
        inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
        found.emplace_back(text);
    }
    return found;
}

std::string host_port(const std::string& host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string::npos;
    return v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

std::string http_url(const std::string& host, std::uint16_t port) {
    return "http://" + host_port(host, port);
}

asio::awaitable<int> http_get(std::string host, std::uint16_t port, std::string path,
                              std::string& body) {
    auto ex = co_await asio::this_coro::executor;
    constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
    auto socket = std::make_shared<tcp::socket>(ex);
    asio::steady_timer deadline(ex, kGetDeadline);
    deadline.async_wait([socket](error_code error) {
        error_code ignored;
        if (!error) socket->close(ignored);
    });
    const tcp::endpoint endpoint(asio::ip::make_address(host), port);
    const auto [connected] = co_await socket->async_connect(endpoint, quietly);
    if (connected) co_return 0;
    const std::string request =
        fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", path, host);
    const auto out = asio::buffer(request);
    const auto [sent, bytes_out] = co_await asio::async_write(*socket, out, quietly);
    if (sent) co_return 0;
    std::string answer(kMostAnswer, '\0');
    const auto in = asio::buffer(answer);
    const auto [ended, bytes_in] = co_await asio::async_read(*socket, in, quietly);
    answer.resize(bytes_in);
    const auto head = answer.find("\r\n\r\n");
    body = head == std::string::npos ? std::string() : answer.substr(head + 4);
    constexpr std::size_t kStatus = sizeof("HTTP/1.1 ") - 1;
    co_return answer.size() > kStatus + 3 ? std::atoi(answer.c_str() + kStatus) : 0;
}

}  // namespace circle::deploy
