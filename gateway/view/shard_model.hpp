// The read models of one shard's estates and how event stream entries change them.
//
// Pure: a feed reads the stream and hands the bytes in. One thread.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/keyspace/stream_id.hpp"
#include "gateway/view/estate_model.hpp"
#include "gateway/view/history.hpp"

namespace circle::gateway {

// One estate as sessions use it.
struct EstateFeed {
    explicit EstateFeed(std::string code);

    EstateModel model;
    History history;
};

// Hears what a record changed, after all of it has been applied.
class ShardObserver {
  public:
    virtual ~ShardObserver() = default;
    // Once for each estate that it changed; at least one entry.
    virtual void on_events(const EstateFeed& estate, Entries entries) = 0;
    virtual void on_outcome(const v1::OutcomeRecord& record) = 0;
};

class ShardModel {
  public:
    ShardModel(unsigned shard, std::string incarnation);

    unsigned shard() const { return shard_; }
    const std::string& incarnation() const { return incarnation_; }

    // Loading: begin, then history and pages in any order. False: the bytes do not parse; load
    // again later.
    bool begin(keyspace::StreamId end, std::string_view shard_state);
    bool add_history(keyspace::StreamId id, std::string_view commit_record);
    bool add_entity(std::string_view entity);

    enum class Applied {
        ok,
        gap,  // something is missing between what is held and this: load again
        malformed,
    };
    // Applies the next record of the stream and moves the position to it.
    Applied apply(keyspace::StreamId id, std::string_view commit_record, ShardObserver& observer);

    // Newest record that it holds; reading goes on after it.
    keyspace::StreamId position() const { return position_; }
    // The state seen at begin() has been reached, so that numbers and images agree.
    bool caught_up() const { return version_ >= target_version_; }

    // nullptr: no such estate in this shard.
    EstateFeed* estate(const std::string& code);
    const EstateFeed* estate(const std::string& code) const;
    std::vector<std::string> estates() const;

    std::string resume_token(const EstateFeed& estate, const v1::Principal& viewer) const;
    // Entries that follow what the viewer has seen; nullopt: it needs a snapshot, for example
    // because the token is somebody else's.
    std::optional<std::vector<HistoryEntry>> missed(const EstateFeed& estate,
                                                    const v1::Principal& viewer,
                                                    std::string_view token) const;

  private:
    EstateFeed& open(const std::string& code);

    unsigned shard_;
    std::string incarnation_;
    keyspace::StreamId position_;
    std::optional<std::uint64_t> newest_;  // version of the record at position_
    std::uint64_t version_ = 0;
    std::uint64_t target_version_ = 0;
    std::map<std::string, EstateFeed> estates_;
};

}  // namespace circle::gateway
