#include "common/keyspace/memory_shard.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

namespace circle::keyspace {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kTailRecords = 256;  // per read, as the Redis tail

std::int64_t system_now() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

TailReply to_tail_reply(std::vector<MemoryStream::Entry> entries) {
    TailReply reply;
    reply.ok = true;
    reply.records.reserve(entries.size());
    for (auto& entry : entries) reply.records.push_back({entry.id, std::move(entry.data)});
    return reply;
}

}  // namespace

StreamId MemoryStream::add(std::int64_t now, std::string data) {
    last_id_ = now > last_id_.ms ? StreamId{now, 0} : StreamId{last_id_.ms, last_id_.seq + 1};
    entries_.push_back({last_id_, std::move(data)});
    ++added_;
    return last_id_;
}

void MemoryStream::trim(std::size_t keep) {
    while (entries_.size() > keep) entries_.pop_front();
}

std::vector<MemoryStream::Entry> MemoryStream::after(StreamId after, std::size_t max_count) const {
    const auto first = std::ranges::upper_bound(entries_, after, {}, &Entry::id);
    const auto count = std::min<std::size_t>(max_count, std::distance(first, entries_.end()));
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

std::vector<MemoryStream::Entry> MemoryStream::before(StreamId upto, std::size_t max_count) const {
    const auto last = std::ranges::upper_bound(entries_, upto, {}, &Entry::id);
    const auto count = std::min<std::size_t>(max_count, std::distance(entries_.begin(), last));
    return {last - static_cast<std::ptrdiff_t>(count), last};
}

asio::awaitable<void> Bell::wait(std::chrono::milliseconds up_to) {
    auto ex = co_await asio::this_coro::executor;
    // Leaves the list also when the coroutine is destroyed while it waits, the bell perhaps before.
    struct Waiting {
        std::shared_ptr<Timers> list;
        asio::steady_timer timer;
        ~Waiting() { std::erase(*list, &timer); }
    } waiting{waiting_, asio::steady_timer(ex, up_to)};
    waiting.list->push_back(&waiting.timer);
    co_await waiting.timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Bell::ring() {
    for (auto* timer : *waiting_) timer->cancel();
}

MemoryShard::MemoryShard() : MemoryShard(system_now) {}

MemoryShard::MemoryShard(Clock clock, Idle idle)
    : clock_(std::move(clock)), idle_(std::move(idle)) {}

asio::awaitable<void> MemoryShard::idle(Bell& bell, std::chrono::milliseconds block) {
    if (idle_) {
        idle_(block);
        co_return;
    }
    co_await bell.wait(block);
}

StreamId MemoryShard::add_command(std::string command) {
    const auto id = commands.add(now(), std::move(command));
    commands_bell.ring();
    return id;
}

MemoryCommandLog::MemoryCommandLog(asio::any_io_executor executor,
                                   std::vector<std::shared_ptr<MemoryShard>> shards)
    : executor_(std::move(executor)), shards_(std::move(shards)) {}

void MemoryCommandLog::append(unsigned shard, std::string command, Handler handler) {
    AppendReply reply;
    if (shard >= shards_.size()) {
        reply.status = AppendStatus::refused;
        reply.error = "no such shard";
    } else if (shards_[shard]->full) {
        reply.status = AppendStatus::refused;
        reply.error = "out of memory";
    } else {
        reply.status = AppendStatus::durable;
        reply.id = shards_[shard]->add_command(std::move(command));
    }
    asio::post(executor_, [handler = std::move(handler), reply = std::move(reply)]() mutable {
        handler(std::move(reply));
    });
}

MemoryEventTail::MemoryEventTail(std::shared_ptr<MemoryShard> shard, std::size_t page)
    : shard_(std::move(shard)), page_(page) {}

asio::awaitable<TailEnd> MemoryEventTail::end() {
    TailEnd end;
    end.ok = true;
    end.id = shard_->events.last_id();
    end.state = shard_->state.blob;
    co_return end;
}

asio::awaitable<EntityPage> MemoryEventTail::entities(std::string cursor) {
    EntityPage page;
    page.ok = true;
    const auto& all = shard_->entities;
    auto it = cursor.empty() ? all.begin() : all.upper_bound(cursor);
    for (; it != all.end() && page.entities.size() < page_; ++it) {
        page.entities.push_back(it->second);
        page.next = it->first;
    }
    if (it == all.end()) page.next.clear();
    co_return page;
}

asio::awaitable<TailReply> MemoryEventTail::before(StreamId upto, std::size_t count) {
    co_return to_tail_reply(shard_->events.before(upto, count));
}

asio::awaitable<TailReply> MemoryEventTail::read(StreamId after, std::chrono::milliseconds block) {
    auto found = shard_->events.after(after, kTailRecords);
    if (found.empty() && block.count() > 0) {
        co_await shard_->idle(shard_->events_bell, block);
        found = shard_->events.after(after, kTailRecords);
    }
    co_return to_tail_reply(std::move(found));
}

asio::awaitable<OwnerState> MemoryEventTail::owner() {
    OwnerState state;
    state.ok = true;
    state.alive = shard_->lease_alive();
    state.owner = shard_->lease.owner;
    co_return state;
}

void MemoryEventTail::interrupt() {
    shard_->events_bell.ring();
}

}  // namespace circle::keyspace
