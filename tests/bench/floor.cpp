#include "tests/bench/floor.hpp"

#include <hiredis/hiredis.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/redis_server.hpp"

namespace circle::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Connection {
  public:
    explicit Connection(const test::RedisServer& redis)
        : context_(redisConnectUnix(redis.socket_path().c_str()), &redisFree) {
        if (!context_ || context_->err != 0) throw std::runtime_error("floor: no Redis");
    }

    template <typename... Arguments>
    void send(const char* format, Arguments... arguments) {
        redisAppendCommand(context_.get(), format, arguments...);
        int written = 0;
        while (written == 0) redisBufferWrite(context_.get(), &written);
    }
    std::shared_ptr<redisReply> reply() {
        void* reply = nullptr;
        if (redisGetReply(context_.get(), &reply) != REDIS_OK) {
            throw std::runtime_error(std::string("floor: ") + context_->errstr);
        }
        return {static_cast<redisReply*>(reply), &freeReplyObject};
    }

  private:
    std::unique_ptr<redisContext, decltype(&redisFree)> context_;
};

// Waits for entries of `stream` and gives each one's number to `on_entry`, until it has given
// `all`.
template <typename OnEntry>
void follow(const test::RedisServer& redis, const char* stream, std::uint64_t all,
            OnEntry on_entry) {
    Connection connection(redis);
    std::string last = "0-0";
    for (std::uint64_t seen = 0; seen < all;) {
        connection.send("XREAD COUNT 256 BLOCK 1000 STREAMS %s %s", stream, last.c_str());
        const auto reply = connection.reply();
        if (reply->type == REDIS_REPLY_NIL) continue;
        if (reply->type != REDIS_REPLY_ARRAY) throw std::runtime_error("floor: no entries");
        std::vector<std::uint64_t> numbers;
        const redisReply& entries = *reply->element[0]->element[1];
        for (std::size_t i = 0; i < entries.elements; ++i) {
            const redisReply& value = *entries.element[i]->element[1]->element[1];
            std::uint64_t number = 0;
            std::from_chars(value.str, value.str + value.len, number);
            numbers.push_back(number);
        }
        last = entries.element[entries.elements - 1]->element[0]->str;
        seen += numbers.size();
        on_entry(numbers);
    }
}

}  // namespace

FloorResult measure_floor(double rate, double seconds) {
    const test::RedisServer redis;
    FloorResult result;
    result.trips = static_cast<std::uint64_t>(rate * seconds);
    std::vector<Clock::time_point> sent(result.trips);
    std::vector<Clock::time_point> arrived(result.trips);

    std::thread second([&] {
        Connection writer(redis);
        follow(redis, "a", result.trips, [&](const std::vector<std::uint64_t>& numbers) {
            for (const auto number : numbers) {
                writer.send("XADD b * n %llu", static_cast<unsigned long long>(number));
            }
            for (std::size_t i = 0; i < numbers.size(); ++i) writer.reply();
        });
    });
    std::thread third([&] {
        follow(redis, "b", result.trips, [&](const std::vector<std::uint64_t>& numbers) {
            for (const auto number : numbers) arrived[number] = Clock::now();
        });
    });
    Connection first(redis);
    const auto begun = Clock::now();
    const auto gap =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate));
    for (std::uint64_t i = 0; i < result.trips; ++i) {
        std::this_thread::sleep_until(begun + gap * static_cast<std::int64_t>(i));
        sent[i] = Clock::now();
        first.send("XADD a * n %llu", static_cast<unsigned long long>(i));
        first.reply();
    }
    second.join();
    third.join();
    for (std::uint64_t i = 0; i < result.trips; ++i) result.trip.add(arrived[i] - sent[i]);
    return result;
}

}  // namespace circle::bench
