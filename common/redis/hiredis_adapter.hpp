// Lets Asio wait on a hiredis context's socket.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>

struct redisAsyncContext;

namespace circle::redis {

// hiredis may free its context at the end of nearly every call into it, so the adapter is shared:
// by its owner, by the context (until hiredis says goodbye), and by every wait under way. All on
// one executor.
class HiredisAdapter : public std::enable_shared_from_this<HiredisAdapter> {
  public:
    // Hooks itself into `context`, which must be fresh. `gone` runs once, from inside hiredis, when
    // it lets go of the context: the pointer is then invalid as soon as hiredis returns.
    // Throws boost::system::system_error when the socket cannot be watched.
    static std::shared_ptr<HiredisAdapter> attach(boost::asio::any_io_executor executor,
                                                  redisAsyncContext* context,
                                                  std::function<void()> gone);

    explicit HiredisAdapter(boost::asio::any_io_executor executor);
    ~HiredisAdapter();
    HiredisAdapter(const HiredisAdapter&) = delete;
    HiredisAdapter& operator=(const HiredisAdapter&) = delete;

    // nullptr once it is gone.
    redisAsyncContext* context() const { return context_; }

    // Frees the context; from inside one of hiredis' callbacks: as soon as hiredis returns.
    void close();

  private:
    enum class Direction { read, write };

    // What hiredis wants to be told about, and whether a wait for it is under way.
    struct Interest {
        bool wanted = false;
        bool waiting = false;
    };

    static void add_read(void* self) noexcept;
    static void del_read(void* self) noexcept;
    static void add_write(void* self) noexcept;
    static void del_write(void* self) noexcept;
    static void cleanup(void* self) noexcept;

    Interest& interest(Direction direction);
    void want(Direction direction) noexcept;
    void wait(Direction direction);
    void on_ready(Direction direction);

    boost::asio::posix::stream_descriptor socket_;
    redisAsyncContext* context_ = nullptr;
    std::shared_ptr<HiredisAdapter> held_by_context_;
    std::function<void()> gone_;
    Interest read_;
    Interest write_;
    bool inside_hiredis_ = false;
    bool close_when_outside_ = false;
};

}  // namespace circle::redis
