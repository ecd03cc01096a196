// Echoes every message over the gateway's own WebSocket transport: protocol suites are pointed at
// it.
//
//   ws_echo --port N [--max-message BYTES]
//
// One option differs from the gateway's: its 16 KiB a message would stop most suites' long messages.
#include <CLI/CLI.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cstdio>
#include <memory>

#include "gateway/ws/beast_connection.hpp"

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using circle::gateway::HttpRequest;
using circle::gateway::Socket;

namespace {

// Writes back what it reads, one message at a time.
class Echo final : public circle::gateway::ConnectionHandler {
  public:
    void on_open(circle::gateway::Connection& connection) override { connection_ = &connection; }
    void on_message(std::string_view message, bool binary) override {
        connection_->pause_reading();
        const auto echo = std::make_shared<const std::string>(message);
        connection_->write({&echo, 1}, binary);
    }
    void on_written() override { connection_->resume_reading(); }
    void on_too_large() override {
        connection_->close(circle::gateway::CloseCode::too_large, "message too large");
    }
    void on_partial() override {}
    void on_control() override {}
    void on_closed() override {}

  private:
    circle::gateway::Connection* connection_ = nullptr;
};

// Reads the upgrade request of one socket.
struct Handshake : std::enable_shared_from_this<Handshake> {
    Handshake(Socket s, std::size_t max) : socket(std::move(s)), max_message(max) {}

    void start() {
        beast::http::async_read(socket, buffer, request,
                                [self = shared_from_this()](error_code error, std::size_t) {
                                    if (!error) self->upgrade();
                                });
    }
    void upgrade() {
        if (!beast::websocket::is_upgrade(request)) return;
        circle::gateway::WebSocketOptions options;
        options.max_message = max_message;
        circle::gateway::accept_websocket(std::move(socket), request, options,
                                          std::make_shared<Echo>());
    }

    Socket socket;
    std::size_t max_message;
    beast::flat_buffer buffer;
    HttpRequest request;
};

class Listener {
  public:
    Listener(asio::io_context& io, unsigned short port, std::size_t max_message)
        : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), port)),
          max_message_(max_message) {}

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

    void accept() {
        acceptor_.async_accept([this](error_code error, Socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (!error) {
                socket.set_option(tcp::no_delay(true));
                std::make_shared<Handshake>(std::move(socket), max_message_)->start();
            }
            accept();
        });
    }

  private:
    asio::basic_socket_acceptor<tcp, asio::io_context::executor_type> acceptor_;
    std::size_t max_message_;
};

}  // namespace

int main(int argc, char** argv) {
    unsigned short port = 0;
    std::size_t max_message = std::size_t{64} << 20;
    CLI::App app("Echoes WebSocket messages over the gateway's transport");
    app.add_option("--port", port, "TCP port on 127.0.0.1; 0 picks one")->required();
    app.add_option("--max-message", max_message, "largest message in bytes")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        asio::io_context io(1);
        Listener listener(io, port, max_message);
        asio::signal_set signals(io, SIGINT, SIGTERM);
        signals.async_wait([&](error_code, int) { io.stop(); });
        listener.accept();
        std::printf("listening on ws://127.0.0.1:%u\n", static_cast<unsigned>(listener.port()));
        std::fflush(stdout);
        io.run();
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "ws_echo: %s\n", e.what());
        return 1;
    }
}
