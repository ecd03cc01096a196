#include "common/redis/hiredis_adapter.hpp"

#include <hiredis/async.h>

#include <utility>

namespace circle::redis {

namespace asio = boost::asio;

std::shared_ptr<HiredisAdapter> HiredisAdapter::attach(asio::any_io_executor executor,
                                                       redisAsyncContext* context,
                                                       std::function<void()> gone) {
    auto adapter = std::make_shared<HiredisAdapter>(std::move(executor));
    adapter->socket_.assign(context->c.fd);
    adapter->context_ = context;
    adapter->held_by_context_ = adapter;
    adapter->gone_ = std::move(gone);
    context->ev.data = adapter.get();
    context->ev.addRead = &add_read;
    context->ev.delRead = &del_read;
    context->ev.addWrite = &add_write;
    context->ev.delWrite = &del_write;
    context->ev.cleanup = &cleanup;
    return adapter;
}

HiredisAdapter::HiredisAdapter(asio::any_io_executor executor) : socket_(std::move(executor)) {}

HiredisAdapter::~HiredisAdapter() {
    if (socket_.is_open()) {
        socket_.release();  // the descriptor is hiredis' to close
    }
}

void HiredisAdapter::close() {
    if (inside_hiredis_) {
        close_when_outside_ = true;
    } else if (context_ != nullptr) {
        inside_hiredis_ = true;
        redisAsyncFree(context_);  // comes back through cleanup()
        inside_hiredis_ = false;
    }
}

HiredisAdapter::Interest& HiredisAdapter::interest(Direction direction) {
    return direction == Direction::read ? read_ : write_;
}

void HiredisAdapter::want(Direction direction) noexcept {
    interest(direction).wanted = true;
    try {
        wait(direction);
    } catch (...) {
        // Without a wait this connection may stay silent: it ends at the next event or deadline.
        close_when_outside_ = true;
    }
}

void HiredisAdapter::wait(Direction direction) {
    auto& state = interest(direction);
    if (context_ == nullptr || !state.wanted || state.waiting) {
        return;
    }
    const auto event = direction == Direction::read ? asio::posix::stream_descriptor::wait_read
                                                    : asio::posix::stream_descriptor::wait_write;
    socket_.async_wait(event, [self = shared_from_this(), direction](boost::system::error_code) {
        // An error is as good as readiness: hiredis finds out by itself what is wrong.
        self->on_ready(direction);
    });
    state.waiting = true;
}

void HiredisAdapter::on_ready(Direction direction) {
    auto& state = interest(direction);
    state.waiting = false;
    if (context_ == nullptr || !state.wanted) {
        return;
    }
    inside_hiredis_ = true;
    if (direction == Direction::read) {
        redisAsyncHandleRead(context_);
    } else {
        redisAsyncHandleWrite(context_);
    }
    inside_hiredis_ = false;
    if (close_when_outside_) {
        close();
    }
    wait(Direction::read);
    wait(Direction::write);
}

void HiredisAdapter::add_read(void* self) noexcept {
    static_cast<HiredisAdapter*>(self)->want(Direction::read);
}

void HiredisAdapter::del_read(void* self) noexcept {
    static_cast<HiredisAdapter*>(self)->read_.wanted = false;
}

void HiredisAdapter::add_write(void* self) noexcept {
    static_cast<HiredisAdapter*>(self)->want(Direction::write);
}

void HiredisAdapter::del_write(void* self) noexcept {
    static_cast<HiredisAdapter*>(self)->write_.wanted = false;
}

void HiredisAdapter::cleanup(void* self) noexcept {
    auto& adapter = *static_cast<HiredisAdapter*>(self);
    const auto keep = std::move(adapter.held_by_context_);
    adapter.read_.wanted = false;
    adapter.write_.wanted = false;
    try {
        adapter.socket_.release();
        std::exchange(adapter.gone_, nullptr)();
    } catch (...) {
        // Nothing is left that could be done; the context goes in any case.
    }
    adapter.context_ = nullptr;
}

}  // namespace circle::redis
