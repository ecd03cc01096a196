// The owner's loop in virtual time, over the in-memory store and a core that the test steers.
#include "dispatcher/engine/shard_owner.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>

#include "tests/unit/engine/fakes.hpp"

namespace circle::test {
namespace {

using engine::Settings;
using engine::ShardOwner;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Fault = FaultyStore::Fault;

std::string command(const std::string& key) {
    v1::Command command;
    command.set_client_key(key);
    return command.SerializeAsString();
}

class Owner : public testing::Test {
  protected:
    Owner() {
        settings_.incarnation = "first";
        make_owner();
    }

    void make_owner() {
        auto faulty = std::make_unique<FaultyStore>(shard_);
        faulty->away = [this] { return away_; };
        store_ = faulty.get();
        owner_ = std::make_unique<ShardOwner>(
            7, settings_, std::move(faulty), std::make_unique<VirtualTimekeeper>(time_),
            [this] { return std::make_unique<FakeMachine>(core_); }, [this] { return ++random_; });
    }

    void start_another() {
        owner_.reset();
        make_owner();
        io_.restart();
    }

    void pass(core::Time ms) {
        for (const auto end = time_.now() + ms; time_.now() < end;) {
            time_.pass(milliseconds(end - time_.now()));
        }
    }

    // Runs the owner for so long and drains it.
    void run(milliseconds time) {
        time_.at(time_.now() + time.count(), [this] { owner_->stop(); });
        run_until_stopped();
    }
    void run_until_stopped() {
        std::exception_ptr failure;
        bool ended = false;
        boost::asio::co_spawn(io_, owner_->run(), [&](std::exception_ptr error) {
            failure = error;
            ended = true;
        });
        io_.run();
        if (failure) std::rethrow_exception(failure);
        ASSERT_TRUE(ended);
    }
    void add(std::initializer_list<const char*> keys) {
        for (const auto* key : keys) shard_->add_command(command(key));
    }
    v1::JournalEntry journal(std::size_t index) {
        v1::JournalEntry entry;
        entry.ParseFromString(shard_->journal.entries().at(index).data);
        return entry;
    }
    v1::ShardState state() {
        v1::ShardState state;
        state.ParseFromString(shard_->state.blob);
        return state;
    }
    std::string newest_command() { return to_string(shard_->commands.last_id()); }
    // As a dispatcher leaves the shard that was killed so long ago.
    void owned_before(milliseconds ago) {
        auto& lease = shard_->lease;
        lease.epoch = 1;
        lease.nonce = "killed";
        lease.renewed = time_.now() - ago.count();
        lease.alive = lease.renewed;
        lease.until = lease.renewed + settings_.ttl.count();
    }

