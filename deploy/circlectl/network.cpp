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

std::string why(const std::string& host, std::uint16_t port, const error_code& error) {
    if (error == asio::error::address_in_use) {
        return fmt::format(
            "port {} on {} is taken by another program. Choose another: --port {} (PORT={} ./run)",
            port, host, port + 1, port + 1);
    }
    if (error == asio::error::access_denied) {
        return fmt::format("port {} on {} is not for this user. Choose one above 1023", port, host);
    }
    return fmt::format("cannot listen on {} port {}: {}", host, port, error.message());
}

}  // namespace

std::uint16_t check_port(const std::string& host, std::uint16_t port) {
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) {
        throw std::runtime_error("host \"" + host +
                                 "\" is not an IP address; accepted: 127.0.0.1, 0.0.0.0, …");
    }
    asio::io_context io;
    tcp::acceptor acceptor(io);
    const tcp::endpoint endpoint(address, port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(1, error);
    if (error) throw std::runtime_error(why(host, port, error));
    return acceptor.local_endpoint().port();
}

std::uint16_t free_port_from(const std::string& host, std::uint16_t port) {
    try {
        return check_port(host, port);
    } catch (const std::runtime_error&) {
        return check_port(host, 0);
    }
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
