#include "common/redis/connection.hpp"

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include <exception>
#include <utility>

#include "common/redis/hiredis_reply.hpp"

namespace circle::redis {
namespace {

using CommandCallback = void (*)(redisAsyncContext*, void*, void*);

bool submit(redisAsyncContext* context, const Command& command, CommandCallback callback,
            std::uint64_t id) {
    std::vector<const char*> arguments;
    std::vector<std::size_t> sizes;
    arguments.reserve(command.size());
    sizes.reserve(command.size());
    for (const auto& argument : command) {
        arguments.push_back(argument.data());
        sizes.push_back(argument.size());
    }
    // The id travels as a number: a late reply can find nothing that is gone.
    auto* const tag = reinterpret_cast<void*>(static_cast<std::uintptr_t>(id));
    return redisAsyncCommandArgv(context, callback, tag, static_cast<int>(arguments.size()),
                                 arguments.data(), sizes.data()) == REDIS_OK;
}

std::string error_text(const redisAsyncContext* context) {
    if (context->errstr != nullptr && *context->errstr != '\0') {
        return context->errstr;
    }
    return "connection closed";
}

}  // namespace

// hiredis tells of the end by calling every callback without a reply; on_gone() is enough for us.
struct Connection::Callbacks {
    static Connection& of(const redisAsyncContext* context) {
        return *static_cast<Connection*>(context->data);
    }

    static void connected(const redisAsyncContext* context, int status) noexcept {
        guarded(context, [&](Connection& self) { self.on_connected(status); });
    }

    template <void (Connection::*Handle)(const Reply&)>
    static void handshake(redisAsyncContext* context, void* reply, void*) noexcept {
        guarded(context, [&](Connection& self) {
            if (reply != nullptr) {
                (self.*Handle)(copy_reply(*static_cast<redisReply*>(reply)));
            }
        });
    }

    static void reply(redisAsyncContext* context, void* reply, void* tag) noexcept {
        guarded(context, [&](Connection& self) {
            if (reply != nullptr && self.listener_ != nullptr) {
                const auto id = reinterpret_cast<std::uintptr_t>(tag);
                self.listener_->on_reply(id, copy_reply(*static_cast<redisReply*>(reply)));
            }
        });
    }

    template <typename Action>
    static void guarded(const redisAsyncContext* context, Action action) noexcept {
        try {
            action(of(context));
        } catch (const std::exception&) {
            // A reply was lost on the way to its handler: every command of this connection that
            // has no reply yet becomes unknown.
            of(context).adapter_->close();
        }
    }
};

Connection::~Connection() {
    close();
}

std::string Connection::open(boost::asio::any_io_executor executor, const Endpoint& endpoint,
                             const std::string& address) {
    auto* const context = endpoint.unix_path.empty()
                              ? redisAsyncConnect(address.c_str(), endpoint.port)
                              : redisAsyncConnectUnix(endpoint.unix_path.c_str());
    if (context == nullptr) {
        return "out of memory";
    }
    if (context->err != 0) {
        auto reason = error_text(context);
        redisAsyncFree(context);
        return reason;
    }
    try {
        adapter_ = HiredisAdapter::attach(std::move(executor), context, [this] { on_gone(); });
    } catch (const std::exception& error) {
        redisAsyncFree(context);
        return error.what();
    }
    username_ = endpoint.username;
    password_ = endpoint.password;
    context->data = this;
    redisAsyncSetConnectCallback(context, &Callbacks::connected);
    return {};
}

bool Connection::write(const Command& command, std::uint64_t id) {
    if (!adapter_ || adapter_->context() == nullptr) {
        return false;
    }
    return submit(adapter_->context(), command, &Callbacks::reply, id);
}

void Connection::close() {
    listener_ = nullptr;
    if (adapter_) {
        adapter_->close();
    }
}

void Connection::on_connected(int status) {
    if (status == REDIS_OK && listener_ != nullptr) {
        greet();
    }
}

void Connection::greet() {
    auto* const context = adapter_->context();
    if (!password_.empty()) {
        Command auth{"AUTH"};
        if (!username_.empty()) {
            auth.push_back(username_);
        }
        auth.push_back(password_);
        submit(context, auth, &Callbacks::handshake<&Connection::on_auth>, 0);
    }
    // A kernel accepts for a server that hangs or still loads: only an answer tells.
    submit(context, {"PING"}, &Callbacks::handshake<&Connection::on_greeted>, 0);
}

void Connection::on_auth(const Reply& reply) {
    if (reply.is_error()) {
        fail("AUTH was refused: " + reply.error()->text);
    }
}

void Connection::on_greeted(const Reply& reply) {
    if (reply.is_error()) {
        fail("Redis is not ready: " + reply.error()->text);
    } else if (listener_ != nullptr && reason_.empty()) {
        listener_->on_ready();
    }
}

void Connection::fail(std::string reason) {
    if (reason_.empty()) {
        reason_ = std::move(reason);
    }
    adapter_->close();
}

void Connection::on_gone() {
    auto reason = reason_.empty() ? error_text(adapter_->context()) : reason_;
    if (listener_ != nullptr) {
        std::exchange(listener_, nullptr)->on_closed(std::move(reason));
    }
}

}  // namespace circle::redis
