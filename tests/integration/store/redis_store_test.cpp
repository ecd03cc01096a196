// What only Redis can do to a store: die, run out of memory, hold old functions or foreign types.
#include "dispatcher/store/redis_shard_store.hpp"

#include <boost/asio/steady_timer.hpp>
#include <iostream>

#include "dispatcher/store/function_library.hpp"
#include "tests/integration/store/conformance.hpp"
#include "tests/integration/store/redis_backend.hpp"
#include "tests/support/chaos_proxy.hpp"

namespace circle::test {
namespace {

using store::LeaseStatus;
using store::LoadStatus;
using store::WriteStatus;

class RedisStore : public testing::Test {
  protected:
    template <typename T>
    T wait(boost::asio::awaitable<T> operation) {
        return run(io_, std::move(operation));
    }
    store::LeaseToken own(store::ShardStore& store, const std::string& nonce = "n1") {
        const auto reply = wait(store.acquire("owner", nonce, kCore, kTtl));
        EXPECT_EQ(reply.status, LeaseStatus::granted) << reply.error;
        return reply.token;
    }
    store::WriteReply commit(const store::Commit& what) { return wait(store_->commit(what, kTtl)); }
    // Until the store answers, as an owner does.
    store::WriteReply commit_until_answered(store::ShardStore& store, const store::Commit& what) {
        for (;;) {
            const auto reply = wait(store.commit(what, kTtl));
            if (reply.status != WriteStatus::unknown && reply.status != WriteStatus::not_done &&
                reply.status != WriteStatus::refused) {
                return reply;
            }
        }
    }

    std::uint64_t sent_by_redis() {
        const auto info = backend_.ask({"INFO", "stats"});
        const std::string name = "total_net_output_bytes:";
        return std::stoull(info.string()->substr(info.string()->find(name) + name.size()));
    }

