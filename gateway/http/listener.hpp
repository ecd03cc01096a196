// Accepts connections on one address.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "common/net/address.hpp"
#include "gateway/ws/beast_connection.hpp"

namespace circle::gateway {

using net::parse_address;

class Listener {
  public:
    using Handler = std::function<void(Socket)>;

    // Throws std::runtime_error with one clear line when the address cannot be had.
    Listener(boost::asio::io_context& io, const boost::asio::ip::tcp::endpoint& endpoint,
             Handler handler);

    void start() { accept(); }
    void stop();

    boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

  private:
    void accept();

    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>
        acceptor_;
    boost::asio::steady_timer retry_;
    Handler handler_;
};

}  // namespace circle::gateway
