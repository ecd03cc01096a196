// Where sessions find their estate: ShardFeeds stands behind it, in tests a shard that they write.
#pragma once

#include <functional>
#include <string>

#include "gateway/view/shard_model.hpp"

namespace circle::gateway {

// One shard that is being followed. Lives as long as its source.
class ShardHandle {
  public:
    virtual ~ShardHandle() = default;

    virtual unsigned shard() const = 0;

    // The read model; nullptr until first loaded. Another object after a reload.
    virtual const ShardModel* model() const = 0;

    // A live owner applies commands, and the model follows them.
    virtual bool dispatching() const = 0;
};

class ShardSource {
  public:
    enum class Status { ready, unknown_estate, unavailable };

    struct Opened {
        Status status = Status::unavailable;
        ShardHandle* handle = nullptr;  // when ready; its model is loaded
    };
    using Handler = std::function<void(Opened)>;

    virtual ~ShardSource() = default;

    // Finds the estate and begins to follow its shard. `handler` runs once, maybe before this
    // returns.
    virtual void open(const std::string& estate, Handler handler) = 0;

    // The store answered lately.
    virtual bool store_answers() const = 0;

    // Used share of the store's memory limit; 0 without one.
    virtual double memory() const = 0;
};

// Hears what the shards that are followed do.
class FeedListener {
  public:
    virtual ~FeedListener() = default;
    virtual void on_events(const ShardModel& shard, const EstateFeed& estate, Entries entries) = 0;
    virtual void on_outcome(unsigned shard, const v1::OutcomeRecord& record) = 0;
    // Another model stands in place of the one before; events in between were not told.
    virtual void on_reloaded(unsigned shard) = 0;
};

}  // namespace circle::gateway
