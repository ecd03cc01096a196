// Keeps one shard's read model current: loads it, follows the event stream, loads again after a
// gap; and watches whether an owner lives.
//
// One thread: everything runs on the executor of the tail.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/keyspace/event_tail.hpp"
#include "gateway/view/shard_model.hpp"
#include "gateway/view/shard_source.hpp"

namespace circle::gateway {

class ShardFeed : public ShardHandle,
                  public ShardObserver,
                  public std::enable_shared_from_this<ShardFeed> {
  public:
    // `listener` outlives the io_context's run.
    ShardFeed(boost::asio::any_io_executor executor, unsigned shard, std::string incarnation,
              std::unique_ptr<keyspace::EventTail> tail, FeedListener& listener);
    ~ShardFeed() override;

    // Begins to watch the owner; once.
    void watch();

    // Begins to follow, if it does not yet. `ready` runs when the model is there (true), or could
    // not be loaded (false; it goes on trying).
    void follow(std::function<void(bool)> ready);

    // Ends both.
    void stop();

    // ShardHandle
    unsigned shard() const override { return shard_; }
    const ShardModel* model() const override { return model_.get(); }
    bool dispatching() const override;

    bool following() const { return following_; }
    bool owner_alive() const { return owner_.ok && owner_.alive; }
    const keyspace::OwnerState& owner() const { return owner_; }
    bool current() const { return model_ != nullptr && reading_well_; }
    // How far this follows behind the stream, in seconds: the age of the oldest record that the
    // newest read found, or how long nothing could be read. nullopt: it does not follow.
    std::optional<double> lag_s() const;

    // ShardObserver
    void on_events(const EstateFeed& estate, Entries entries) override;
    void on_outcome(const v1::OutcomeRecord& record) override;

  private:
    static boost::asio::awaitable<void> run(std::shared_ptr<ShardFeed> self);
    static boost::asio::awaitable<void> watch_owner(std::shared_ptr<ShardFeed> self);
    boost::asio::awaitable<bool> load();
    boost::asio::awaitable<bool> load_history(ShardModel& model, keyspace::StreamId end);
    boost::asio::awaitable<bool> load_pages(ShardModel& model);
    boost::asio::awaitable<bool> catch_up(ShardModel& model);
    boost::asio::awaitable<void> follow_stream();
    boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
    // False: the model must be loaded again.
    bool apply(const std::vector<keyspace::TailRecord>& records);
    void complain(const std::string& what, const std::string& error);
    void tell_ready(bool ok);
    void note_read(const std::vector<keyspace::TailRecord>& records);

    boost::asio::any_io_executor executor_;
    unsigned shard_;
    std::string incarnation_;
    std::unique_ptr<keyspace::EventTail> tail_;
    FeedListener& listener_;
    std::unique_ptr<ShardModel> model_;
    std::vector<std::function<void(bool)>> waiting_;
    keyspace::OwnerState owner_;
    std::string last_complaint_;
    std::chrono::milliseconds lag_{0};                    // at the newest read
    std::chrono::steady_clock::time_point read_well_at_;  // or when it began to follow
    bool watching_ = false;
    bool following_ = false;
    bool reading_well_ = false;
    bool stopped_ = false;
    boost::asio::steady_timer run_timer_;
    boost::asio::steady_timer watch_timer_;
};

}  // namespace circle::gateway
