#include "tests/integration/gateway/ws_client.hpp"

#include <google/protobuf/util/json_util.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <optional>

#include "tests/support/run_until.hpp"

namespace circle::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

struct WsClient::Impl {
    explicit Impl(Options o) : options(std::move(o)), ws(io) {}

    // Runs `start(handler)` to its end.
    template <class Start>
    error_code drive(Start start) {
        std::optional<error_code> result;
        start([&](error_code error, auto&&...) { result = error; });
        run_until(io, [&] { return result.has_value(); });
        return *result;
    }

    void read() {
        reading = true;
        ws.async_read(buffer, [this](error_code error, std::size_t) {
            if (error) {
                closed = error;
                return;
            }
            Frame frame;
            const auto bytes = beast::buffers_to_string(buffer.cdata());
            buffer.clear();
            const bool ok = ws.got_binary()
                                ? frame.ParseFromString(bytes)
                                : google::protobuf::util::JsonStringToMessage(bytes, &frame).ok();
            if (!ok) throw std::runtime_error("not a ServerFrame: " + bytes);
            frames.push_back(std::move(frame));
            read();
        });
    }

    asio::io_context io{1};
    Options options;
    websocket::stream<tcp::socket> ws;
    beast::flat_buffer buffer;
    std::deque<Frame> frames;
    std::optional<error_code> closed;
    bool reading = false;
    std::uint32_t seq = 0;
};

WsClient::WsClient(unsigned short port, Options options)
    : impl_(std::make_unique<Impl>(std::move(options))) {
    Impl& i = *impl_;
    auto& socket = i.ws.next_layer();
    socket.open(tcp::v4());
    if (i.options.receive_buffer > 0) {
        socket.set_option(asio::socket_base::receive_buffer_size(i.options.receive_buffer));
    }
    socket.connect({asio::ip::address_v4::loopback(), port});
    socket.set_option(tcp::no_delay(true));
    i.ws.read_message_max(64 << 20);
    i.ws.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
        namespace http = beast::http;
        std::string name = i.options.subprotocol;
        if (name.empty()) {
            name = i.options.codec == gateway::Codec::pb ? gateway::kPbSubprotocol
                                                         : gateway::kJsonSubprotocol;
        }
        request.set(http::field::sec_websocket_protocol, name);
        const auto set = [&](http::field field, const std::string& value) {
            if (!value.empty()) request.set(field, value);
        };
        if (!i.options.bearer.empty()) {
            request.set(http::field::authorization, "Bearer " + i.options.bearer);
        }
        set(http::field::cookie, i.options.cookie);
        set(http::field::origin, i.options.origin);
    }));
    websocket::response_type response;
    const auto error = i.drive([&](auto handler) {
        i.ws.async_handshake(response, "127.0.0.1:" + std::to_string(port), i.options.target,
                             std::move(handler));
    });
    if (error == websocket::error::upgrade_declined) throw Refused(response.result_int());
    if (error) throw std::runtime_error("handshake: " + error.message());
    if (i.options.reading) i.read();
}

WsClient::~WsClient() = default;

void WsClient::send_raw(const std::string& bytes, bool binary) {
    Impl& i = *impl_;
    i.ws.binary(binary);
    i.drive([&](auto handler) { i.ws.async_write(asio::buffer(bytes), std::move(handler)); });
}

void WsClient::send_bytes(const std::string& bytes) {
    Impl& i = *impl_;
    i.drive([&](auto handler) {
        asio::async_write(i.ws.next_layer(), asio::buffer(bytes), std::move(handler));
    });
}

std::uint32_t WsClient::send(v1::ClientFrame frame) {
    Impl& i = *impl_;
    if (frame.seq() == 0) frame.set_seq(++i.seq);
    std::string bytes;
    const bool binary = i.options.codec == gateway::Codec::pb;
    if (binary) {
        frame.SerializeToString(&bytes);
    } else if (!google::protobuf::util::MessageToJsonString(frame, &bytes).ok()) {
        throw std::runtime_error("no JSON of it");
    }
    send_raw(bytes, binary);
    return frame.seq();
}

std::uint32_t WsClient::hello(const std::string& token, const std::string& resume) {
    v1::ClientFrame frame;
    frame.mutable_hello()->set_token(token);
    frame.mutable_hello()->set_resume(resume);
    frame.mutable_hello()->set_lang("en");
    return send(frame);
}

WsClient::Frame WsClient::next(std::chrono::milliseconds limit) {
    Impl& i = *impl_;
    if (!i.reading) i.read();
    if (i.frames.empty()) {
        run_until(
            i.io, [&] { return !i.frames.empty() || i.closed; }, limit);
    }
    if (i.frames.empty()) throw Closed(i.ws.reason().code, i.closed->message());
    Frame frame = std::move(i.frames.front());
    i.frames.pop_front();
    return frame;
}

WsClient::Frame WsClient::until(const std::function<bool(const Frame&)>& wanted,
                                std::chrono::milliseconds limit) {
    for (;;) {
        Frame frame = next(limit);
        if (wanted(frame)) return frame;
    }
}

WsClient::Frame WsClient::until(v1::ServerFrame::BodyCase kind, std::chrono::milliseconds limit) {
    return until([kind](const Frame& frame) { return frame.body_case() == kind; }, limit);
}

WsClient::Frame WsClient::mutate(v1::ClientFrame frame, const std::string& client_key) {
    frame.set_client_key(client_key);
    const auto seq = send(std::move(frame));
    return until([seq](const Frame& f) {
        return f.reply_to() == seq && (f.has_outcome() || f.has_error());
    });
}

unsigned WsClient::wait_closed(std::chrono::milliseconds limit) {
    try {
        for (;;) next(limit);
    } catch (const Closed& closed) {
        return closed.code;
    }
}

}  // namespace circle::test
