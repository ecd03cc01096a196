// One connection's life: connect, authenticate, commands and replies, end. Used by Client only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "common/redis/client.hpp"
#include "common/redis/hiredis_adapter.hpp"

struct redisAsyncContext;

namespace circle::redis {

// Never reused: a new connection is a new object, so nothing of an old one can reach it. Destroy it
// from outside the listener's calls.
class Connection {
  public:
    // Called on the executor, mostly from inside hiredis: note what happened, run nobody else's
    // code. The listener outlives the connection. None is called after close() or from open().
    class Listener {
      public:
        virtual ~Listener() = default;
        virtual void on_ready() = 0;  // Redis answered PING: it takes commands
        virtual void on_reply(std::uint64_t id, Reply reply) = 0;
        virtual void on_closed(std::string reason) noexcept = 0;  // the last call
    };

    explicit Connection(Listener& listener) : listener_(&listener) {}
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Begins to connect to the unix socket, or to `address`, which is numeric. An immediate failure
    // is returned, empty: under way. Credentials are sent before anything else.
    std::string open(boost::asio::any_io_executor executor, const Endpoint& endpoint,
                     const std::string& address);

    // False: nothing was sent nor will be. True: on_reply with `id` follows, or on_closed.
    bool write(const Command& command, std::uint64_t id);

    // Ends it without a word to the listener.
    void close();

  private:
    struct Callbacks;  // what hiredis calls

    void greet();
    void on_connected(int status);
    void on_auth(const Reply& reply);
    void on_greeted(const Reply& reply);
    void on_gone();
    void fail(std::string reason);

    Listener* listener_;  // nullptr once closed
    std::shared_ptr<HiredisAdapter> adapter_;
    std::string username_;
    std::string password_;
    std::string reason_;  // why it ends, when we know better than hiredis
};

}  // namespace circle::redis
