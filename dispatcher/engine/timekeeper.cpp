#include "dispatcher/engine/timekeeper.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace circle::engine {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

class SystemTimekeeper : public Timekeeper {
  public:
    explicit SystemTimekeeper(asio::any_io_executor executor) : timer_(std::move(executor)) {}

    milliseconds steady() const override {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<milliseconds>(now);
    }

    asio::awaitable<void> sleep(milliseconds time) override {
        timer_.expires_after(time);
        co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }

    void wake() override { timer_.cancel(); }

  private:
    asio::steady_timer timer_;
};

}  // namespace

std::unique_ptr<Timekeeper> make_timekeeper(asio::any_io_executor executor) {
    return std::make_unique<SystemTimekeeper>(std::move(executor));
}

}  // namespace circle::engine
