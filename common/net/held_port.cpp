#include "common/net/held_port.hpp"

namespace circle::net {

using boost::asio::ip::tcp;

HeldPort::HeldPort(const tcp::endpoint& endpoint, boost::system::error_code& error) {
    socket_.open(endpoint.protocol(), error);
    if (!error) socket_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) socket_.bind(endpoint, error);
}

std::uint16_t HeldPort::number() const {
    boost::system::error_code unknown;
    const auto endpoint = socket_.local_endpoint(unknown);
    return unknown ? std::uint16_t{0} : endpoint.port();
}

}  // namespace circle::net
