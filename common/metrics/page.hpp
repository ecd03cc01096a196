// GET /metrics on an address of its own, for Prometheus; nothing else is answered there.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

namespace circle::metrics {

// Lives on one executor. Each connection has one request, a few seconds and a few kilobytes.
class Page {
  public:
    using Render = std::function<std::string()>;  // the page as it is now

    // Listens at once. Throws std::runtime_error with one clear line when the address cannot be
    // had.
    Page(boost::asio::any_io_executor executor, const boost::asio::ip::tcp::endpoint& endpoint,
         Render render);

    boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

  private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer retry_;
    std::shared_ptr<const Render> render_;
};

}  // namespace circle::metrics
