#include "gateway/ws/beast_connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

namespace circle::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

// An idle connection holds a buffer of this size; many frames fit, and Beast has more of a longer
// one at hand already.
constexpr std::size_t kFirstRead = 128;
constexpr std::size_t kMaxRead = 64 * 1024;

// Beast would close at once, without our error frame, when a frame's header announces more than its
// own limit. Ours is checked as the bytes arrive, so this one only must not be 0.
constexpr std::size_t kBeastLimit = std::size_t{1} << 40;

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;

class BeastConnection final : public Connection,
                              public FrameWriter::Owner,
                              public std::enable_shared_from_this<BeastConnection> {
  public:
    BeastConnection(Socket socket, const WebSocketOptions& options,
                    std::shared_ptr<ConnectionHandler> handler)
        : ws_(std::move(socket)),
          max_message_(options.max_message),
          close_deadline_(options.close_deadline),
          handler_(std::move(handler)) {
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = options.handshake_deadline;
        timeout.idle_timeout = websocket::stream_base::none();
        timeout.keep_alive_pings = false;
        ws_.set_option(timeout);
        ws_.read_message_max(kBeastLimit);
        ws_.auto_fragment(false);
    }

    void accept(const HttpRequest& upgrade, const std::string& subprotocol) {
        self_ = shared_from_this();
        ws_.next_layer().start(*this);
        ws_.set_option(
            websocket::stream_base::decorator([subprotocol](websocket::response_type& response) {
                response.set(beast::http::field::server, "circle-gateway");
                if (!subprotocol.empty()) {
                    response.set(beast::http::field::sec_websocket_protocol, subprotocol);
                }
            }));
        // Inside a read of Beast's: what the handler does about it must wait until that is over.
        ws_.control_callback([this](websocket::frame_type kind, beast::string_view) {
            if (kind == websocket::frame_type::close) {
                closed_by_peer_ = true;
                return;
            }
            asio::post(ws_.get_executor(), [self = shared_from_this()] {
                if (self->handler_) self->handler_->on_control();
            });
        });
        ws_.async_accept(upgrade, [self = shared_from_this()](error_code error) {
            if (error) return self->finish();
            self->ws_.set_option(
                websocket::stream_base::decorator([](websocket::response_type&) {}));
            self->handler_->on_open(*self);
            self->read();
        });
    }

    // FrameWriter::Owner
    std::shared_ptr<void> hold() override { return shared_from_this(); }
    void on_sent() override {
        if (handler_) handler_->on_written();
    }

    // Connection
    void write(std::span<const Payload> messages, bool binary) override {
        // Nothing may follow the close frame with which Beast answers the client's.
        if (!handler_ || closed_by_peer_) return;
        for (const auto& message : messages) ws_.next_layer().put(*message, binary);
        ws_.next_layer().flush();
    }

    void ping() override {
        if (!handler_ || pinging_ || closing_) return;
        pinging_ = true;
        ws_.async_ping({}, [self = shared_from_this()](error_code error) {
            self->pinging_ = false;
            if (error) self->finish();
        });
    }

    void pause_reading() override { paused_ = true; }

    void resume_reading() override {
        paused_ = false;
        if (handler_) read();
    }

    void close(CloseCode code, std::string reason) override {
        if (!handler_ || closing_) return;
        closing_ = true;
        deadline_ = std::make_unique<Timer>(ws_.get_executor(), close_deadline_);
        deadline_->async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->finish();
        });
        websocket::close_reason why(static_cast<websocket::close_code>(code));
        why.reason.assign(reason.data(), std::min<std::size_t>(reason.size(), 120));
        ws_.async_close(why, [self = shared_from_this()](error_code) { self->finish(); });
    }

  private:
    void read() {
        // A message once begun is read to its end, pause or not.
        if (reading_ || closing_ || too_large_ || (paused_ && buffer_.size() == 0)) return;
        reading_ = true;
        const std::size_t limit = std::clamp(buffer_.size(), kFirstRead, kMaxRead);
        ws_.async_read_some(
            buffer_, limit,
            [self = shared_from_this()](error_code error, std::size_t) { self->on_read(error); });
    }

    void on_read(error_code error) {
        reading_ = false;
        if (error) return finish();
        if (!handler_) return;
        if (buffer_.size() > max_message_) {
            too_large_ = true;
            buffer_.clear();
            return handler_->on_too_large();
        }
        if (!ws_.is_message_done()) {
            handler_->on_partial();
            return read();
        }
        // Taken out first: the handler may resume reading, which fills the buffer again.
        beast::flat_buffer message = std::move(buffer_);
        buffer_ = {};
        const auto bytes = message.cdata();
        handler_->on_message({static_cast<const char*>(bytes.data()), bytes.size()},
                             ws_.got_binary());
        read();
    }

    // The end, whatever it was: once.
    void finish() {
        if (!handler_) return;
        const auto self = shared_from_this();
        error_code ignored;
        if (deadline_) deadline_->cancel();
        ws_.next_layer().next_layer().close(ignored);
        std::exchange(handler_, nullptr)->on_closed();
        self_.reset();  // what is still under way holds its own
    }

    websocket::stream<FrameWriter, false> ws_;
    std::unique_ptr<Timer> deadline_;  // of the close
    std::size_t max_message_;
    std::chrono::seconds close_deadline_;
    std::shared_ptr<ConnectionHandler> handler_;  // nullptr: it has ended
    std::shared_ptr<BeastConnection> self_;       // while reading is paused nothing else holds it
    beast::flat_buffer buffer_;
    bool reading_ = false;
    bool paused_ = false;
    bool pinging_ = false;
    bool closing_ = false;
    bool too_large_ = false;
    bool closed_by_peer_ = false;
};

}  // namespace

void accept_websocket(Socket socket, const HttpRequest& upgrade, WebSocketOptions options,
                      std::shared_ptr<ConnectionHandler> handler) {
    std::make_shared<BeastConnection>(std::move(socket), options, std::move(handler))
        ->accept(upgrade, options.subprotocol);
}

}  // namespace circle::gateway
