// What a session does with each frame that comes in.
#include <algorithm>
#include <utility>

#include "common/ids/traceparent.hpp"
#include "gateway/auth/permissions.hpp"
#include "gateway/view/project.hpp"
#include "gateway/view/resume_token.hpp"
#include "gateway/ws/hub.hpp"
#include "gateway/ws/session.hpp"
#include "gateway/ws/validate.hpp"

namespace circle::gateway {

void Session::on_message(std::string_view message, bool binary) {
    if (state_ == State::closing || state_ == State::closed) return;
    const std::int64_t now = hub_.clock().steady();
    heard_at_ = now;
    partial_since_ = 0;
    ++hub_.stats().frames_in;
    frames_.take(now);
    if (!throttled_ && frames_.wait_ms(now) > 0) {
        throttled_ = true;
        ++hub_.stats().throttled;
        update_reading();
    }
    const Decoded decoded = decode(upgrade_.codec, message, binary);
    if (!decoded.ok) {
        send_error(0, v1::CODE_MALFORMED, {}, decoded.error);
        return;
    }
    handle(decoded.frame);
}

void Session::handle(const v1::ClientFrame& frame) {
    const std::uint32_t seq = frame.seq();
    const auto refuse = [&](v1::Code code, const std::string& field, const std::string& text) {
        send_error(seq, code, field, text, frame.client_key());
    };
    if (seq <= last_seq_) {
        return refuse(v1::CODE_OUT_OF_ORDER, "seq",
                      "seq must be greater than " + std::to_string(last_seq_));
    }
    last_seq_ = seq;
    if (frame.body_case() == v1::ClientFrame::BODY_NOT_SET) {
        return refuse(v1::CODE_UNSUPPORTED, "body", {});
    }
    const bool is_hello = frame.has_hello();
    if (is_hello != (state_ == State::hello)) {
        return refuse(v1::CODE_OUT_OF_ORDER, "hello",
                      is_hello ? "hello comes once" : "the first frame must be hello");
    }
    if (state_ == State::live && !may_send(identity_.principal.role(), frame.body_case())) {
        return refuse(v1::CODE_FORBIDDEN, {}, {});
    }
    if (const auto error = validate(frame)) {
        return refuse(v1::CODE_INVALID, error->field, text_of(*error, lang_));
    }
    if (is_hello) return hello(frame);
    if (is_mutation(frame.body_case())) return mutate(frame);
    if (frame.has_get_timeline()) return timeline(frame);
    if (frame.has_get_history()) return history(frame);
    if (frame.has_get_ledger()) return ledger(frame);
    if (state_ == State::live) hub_.catch_up(*this);
    v1::ServerFrame pong;
    pong.set_reply_to(seq);
    pong.mutable_pong()->set_server_time(hub_.clock().wall());
    send(pong);
}

void Session::hello(const v1::ClientFrame& frame) {
    const v1::ClientHello& hello = frame.hello();
    lang_ = lang_of(hello.lang());
    const std::uint32_t seq = frame.seq();
    const auto secret = ids::parse_secret(hello.token().empty() ? upgrade_.secret : hello.token());
    if (!secret) {
        ++hub_.stats().wrong_secrets;
        return fail(seq, v1::CODE_UNAUTHENTICATED, CloseCode::unauthenticated);
    }
    if (hub_.draining()) {
        go_away(1000);
        return fail(seq, v1::CODE_UNAVAILABLE, CloseCode::restart);
    }
    state_ = State::opening;
    update_reading();
    introduction_ = std::make_unique<Introduction>();
    *introduction_ = {seq, hello.resume(), *secret, hub_.clock().steady()};
    std::weak_ptr<Session> weak = weak_from_this();
    hub_.shards().open(secret->estate, [weak](ShardSource::Opened opened) {
        if (const auto self = weak.lock()) self->opened(opened);
    });
}

void Session::opened(ShardSource::Opened opened) {
    if (state_ != State::opening) return;
    const std::uint32_t seq = introduction_->seq;
    if (opened.status == ShardSource::Status::unavailable) {
        return fail(seq, v1::CODE_UNAVAILABLE, CloseCode::try_again);
    }
    const EstateFeed* estate = nullptr;
    if (opened.status == ShardSource::Status::ready) {
        estate = opened.handle->model()->estate(introduction_->secret.estate);
    }
    if (estate) {
        identity_ = identify(estate->model, introduction_->secret.credential_id,
                             {v1::CREDENTIAL_KIND_SESSION, v1::CREDENTIAL_KIND_BEARER},
                             hub_.clock().wall());
    }
    if (identity_.standing == Standing::valid) {
        shard_ = opened.handle;
        viewer_mark_ = viewer_mark(identity_.principal);
        return go_live();
    }
    // Another gateway, or a tool, may have opened it a moment ago: its event is on its way.
    if (estate && identity_.standing == Standing::unknown &&
        hub_.clock().steady() - introduction_->at < kUnknownMs) {
        shard_ = opened.handle;  // the tick asks again
        return;
    }
    ++hub_.stats().wrong_secrets;
    identity_ = {};
    shard_ = nullptr;
    fail(seq, v1::CODE_UNAUTHENTICATED, CloseCode::unauthenticated);
}

void Session::go_live() {
    const auto introduction = std::move(introduction_);
    upgrade_.secret.clear();
    state_ = State::live;
    hub_.joined(*this);
    const EstateFeed& estate = *feed();
    const auto missed = shard_->model()->missed(estate, identity_.principal, introduction->resume);

    v1::ServerFrame frame;
    frame.set_reply_to(introduction->seq);
    auto& hello = *frame.mutable_hello();
    hello.set_server_time(hub_.clock().wall());
    *hello.mutable_principal() = identity_.principal;
    hello.set_ping_interval_ms(kPingIntervalMs);
    hello.set_max_frame_bytes(kMaxFrameBytes);
    hello.set_resumed(missed.has_value());
    send(frame);

    if (!missed) {
        send_snapshot();
    } else {
        ++hub_.stats().resumes;
        last_number_ = estate.model.number() - missed->size();
        for (Entries left = *missed; !left.empty() && !resync_;) {  // too many: a snapshot follows
            const auto of_other = [&](const HistoryEntry& e) { return e.id != left[0].id; };
            const auto end = std::find_if(left.begin(), left.end(), of_other);
            const auto count = static_cast<std::size_t>(end - left.begin());
            send_missed(left.first(count));
            left = left.subspan(count);
        }
        if (!resync_) send_health();
    }
    update_reading();
}

bool Session::admit_mutation(const v1::ClientFrame& frame) {
    const auto refuse = [&](v1::Code code, std::uint32_t retry_after_ms) {
        send_error(frame.seq(), code, {}, {}, frame.client_key(), retry_after_ms);
        return false;
    };
    if (hub_.draining()) return refuse(v1::CODE_UNAVAILABLE, 1'000);
    if (const auto wait = hub_.charge(identity_, frame.body_case())) {
        return refuse(v1::CODE_RATE_LIMITED, wait);
    }
    if (waiting_ >= kMaxWaiting) return refuse(v1::CODE_RATE_LIMITED, 1'000);
    const Admission admission = hub_.admit(priority_of(frame.body_case()));
    if (!admission.admitted) return refuse(v1::CODE_BUSY, admission.retry_after_ms);
    return true;
}

void Session::mutate(const v1::ClientFrame& frame) {
    if (!admit_mutation(frame)) return;
    ++waiting_;
    v1::Command command = to_command(frame, identity_.principal, hub_.sealer());
    const bool own_trace = ids::is_traceparent(frame.traceparent());
    command.set_trace(own_trace ? frame.traceparent() : upgrade_.trace);
    hub_.mutations().submit(weak_from_this(), frame.seq(), shard_->shard(), command);
}

void Session::timeline(const v1::ClientFrame& frame) {
    const EstateFeed* estate = feed();
    auto facts = estate ? project_timeline(estate->model, frame.get_timeline().request_id(),
                                           identity_.principal)
                        : std::nullopt;
    if (!facts) {
        return send_error(frame.seq(), v1::CODE_NOT_FOUND, "get_timeline.request_id", {});
    }
    v1::ServerFrame reply;
    reply.set_reply_to(frame.seq());
    *reply.mutable_timeline() = std::move(*facts);
    send(reply);
}

void Session::history(const v1::ClientFrame& frame) {
    const EstateFeed* estate = feed();
    auto page = estate ? project_history(estate->model, frame.get_history(), identity_.principal,
                                         hub_.sealer())
                       : std::nullopt;
    if (!page) {
        return send_error(frame.seq(), v1::CODE_INVALID, "get_history.before",
                          "get_history.before: empty, or `next` of a page");
    }
    v1::ServerFrame reply;
    reply.set_reply_to(frame.seq());
    *reply.mutable_page() = std::move(*page);
    send(reply);
}

void Session::ledger(const v1::ClientFrame& frame) {
    const EstateFeed* estate = feed();
    v1::ServerFrame reply;
    reply.set_reply_to(frame.seq());
    v1::LedgerPage& page = *reply.mutable_ledger();
    if (estate) {
        page = project_ledger(estate->model, frame.get_ledger(), identity_.principal,
                              hub_.clock().wall());
    }
    send(reply);
}

}  // namespace circle::gateway
