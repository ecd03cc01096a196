#include "tests/support/chaos_proxy.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <future>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/resp_frame.hpp"

namespace circle::test {

namespace asio = boost::asio;
using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;

namespace {

Protocol::endpoint address_of(const redis::Endpoint& endpoint) {
    if (!endpoint.unix_path.empty()) {
        return asio::local::stream_protocol::endpoint(endpoint.unix_path);
    }
    return asio::ip::tcp::endpoint(asio::ip::make_address(endpoint.host), endpoint.port);
}

std::string auth_request(const redis::Endpoint& endpoint) {
    const auto bulk = [](const std::string& s) {
        return "$" + std::to_string(s.size()) + "\r\n" + s + "\r\n";
    };
    return endpoint.username.empty()
               ? "*2\r\n$4\r\nAUTH\r\n" + bulk(endpoint.password)
               : "*3\r\n$4\r\nAUTH\r\n" + bulk(endpoint.username) + bulk(endpoint.password);
}

// What is armed, held and struck; shared by the test's thread and the proxy's.
class Plan {
  public:
    void arm(Fault fault, std::string text, unsigned skip) {
        const std::lock_guard lock(mutex_);
        armed_.push_back({fault, std::move(text), skip});
        ++open_;
    }

    std::optional<Fault> judge(const std::string& request) {
        const std::lock_guard lock(mutex_);
        for (auto armed = armed_.begin(); armed != armed_.end(); ++armed) {
            if (request.find(armed->text) == std::string::npos) {
                continue;
            }
            if (armed->skip > 0) {
                --armed->skip;
                continue;
            }
            const auto fault = armed->fault;
            if (fault == Fault::hold_request) {
                held_.push_back(request);
            }
            armed_.erase(armed);
            return fault;
        }
        return std::nullopt;
    }

    void struck() {
        const std::lock_guard lock(mutex_);
        --open_;
        changed_.notify_all();
    }

    void wait_until_struck(std::chrono::seconds limit) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, limit, [this] { return open_ == 0; })) {
            throw std::runtime_error("no request came that the armed fault could strike");
        }
    }

    std::string take_held() {
        const std::lock_guard lock(mutex_);
        if (held_.empty()) {
            throw std::runtime_error("no request is held");
        }
        auto request = std::move(held_.front());
        held_.pop_front();
        return request;
    }

  private:
    struct Armed {
        Fault fault;
        std::string text;
        unsigned skip;
    };
    std::mutex mutex_;
    std::condition_variable changed_;
    std::list<Armed> armed_;
    std::deque<std::string> held_;
    int open_ = 0;  // armed and not struck yet
};

// One client's connection and its counterpart to Redis.
class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Protocol::socket client, Plan& plan)
        : client_(std::move(client)), upstream_(client_.get_executor()), plan_(plan) {}

    void start(const Protocol::endpoint& upstream) {
        upstream_.async_connect(upstream, [self = shared_from_this()](error_code error) {
            if (error) {
                self->cut();
                return;
            }
            self->read_request();
            self->read_reply();
        });
    }

    void cut() {
        error_code ignored;
        client_.close(ignored);
        upstream_.close(ignored);
    }

  private:
    void read_request() {
        client_.async_read_some(asio::buffer(request_chunk_),
                                [self = shared_from_this()](error_code error, std::size_t size) {
                                    if (error) {
                                        self->cut();
                                        return;
                                    }
                                    self->requests_.append(self->request_chunk_.data(), size);
                                    self->pass_requests();
                                });
    }

    void pass_requests() {
        std::string passing;
        while (const auto size = resp_frame_size(requests_)) {
            const auto request = requests_.substr(0, *size);
            requests_.erase(0, *size);
            const auto fault = plan_.judge(request);
            if (fault == Fault::lose_request || fault == Fault::hold_request) {
                cut();
                plan_.struck();
                return;
            }
            if (fault) {
                at_reply_ = {*fault, requests_passed_};
            }
            ++requests_passed_;
            passing += request;
        }
        write(upstream_, std::move(passing), &Session::read_request);
    }

    void read_reply() {
        upstream_.async_read_some(asio::buffer(reply_chunk_),
                                  [self = shared_from_this()](error_code error, std::size_t size) {
                                      if (error) {
                                          self->cut();
                                          return;
                                      }
                                      self->replies_.append(self->reply_chunk_.data(), size);
                                      self->pass_replies();
                                  });
    }

    void pass_replies() {
        std::string passing;
        while (const auto size = resp_frame_size(replies_)) {
            if (at_reply_ && at_reply_->number == replies_passed_) {
                strike_reply(std::move(passing));
                return;
            }
            passing += replies_.substr(0, *size);
            replies_.erase(0, *size);
            ++replies_passed_;
        }
        write(client_, std::move(passing), &Session::read_reply);
    }

    // The replies before the lost one still arrive.
    void strike_reply(std::string before) {
        const auto next = at_reply_->fault == Fault::lose_reply ? &Session::cut : &Session::idle;
        write(client_, std::move(before), next);
        plan_.struck();
    }

    void idle() {}  // nothing more is read from Redis: silence

    void write(Protocol::socket& to, std::string bytes, void (Session::*then)()) {
        auto owned = std::make_shared<std::string>(std::move(bytes));
        asio::async_write(to, asio::buffer(*owned),
                          [self = shared_from_this(), owned, then](error_code error, std::size_t) {
                              if (error) {
                                  self->cut();
                              } else {
                                  ((*self).*then)();
                              }
                          });
    }

    struct AtReply {
        Fault fault;
        std::size_t number;
    };

    Protocol::socket client_;
    Protocol::socket upstream_;
    Plan& plan_;
    std::array<char, 16384> request_chunk_;
    std::array<char, 16384> reply_chunk_;
    std::string requests_;
    std::string replies_;
    std::size_t requests_passed_ = 0;
    std::size_t replies_passed_ = 0;
    std::optional<AtReply> at_reply_;
};

}  // namespace

