// One gateway process, put together: what talks to what reads off the constructor.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

namespace circle::gateway {

struct Options {
    std::string redis = "redis://127.0.0.1:6379";
    std::string listen = "127.0.0.1:8080";
    std::string metrics;  // HOST:PORT; empty: no metrics listener
    std::string assets;   // directory of the built pages; empty: no pages
    bool trust_proxy = false;
    unsigned max_strangers =
        2000;  // connections of one address that have not signed in; at least 1
};

// Throws std::invalid_argument that names the option and what is accepted.
void check(const Options& options);

class Gateway {
  public:
    // Binds its addresses. Throws std::runtime_error or std::invalid_argument with one clear line.
    Gateway(boost::asio::io_context& io, const Options& options);
    ~Gateway();

    // Begins to serve; returns at once. The io_context stops when a drain is over.
    void start();

    // Clients are told, what is under way is finished, then it ends. A second call ends at once.
    void drain();

    unsigned short port() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace circle::gateway
