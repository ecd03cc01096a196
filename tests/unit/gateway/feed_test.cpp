// How a feed loads, follows, notices a gap and loads again, over the in-memory twin of a shard.
#include "gateway/view/shard_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "common/keyspace/memory_shard.hpp"
#include "gateway/view/entity_id.hpp"
#include "gateway/view/shard_feeds.hpp"
#include "tests/support/run_until.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;
using circle::test::run_until;

struct Heard : FeedListener {
    void on_events(const ShardModel&, const EstateFeed&, Entries entries) override {
        for (const HistoryEntry& entry : entries) events.push_back(entry.number);
    }
    void on_outcome(unsigned shard, const v1::OutcomeRecord& record) override {
        EXPECT_EQ(shard, 3u);
        outcomes.push_back(record.outcome().client_key());
    }
    void on_reloaded(unsigned) override { ++reloads; }
    std::vector<std::uint64_t> events;
    std::vector<std::string> outcomes;
    int reloads = 0;
};

// Fails on demand, as a store that is away.
class ShakyTail : public keyspace::MemoryEventTail {
  public:
    ShakyTail(std::shared_ptr<keyspace::MemoryShard> shard, const bool& away)
        : MemoryEventTail(std::move(shard), 2), away_(away) {}
    boost::asio::awaitable<keyspace::TailEnd> end() override {
        if (!away_) co_return co_await MemoryEventTail::end();
        keyspace::TailEnd gone;
        gone.error = "away";
        co_return gone;
    }
    boost::asio::awaitable<keyspace::TailReply> read(keyspace::StreamId after,
                                                     std::chrono::milliseconds block) override {
        if (!away_) co_return co_await MemoryEventTail::read(after, block);
        keyspace::TailReply gone;
        gone.error = "away";
        co_return gone;
    }

  private:
    const bool& away_;
};

class Feed : public testing::Test {
  protected:
    Feed()
        : feed(std::make_shared<ShardFeed>(io.get_executor(), 3, "inc",
                                           std::make_unique<ShakyTail>(shard, away), heard)) {
        shard->lease = {.epoch = 1, .nonce = "n", .owner = "d1", .until = shard->now() + 3'600'000};
        for (const char* id : {"v1", "v2", "v3"}) put(volunteer(id));
        commit();
    }
    ~Feed() override {
        feed->stop();
        run_until(io, [&] { return feed.use_count() == 1; });
    }

    void put(const v1::Entity& entity) {
        shard->entities[to_string(id_of(entity))] = entity.SerializeAsString();
    }

    // As an owner's commit: state, image and one record with one event.
    void commit(const std::string& client_key = {}, bool visible = true) {
        v1::CommitRecord record;
        record.set_previous(version_);
        record.set_version(++version_);
        v1::Event e = event(++number_, v1::FACT_KIND_POSITION_CHANGED);
        v1::Entity v = volunteer("v1", v1::DUTY_ON_DUTY, number_);
        v.mutable_volunteer()->set_position_at(std::int64_t(number_));
        put(v);
        *e.add_images() = v;
        *record.add_events() = e;
        if (!client_key.empty()) {
            record.add_outcomes()->mutable_outcome()->set_client_key(client_key);
        }
        v1::ShardState state;
        state.set_incarnation("inc");
        state.set_version(version_);
        state.set_last_visible(version_);
        auto& counter = *state.add_counters();
        counter.set_estate("xinghe");
        counter.set_last_event(number_);
        shard->state.blob = state.SerializeAsString();
        if (!visible) return;  // lost on the way to this reader
        shard->events.add(shard->now(), record.SerializeAsString());
        shard->events_bell.ring();
    }

    void open() {
        bool ready = false;
        feed->watch();
        feed->follow([&](bool ok) { ready = ok; });
        run_until(io, [&] { return ready; });
    }
    std::int64_t held() {
        return feed->model()->estate("xinghe")->model.volunteer("v1")->position_at();
    }

    boost::asio::io_context io{1};
    bool away = false;
    Heard heard;
    // Its clock is a minute behind: what it says now happened a minute ago.
    std::shared_ptr<keyspace::MemoryShard> shard = std::make_shared<keyspace::MemoryShard>([] {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(now).count() - 60'000;
    });
    std::shared_ptr<ShardFeed> feed;

