// A stream of records as large as commits may be, and a Redis that cuts off clients which are owed
// too much at once.
#include <circle/v1/storage.pb.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "common/keyspace/keys.hpp"
#include "common/keyspace/redis_event_tail.hpp"
#include "common/redis/client.hpp"
#include "gateway/view/shard_feed.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_until.hpp"

namespace circle::gateway {
namespace {

using circle::test::RedisServer;
using circle::test::run_until;

constexpr unsigned kShard = 3;
constexpr std::uint64_t kRecords = 96;

struct Nobody : FeedListener {
    void on_events(const ShardModel&, const EstateFeed&, Entries entries) override {
        events += static_cast<int>(entries.size());
    }
    void on_outcome(unsigned, const v1::OutcomeRecord&) override {}
    void on_reloaded(unsigned) override {}
    std::uint64_t events = 0;
};

void write_record(const RedisServer& redis, std::uint64_t number) {
    v1::CommitRecord record;
    record.set_previous(number - 1);
    record.set_version(number);
    auto& event = *record.add_events();
    event.set_estate("xinghe");
    event.set_number(number);
    event.mutable_fact()->set_kind(v1::FACT_KIND_DUTY_CHANGED);
    event.mutable_fact()->set_reason(std::string(1'000'000, 'x'));
    v1::ShardState state;
    state.set_incarnation("inc");
    state.set_version(number);
    state.set_last_visible(number);
    auto& counter = *state.add_counters();
    counter.set_estate("xinghe");
    counter.set_last_event(number);
    redis.run(
        {"XADD", keyspace::shard_key(kShard, "events"), "*", "r", record.SerializeAsString()});
    redis.run({"HSET", keyspace::shard_key(kShard, "state"), "state", state.SerializeAsString()});
}

TEST(LargeRecords, AreLoadedAndFollowedInPiecesThatRedisAllows) {
    RedisServer redis(
        {false, "", {"--client-output-buffer-limit", "normal", "64mb", "32mb", "30"}});
    for (std::uint64_t n = 1; n <= kRecords; ++n) write_record(redis, n);
    boost::asio::io_context io{1};
    redis::Client client(io.get_executor(), redis.endpoint());
    client.start();
    Nobody listener;
    const auto feed =
        std::make_shared<ShardFeed>(io.get_executor(), kShard, "inc",
                                    std::make_unique<keyspace::RedisEventTail>(
                                        client, io.get_executor(), redis.endpoint(), kShard),
                                    listener);
    bool ready = false;
    feed->follow([&](bool ok) { ready = ready || ok; });
    run_until(io, [&] { return ready; });
    ASSERT_NE(feed->model()->estate("xinghe"), nullptr);
    EXPECT_NE(feed->model()->estate("xinghe")->history.find(kRecords), nullptr);

    for (std::uint64_t n = kRecords + 1; n <= 2 * kRecords; ++n) write_record(redis, n);
    run_until(io, [&] { return listener.events == kRecords; });
    feed->stop();
    run_until(io, [&] { return feed.use_count() == 1; });
    client.stop();
}

}  // namespace
}  // namespace circle::gateway
