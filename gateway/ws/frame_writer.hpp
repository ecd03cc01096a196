// The layer between Beast's WebSocket and the socket: it gathers what is to be written, Beast's
// control frames and our messages, so that many leave in one system call and none is torn by
// another. One thread.
//
// Beast can write one message at a time, each in a call of its own; on a busy gateway those calls
// are half of its cost (docs/performance.md).
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/saved_handler.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace circle::gateway {

// A socket without type-erased executor: smaller and cheaper.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

// The header of an unfragmented, unmasked frame (RFC 6455, 5.2), as a server sends it.
inline void append_frame_header(std::string& out, bool binary, std::size_t size) {
    out.push_back(static_cast<char>(0x80 | (binary ? 2 : 1)));
    if (size < 126) {
        out.push_back(static_cast<char>(size));
        return;
    }
    const int wide = size <= 0xffff ? 2 : 8;
    out.push_back(static_cast<char>(wide == 2 ? 126 : 127));
    for (int shift = 8 * (wide - 1); shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>(static_cast<std::uint64_t>(size) >> shift & 0xff));
    }
}

// An AsyncStream, as Beast wants its next layer.
class FrameWriter {
  public:
    using executor_type = Socket::executor_type;
    using next_layer_type = Socket;

    explicit FrameWriter(Socket socket) : socket_(std::move(socket)) {}
    FrameWriter(const FrameWriter&) = delete;  // an empty saved_handler of Boost 1.81 cannot move
    FrameWriter& operator=(const FrameWriter&) = delete;

    // Who holds this object.
    class Owner {
      public:
        virtual ~Owner() = default;
        // What keeps this object alive while something is being sent.
        virtual std::shared_ptr<void> hold() = 0;
        // After each write that held messages of ours, never from inside put() or flush(). An error
        // is also seen by the read under way.
        virtual void on_sent() = 0;
    };
    void start(Owner& owner) { owner_ = &owner; }

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    Socket& next_layer() { return socket_; }
    const Socket& next_layer() const { return socket_; }

    // One of our messages; it leaves with the next flush(), or with what Beast writes.
    void put(std::string_view message, bool binary) {
        Bytes& out = pending();
        append_frame_header(out.bytes, binary, message.size());
        out.bytes.append(message);
        out.ours = true;
    }
    void flush();

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return socket_.async_read_some(buffers, std::forward<Token>(token));
    }

    // Beast's: whole frames, one at a time. Completes when all of it has been sent.
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& from) {
                Bytes& out = pending();
                std::size_t size = 0;
                for (const boost::asio::const_buffer part : boost::beast::buffers_range_ref(from)) {
                    out.bytes.append(static_cast<const char*>(part.data()), part.size());
                    size += part.size();
                }
                out.beasts = true;
                beast_done_.emplace([this, size, done = std::move(handler)](
                                        boost::system::error_code aborted = {}) mutable {
                    if (!aborted) aborted = error_;
                    done(aborted, aborted ? 0 : size);
                });
                flush();
            },
            token, buffers);
    }

  private:
    struct Bytes {
        std::string bytes;
        bool ours = false;
        bool beasts = false;
    };

    Bytes& pending() {
        if (!pending_) pending_ = std::make_unique<Bytes>();
        return *pending_;
    }

    Socket socket_;
    Owner* owner_ = nullptr;
    std::unique_ptr<Bytes> pending_;  // an idle connection holds neither
    std::unique_ptr<Bytes> sending_;
    boost::system::error_code error_;
    boost::beast::saved_handler beast_done_;
};

inline void FrameWriter::flush() {
    if (sending_ || !pending_) return;
    sending_ = std::move(pending_);
    boost::asio::async_write(
        socket_, boost::asio::buffer(sending_->bytes),
        [this, owner = owner_->hold()](boost::system::error_code error, std::size_t) {
            error_ = error;
            const auto sent = std::move(sending_);
            if (sent->beasts) beast_done_.invoke();
            if (sent->ours) owner_->on_sent();
            if (!error) flush();
        });
}

// Beast finds these by their argument.
template <class Handler>
void async_teardown(boost::beast::role_type role, FrameWriter& stream, Handler&& handler) {
    using boost::beast::websocket::async_teardown;
    async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}
inline void teardown(boost::beast::role_type role, FrameWriter& stream,
                     boost::system::error_code& error) {
    using boost::beast::websocket::teardown;
    teardown(role, stream.next_layer(), error);
}

}  // namespace circle::gateway
