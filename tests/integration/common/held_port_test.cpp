#include "common/net/held_port.hpp"

#include <gtest/gtest.h>

namespace circle::net {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

tcp::endpoint on_loopback(std::uint16_t port) {
    return {boost::asio::ip::address_v4::loopback(), port};
}

// As our services and redis-server do it.
error_code listen(tcp::acceptor& acceptor, std::uint16_t port) {
    error_code error;
    acceptor.open(tcp::v4(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(on_loopback(port), error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    return error;
}

TEST(HeldPort, IsForWhoListensThereAgainAndAgain) {
    error_code error;
    const HeldPort held(on_loopback(0), error);
    ASSERT_FALSE(error) << error.message();
    ASSERT_NE(held.number(), 0);
    boost::asio::io_context io;
    for (int i = 0; i < 3; ++i) {
        tcp::acceptor acceptor(io);
        EXPECT_FALSE(listen(acceptor, held.number()));
        tcp::socket visitor(io);
        visitor.connect(on_loopback(held.number()), error);
        EXPECT_FALSE(error) << error.message();
    }
    tcp::socket visitor(io);
    visitor.connect(on_loopback(held.number()), error);
    EXPECT_EQ(error, boost::asio::error::connection_refused) << "nobody listens";
}

// As who asks for any free port is told of one that is not: the kernel looks on.
TEST(HeldPort, IsNotFree) {
    error_code error;
    const HeldPort held(on_loopback(0), error);
    boost::asio::io_context io;
    tcp::acceptor other(io, tcp::v4());
    other.bind(on_loopback(held.number()), error);
    EXPECT_EQ(error, boost::asio::error::address_in_use);
    tcp::socket visitor(io, tcp::v4());
    visitor.bind(on_loopback(held.number()), error);
    EXPECT_EQ(error, boost::asio::error::address_in_use);
}

TEST(HeldPort, ATakenOneCannotBeHad) {
    boost::asio::io_context io;
    tcp::acceptor acceptor(io);
    ASSERT_FALSE(listen(acceptor, 0));
    error_code error;
    const HeldPort held(acceptor.local_endpoint(), error);
    EXPECT_EQ(error, boost::asio::error::address_in_use);
}

}  // namespace
}  // namespace circle::net
