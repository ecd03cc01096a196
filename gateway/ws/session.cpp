#include "gateway/ws/session.hpp"

#include <algorithm>
#include <utility>

#include "gateway/view/project.hpp"
#include "gateway/view/resume_token.hpp"
#include "gateway/ws/accepted.hpp"
#include "gateway/ws/hub.hpp"
#include "gateway/ws/validate.hpp"

namespace circle::gateway {

Session::Session(Hub& hub, Upgrade upgrade)
    : hub_(hub), serial_(hub.stats().sessions_opened), upgrade_(std::move(upgrade)) {
    opened_at_ = heard_at_ = hub_.clock().steady();
}

Session::~Session() = default;

void Session::on_open(Connection& connection) {
    connection_ = &connection;
    opened_at_ = heard_at_ = hub_.clock().steady();
}

// ---- what goes out ----

void Session::send(const v1::ServerFrame& frame, Outbox::Kind kind) {
    push(std::make_shared<const std::string>(encode(upgrade_.codec, frame)), kind);
}

void Session::push(Payload payload, Outbox::Kind kind) {
    if (state_ == State::closed || close_sent_) return;
    outbox_.push(std::move(payload), kind);
    if (outbox_.over() && kind == Outbox::Kind::update) resync();
    if (!std::exchange(flush_awaited_, true)) hub_.flush_later(shared_from_this());
}

void Session::flush() {
    flush_awaited_ = false;
    pump();
}

void Session::pump() {
    if (!connection_ || close_sent_) return;
    if (writing_) return update_reading();  // perhaps too much waits by now
    const bool may_resync = hub_.clock().steady() - resynced_at_ >= kResyncMs;
    if (outbox_.empty() && resync_ && may_resync && state_ == State::live) {
        resync_ = false;
        resynced_at_ = hub_.clock().steady();
        send_snapshot();  // comes back here
        return;
    }
    if (const auto batch = outbox_.take(); !batch.empty()) {
        writing_ = true;
        writing_since_ = hub_.clock().steady();
        in_flight_ = 0;
        for (const auto& payload : batch) in_flight_ += payload->size();
        hub_.stats().frames_out += batch.size();
        hub_.stats().bytes_out += in_flight_;
        ++hub_.stats().writes;
        connection_->write(batch, upgrade_.codec == Codec::pb);
    } else if (state_ == State::closing) {
        close_now();
    }
    update_reading();
}

void Session::on_written() {
    writing_ = false;
    in_flight_ = 0;
    pump();
}

void Session::resync() {
    if (!resync_) ++hub_.stats().resyncs;
    resync_ = true;
    outbox_.drop_updates();
}

const EstateFeed* Session::feed() const {
    const ShardModel* model = shard_ ? shard_->model() : nullptr;
    return model ? model->estate(identity_.principal.estate()) : nullptr;
}

void Session::send_snapshot() {
    const EstateFeed* estate = feed();
    if (!estate) return;
    v1::ServerFrame frame;
    auto& snapshot = *frame.mutable_snapshot();
    last_number_ = estate->model.number();
    snapshot.set_number(last_number_);
    snapshot.set_resume(shard_->model()->resume_token(*estate, identity_.principal));
    *snapshot.mutable_view() = project(estate->model, identity_.principal, hub_.sealer());
    ++hub_.stats().snapshots;
    send(frame);
    send_health();
}

v1::Update Session::update_head(const ShardModel& shard, const HistoryEntry& entry) const {
    v1::Update update;
    update.set_after(last_number_);
    update.set_number(entry.number);
    update.set_resume(
        encode({shard.incarnation(), shard.shard(), entry.id, entry.number, viewer_mark_}));
    return update;
}

v1::ServerFrame Session::update_frame(const ShardModel& shard, Entries entries,
                                      v1::View view) const {
    v1::ServerFrame frame;
    auto& update = *frame.mutable_update();
    update = update_head(shard, entries.back());
    *update.mutable_view() = std::move(view);
    if (identity_.principal.role() != v1::ROLE_COORDINATOR) return frame;
    for (const HistoryEntry& entry : entries) {
        if (!entry.event->has_fact()) continue;
        *update.add_facts() = entry.event->fact();
        update.mutable_facts()->rbegin()->set_number(entry.number);
    }
    return frame;
}

void Session::on_events(Broadcast& broadcast) {
    const std::uint64_t number = broadcast.entries.back().number;
    if (state_ != State::live || resync_ || number <= last_number_) return;
    Payload payload = update_payload(broadcast);
    if (!payload) return;
    last_number_ = number;
    push(std::move(payload), Outbox::Kind::update);
}

// nullptr: it does not concern this viewer.
Payload Session::update_payload(Broadcast& broadcast) const {
    if (identity_.principal.role() == v1::ROLE_COORDINATOR && !broadcast.touched.config) {
        return coordinators_payload(broadcast);
    }
    auto view =
        project(broadcast.estate.model, broadcast.touched, identity_.principal, hub_.sealer());
    if (!view) return nullptr;
    return std::make_shared<const std::string>(
        encode(upgrade_.codec, update_frame(broadcast.shard, broadcast.entries, std::move(*view))));
}

// All coordinators see alike, but stand elsewhere: what is alike is worked out once.
Payload Session::coordinators_payload(Broadcast& broadcast) const {
    const std::string& viewer = identity_.principal.id();
    for (const auto& shared : broadcast.shared) {
        if (shared.after == last_number_ && shared.codec == upgrade_.codec &&
            shared.viewer == viewer) {
            return shared.payload;
        }
    }
    std::string bytes;
    if (upgrade_.codec == Codec::pb && !broadcast.coordinators.empty()) {
        bytes = encode_update(update_head(broadcast.shard, broadcast.entries.back()),
                              broadcast.coordinators);
    } else {
        auto view =
            project(broadcast.estate.model, broadcast.touched, identity_.principal, hub_.sealer());
        if (!view) return nullptr;
        auto frame = update_frame(broadcast.shard, broadcast.entries, std::move(*view));
        bytes = encode(upgrade_.codec, frame);
        v1::Update& alike = *frame.mutable_update();
        alike.clear_after();
        alike.clear_number();
        alike.clear_resume();
        broadcast.coordinators = alike.SerializeAsString();
    }
    auto payload = std::make_shared<const std::string>(std::move(bytes));
    broadcast.shared.push_back({last_number_, upgrade_.codec, viewer, payload});
    return payload;
}

void Session::send_missed(Entries entries) {
    const EstateFeed* estate = feed();
    auto view = project(estate->model, touched_by(estate->model, entries), identity_.principal,
                        hub_.sealer());
    if (!view) return;
    send(update_frame(*shard_->model(), entries, std::move(*view)), Outbox::Kind::update);
    last_number_ = entries.back().number;
}

void Session::send_health() {
    const EstateFeed* estate = feed();
    if (!estate) return;
    const bool dispatching = hub_.dispatching(*shard_);
    if (told_dispatching_ != dispatching) health_since_ = hub_.clock().wall();
    told_dispatching_ = dispatching;
    v1::ServerFrame frame;
    frame.mutable_health()->set_dispatching(dispatching);
    frame.mutable_health()->set_since(health_since_);
    frame.mutable_health()->set_phone(estate->model.config().phone());
    send(frame);
}

void Session::send_error(std::uint32_t seq, v1::Code code, const std::string& field,
                         const std::string& text, const std::string& client_key,
                         std::uint32_t retry_after_ms) {
    ++hub_.stats().errors[v1::Code_Name(code)];
    v1::ServerFrame frame;
    frame.set_reply_to(seq);
    auto& error = *frame.mutable_error();
    error.set_code(code);
    error.set_field(field);
    error.set_message(text.empty() ? std::string(text_of(code, lang_)) : text);
    error.set_client_key(client_key);
    error.set_retry_after_ms(retry_after_ms);
    send(frame);
}

void Session::fail(std::uint32_t seq, v1::Code code, CloseCode close_code) {
    if (state_ == State::closing || state_ == State::closed) return;
    send_error(seq, code, {}, {});
    close(close_code, v1::Code_Name(code));
}

void Session::close(CloseCode code, std::string reason) {
    if (state_ == State::closing || state_ == State::closed) return;
    state_ = State::closing;
    close_code_ = code;
    close_reason_ = std::move(reason);
    closing_since_ = hub_.clock().steady();
    outbox_.drop_updates();
    pump();
}

void Session::close_now() {
    if (close_sent_ || !connection_) return;
    close_sent_ = true;
    ++hub_.stats().closes[static_cast<int>(close_code_)];
    connection_->close(close_code_, close_reason_);
}

// ---- answers to mutations ----

void Session::received(std::uint32_t seq, const v1::Received& received) {
    v1::ServerFrame frame;
    frame.set_reply_to(seq);
    *frame.mutable_received() = received;
    send(frame);
}

void Session::outcome(std::uint32_t seq, const v1::Outcome& outcome) {
    if (waiting_ > 0) --waiting_;
    v1::ServerFrame frame;
    frame.set_reply_to(seq);
    auto& told = *frame.mutable_outcome();
    told = outcome;
    told.set_field(client_field(outcome.field()));
    if (outcome.code() == v1::CODE_INVALID) told.set_message(accepted_in(told.field(), lang_));
    if (outcome.code() != v1::CODE_OK && told.message().empty()) {
        told.set_message(std::string(text_of(outcome.code(), lang_)));
    }
    send(frame);
}

void Session::refused(std::uint32_t seq, const std::string& client_key, v1::Code code,
                      std::uint32_t retry_after_ms) {
    if (waiting_ > 0) --waiting_;
    send_error(seq, code, {}, {}, client_key, retry_after_ms);
}

void Session::slow(const std::string& client_key) {
    const EstateFeed* estate = feed();
    v1::ServerFrame frame;
    frame.mutable_slow()->set_client_key(client_key);
    if (estate) frame.mutable_slow()->set_phone(estate->model.config().phone());
    send(frame);
}

// ---- from the hub ----

void Session::on_reloaded() {
    if (state_ != State::live) return;
    check_credential();
    if (state_ != State::live) return;
    resync();
    pump();
}

void Session::on_health() {
    if (state_ != State::live) return;
    if (told_dispatching_ != hub_.dispatching(*shard_)) send_health();
}

std::vector<std::string_view> Session::credentials() const {
    std::vector<std::string_view> ids{identity_.credential};
    if (!identity_.opened_with.empty()) ids.push_back(identity_.opened_with);
    return ids;
}

void Session::check_credential() {
    const EstateFeed* estate = feed();
    if (state_ != State::live || !estate) return;
    const Standing standing = standing_of(estate->model, identity_.credential, hub_.clock().wall());
    if (standing != Standing::valid) {
        fail(0, v1::CODE_UNAUTHENTICATED, CloseCode::unauthenticated);
    }
}

void Session::go_away(std::uint32_t reconnect_after_ms) {
    if (state_ == State::closing || state_ == State::closed) return;
    v1::ServerFrame frame;
    frame.mutable_going_away()->set_reconnect_after_ms(reconnect_after_ms);
    send(frame);
}

void Session::on_tick() {
    const std::int64_t now = hub_.clock().steady();
    if (throttled_ && frames_.wait_ms(now) == 0) {
        throttled_ = false;
        update_reading();
    }
    if (state_ == State::opening && shard_) {
        ShardSource::Opened again;
        again.status = ShardSource::Status::ready;
        again.handle = shard_;
        opened(again);
    }
    if (resync_) pump();
    check_deadlines(now);
}

void Session::check_deadlines(std::int64_t now) {
    if (!connection_ || close_sent_) return;
    if (state_ == State::closing) {
        if (now - closing_since_ >= kFlushMs) close_now();
        return;
    }
    const auto slowest = static_cast<std::int64_t>(in_flight_ / kSlowestBytesPerMs);
    if (writing_ && now - writing_since_ > kStuckMs + slowest) {
        close(CloseCode::try_again, "too slow a reader");
        return close_now();
    }
    if (state_ == State::hello && now - opened_at_ > kHelloMs) {
        return fail(0, v1::CODE_OUT_OF_ORDER, CloseCode::policy);
    }
    if (state_ == State::opening && now - heard_at_ > kHelloMs) {
        return fail(0, v1::CODE_UNAVAILABLE, CloseCode::try_again);
    }
    if (partial_since_ > 0 && now - partial_since_ > kMessageMs) {
        return close(CloseCode::policy, "a message took too long");
    }
    if (reading_ && now - heard_at_ > kIdleMs) return close(CloseCode::policy, "idle");
    if (identity_.expires_at > 0 && hub_.clock().wall() >= identity_.expires_at) {
        return check_credential();
    }
    if (now - std::max(heard_at_, pinged_at_) > kServerPingMs) {
        pinged_at_ = now;
        connection_->ping();
    }
}

// ---- from the connection ----

void Session::update_reading() {
    if (!connection_) return;
    const bool want = !throttled_ && state_ != State::opening && state_ != State::closing &&
                      state_ != State::closed && !outbox_.crowded();
    if (want == reading_) return;
    reading_ = want;
    if (want) {
        heard_at_ = hub_.clock().steady();
        connection_->resume_reading();
    } else {
        connection_->pause_reading();
    }
}

void Session::on_partial() {
    if (partial_since_ == 0) partial_since_ = hub_.clock().steady();
}

void Session::on_control() {
    heard_at_ = hub_.clock().steady();
    if (!controls_.take(heard_at_)) close(CloseCode::policy, "too many control frames");
}

void Session::on_too_large() {
    fail(0, v1::CODE_TOO_LARGE, CloseCode::too_large);
}

void Session::on_closed() {
    state_ = State::closed;
    connection_ = nullptr;
    hub_.left(*this);
}

}  // namespace circle::gateway