class ChaosProxy::Impl {
  public:
    Impl(redis::Endpoint upstream, Listen listen) : upstream_(std::move(upstream)), acceptor_(io_) {
        if (listen == Listen::tcp) {
            open_acceptor(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        } else {
            auto name = (std::filesystem::temp_directory_path() / "circle-proxy-XXXXXX").string();
            if (mkdtemp(name.data()) == nullptr) {
                throw std::runtime_error("mkdtemp " + name);
            }
            directory_ = name;
            open_acceptor(asio::local::stream_protocol::endpoint(name + "/redis.sock"));
        }
        accept();
        thread_ = std::thread([this] { io_.run(); });
    }

    ~Impl() {
        io_.stop();
        thread_.join();
        std::error_code ignored;
        if (!directory_.empty()) {
            std::filesystem::remove_all(directory_, ignored);
        }
    }

    redis::Endpoint endpoint() const {
        redis::Endpoint endpoint = upstream_;
        endpoint.unix_path = directory_.empty() ? "" : directory_ + "/redis.sock";
        endpoint.host = directory_.empty() ? "127.0.0.1" : "";
        endpoint.port = port_;
        return endpoint;
    }

    std::string deliver_held() {
        asio::io_context io;
        Protocol::socket socket(io);
        socket.connect(address_of(upstream_));
        if (!upstream_.password.empty()) {
            ask(socket, auth_request(upstream_));
        }
        return ask(socket, plan_.take_held());
    }

    void cut(std::optional<bool> refuse) {
        std::promise<void> done;
        asio::post(io_, [&] {
            refusing_ = refuse.value_or(refusing_);
            for (const auto& weak : std::exchange(sessions_, {})) {
                if (const auto session = weak.lock()) {
                    session->cut();
                }
            }
            done.set_value();
        });
        done.get_future().get();
    }

    Plan& plan() { return plan_; }

  private:
    void open_acceptor(const Protocol::endpoint& address) {
        acceptor_.open(address.protocol());
        acceptor_.bind(address);
        acceptor_.listen();
        const auto bound = acceptor_.local_endpoint();
        if (bound.protocol().family() == AF_INET) {
            port_ = ntohs(reinterpret_cast<const sockaddr_in*>(bound.data())->sin_port);
        }
    }

    void accept() {
        acceptor_.async_accept([this](error_code error, Protocol::socket socket) {
            if (error) {
                return;
            }
            if (!refusing_) {
                const auto session = std::make_shared<Session>(std::move(socket), plan_);
                sessions_.push_back(session);
                session->start(address_of(upstream_));
            }
            accept();
        });
    }

    static std::string ask(Protocol::socket& socket, const std::string& request) {
        asio::write(socket, asio::buffer(request));
        std::string reply;
        std::array<char, 4096> chunk;
        while (!resp_frame_size(reply)) {
            reply.append(chunk.data(), socket.read_some(asio::buffer(chunk)));
        }
        return reply;
    }

    const redis::Endpoint upstream_;
    Plan plan_;
    asio::io_context io_;
    asio::basic_socket_acceptor<Protocol> acceptor_;
    std::string directory_;
    std::uint16_t port_ = 0;
    bool refusing_ = false;
    std::vector<std::weak_ptr<Session>> sessions_;
    std::thread thread_;
};

ChaosProxy::ChaosProxy(redis::Endpoint upstream, Listen listen)
    : impl_(std::make_shared<Impl>(std::move(upstream), listen)) {}

ChaosProxy::~ChaosProxy() = default;

redis::Endpoint ChaosProxy::endpoint() const {
    return impl_->endpoint();
}

void ChaosProxy::arm(Fault fault, std::string text, unsigned skip) {
    impl_->plan().arm(fault, std::move(text), skip);
}

void ChaosProxy::wait_until_struck() {
    impl_->plan().wait_until_struck(kLimit);
}

std::string ChaosProxy::deliver_held() {
    return impl_->deliver_held();
}

void ChaosProxy::cut() {
    impl_->cut(std::nullopt);
}

void ChaosProxy::refuse(bool on) {
    impl_->cut(on);
}

}  // namespace circle::test
