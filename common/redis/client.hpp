// One connection to Redis: hiredis driven by an Asio executor.
//
// Threads: everything, callbacks included, happens on the executor given at construction; call
// nothing from elsewhere. The client reconnects by itself with back-off until stop(). Destroy it
// before its io_context.
//
// Commands reach Redis in the order of send(), as long as one connection lasts. After `unknown` the
// command may still be applied later than commands sent afterwards.
//
// Making a client sets SIGPIPE to be ignored, unless the process handles it (hiredis needs that).
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/redis/endpoint.hpp"
#include "common/redis/reply.hpp"

namespace circle::redis {

// What is known about a command's effect.
enum class Certainty {
    done,      // a reply arrived (it may be an error reply: then nothing was written)
    not_done,  // it never left this process
    unknown,   // it left, and the connection or the deadline ended before a reply came
};

struct Result {
    Certainty certainty = Certainty::not_done;
    Reply reply;        // meaningful when done
    std::string error;  // why it is not done or unknown; the text of an error reply

    // A reply arrived and it is not an error reply.
    bool ok() const { return certainty == Certainty::done && !reply.is_error(); }
};

// Arguments of one command, binary safe. The first is the verb.
using Command = std::vector<std::string>;

struct Options {
    std::chrono::milliseconds connect_deadline{2000};
    std::chrono::milliseconds backoff_min{50};
    std::chrono::milliseconds backoff_max{2000};
    // Commands without a reply, and the bytes of their arguments; more are refused as not_done.
    std::size_t max_pending = 100'000;
    std::size_t max_pending_bytes = 64 << 20;
};

class Client {
  public:
    using Handler = std::function<void(Result)>;

    Client(boost::asio::any_io_executor executor, Endpoint endpoint, Options options = {});
    ~Client();  // as stop(); handlers that have not run yet are dropped
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Begins connecting. Commands sent before the first connection wait for it within their
    // deadline.
    void start();

    // Closes. Every pending handler runs soon with not_done or unknown; later sends are not_done.
    void stop();

    bool connected() const;

    boost::asio::any_io_executor get_executor() const;

    // Sends `command`; `handler` runs exactly once, later, never from inside this call.
    // `deadline` counts from now; when it passes, the result is unknown (or not_done if the command
    // had not been written) and a late reply is dropped; when Redis has been silent since, the
    // connection is dropped too. For blocking commands give the block time plus a margin.
    void send(Command command, std::chrono::milliseconds deadline, Handler handler);

    // The same as a coroutine; resumes on the executor. Nothing is sent before it is awaited.
    boost::asio::awaitable<Result> send(Command command, std::chrono::milliseconds deadline);

    // From now on no command has a deadline later than `time` from now, pending ones included: for
    // a process that is to end although Redis may not answer.
    void finish_within(std::chrono::milliseconds time);

    // Ends every pending command (unknown, or not_done if it was not sent), drops the connection
    // and connects again at once. Used to break a blocking read.
    void interrupt();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace circle::redis
