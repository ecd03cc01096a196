#include "common/redis/client.hpp"

#include <signal.h>

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <optional>
#include <random>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/redis/backoff.hpp"
#include "common/redis/connection.hpp"
#include "common/redis/pending_commands.hpp"

namespace circle::redis {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using tcp = asio::ip::tcp;

namespace {

// hiredis writes without MSG_NOSIGNAL. Who has set a handler of their own keeps it.
void ignore_sigpipe() {
    struct sigaction now {};
    if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) {
        signal(SIGPIPE, SIG_IGN);
    }
}

bool is_numeric(const std::string& host) {
    error_code error;
    asio::ip::make_address(host, error);
    return !error;
}

}  // namespace

// Connects, keeps connected, and moves commands from the table to the connection and results from
// the connection to the handlers. What is known of a command is the table's business; handlers run
// from posted functions only, so they may call anything, even destroy the client.
class Client::Impl : public std::enable_shared_from_this<Client::Impl>,
                     public Connection::Listener {
  public:
    Impl(asio::any_io_executor executor, Endpoint endpoint, Options options)
        : executor_(std::move(executor)),
          endpoint_(std::move(endpoint)),
          options_(options),
          backoff_(options.backoff_min, options.backoff_max),
          resolver_(executor_),
          phase_timer_(executor_),
          deadline_timer_(executor_),
          random_(std::random_device()()) {
        ignore_sigpipe();
    }

    void start() {
        if (phase_ == Phase::idle) {
            last_error_ = "no connection yet";
            begin_attempt();
        }
    }

    void stop() {
        disconnect(Phase::stopped);
        deadline_timer_.cancel();
        complete(pending_.end_all("the client was stopped"));
    }

    // stop(), and no handler runs any more.
    void abandon() {
        abandoned_ = true;
        disconnect(Phase::stopped);
        deadline_timer_.cancel();
        pending_.end_all("");
    }

    asio::any_io_executor get_executor() const { return executor_; }
    bool connected() const { return phase_ == Phase::ready; }

    void send(Command command, Clock::duration deadline, Handler handler) {
        if (auto reason = refusal(command)) {
            Result result;
            result.error = std::move(*reason);
            complete({std::move(handler), std::move(result)});
            return;
        }
        const auto until = std::min(Clock::now() + deadline, end_);
        pending_.add(std::move(command), until, std::move(handler));
        if (connected()) {
            write_unsent();
        }
        watch_deadlines();
    }

    void finish_within(Clock::duration time) {
        end_ = std::min(end_, Clock::now() + time);
        pending_.shorten(end_);
        watch_deadlines();
    }

    void interrupt() {
        if (phase_ == Phase::stopped) {
            return;
        }
        complete(pending_.end_all("interrupted"));
        if (connected()) {
            begin_attempt();
        }
    }

  private:
    // idle → connecting ⇄ waiting; connecting → ready → waiting; all → stopped.
    enum class Phase { idle, connecting, ready, waiting, stopped };

    std::optional<std::string> refusal(const Command& command) const {
        if (phase_ == Phase::stopped) {
            return "the client is stopped";
        }
        if (command.empty()) {
            return "an empty command";
        }
        // A command whose deadline passed still occupies hiredis until its reply comes.
        const auto waiting = pending_.unsent() + in_flight_.size();
        if (waiting >= options_.max_pending) {
            return fmt::format("{} commands are waiting already", waiting);
        }
        // Alone, a command may be of any size: it could never be sent otherwise.
        const auto bytes = pending_.unsent_bytes() + in_flight_bytes_;
        if (waiting > 0 && bytes + size_of(command) > options_.max_pending_bytes) {
            return fmt::format("{} bytes are waiting already", bytes);
        }
        return std::nullopt;
    }

    // ---- connecting

    // Everything of the connection or attempt before becomes void.
    void disconnect(Phase next) {
        ++attempt_;
        phase_ = next;
        resolver_.cancel();
        phase_timer_.cancel();
        addresses_.clear();
        in_flight_.clear();
        in_flight_bytes_ = 0;
        if (connection_) {
            std::exchange(connection_, nullptr)->close();
        }
    }

    void begin_attempt() {
        disconnect(Phase::connecting);
        if (!endpoint_.unix_path.empty() || is_numeric(endpoint_.host)) {
            addresses_ = {endpoint_.host};
            open_next("");
        } else {
            resolve();
        }
    }

    void resolve() {
        auto handler = [weak = weak_from_this(), attempt = attempt_](
                           error_code error, const tcp::resolver::results_type& found) {
            if (auto self = weak.lock(); self && self->attempt_ == attempt) {
                self->on_resolved(error, found);
            }
        };
        limit_step();
        resolver_.async_resolve(endpoint_.host, std::to_string(endpoint_.port),
                                tcp::resolver::numeric_service, std::move(handler));
    }

    void on_resolved(error_code error, const tcp::resolver::results_type& found) {
        for (const auto& entry : found) {
            addresses_.push_back(entry.endpoint().address().to_string());
        }
        open_next(error ? "cannot resolve: " + error.message() : "no address");
    }

    // An address that swallows packets must not keep us from the next one.
    void limit_step() {
        after(options_.connect_deadline, [](Impl& self) {
            self.open_next(
                fmt::format("no answer within {} ms", self.options_.connect_deadline.count()));
        });
    }

    // `reason`: why the step before this one failed.
    void open_next(std::string reason) {
        while (!addresses_.empty()) {
            const auto address = std::move(addresses_.front());
            addresses_.erase(addresses_.begin());
            ++attempt_;
            connection_ = std::make_unique<Connection>(*this);
            reason = connection_->open(executor_, endpoint_, address);
            if (reason.empty()) {
                limit_step();
                return;
            }
        }
        retry_later(std::move(reason));
    }

    void retry_later(std::string reason) {
        if (reason != last_error_) {  // once per cause, not once per attempt
            spdlog::warn("redis {}: {}", to_string(endpoint_), reason);
            warned_ = true;
        }
        last_error_ = std::move(reason);
        disconnect(Phase::waiting);
        const auto random = std::uniform_real_distribution<double>()(random_);
        after(backoff_.next(random), [](Impl& self) { self.begin_attempt(); });
    }

    // One timer for the phase: a deadline while connecting, the pause while waiting.
    void after(Clock::duration delay, void (*action)(Impl&)) {
        phase_timer_.expires_after(delay);
        phase_timer_.async_wait(
            [weak = weak_from_this(), attempt = attempt_, action](error_code error) {
                if (auto self = weak.lock(); self && !error && self->attempt_ == attempt) {
                    action(*self);
                }
            });
    }

    // ---- what the connection tells, from inside hiredis

    void on_ready() override {
        if (std::exchange(warned_, false)) {
            spdlog::info("redis {}: connected again", to_string(endpoint_));
        }
        phase_ = Phase::ready;
        phase_timer_.cancel();
        addresses_.clear();
        backoff_.reset();
        last_error_.clear();
        write_unsent();
    }

    void on_reply(std::uint64_t id, Reply reply) override {
        in_flight_bytes_ -= in_flight_.front();  // replies come in the order of the commands
        in_flight_.pop_front();
        last_reply_at_ = Clock::now();
        Result result;
        result.certainty = Certainty::done;
        if (reply.is_error()) {
            result.error = reply.error()->text;
        }
        result.reply = std::move(reply);
        if (auto completion = pending_.end(id, std::move(result))) {
            complete(std::move(*completion));
        }
    }

    void on_closed(std::string reason) noexcept override {
        if (connected()) {
            phase_ = Phase::waiting;  // what is sent from now on waits for the next connection
            complete(pending_.end_sent("connection lost: " + reason));
        }
        asio::post(executor_, [weak = weak_from_this(), attempt = attempt_,
                               reason = std::move(reason)]() mutable {
            if (auto self = weak.lock(); self && self->attempt_ == attempt) {
                self->open_next(std::move(reason));
            }
        });
    }

    // ---- commands

    void write_unsent() {
        const auto now = Clock::now();
        while (auto outgoing = pending_.take_unsent(now)) {
            const auto bytes = size_of(outgoing->command);
            if (connection_->write(outgoing->command, outgoing->id)) {
                in_flight_.push_back(bytes);
                in_flight_bytes_ += bytes;
                continue;
            }
            Result result;
            result.error = "the connection is closing";
            if (auto completion = pending_.end(outgoing->id, std::move(result))) {
                complete(std::move(*completion));
            }
        }
    }

    void watch_deadlines() {
        const auto next = pending_.next_deadline();
        if (!next || (watched_ && *watched_ <= *next)) {
            return;  // nothing to watch, or the timer fires early enough
        }
        watched_ = next;
        deadline_timer_.expires_at(*next);
        deadline_timer_.async_wait([weak = weak_from_this()](error_code error) {
            if (auto self = weak.lock(); self && !error) {
                self->on_deadline();
            }
        });
    }

    void on_deadline() {
        watched_.reset();
        auto expired = pending_.expire(Clock::now(), last_error_);
        complete(std::move(expired.completions));
        // Redis may just be slow. Without any reply since the command was sent the connection may
        // be dead, which TCP would not tell for many minutes.
        if (connected() && expired.newest_sent && last_reply_at_ <= *expired.newest_sent) {
            complete(pending_.end_sent("connection dropped: it was silent for a deadline"));
            retry_later("no answer within a command's deadline");
        }
        watch_deadlines();
    }

    void complete(std::vector<PendingCommands::Completion> completions) {
        for (auto& completion : completions) {
            complete(std::move(completion));
        }
    }

    void complete(PendingCommands::Completion completion) {
        asio::post(executor_,
                   [weak = weak_from_this(), completion = std::move(completion)]() mutable {
                       const auto self = weak.lock();
                       if (self && !self->abandoned_) {
                           completion.handler(std::move(completion.result));
                       }
                   });
    }

    const asio::any_io_executor executor_;
    const Endpoint endpoint_;
    const Options options_;

    Phase phase_ = Phase::idle;
    std::uint64_t attempt_ = 0;  // what was started for an earlier one finds another number
    Backoff backoff_;
    tcp::resolver resolver_;
    asio::steady_timer phase_timer_;
    std::vector<std::string> addresses_;  // not tried yet in this attempt
    std::unique_ptr<Connection> connection_;
    std::string last_error_ = "not started";

    PendingCommands pending_;
    // Sizes of what was given to this connection and has no reply yet, whatever its deadline.
    std::deque<std::size_t> in_flight_;
    std::size_t in_flight_bytes_ = 0;
    Clock::time_point last_reply_at_;
    asio::steady_timer deadline_timer_;
    std::optional<Clock::time_point> watched_;          // when the deadline timer fires
    Clock::time_point end_ = Clock::time_point::max();  // no deadline is later
    bool abandoned_ = false;
    bool warned_ = false;
    std::minstd_rand random_;  // jitter only
};

