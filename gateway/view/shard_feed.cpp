#include "gateway/view/shard_feed.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <exception>
#include <utility>

namespace circle::gateway {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t kHistory = 256;            // records for resuming,
constexpr std::size_t kHistoryBytes = 4u << 20;  // at least one page, as far as they are held
// A record may be as large as a commit, 1 MiB: together below what Redis keeps for one client.
constexpr std::size_t kHistoryPage = 8;
constexpr auto kBlock = 2'000ms;
constexpr auto kOwnerPeriod = 1'000ms;
constexpr auto kBackoffMin = 50ms;
constexpr auto kBackoffMax = 1'000ms;

// While a model is being loaded nobody is told its events, but outcomes are.
class Quiet : public ShardObserver {
  public:
    explicit Quiet(ShardObserver& inner) : inner_(inner) {}
    void on_events(const EstateFeed&, Entries) override {}
    void on_outcome(const v1::OutcomeRecord& record) override { inner_.on_outcome(record); }

  private:
    ShardObserver& inner_;
};

auto reporter(unsigned shard, const char* what) {
    return [shard, what](std::exception_ptr error) {
        if (!error) return;
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& e) {
            spdlog::critical("shard {}: {} ended: {}", shard, what, e.what());
        }
        // A gateway that no longer follows a shard would show stale pages for ever.
        std::terminate();
    };
}

}  // namespace

ShardFeed::ShardFeed(asio::any_io_executor executor, unsigned shard, std::string incarnation,
                     std::unique_ptr<keyspace::EventTail> tail, FeedListener& listener)
    : executor_(std::move(executor)),
      shard_(shard),
      incarnation_(std::move(incarnation)),
      tail_(std::move(tail)),
      listener_(listener),
      run_timer_(executor_),
      watch_timer_(executor_) {}

ShardFeed::~ShardFeed() = default;

void ShardFeed::watch() {
    if (std::exchange(watching_, true)) return;
    asio::co_spawn(executor_, watch_owner(shared_from_this()), reporter(shard_, "owner watch"));
}

void ShardFeed::follow(std::function<void(bool)> ready) {
    if (model_) return ready(true);
    waiting_.push_back(std::move(ready));
    if (std::exchange(following_, true)) return;
    read_well_at_ = std::chrono::steady_clock::now();
    asio::co_spawn(executor_, run(shared_from_this()), reporter(shard_, "feed"));
}

void ShardFeed::stop() {
    stopped_ = true;
    run_timer_.cancel();
    watch_timer_.cancel();
    tail_->interrupt();
}

// Ids come from the store's clock: with another machine's clock ahead, a lag may show as none.
void ShardFeed::note_read(const std::vector<keyspace::TailRecord>& records) {
    read_well_at_ = std::chrono::steady_clock::now();
    lag_ = 0ms;
    if (records.empty()) return;
    const auto wall = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    lag_ = std::max(0ms, wall - std::chrono::milliseconds(records.front().id.ms));
}

std::optional<double> ShardFeed::lag_s() const {
    if (!following_) return std::nullopt;
    const auto unread = std::chrono::steady_clock::now() - read_well_at_;
    return std::chrono::duration<double>(current() ? lag_ : unread).count();
}

bool ShardFeed::dispatching() const {
    return owner_alive() && current();
}

void ShardFeed::on_events(const EstateFeed& estate, Entries entries) {
    listener_.on_events(*model_, estate, entries);
}

void ShardFeed::on_outcome(const v1::OutcomeRecord& record) {
    listener_.on_outcome(shard_, record);
}

void ShardFeed::complain(const std::string& what, const std::string& error) {
    reading_well_ = false;
    if (error != last_complaint_) spdlog::warn("shard {}: {}: {}", shard_, what, error);
    last_complaint_ = error;
}

void ShardFeed::tell_ready(bool ok) {
    for (auto& ready : std::exchange(waiting_, {})) ready(ok);
}