    VirtualTime time_;
    std::shared_ptr<keyspace::MemoryShard> shard_ = std::make_shared<keyspace::MemoryShard>(
        [this] { return time_.now(); }, [this](milliseconds block) { time_.pass(block); });
    boost::asio::io_context io_;
    FakeCore core_;
    Settings settings_;
    FaultyStore* store_ = nullptr;
    bool away_ = false;  // the store
    std::uint64_t random_ = 0;
    std::unique_ptr<ShardOwner> owner_;
};

TEST_F(Owner, AppliesWhatWaitsInOneCommit) {
    add({"a", "b", "c"});
    run(milliseconds(100));
    EXPECT_THAT(core_.applied, ElementsAre("a", "b", "c"));
    ASSERT_THAT(store_->commits, SizeIs(1));
    EXPECT_EQ(journal(0).commands(), 3u);
    EXPECT_EQ(journal(0).last_command(), newest_command());
    EXPECT_EQ(state().version(), 1u);
    EXPECT_EQ(state().commands_applied(), 3u);
    EXPECT_EQ(state().cursor(), newest_command());
    EXPECT_EQ(state().incarnation(), "first");
    EXPECT_EQ(shard_->outcomes.size(), 3u);
}

TEST_F(Owner, AppliesWhatComes) {
    time_.at(kStart + 50, [&] { add({"a"}); });
    time_.at(kStart + 5'050, [&] { add({"b"}); });
    run(milliseconds(10'000));
    EXPECT_THAT(core_.applied, ElementsAre("a", "b"));
    EXPECT_EQ(journal(0).now(), kStart + 50);
    EXPECT_EQ(journal(1).now(), kStart + 5'050);
    v1::CommitRecord record;
    record.ParseFromString(shard_->events.entries().back().data);
    EXPECT_EQ(record.version(), 2u);
    EXPECT_EQ(record.previous(), 1u);
    EXPECT_EQ(record.cursor(), newest_command());
}

TEST_F(Owner, MakesBatchesOfLimitedSize) {
    for (int i = 0; i < 600; ++i) shard_->add_command(command(std::to_string(i)));
    run(milliseconds(100));
    EXPECT_THAT(core_.applied, SizeIs(600));
    ASSERT_THAT(store_->commits, SizeIs(3));
    EXPECT_EQ(journal(0).commands(), 256u);
    EXPECT_EQ(journal(2).commands(), 88u);
}

TEST_F(Owner, IdleCommitsNothingAndSeldomWakes) {
    run(milliseconds(600'000));
    EXPECT_THAT(store_->commits, IsEmpty());
    EXPECT_NEAR(store_->renews, 600, 10);
    EXPECT_LE(store_->reads, 700);
    EXPECT_TRUE(shard_->lease.released);
}

TEST_F(Owner, FiresTimersWhenTheyAreDue) {
    core_.due = {kStart + 30'000, kStart + 30'500};
    run(milliseconds(60'000));
    EXPECT_THAT(core_.ticks,
                ElementsAre(std::pair(kStart + 30'000, 0), std::pair(kStart + 30'500, 0)));
    EXPECT_TRUE(journal(0).tick());
    EXPECT_EQ(journal(0).commands(), 0u);
    EXPECT_NE(journal(0).seed(), journal(1).seed());
}

// Each answer tells of a stream that was drained 1.2 s ago. Timers wait for a better one, but not
// for ever.
TEST_F(Owner, SlowReadsDelayTimersOnly) {
    core_.due = {kStart + 1'000};
    store_->before_answering_a_read = [&] { pass(1'200); };
    run(milliseconds(20'000));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_GT(core_.ticks[0].first, kStart + 2'400);
    EXPECT_LT(core_.ticks[0].first, kStart + 10'000);
}

TEST_F(Owner, FiresTimersOnlyAfterTheStreamIsDrained) {
    core_.due = {kStart};
    for (int i = 0; i < 600; ++i) shard_->add_command(command(std::to_string(i)));
    run(milliseconds(100));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_FALSE(journal(0).tick());
    EXPECT_FALSE(journal(1).tick());
    EXPECT_TRUE(journal(2).tick());
}

// Replay needs every call into the core, also those of which nothing came.
TEST_F(Owner, TickWithoutEffectsIsJournaledOnly) {
    core_.idle_due = kStart + 500;
    run(milliseconds(1'000));
    EXPECT_EQ(journal(0).now(), kStart + 500);
    EXPECT_TRUE(journal(0).tick());
    EXPECT_THAT(shard_->events.entries(), IsEmpty());
    EXPECT_LE(core_.ticks.size(), 6u) << "and is not repeated without end while it stays due";
}

TEST_F(Owner, SendsTheSameBytesUntilTheStoreAnswers) {
    add({"a"});
    store_->commit_faults = {Fault::lose_request, Fault::not_sent, Fault::refuse, Fault::lose_reply,
                             Fault::lose_request};
    run(milliseconds(10'000));
    EXPECT_THAT(core_.applied, ElementsAre("a")) << "nothing is decided twice";
    ASSERT_THAT(store_->commits, SizeIs(6));
    for (const auto& again : store_->commits) {
        EXPECT_EQ(again.batch_id, store_->commits[0].batch_id);
        EXPECT_EQ(again.record, store_->commits[0].record);
        EXPECT_EQ(again.state, store_->commits[0].state);
    }
    EXPECT_EQ(shard_->journal.added(), 1u);
}

TEST_F(Owner, ForgetsEverythingWhenFenced) {
    add({"a"});
    store_->commit_faults = {Fault::steal};
    run(milliseconds(10'000));
    EXPECT_THAT(core_.applied, ElementsAre("a", "a")) << "decided again by the next term";
    EXPECT_EQ(core_.loads, 2);
    EXPECT_EQ(shard_->journal.added(), 1u);
    EXPECT_EQ(shard_->lease.epoch, 3u) << "own, stolen, own again after it ran out";
}

TEST_F(Owner, LoadsAnewOnConflict) {
    add({"a"});
    store_->commit_faults = {Fault::intrude};
    time_.at(kStart + 1'000, [&] { shard_->state.version = 0; });
    run(milliseconds(60'000));
    EXPECT_GE(core_.loads, 2);
    EXPECT_EQ(shard_->journal.added(), 1u);
}

TEST_F(Owner, SetsACommandAsideThatThrowsTwice) {
    core_.throws["b"] = 99;
    add({"a", "b", "c"});
    run(milliseconds(10'000));
    EXPECT_THAT(core_.quarantined, ElementsAre("b: planted in b"));
    EXPECT_EQ(shard_->journal.added(), 3u);
    EXPECT_EQ(journal(1).quarantine_error(), "planted in b");
    EXPECT_EQ(journal(1).quarantined(), journal(1).first_command());
    EXPECT_THAT(shard_->outcomes, SizeIs(3));
    EXPECT_EQ(core_.applied.back(), "c");
    EXPECT_EQ(state().commands_applied(), 3u);
    EXPECT_THAT(store_->marks, SizeIs(2)) << "a, and the retry of b";
    EXPECT_EQ(shard_->state.mark, "");
}

TEST_F(Owner, TriesACommandAgainThatThrewOnce) {
    core_.throws["b"] = 1;
    add({"a", "b", "c"});
    run(milliseconds(10'000));
    EXPECT_THAT(core_.quarantined, IsEmpty());
    EXPECT_EQ(state().commands_applied(), 3u);
}

TEST_F(Owner, GoesOnWhenTimersThrow) {
    core_.tick_throws = 3;
    core_.due = {kStart};
    add({"a"});
    time_.at(kStart + 500, [&] { add({"b"}); });
    run(milliseconds(60'000));
    EXPECT_THAT(core_.ticks, SizeIs(1)) << "until they do not";
    EXPECT_EQ(core_.applied.back(), "b");
    EXPECT_EQ(state().commands_applied(), 2u);
}

TEST_F(Owner, SetsAsideWhatDoesNotParse) {
    add({"a"});
    shard_->add_command("\xff\xff garbage");
    add({"c"});
    run(milliseconds(1'000));
    EXPECT_THAT(core_.applied, ElementsAre("a", "c"));
    EXPECT_THAT(core_.quarantined, ElementsAre(": it does not parse"));
    EXPECT_EQ(state().commands_applied(), 3u);
}

TEST_F(Owner, TakesOverWhenTheLeaseRunsOut) {
    owned_before(milliseconds(1'000));
    run(milliseconds(10'000));
    EXPECT_EQ(core_.loads, 1);
    EXPECT_EQ(shard_->lease.epoch, 2u);
    EXPECT_LE(shard_->lease.before_alive, kStart);
    EXPECT_THAT(core_.ticks, IsEmpty()) << "seconds are no outage";
}

TEST_F(Owner, TriesCommandsOneByOneAfterItsPredecessorVanished) {
    owned_before(milliseconds(4'000));
    add({"a", "b"});
    const auto waiting = newest_command();
    time_.at(kStart + 2'000, [&] { add({"c", "d"}); });
    run(milliseconds(10'000));
    EXPECT_THAT(core_.applied, ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(shard_->journal.added(), 3u)
        << "a, b alone; c and d together: the stream was drained";
    ASSERT_THAT(store_->marks, SizeIs(2));
    EXPECT_EQ(store_->marks[1], waiting + " 1");
}

// Nothing was applied: there is no reason to load the whole shard again.
TEST_F(Owner, GoesOnWhenAMarkCannotBeMade) {
    owned_before(milliseconds(4'000));
    add({"a", "b"});
    store_->failing_marks = 3;
    run(milliseconds(10'000));
    EXPECT_THAT(core_.applied, ElementsAre("a", "b"));
    EXPECT_THAT(store_->marks, SizeIs(2)) << "nothing is tried without its mark";
    EXPECT_EQ(core_.loads, 1);
}

TEST_F(Owner, SetsACommandAsideThatEndedTwoProcesses) {
    add({"a"});
    shard_->state.mark = newest_command() + " 2";
    owned_before(milliseconds(4'000));
    add({"b"});
    run(milliseconds(10'000));
    EXPECT_THAT(core_.quarantined, ElementsAre("a: it ended 3 processes"));
    EXPECT_THAT(core_.applied, ElementsAre("b"));
}

// The first end may have been a kill from outside, and nothing may be lost by that (P1).
TEST_F(Owner, TriesACommandOnceMoreThatMayHaveEndedAProcess) {
    add({"a"});
    const auto id = newest_command();
    shard_->state.mark = id + " 1";
    owned_before(milliseconds(4'000));
    run(milliseconds(10'000));
    EXPECT_THAT(core_.quarantined, IsEmpty());
    EXPECT_THAT(core_.applied, ElementsAre("a"));
    EXPECT_THAT(store_->marks, ElementsAre(id + " 2"));
}

TEST_F(Owner, AfterAnOutageTimersWaitForTheStreamAndKnow) {
    owned_before(milliseconds(900'000));
    const auto alive = shard_->lease.alive;
    core_.due = {kStart - 500'000, kStart - 400'000};
    for (int i = 0; i < 20; ++i) shard_->add_command(command(std::to_string(i)));
    run(milliseconds(60'000));
    EXPECT_THAT(core_.applied, SizeIs(20));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_EQ(core_.ticks[0].second, alive);
    v1::JournalEntry last;
    last.ParseFromString(shard_->journal.entries().back().data);
    EXPECT_EQ(last.outage_from(), alive);
    EXPECT_EQ(state().commands_applied(), 20u);
}

TEST_F(Owner, TriesInVainDoNotShortenAnOutage) {
    owned_before(milliseconds(900'000));
    const auto alive = shard_->lease.alive;
    shard_->state.blob = "\xff garbage";
    shard_->state.version = 3;
    time_.at(kStart + 60'000, [&] {
        shard_->state.blob.clear();
        shard_->state.version = 0;
    });
    run(milliseconds(90'000));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_EQ(core_.ticks[0].second, alive);
}

TEST_F(Owner, WhoEndsBeforeDealingWithAnOutageLeavesItToTheNext) {
    owned_before(milliseconds(900'000));
    const auto alive = shard_->lease.alive;
    add({"a", "b"});
    core_.tick_throws = 1'000;
    run(milliseconds(20'000));
    EXPECT_THAT(core_.applied, SizeIs(2));
    core_.tick_throws = 0;
    start_another();
    run(milliseconds(20'000));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_EQ(core_.ticks[0].second, alive);
}

TEST_F(Owner, LivesThroughAnOutageOfTheStore) {
    core_.due = {kStart + 30'000};
    time_.at(kStart + 20'000, [&] { away_ = true; });
    time_.at(kStart + 50'000, [&] { away_ = false; });
    run(milliseconds(60'000));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_GE(core_.ticks[0].first, kStart + 50'000);
    EXPECT_NEAR(core_.ticks[0].second, kStart + 20'000, 1'500);
    EXPECT_EQ(shard_->lease.epoch, 1u);
}

// The commit that had to wait holds the tick of before; what came due meanwhile is for the next.
TEST_F(Owner, ACommitThatWaitsLongIsAnOutage) {
    core_.due = {kStart + 20'000, kStart + 25'000};
    time_.at(kStart + 19'990, [&] { store_->commit_faults.assign(20, Fault::not_sent); });
    run(milliseconds(60'000));
    ASSERT_THAT(core_.ticks, SizeIs(2));
    EXPECT_EQ(core_.ticks[0].second, 0);
    EXPECT_NEAR(core_.ticks[1].second, kStart + 20'000, 1'500);
}

TEST_F(Owner, SecondsWithoutAnAnswerAreNoOutage) {
    core_.due = {kStart + 22'000};
    time_.at(kStart + 20'000, [&] { away_ = true; });
    time_.at(kStart + 22'500, [&] { away_ = false; });
    run(milliseconds(60'000));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_EQ(core_.ticks[0].second, 0);
}

TEST_F(Owner, LoadingForLongIsPartOfAnOutage) {
    owned_before(milliseconds(4'000));
    const auto alive = shard_->lease.alive;
    core_.due = {kStart + 2'000};
    store_->before_answering_a_load = [&] { pass(3'000); };
    run(milliseconds(20'000));
    ASSERT_THAT(core_.ticks, SizeIs(1));
    EXPECT_EQ(core_.ticks[0].second, alive);
}

TEST_F(Owner, ALongPauseAfterACleanEndIsAnOutageToo) {
    owned_before(milliseconds(900'000));
    shard_->lease.released = true;
    run(milliseconds(1'000));
    EXPECT_THAT(core_.ticks, ElementsAre(std::pair(kStart, kStart - 900'000)));
    EXPECT_THAT(store_->marks, IsEmpty());
}

TEST_F(Owner, ARestartWithinSecondsIsNoOutage) {
    owned_before(milliseconds(4'000));
    shard_->lease.released = true;
    core_.due = {kStart - 1'000};
    run(milliseconds(1'000));
    EXPECT_THAT(core_.ticks, ElementsAre(std::pair(kStart, 0)));
}

TEST_F(Owner, DrainGivesTheLeaseBack) {
    run(milliseconds(2'500));
    EXPECT_TRUE(shard_->lease.released);
    EXPECT_FALSE(owner_->owns());
}

TEST_F(Owner, DrainFinishesTheCommitInFlight) {
    add({"a"});
    store_->commit_faults = {Fault::lose_reply, Fault::lose_request};
    time_.at(kStart + 10, [&] { owner_->stop(); });
    run_until_stopped();
    EXPECT_EQ(store_->commits.size(), 3u);
    EXPECT_TRUE(shard_->lease.released);
    EXPECT_EQ(state().commands_applied(), 1u);
}

TEST_F(Owner, DrainDoesNotWaitForAStoreThatIsGone) {
    add({"a"});
    store_->commit_faults.assign(1'000, Fault::not_sent);
    time_.at(kStart + 5'000, [&] { owner_->stop(); });
    run_until_stopped();
    EXPECT_LE(time_.now(), kStart + 5'000 + 1'700);
}

TEST_F(Owner, KeepsTheLeaseWhileReadsFail) {
    store_->failing_reads = 20;
    add({"a"});
    run(milliseconds(60'000));
    EXPECT_THAT(core_.applied, ElementsAre("a"));
    EXPECT_EQ(shard_->lease.epoch, 1u);
}

TEST_F(Owner, LeavesAShardThatIsInconsistent) {
    shard_->state.blob = "\xff garbage";
    shard_->state.version = 3;
    run(milliseconds(60'000));
    EXPECT_EQ(core_.loads, 0);
    EXPECT_TRUE(shard_->lease.released);
    EXPECT_LE(shard_->lease.epoch, 13u) << "with a pause between tries";
}

TEST_F(Owner, LeavesAShardWhoseCommandsAreLost) {
    add({"a"});
    run(milliseconds(500));
    add({"b", "c"});
    shard_->commands.trim(1);
    start_another();
    run(milliseconds(20'000));
    EXPECT_THAT(core_.applied, ElementsAre("a")) << "c must not be applied as if b had never been";
    EXPECT_TRUE(shard_->lease.released);
}

TEST_F(Owner, RefusesAStateOfANewerCore) {
    shard_->state.min_core = core::kCoreVersion + 1;
    run(milliseconds(20'000));
    EXPECT_EQ(core_.loads, 0);
    EXPECT_EQ(shard_->lease.epoch, 0u);
}

}  // namespace
}  // namespace circle::test
