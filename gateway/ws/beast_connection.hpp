// A WebSocket by Beast. The only place, with its .cpp, that knows Beast's WebSocket stream.
//
// Deadlines: handshake and close have their own here; everything between is the handler's.
// Compression is off: it costs 98 KiB a connection.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "gateway/ws/connection.hpp"

namespace circle::gateway {

// A socket without type-erased executor: smaller and cheaper.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
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
