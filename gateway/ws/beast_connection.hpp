// A WebSocket by Beast. The only place, with its .cpp and the layer below (frame_writer.hpp), that
// knows Beast's WebSocket stream.
//
// Deadlines: handshake and close have their own here; everything between is the handler's.
// Compression is off: it costs 98 KiB a connection.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "gateway/ws/connection.hpp"
#include "gateway/ws/frame_writer.hpp"

namespace circle::gateway {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

struct WebSocketOptions {
    std::size_t max_message = 16 * 1024;
    std::string subprotocol;  // to answer; empty: none was offered
    std::chrono::seconds handshake_deadline{10};
    std::chrono::seconds close_deadline{3};
};

// Answers `upgrade`, which was read from `socket`, and from then on drives `handler`: on_open(),
// then the rest, then on_closed(). The connection keeps itself and the handler alive until then.
void accept_websocket(Socket socket, const HttpRequest& upgrade, WebSocketOptions options,
                      std::shared_ptr<ConnectionHandler> handler);

}  // namespace circle::gateway
