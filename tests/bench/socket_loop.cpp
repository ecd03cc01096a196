#include "tests/bench/socket_loop.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace circle::bench {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// The whole of it: a socket that takes less than a few hundred bytes is broken.
void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) fail("send");
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

// Header of a client's final frame, masked with 0 (RFC 6455 5.2).
void put_header(std::string& out, int opcode, std::size_t size) {
    out.push_back(static_cast<char>(0x80 | opcode));
    if (size < 126) {
        out.push_back(static_cast<char>(0x80 | size));
    } else {
        out.push_back(static_cast<char>(0x80 | 126));
        out.push_back(static_cast<char>(size >> 8));
        out.push_back(static_cast<char>(size & 0xff));
    }
    out.append(4, '\0');
}

}  // namespace

Peer::~Peer() {
    if (fd_ >= 0) ::close(fd_);
}

void Peer::connect(SocketLoop& loop, unsigned short port, const std::string& token) {
    loop_ = &loop;
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) fail("socket");
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) fail("connect");
    send_all(fd_, fmt::format("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                              "Sec-WebSocket-Protocol: circle.v1.pb\r\n\r\n",
                              port));
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
        char byte = 0;  // one by one: what follows is the loop's
        const auto got = ::recv(fd_, &byte, 1, 0);
        if (got <= 0) throw std::runtime_error("the gateway hung up on an upgrade: " + head);
        head.push_back(byte);
    }
    if (!head.starts_with("HTTP/1.1 101")) throw std::runtime_error("no upgrade: " + head);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    if (::epoll_ctl(loop.epoll_, EPOLL_CTL_ADD, fd_, &event) != 0) fail("epoll_ctl");
    v1::ClientFrame hello;
    hello.mutable_hello()->set_token(token);
    send(hello);
    loop.flush();
}

void Peer::send(v1::ClientFrame& frame) {
    frame.set_seq(++seq_);
    if (out_.empty()) loop_->dirty_.push_back(this);
    put_header(out_, 2, frame.ByteSizeLong());
    frame.AppendToString(&out_);
    ++loop_->frames_out_;
}

void Peer::on_bytes(std::string_view bytes, v1::ServerFrame& scratch) {
    if (!partial_.empty()) {
        partial_.append(bytes);
        bytes = partial_;
    }
    std::size_t used = 0;
    while (const auto took = take_frame(bytes.substr(used), scratch)) used += took;
    std::string rest(bytes.substr(used));
    partial_ = std::move(rest);
}

// How much a whole frame at the beginning took; 0: there is none.
std::size_t Peer::take_frame(std::string_view bytes, v1::ServerFrame& scratch) {
    if (bytes.size() < 2) return 0;
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    std::size_t header = 2;
    std::uint64_t size = at(1) & 0x7f;
    if (size >= 126) {
        const std::size_t wide = size == 126 ? 2 : 8;
        header += wide;
        if (bytes.size() < header) return 0;
        size = 0;
        for (std::size_t i = 2; i < header; ++i) size = size << 8 | at(i);
    }
    if (bytes.size() < header + size) return 0;
    const int opcode = at(0) & 0x0f;
    const auto payload = bytes.substr(header, size);
    if (opcode == 9) {
        if (out_.empty()) loop_->dirty_.push_back(this);
        put_header(out_, 10, payload.size());
        out_.append(payload);
    } else if (opcode == 8) {
        throw std::runtime_error("the gateway closed: " + std::string(payload.substr(2)));
    } else if (opcode == 2) {
        ++loop_->frames_in_;
        if (!scratch.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
            throw std::runtime_error("a frame does not parse");
        }
        if (scratch.has_snapshot()) live_ = true;
        on_frame(scratch);
    }
    return header + size;
}

SocketLoop::SocketLoop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(kBuffer) {
    if (epoll_ < 0) fail("epoll_create1");
}

SocketLoop::~SocketLoop() {
    ::close(epoll_);
}

void SocketLoop::turn(Clock::time_point until) {
    flush();
    const auto left = until - Clock::now();
    const auto ns = std::max<std::int64_t>(std::chrono::nanoseconds(left).count(), 0);
    const timespec wait{ns / 1'000'000'000, ns % 1'000'000'000};
    std::array<epoll_event, 256> events{};
    const int count = ::epoll_pwait2(epoll_, events.data(), events.size(), &wait, nullptr);
    for (int i = 0; i < count; ++i) {
        auto* peer = static_cast<Peer*>(events[static_cast<std::size_t>(i)].data.ptr);
        const auto got = ::recv(peer->fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (got == 0) throw std::runtime_error("the gateway hung up");
        if (got > 0) peer->on_bytes({buffer_.data(), static_cast<std::size_t>(got)}, scratch_);
    }
    flush();
}

void SocketLoop::flush() {
    for (Peer* peer : dirty_) {
        send_all(peer->fd_, peer->out_);
        peer->out_.clear();
    }
    dirty_.clear();
}

}  // namespace circle::bench