asio::awaitable<void> ShardFeed::pause(std::chrono::milliseconds time) {
    run_timer_.expires_after(time);
    boost::system::error_code ignored;
    co_await run_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> ShardFeed::watch_owner(std::shared_ptr<ShardFeed> self) {
    while (!self->stopped_) {
        keyspace::OwnerState state = co_await self->tail_->owner();
        if (state.ok != self->owner_.ok || state.alive != self->owner_.alive ||
            state.owner != self->owner_.owner) {
            spdlog::info("shard {}: {}", self->shard_,
                         !state.ok      ? "the store does not answer"
                         : !state.alive ? "no live owner"
                                        : "owned by " + state.owner);
        }
        self->owner_ = std::move(state);
        self->watch_timer_.expires_after(kOwnerPeriod);
        boost::system::error_code ignored;
        co_await self->watch_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

asio::awaitable<void> ShardFeed::run(std::shared_ptr<ShardFeed> self) {
    auto backoff = kBackoffMin;
    while (!self->stopped_) {
        const bool reload = self->model_ != nullptr;
        const bool loaded = co_await self->load();
        if (self->stopped_) break;
        if (!loaded) {
            self->tell_ready(false);
            co_await self->pause(backoff);
            backoff = std::min(backoff * 2, kBackoffMax);
            continue;
        }
        backoff = kBackoffMin;
        self->last_complaint_.clear();
        self->reading_well_ = true;
        self->note_read({});
        spdlog::info("shard {}: read model {} at {}", self->shard_,
                     reload ? "loaded again" : "loaded",
                     keyspace::to_string(self->model_->position()));
        if (reload) self->listener_.on_reloaded(self->shard_);
        self->tell_ready(true);
        co_await self->follow_stream();
    }
    self->tell_ready(false);
}

asio::awaitable<bool> ShardFeed::load() {
    auto next = std::make_unique<ShardModel>(shard_, incarnation_);
    const keyspace::TailEnd end = co_await tail_->end();
    if (!end.ok) {
        complain("cannot read the stream's end", end.error);
        co_return false;
    }
    if (!next->begin(end.id, end.state)) {
        complain("cannot use the shard's state", "not a ShardState");
        co_return false;
    }
    const bool history = co_await load_history(*next, end.id);
    if (!history) co_return false;
    const bool pages = co_await load_pages(*next);
    if (!pages) co_return false;
    const bool level = co_await catch_up(*next);
    if (!level) co_return false;
    model_ = std::move(next);
    co_return true;
}

asio::awaitable<bool> ShardFeed::load_history(ShardModel& model, keyspace::StreamId end) {
    std::deque<keyspace::TailRecord> records;  // oldest first
    std::size_t bytes = 0;
    while (records.size() < kHistory && bytes < kHistoryBytes) {
        const keyspace::StreamId upto = records.empty() ? end : records.front().id;
        // The one that is held already comes again.
        const std::size_t count = kHistoryPage + (records.empty() ? 0 : 1);
        keyspace::TailReply page = co_await tail_->before(upto, count);
        if (!page.ok) {
            complain("cannot read the newest records", page.error);
            co_return false;
        }
        const std::size_t before = records.size();
        for (auto it = page.records.rbegin(); it != page.records.rend(); ++it) {
            if (!records.empty() && !(it->id < records.front().id)) continue;
            bytes += it->data.size();
            records.push_front(std::move(*it));
        }
        if (records.size() == before) break;
    }
    for (const auto& record : records) {
        if (!model.add_history(record.id, record.data)) {
            complain("cannot use a record", "not a CommitRecord: " + to_string(record.id));
            co_return false;
        }
    }
    co_return true;
}

asio::awaitable<bool> ShardFeed::load_pages(ShardModel& model) {
    std::string cursor;
    do {
        const keyspace::EntityPage page = co_await tail_->entities(cursor);
        if (!page.ok) {
            complain("cannot read the entities", page.error);
            co_return false;
        }
        for (const auto& entity : page.entities) {
            if (!model.add_entity(entity)) {
                complain("cannot use an entity", "not an Entity");
                co_return false;
            }
        }
        cursor = page.next;
    } while (!cursor.empty());
    co_return true;
}

asio::awaitable<bool> ShardFeed::catch_up(ShardModel& model) {
    Quiet quiet(*this);
    while (!model.caught_up()) {
        const keyspace::TailReply reply = co_await tail_->read(model.position(), 0ms);
        if (!reply.ok) {
            complain("cannot read records", reply.error);
            co_return false;
        }
        if (reply.records.empty()) break;  // all that led to this state has been trimmed
        for (const auto& record : reply.records) {
            if (model.apply(record.id, record.data, quiet) != ShardModel::Applied::ok) {
                complain("cannot follow the stream", "a gap before " + to_string(record.id));
                co_return false;
            }
        }
    }
    co_return true;
}

asio::awaitable<void> ShardFeed::follow_stream() {
    auto backoff = kBackoffMin;
    while (!stopped_) {
        const keyspace::TailReply reply = co_await tail_->read(model_->position(), kBlock);
        if (stopped_) co_return;
        if (!reply.ok) {
            complain("cannot read records", reply.error);
            co_await pause(backoff);
            backoff = std::min(backoff * 2, kBackoffMax);
            continue;
        }
        backoff = kBackoffMin;
        reading_well_ = true;
        note_read(reply.records);
        last_complaint_.clear();
        if (!apply(reply.records)) co_return;
    }
}

bool ShardFeed::apply(const std::vector<keyspace::TailRecord>& records) {
    for (const auto& record : records) {
        const auto applied = model_->apply(record.id, record.data, *this);
        if (applied == ShardModel::Applied::ok) continue;
        complain("loading again",
                 (applied == ShardModel::Applied::gap ? "a gap before " : "not a CommitRecord: ") +
                     to_string(record.id));
        return false;
    }
    return true;
}

}  // namespace circle::gateway
