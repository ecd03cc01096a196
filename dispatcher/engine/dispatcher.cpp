#include "dispatcher/engine/dispatcher.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace circle::engine {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kSettled{100};

}  // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, unsigned shards, const Settings& settings,
                       const StoreFactory& make_store, const MachineFactory& make_machine)
    : executor_(std::move(executor)), ended_(executor_), report_(executor_) {
    for (unsigned shard = 0; shard < shards; ++shard) {
        owners_.push_back(std::make_unique<ShardOwner>(
            shard, settings, make_store(shard), make_timekeeper(executor_), make_machine,
            make_random(), [this](unsigned, bool) { changed(); }));
    }
}

void Dispatcher::start() {
    for (auto& owner : owners_) {
        ++running_;
        asio::co_spawn(executor_, owner->run(), [this](std::exception_ptr error) {
            if (--running_ == 0) ended_.cancel();
            if (error) std::rethrow_exception(error);
        });
    }
}

asio::awaitable<bool> Dispatcher::drain(milliseconds limit) {
    for (auto& owner : owners_) owner->stop();
    ended_.expires_after(limit);
    if (running_ > 0) co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
    report_.cancel();
    co_return running_ == 0;
}

unsigned Dispatcher::owned() const {
    const auto count =
        std::ranges::count_if(owners_, [](const auto& owner) { return owner->owns(); });
    return static_cast<unsigned>(count);
}

void Dispatcher::changed() {
    report_.expires_after(kSettled);
    report_.async_wait([this](boost::system::error_code error) {
        if (!error) spdlog::info("owns {} of {} shards", owned(), shards());
    });
}

}  // namespace circle::engine
