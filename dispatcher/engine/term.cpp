#include "dispatcher/engine/term.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <utility>

#include "dispatcher/engine/decided.hpp"

namespace circle::engine {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using store::LoadStatus;
using store::ReadStatus;
using store::WriteStatus;

namespace {

constexpr milliseconds kBackoffMin{50};
constexpr milliseconds kBackoffMax{1'000};
// An answer that was under way for longer says little about how the stream is now.
constexpr milliseconds kStale{1'000};
// After so many of them in a row it is all that can be known: timers must fire some time.
constexpr unsigned kStaleReads = 3;
constexpr milliseconds kAfterFailedTick{1'000};
constexpr core::Time kLateTick = 1'000;
constexpr milliseconds kCountEvery{1'000};
// A core whose timers stay due although nothing comes of them must not keep the owner spinning.
constexpr milliseconds kAfterIdleTick{100};

template <typename Message>
std::optional<std::vector<Message>> parse_all(const std::vector<std::string>& blobs) {
    std::vector<Message> all(blobs.size());
    for (std::size_t i = 0; i < blobs.size(); ++i) {
        if (!all[i].ParseFromString(blobs[i])) return std::nullopt;
    }
    return all;
}

double seconds(Steady time) {
    return std::chrono::duration<double>(time).count();
}

// "<command id> <tries>"
std::string to_mark(const std::string& command, unsigned tries) {
    return fmt::format("{} {}", command, tries);
}

}  // namespace

Term::Term(Surroundings surroundings, store::LeaseReply lease, Steady asked)
    : with_(surroundings), lease_(std::move(lease)), asked_(asked), granted_(with_.time.steady()) {
    prolonged(with_.time.steady());
}

asio::awaitable<Next> Term::load() {
    const auto loaded = co_await with_.store.load(lease_.token, with_.settings.ttl);
    switch (loaded.status) {
        case LoadStatus::ok:
            break;
        case LoadStatus::fenced:
            co_return Next::lost;
        case LoadStatus::inconsistent:
            spdlog::critical("shard {}: cannot be taken over: {}", with_.shard, loaded.error);
            co_return Next::broken;
        case LoadStatus::unavailable:
            if (with_.stop.requested) co_return Next::load;
            co_await back_off("loading", loaded.error);
            co_return Next::load;
    }
    if (auto problem = take_over(loaded)) {
        spdlog::critical("shard {}: cannot be taken over: {}", with_.shard, *problem);
        co_return Next::broken;
    }
    prolonged(with_.time.steady());
    served();
    co_return Next::step;
}

// An outcome only serves to answer a repeat: without one that does not parse the shard goes on.
std::vector<v1::OutcomeRecord> Term::parse_outcomes(const std::vector<std::string>& blobs) const {
    std::vector<v1::OutcomeRecord> outcomes(blobs.size());
    std::size_t parsed = 0;
    for (const auto& blob : blobs) {
        if (outcomes[parsed].ParseFromString(blob)) {
            ++parsed;
            continue;
        }
        const auto& outcome = outcomes[parsed].outcome();
        spdlog::error("shard {}: the outcome of command {} does not parse; left out", with_.shard,
                      outcome.command_id().empty() ? "?" : outcome.command_id());
    }
    outcomes.resize(parsed);
    return outcomes;
}

// Empty, or what is inconsistent.
std::optional<std::string> Term::take_over(const store::LoadReply& loaded) {
    const auto& state = loaded.state;
    if (state.version() > 0 &&
        (state.format() > core::kStateFormat || state.format() + 1 < core::kStateFormat)) {
        return fmt::format("state format {}, this binary reads {} and the one before",
                           state.format(), core::kStateFormat);
    }
    const auto entities = parse_all<v1::Entity>(loaded.entities);
    if (!entities) return "an entity does not parse";
    const auto outcomes = parse_outcomes(loaded.outcomes);
    machine_ = with_.make_machine();
    try {
        machine_->load(state, *entities, outcomes);
    } catch (const std::exception& error) {
        return error.what();
    }
    for (const auto& request : silenced_) machine_->silence(request);
    loaded_ = true;
    state_ = state;
    cursor_ = keyspace::parse_stream_id(state.cursor()).value_or(keyspace::StreamId{});
    clock_.not_before(state.now());
    if (!std::exchange(begun_, true)) {
        const auto space = loaded.mark.find(' ');
        if (space != std::string::npos) {
            marked_.command = loaded.mark.substr(0, space);
            std::from_chars(loaded.mark.data() + space + 1, loaded.mark.data() + loaded.mark.size(),
                            marked_.tries);
        }
        begin();
    }
    return std::nullopt;
}

void Term::begin() {
    clock_.observe(lease_.now, asked_, granted_);
    const auto gap = lease_.alive_until > 0 ? lease_.now - lease_.alive_until : 0;
    if (gap > with_.settings.outage) outage_from_ = lease_.alive_until;
    if (lease_.alive_until > 0) {  // loading takes its time, too
        served_at_ = asked_ - milliseconds(std::max<core::Time>(gap, 0));
        served_now_ = lease_.alive_until;
    }
    if (lease_.clean) {
        marked_ = {};
    } else {
        careful_ = with_.settings.careful;
        spdlog::warn("shard {}: its owner vanished {} ms ago", with_.shard, gap);
    }
    if (outage_from_ > 0) {
        spdlog::warn("shard {}: nobody owned it for {} s", with_.shard, gap / 1000);
    }
}

Steady Term::block_time(Steady steady) {
    auto until = renew_due_ - steady;
    const auto due = machine_->next_due();
    if (due || outage_from_ > 0) {
        const auto due_in = milliseconds(outage_from_ > 0 ? 0 : *due - clock_.now(steady));
        until = std::min(until, std::max(due_in, no_tick_before_ - steady));
    }
    return std::max(until, milliseconds(0));
}

asio::awaitable<Next> Term::step() {
    if (last_batch_ >= with_.settings.busy) co_await gather();
    const bool alone = careful_ > 0;
    const auto asked = with_.time.steady();
    const auto block = alone ? milliseconds(0) : block_time(asked);
    const std::size_t max_commands = alone ? 1 : with_.settings.max_commands;
    auto read = co_await with_.store.read_commands(cursor_, state_.commands_applied(), max_commands,
                                                   with_.settings.max_bytes, block);
    // What was read stays in the stream for the next owner.
    if (with_.stop.requested) co_return Next::step;
    if (read.status == ReadStatus::trimmed) {
        spdlog::critical("shard {}: commands are lost: {}", with_.shard, read.error);
        co_return Next::broken;
    }
    if (read.status == ReadStatus::unavailable) {
        co_await back_off("reading", read.error);
        co_return co_await renew_if_due();
    }
    failures_ = 0;
    notice_outage();
    if (read.commands.empty()) careful_ = 0;
    last_batch_ = read.commands.size();
    last_read_ = with_.time.steady();
    auto batch = plan(std::move(read), asked, block);
    const bool trial = alone && !batch.commands.empty() && batch.quarantined.empty();
    if (trial) {
        const auto command = keyspace::to_string(batch.commands.front().id);
        const auto marked = co_await mark(command);
        if (marked == Mark::fenced) co_return Next::lost;
        // Nothing was applied: what is in memory still holds, and the command is still in the
        // stream.
        if (marked == Mark::failed) co_return co_await renew_if_due();
    }
    co_return co_await run(std::move(batch), alone);
}

asio::awaitable<void> Term::gather() {
    const auto left = last_read_ + with_.settings.gather - with_.time.steady();
    if (left.count() > 0) co_await with_.time.sleep(left);
}

Batch Term::plan(store::ReadReply read, Steady asked, Steady block) {
    Batch batch;
    batch.commands = parse(read.commands);
    const auto read_count = batch.commands.size();
    keep_what_parses(batch);
    const auto steady = with_.time.steady();
    batch.moment.now = clock_.now(steady, batch.commands.empty() ? 0 : batch.commands.back().id.ms);
    batch.moment.seed = with_.random();
    batch.ahead = clock_.ahead(batch.moment.now, steady);
    batch.loaded = loaded_;
    if (loaded_) batch.silenced = silenced_;

    stale_reads_ = steady - asked <= block + kStale ? 0 : stale_reads_ + 1;
    const bool drained =
        !read.more && batch.commands.size() == read_count && stale_reads_ % kStaleReads == 0;
    const auto due = machine_->next_due();
    const bool is_due = outage_from_ > 0 || (due && *due <= batch.moment.now);
    batch.tick = drained && is_due && steady >= no_tick_before_;
    if (batch.tick) batch.outage_from = outage_from_;
    measure(batch, read);
    return batch;
}

void Term::measure(const Batch& batch, const store::ReadReply& read) {
    auto& metrics = *with_.settings.metrics;
    auto& shard = metrics.of(with_.shard);
    const auto waited =
        batch.commands.empty() ? 0 : batch.moment.now - asked_at(batch.commands[0].id, batch);
    shard.lag.Set(static_cast<double>(waited) / 1000);
    const auto waiting = read.more ? read.waiting : std::optional(read.commands.size());
    if (waiting) shard.waiting.Set(static_cast<double>(*waiting));
    const auto steady = with_.time.steady();
    if (steady - counted_at_ >= kCountEvery) {
        counted_at_ = steady;
        shard.show(machine_->open_requests());
    }
    const auto due = machine_->next_due();
    if (batch.tick && due && batch.moment.now - *due > kLateTick) metrics.late_ticks.Increment();
}

// Leaves one command to be set aside, or those before it.
void Term::keep_what_parses(Batch& batch) {
    auto& commands = batch.commands;
    if (commands.empty()) return;
    const auto first = keyspace::to_string(commands.front().id);
    if (first == marked_.command && marked_.tries >= with_.settings.fatal_tries) {
        return set_aside(batch, fmt::format("it ended {} processes", marked_.tries + 1));
    }
    if (first == threw_.command && threw_.tries >= 2) return set_aside(batch, threw_.error);
    const auto garbled = std::ranges::find(commands, false, &StreamCommand::parsed);
    if (garbled == commands.begin()) return set_aside(batch, "it does not parse");
    commands.erase(garbled, commands.end());
}

void Term::set_aside(Batch& batch, const std::string& error) {
    batch.commands.resize(1);
    batch.quarantined = keyspace::to_string(batch.commands.front().id);
    batch.quarantine_error = error;
    spdlog::error("shard {}: command {} is set aside: {}", with_.shard, batch.quarantined, error);
}

asio::awaitable<Term::Mark> Term::mark(const std::string& command) {
    const unsigned tries = (command == marked_.command ? marked_.tries : 0) + 1;
    auto text = to_mark(command, tries);
    const auto sent = with_.time.steady();
    const auto reply = co_await with_.store.mark(lease_.token, std::move(text));
    if (reply.status == WriteStatus::fenced) co_return Mark::fenced;
    if (reply.status != WriteStatus::done) {
        co_await back_off("marking", reply.error);
        co_return Mark::failed;
    }
    observe(reply.now, sent);
    co_return Mark::set;
}

// One request must not stop the timers of all others: after two failures in a row its own are
// silenced, for this term.
Next Term::tick_failed(const BatchFailed& failure) {
    no_tick_before_ = with_.time.steady() + kAfterFailedTick;
    const auto& request = failure.request();
    if (request.empty() || std::exchange(timer_failed_, request) != request) {
        spdlog::critical("shard {}: timers failed: {}", with_.shard, failure.what());
        return Next::load;
    }
    timer_failed_.clear();
    silenced_.push_back(request);
    with_.settings.metrics->silenced.Increment();
    spdlog::critical("shard {}: the timers of request {} are set aside, those of others go on: {}",
                     with_.shard, request, failure.what());
    return Next::load;
}

Next Term::failed(const BatchFailed& failure, bool alone) {
    if (failure.command().empty()) return tick_failed(failure);
    spdlog::error("shard {}: command {} failed: {}", with_.shard, failure.command(),
                  failure.what());
    if (threw_.command != failure.command()) threw_ = {failure.command(), 0, {}};
    threw_.error = failure.what();
    threw_.tries = alone ? threw_.tries + 1 : 1;
    careful_ = std::max(careful_, failure.done() + 1);
    return Next::load;
}

asio::awaitable<Next> Term::run(Batch batch, bool alone) {
    BatchResult result;
    std::optional<BatchFailed> failure;
    try {
        result = run_batch(*machine_, state_, with_.settings.incarnation, batch);
    } catch (const BatchFailed& thrown) {
        failure = thrown;
    }
    if (failure) {
        if (!batch.quarantined.empty()) co_await with_.time.sleep(kBackoffMax);
        co_return failed(*failure, alone);
    }
    if (result.empty) co_return co_await renew_if_due();
    if (batch.commands.empty() && result.commit.record.empty()) {
        no_tick_before_ = with_.time.steady() + kAfterIdleTick;
    }
    // With this tick it is over; what the commit itself may have to wait for is another one.
    const auto outage_from = std::exchange(outage_from_, batch.tick ? 0 : outage_from_);
    const auto next = co_await commit(std::move(result.commit));
    if (next != Next::step) {
        outage_from_ = outage_from;
        co_return next;
    }
    state_ = std::move(result.state);
    loaded_ = false;
    if (!batch.commands.empty()) cursor_ = batch.commands.back().id;
    with_.settings.metrics->commands.Increment(static_cast<double>(batch.commands.size()));
    with_.settings.metrics->count(result.told);
    log_decided(with_.shard, batch, result.told);
    if (!batch.quarantined.empty()) with_.settings.metrics->quarantined.Increment();
    careful_ -= std::min(careful_, batch.commands.size());
    if (batch.tick) timer_failed_.clear();
    co_return co_await renew_if_due();
}

// The same bytes until the store answers: whether an unknown one was applied, only it knows.
asio::awaitable<Next> Term::commit(store::Commit commit) {
    commit.token = lease_.token;
    commit.serving = outage_from_ == 0;
    commit.batch_id = fmt::format("{}-{}", lease_.token.nonce, ++batches_);
    const auto begun = with_.time.steady();
    for (;;) {
        const auto sent = with_.time.steady();
        const auto reply = co_await with_.store.commit(commit, with_.settings.ttl);
        switch (reply.status) {
            case WriteStatus::done:
            case WriteStatus::already_done:
                failures_ = 0;
                with_.settings.metrics->commits.Observe(seconds(with_.time.steady() - begun));
                observe(reply.now, sent);
                prolonged(sent);
                served();
                co_return Next::step;
            case WriteStatus::fenced:
                co_return Next::lost;
            case WriteStatus::conflict:
                spdlog::error("shard {}: expected version {}, found {}", with_.shard,
                              commit.expected_version, reply.version);
                co_return Next::load;
            case WriteStatus::not_done:
            case WriteStatus::unknown:
            case WriteStatus::refused:
                break;
        }
        if (give_up()) {
            spdlog::warn(
                "shard {}: the store does not answer; what was being committed is left to "
                "the next owner",
                with_.shard);
            co_return Next::lost;
        }
        co_await back_off("committing", reply.error);
    }
}

asio::awaitable<Next> Term::renew_if_due() {
    const auto sent = with_.time.steady();
    if (sent < renew_due_ || with_.stop.requested) co_return Next::step;
    const auto reply =
        co_await with_.store.renew(lease_.token, with_.settings.ttl, outage_from_ == 0);
    if (reply.status == WriteStatus::fenced) co_return Next::lost;
    if (reply.status == WriteStatus::done) {
        failures_ = 0;
        observe(reply.now, sent);
        prolonged(sent);
        served();
    } else {
        co_await back_off("renewing", reply.error);
    }
    co_return Next::step;
}

asio::awaitable<void> Term::release() {
    machine_.reset();
    if (failures_ > 0) {
        spdlog::warn("shard {}: the store does not answer, its lease is left to run out",
                     with_.shard);
        co_return;
    }
    const auto reply = co_await with_.store.release(lease_.token);
    if (reply.status != WriteStatus::done) {
        spdlog::warn("shard {}: lease not given back: {}", with_.shard, reply.error);
    }
}

asio::awaitable<void> Term::back_off(const char* doing, const std::string& error) {
    if (failures_ == 0) spdlog::warn("shard {}: {}: {}", with_.shard, doing, error);
    const auto time = kBackoffMin * (1 << std::min(failures_++, 5u));
    co_await with_.time.sleep(std::min(time, kBackoffMax));
}

void Term::observe(core::Time store_now, Steady sent) {
    if (const auto jump = clock_.observe(store_now, sent, with_.time.steady())) {
        spdlog::error("shard {}: the store's clock jumped by {} ms; following it slowly",
                      with_.shard, *jump);
    }
}

// What an owner lives through without being able to commit or to renew is an outage like any other:
// nobody's answer could be seen.
void Term::notice_outage() {
    const auto gap = with_.time.steady() - served_at_;
    if (outage_from_ > 0 || gap.count() <= with_.settings.outage) return;
    outage_from_ = served_now_;
    spdlog::warn("shard {}: it could not be served for {} s", with_.shard, gap.count() / 1000);
}

void Term::served() {
    const auto steady = with_.time.steady();
    if (served_now_ > 0) notice_outage();
    served_at_ = steady;
    served_now_ = clock_.now(steady);
}

// On a grid, so that all shards of a process wake it together.
void Term::prolonged(Steady steady) {
    const auto every = with_.settings.renew;
    renew_due_ = every * ((steady + every + every / 2) / every);
}

bool Term::give_up() const {
    return with_.stop.requested && with_.time.steady() - with_.stop.at >= kLastWords;
}

}  // namespace circle::engine