    boost::asio::io_context io_;
    RedisBackend backend_;
    std::unique_ptr<store::ShardStore> store_ = backend_.store(io_);
};

TEST_F(RedisStore, LoadsItsFunctionsWhenRedisDoesNotKnowThem) {
    const auto token = own(*store_);
    backend_.ask({"FUNCTION", "FLUSH"});
    EXPECT_EQ(commit(make_commit(token, 1, "a")).status, WriteStatus::done);
    const auto second = backend_.store(io_);
    EXPECT_EQ(wait(second->renew(token, kTtl)).status, WriteStatus::done);
}

TEST_F(RedisStore, LoadingFunctionsThatAreThereIsNoError) {
    redis::Client client(io_.get_executor(), backend_.server().endpoint());
    client.start();
    EXPECT_EQ(wait(store::load_functions(client)), "");
    EXPECT_EQ(wait(store::load_functions(client)), "");
}

TEST_F(RedisStore, RunsBesideAnotherVersionOfTheLibrary) {
    std::string other = store::kFunctionLibraryCode;
    const std::string name = store::kFunctionLibrary;
    for (auto at = other.find(name); at != std::string::npos; at = other.find(name, at + 1)) {
        other.replace(at, name.size(), "circle_v0_0badcafe");
    }
    backend_.ask({"FUNCTION", "LOAD", other});
    EXPECT_EQ(commit(make_commit(own(*store_), 1, "a")).status, WriteStatus::done);
}

TEST_F(RedisStore, AcknowledgedCommitSurvivesKillOfRedis) {
    const auto token = own(*store_);
    const auto first = make_commit(token, 1, "a");
    ASSERT_EQ(commit(first).status, WriteStatus::done);
    const auto before = backend_.dump();
    backend_.server().restart();
    EXPECT_EQ(backend_.dump(), before);
    EXPECT_EQ(commit_until_answered(*store_, first).status, WriteStatus::already_done);
    EXPECT_EQ(commit_until_answered(*store_, make_commit(token, 2, "b")).status, WriteStatus::done);
}

TEST_F(RedisStore, ReadsOnAfterKillOfRedis) {
    backend_.add_command("a");
    const auto first = wait(store_->read_commands({}, 0, 10, 1000, {}));
    ASSERT_EQ(first.commands.size(), 1u);
    backend_.server().restart();
    backend_.add_command("b");
    for (;;) {
        const auto next = wait(store_->read_commands(first.commands[0].id, 1, 10, 1000, {}));
        if (next.status == store::ReadStatus::unavailable) continue;
        ASSERT_EQ(next.commands.size(), 1u);
        EXPECT_EQ(next.commands[0].data, "b");
        break;
    }
}

// DESIGN P14: what was admitted can always be applied.
TEST_F(RedisStore, CommitsWhenRedisIsFull) {
    const auto token = own(*store_);
    backend_.ask({"CONFIG", "SET", "maxmemory", "1"});
    const auto refused =
        backend_.server().run({"XADD", RedisBackend::key("commands"), "*", "c", "x"});
    ASSERT_TRUE(refused.is_error());
    EXPECT_THAT(refused.error()->text, testing::StartsWith("OOM"));

    EXPECT_EQ(wait(store_->renew(token, kTtl)).status, WriteStatus::done);
    EXPECT_EQ(wait(store_->mark(token, "1-1")).status, WriteStatus::done);
    EXPECT_EQ(commit(make_commit(token, 1, "a")).status, WriteStatus::done);
    EXPECT_EQ(wait(store_->release(token)).status, WriteStatus::done);
    EXPECT_EQ(own(*store_, "n2").epoch, 2u);
    EXPECT_EQ(backend_.entities().size(), 1u);
}

TEST_F(RedisStore, WritesNothingOverAKeyOfAnotherType) {
    const auto token = own(*store_);
    backend_.ask({"SET", RedisBackend::key("journal"), "not a stream"});
    const auto reply = commit(make_commit(token, 1, "a"));
    EXPECT_EQ(reply.status, WriteStatus::refused);
    EXPECT_THAT(reply.error, testing::HasSubstr("journal is a string"));
    EXPECT_TRUE(backend_.entities().empty());
    EXPECT_TRUE(backend_.events().empty());
}

TEST_F(RedisStore, CannotLoadOverAKeyOfAnotherType) {
    const auto token = own(*store_);
    backend_.ask({"SET", RedisBackend::key("entities"), "not a hash"});
    const auto reply = wait(store_->load(token, kTtl));
    EXPECT_EQ(reply.status, LoadStatus::inconsistent);
    EXPECT_THAT(reply.error, testing::HasSubstr("entities"));
}

TEST_F(RedisStore, RefusesAVersionThatIsNoNumber) {
    const auto token = own(*store_);
    backend_.ask({"HSET", RedisBackend::key("state"), "version", "many"});
    const auto reply = commit(make_commit(token, 1, "a"));
    EXPECT_EQ(reply.status, WriteStatus::refused);
    EXPECT_THAT(reply.error, testing::HasSubstr("many"));
    EXPECT_EQ(wait(store_->load(token, kTtl)).status, LoadStatus::inconsistent);
}

TEST_F(RedisStore, GoesOnAfterAStreamIdFromTheFuture) {
    backend_.ask({"XADD", RedisBackend::key("events"), "9999999999999-5", "r", "from the future"});
    const auto token = own(*store_);
    EXPECT_EQ(commit(make_commit(token, 1, "a")).status, WriteStatus::done);
    EXPECT_EQ(commit(make_commit(token, 2, "b")).status, WriteStatus::done);
    EXPECT_EQ(backend_.events().size(), 3u);
}

TEST_F(RedisStore, SaysWhenAnUnappliedCommandWasDeleted) {
    const auto a = backend_.add_command("a");
    const auto b = backend_.add_command("b");
    backend_.add_command("c");
    backend_.ask({"XDEL", RedisBackend::key("commands"), keyspace::to_string(b)});
    EXPECT_EQ(wait(store_->read_commands(a, 1, 10, 1000, {})).status, store::ReadStatus::trimmed);
}

// The first entry is an estate's configuration, of up to a mebibyte: it must not be sent along with
// every read.
TEST_F(RedisStore, ReadsAreNotChargedForWhatWasAppliedLongAgo) {
    const auto big = backend_.add_command(std::string(1 << 20, 'x'));
    ASSERT_EQ(wait(store_->read_commands({}, 0, 1, 1 << 20, {})).commands.size(), 1u);
    const auto before = sent_by_redis();
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(wait(store_->read_commands(big, 1, 10, 1000, {})).status, store::ReadStatus::ok);
    }
    EXPECT_LT(sent_by_redis() - before, 100'000u);
}

TEST_F(RedisStore, LoadsALongHistory) {
    constexpr int kOutcomes = 100'000;
    const std::string outcome(120, 'o');
    const auto token = own(*store_);
    for (int i = 0; i < kOutcomes; i += 10'000) {
        redis::Command put{"HSET", RedisBackend::key("outcomes")};
        for (int j = i; j < i + 10'000; ++j) {
            put.push_back(fmt::format("xh/1/h{}/0123456789abcdef-{}", j % 372, j));
            put.push_back(outcome);
        }
        backend_.ask(put);
    }
    const auto from = std::chrono::steady_clock::now();
    const auto loaded = wait(store_->load(token, kTtl));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
    std::cout << "load of " << kOutcomes << " outcomes: " << took.count() << " ms\n";
    EXPECT_EQ(loaded.status, LoadStatus::ok) << loaded.error;
    EXPECT_EQ(loaded.outcomes.size(), static_cast<std::size_t>(kOutcomes));

    // And does not keep who is to end.
    boost::asio::steady_timer soon(io_, std::chrono::milliseconds(5));
    soon.async_wait([&](auto) { store_->interrupt(); });
    EXPECT_EQ(wait(store_->load(token, kTtl)).status, LoadStatus::unavailable);
    EXPECT_EQ(wait(store_->load(token, kTtl)).status, LoadStatus::ok) << "but only once";
}

TEST_F(RedisStore, ReadsAForeignEntryAsAnEmptyCommand) {
    backend_.ask({"XADD", RedisBackend::key("commands"), "*", "foreign", "field"});
    const auto reply = wait(store_->read_commands({}, 0, 10, 1000, {}));
    ASSERT_EQ(reply.commands.size(), 1u) << reply.error;
    EXPECT_EQ(reply.commands[0].data, "");
}

// What a proxy between store and Redis does to requests and replies.
class RedisStoreBehindProxy : public RedisStore {
  protected:
    ChaosProxy proxy_{backend_.server().endpoint()};
    std::unique_ptr<store::ShardStore> far_ = backend_.store(io_, proxy_.endpoint());
};

TEST_F(RedisStoreBehindProxy, CommitWhoseReplyIsLostIsAlreadyDone) {
    const auto token = own(*far_);
    const auto first = make_commit(token, 1, "a");
    proxy_.arm(Fault::lose_reply, first.batch_id);
    EXPECT_EQ(wait(far_->commit(first, kTtl)).status, WriteStatus::unknown);
    const auto before = backend_.dump();
    EXPECT_EQ(commit_until_answered(*far_, first).status, WriteStatus::already_done);
    EXPECT_EQ(backend_.dump(), before);
}

TEST_F(RedisStoreBehindProxy, CommitThatNeverArrivedIsDoneWhenSentAgain) {
    const auto token = own(*far_);
    const auto first = make_commit(token, 1, "a");
    proxy_.arm(Fault::lose_request, first.batch_id);
    EXPECT_EQ(wait(far_->commit(first, kTtl)).status, WriteStatus::unknown);
    EXPECT_TRUE(backend_.entities().empty());
    EXPECT_EQ(commit_until_answered(*far_, first).status, WriteStatus::done);
    EXPECT_EQ(backend_.journal().size(), 1u);
}

TEST_F(RedisStoreBehindProxy, CommitThatArrivesAfterItsRepetitionChangesNothing) {
    const auto token = own(*far_);
    const auto first = make_commit(token, 1, "a");
    proxy_.arm(Fault::hold_request, first.batch_id);
    EXPECT_EQ(wait(far_->commit(first, kTtl)).status, WriteStatus::unknown);
    EXPECT_EQ(commit_until_answered(*far_, first).status, WriteStatus::done);
    auto before = backend_.dump();
    EXPECT_THAT(proxy_.deliver_held(), testing::HasSubstr("already_done"));
    EXPECT_EQ(backend_.dump(), before);
}

TEST_F(RedisStoreBehindProxy, CommitThatArrivesAfterANewerOneConflicts) {
    const auto token = own(*far_);
    const auto first = make_commit(token, 1, "a");
    proxy_.arm(Fault::hold_request, first.batch_id);
    EXPECT_EQ(wait(far_->commit(first, kTtl)).status, WriteStatus::unknown);
    commit_until_answered(*far_, first);
    ASSERT_EQ(commit_until_answered(*far_, make_commit(token, 2, "b")).status, WriteStatus::done);
    const auto before = backend_.dump();
    EXPECT_THAT(proxy_.deliver_held(), testing::HasSubstr("conflict"));
    EXPECT_EQ(backend_.dump(), before);
}

TEST_F(RedisStoreBehindProxy, CommitThatArrivesAfterATakeoverIsFenced) {
    const auto token = own(*far_);
    const auto first = make_commit(token, 1, "a");
    proxy_.arm(Fault::hold_request, first.batch_id);
    EXPECT_EQ(wait(far_->commit(first, kTtl)).status, WriteStatus::unknown);
    backend_.age_lease(kTtl);
    const auto next = own(*store_, "n2");
    ASSERT_EQ(commit(make_commit(next, 1, "b")).status, WriteStatus::done);
    const auto before = backend_.dump();
    EXPECT_THAT(proxy_.deliver_held(), testing::HasSubstr("fenced"));
    EXPECT_EQ(backend_.dump(), before);
    EXPECT_EQ(commit_until_answered(*far_, first).status, WriteStatus::fenced);
}

TEST_F(RedisStoreBehindProxy, AcquireWhoseReplyIsLostIsTheSameTermWhenAskedAgain) {
    ASSERT_EQ(wait(store_->release(own(*store_))).status, WriteStatus::done);
    proxy_.arm(Fault::lose_reply, "_acquire");
    EXPECT_EQ(wait(far_->acquire("far", "n2", kCore, kTtl)).status, LeaseStatus::unavailable);
    EXPECT_EQ(wait(store_->acquire("near", "n3", kCore, kTtl)).status, LeaseStatus::held);
    const auto again = own(*far_, "n2");
    EXPECT_EQ(again.epoch, 2u);
}

// A lease of 3 s is prolonged between reads: only the reader's connection failing must not end it.
TEST_F(RedisStoreBehindProxy, ReadWithoutAnAnswerLeavesTimeToProlongTheLease) {
    constexpr std::chrono::milliseconds kLongestBlock{1'500};
    constexpr std::chrono::milliseconds kInTime{2'400};
    own(*far_);
    wait(far_->read_commands({}, 0, 10, 1000, {}));
    // A machine that stalls adds to it: it is in time if it ever is.
    auto took = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 10 && took > kInTime; ++i) {
        proxy_.arm(Fault::silence, "XREAD");
        const auto from = std::chrono::steady_clock::now();
        EXPECT_EQ(wait(far_->read_commands({}, 0, 10, 1000, kLongestBlock)).status,
                  store::ReadStatus::unavailable);
        took = std::chrono::steady_clock::now() - from;
    }
    EXPECT_LE(took, kInTime);
}

TEST_F(RedisStore, UnreachableIsSaidAsSuch) {
    backend_.server().kill();
    const auto reply = wait(store_->acquire("owner", "n1", kCore, kTtl));
    EXPECT_EQ(reply.status, LeaseStatus::unavailable);
    EXPECT_FALSE(reply.error.empty());
}

}  // namespace
}  // namespace circle::test