  private:
    std::uint64_t version_ = 0;
    std::uint64_t number_ = 0;
};

TEST_F(Feed, LoadsInPagesThenFollows) {
    commit();
    open();
    EXPECT_EQ(held(), 2);
    EXPECT_EQ(feed->model()->estate("xinghe")->model.volunteers().size(), 3u);
    EXPECT_TRUE(heard.events.empty());
    run_until(io, [&] { return feed->dispatching(); });
    commit("k1");
    commit();
    run_until(io, [&] { return heard.events.size() == 2; });
    EXPECT_EQ(heard.events, (std::vector<std::uint64_t>{3, 4}));
    EXPECT_THAT(heard.outcomes, testing::ElementsAre("k1"));
    EXPECT_EQ(held(), 4);
    EXPECT_EQ(heard.reloads, 0);
}

TEST_F(Feed, TellsHowFarItIsBehind) {
    EXPECT_FALSE(feed->lag_s());  // it does not follow
    open();
    EXPECT_EQ(feed->lag_s(), 0);
    commit();
    run_until(io, [&] { return heard.events.size() == 1; });
    EXPECT_GE(feed->lag_s(), 60);
    EXPECT_LT(feed->lag_s(), 120);
    away = true;
    shard->events_bell.ring();
    run_until(io, [&] { return !feed->current(); });
    const auto before = feed->lag_s();
    EXPECT_LT(before, 60);  // since when nothing can be read
    run_until(io, [&] { return feed->lag_s() > *before + .01; });
}

TEST_F(Feed, AGapMeansLoadingAgain) {
    open();
    commit("lost", false);
    commit();
    run_until(io, [&] { return heard.reloads == 1; });
    EXPECT_EQ(held(), 3);
    EXPECT_TRUE(heard.events.empty());  // nobody is told half a history
    commit();
    run_until(io, [&] { return heard.events.size() == 1; });
    EXPECT_EQ(heard.events.front(), 4u);
}

TEST_F(Feed, TrimmedStreamIsNoticed) {
    open();
    const auto before = feed->model()->position();
    away = true;
    run_until(io, [&] { return !feed->current(); });
    for (int i = 0; i < 5; ++i) commit();
    shard->events.trim(2);
    away = false;
    run_until(io, [&] { return heard.reloads == 1; });
    EXPECT_LT(before, feed->model()->position());
    EXPECT_EQ(held(), 6);
}

TEST_F(Feed, StoreAwayIsNotDispatchingAndComesBackWithoutLoss) {
    open();
    run_until(io, [&] { return feed->dispatching(); });
    away = true;
    shard->events_bell.ring();
    run_until(io, [&] { return !feed->dispatching(); });
    commit();
    away = false;
    run_until(io, [&] { return heard.events.size() == 1; });
    EXPECT_EQ(heard.reloads, 0);
    EXPECT_TRUE(feed->current());
}

TEST_F(Feed, WhoWaitsForAModelThatCannotBeLoadedIsTold) {
    away = true;
    std::vector<bool> told;
    feed->follow([&](bool ok) { told.push_back(ok); });
    run_until(io, [&] { return told.size() == 1; });
    EXPECT_FALSE(told[0]);
    away = false;
    feed->follow([&](bool ok) { told.push_back(ok); });
    run_until(io, [&] { return told.size() == 2; });
    EXPECT_TRUE(told[1]);
}

TEST_F(Feed, OwnerGoneIsNotDispatching) {
    open();
    run_until(io, [&] { return feed->dispatching(); });
    shard->lease.until = shard->now() - 1;
    run_until(io, [&] { return !feed->dispatching(); });
    EXPECT_TRUE(feed->current());
}

TEST(UsedShare, ReadsInfoMemory) {
    EXPECT_DOUBLE_EQ(used_share("# Memory\r\nused_memory:500\r\nmaxmemory:1000\r\n"), .5);
    EXPECT_DOUBLE_EQ(used_share("# Memory\r\nused_memory:500\r\nmaxmemory:0\r\n"), 0);
    EXPECT_DOUBLE_EQ(used_share(""), 0);
}

}  // namespace
}  // namespace circle::gateway