namespace {

// Starts one command for a coroutine. A class, not a capturing lambda (g++ 12, see CONTRIBUTING).
template <typename Impl>
struct Initiate {
    template <typename Completion>
    void operator()(Completion&& completion, std::shared_ptr<Impl> impl, Command command,
                    Clock::duration deadline) const {
        // std::function wants to copy; the coroutine cannot be.
        auto shared =
            std::make_shared<std::decay_t<Completion>>(std::forward<Completion>(completion));
        impl->send(std::move(command), deadline,
                   [shared](Result result) { std::move (*shared)(std::move(result)); });
    }
};

}  // namespace

Client::Client(asio::any_io_executor executor, Endpoint endpoint, Options options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(endpoint), options)) {}

Client::~Client() {
    impl_->abandon();
}

void Client::start() {
    impl_->start();
}

void Client::stop() {
    impl_->stop();
}

bool Client::connected() const {
    return impl_->connected();
}

asio::any_io_executor Client::get_executor() const {
    return impl_->get_executor();
}

void Client::send(Command command, std::chrono::milliseconds deadline, Handler handler) {
    impl_->send(std::move(command), deadline, std::move(handler));
}

asio::awaitable<Result> Client::send(Command command, std::chrono::milliseconds deadline) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Result)>(
        Initiate<Impl>(), asio::use_awaitable, impl_, std::move(command),
        Clock::duration(deadline));
}

void Client::finish_within(std::chrono::milliseconds time) {
    impl_->finish_within(time);
}

void Client::interrupt() {
    impl_->interrupt();
}

}  // namespace circle::redis
