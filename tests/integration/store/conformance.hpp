// The fixture of the suite that every ShardStore must pass.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <memory>
#include <string>

#include "tests/integration/store/backend.hpp"
#include "tests/support/run_until.hpp"

namespace circle::test {

inline constexpr std::chrono::milliseconds kTtl{60'000};  // no test waits for it
inline constexpr std::uint32_t kCore = 1;

// A commit that makes version `version`: one entity, one outcome, a record, a journal line.
inline store::Commit make_commit(const store::LeaseToken& token, std::uint64_t version,
                                 const std::string& text) {
    v1::ShardState state;
    state.set_format(1);
    state.set_min_core(kCore);
    state.set_version(version);
    state.set_cursor("0-0");
    v1::CommitRecord record;
    record.set_version(version);
    record.set_previous(version - 1);
    v1::JournalEntry journal;
    journal.set_version(version);
    store::Commit commit;
    commit.token = token;
    commit.expected_version = version - 1;
    commit.batch_id = fmt::format("batch-{}-{}", version, text);
    commit.put = {{"volunteer/xh/" + text, "image of " + text}};
    commit.outcomes = {{"xh/1/" + text, "outcome of " + text}};
    commit.record = record.SerializeAsString();
    commit.journal = journal.SerializeAsString();
    commit.state = state.SerializeAsString();
    return commit;
}

class Conformance : public testing::TestWithParam<std::unique_ptr<Backend> (*)()> {
  protected:
    template <typename T>
    T wait(boost::asio::awaitable<T> operation) {
        return run(io_, std::move(operation));
    }

    store::LeaseReply acquire(store::ShardStore& store, std::string nonce) {
        return wait(store.acquire("owner of " + nonce, nonce, kCore, kTtl));
    }
    // Takes the lease with `store_` and returns its token.
    store::LeaseToken own(const std::string& nonce = "first") {
        const auto reply = acquire(*store_, nonce);
        EXPECT_EQ(reply.status, store::LeaseStatus::granted) << reply.error;
        return reply.token;
    }
    store::WriteReply commit(store::ShardStore& store, const store::Commit& what) {
        return wait(store.commit(what, kTtl));
    }
    store::ReadReply read(keyspace::StreamId after, std::uint64_t applied,
                          std::size_t max_count = 256, std::size_t max_bytes = 1 << 20,
                          std::chrono::milliseconds block = std::chrono::milliseconds(0)) {
        return wait(store_->read_commands(after, applied, max_count, max_bytes, block));
    }

    boost::asio::io_context io_;
    std::unique_ptr<Backend> backend_ = GetParam()();
    std::unique_ptr<store::ShardStore> store_ = backend_->store(io_);
};

}  // namespace circle::test
