// The commands that have no result yet, and what is known of each. Pure: no I/O, no clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/redis/client.hpp"

namespace circle::redis {

// A command is unsent until take_unsent() hands it out, in the order of add(). Then it may have
// reached Redis, so every end but a reply is `unknown`. It leaves the table exactly once, with its
// handler; whoever comes later with its id finds nothing.
class PendingCommands {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Id = std::uint64_t;

    struct Outgoing {
        Id id = 0;
        Command command;
    };
    struct Completion {
        Client::Handler handler;
        Result result;
    };
    struct Expired {
        std::vector<Completion> completions;
        // When the last of those that had been sent was sent: with no reply since, the connection
        // is silent.
        std::optional<Time> newest_sent;
    };

    Id add(Command command, Time deadline, Client::Handler handler);

    // The oldest unsent command, which from now on counts as sent at `now`.
    std::optional<Outgoing> take_unsent(Time now);

    // A reply, or proof that nothing was sent. nullopt: the command had ended before.
    std::optional<Completion> end(Id id, Result result);

    // Ends everything whose deadline is not after `now`. `unsent_reason` says why it could not be
    // sent.
    Expired expire(Time now, const std::string& unsent_reason);

    // The connection ended: sent ones are unknown, unsent ones wait for the next connection.
    std::vector<Completion> end_sent(const std::string& reason);

    // Sent ones are unknown, unsent ones not done.
    std::vector<Completion> end_all(const std::string& reason);

    // No deadline is later than `end` any more.
    void shorten(Time end);

    std::optional<Time> next_deadline() const;
    std::size_t size() const { return entries_.size(); }
    std::size_t unsent() const { return unsent_; }
    std::size_t unsent_bytes() const { return unsent_bytes_; }

  private:
    struct Entry {
        Command command;  // empty once sent
        Client::Handler handler;
        Time deadline;
        std::optional<Time> sent_at;
    };
    using Entries = std::map<Id, Entry>;

    Completion remove(Entries::iterator entry, Result result);

    Entries entries_;  // by age; all sent ones come before all unsent ones
    std::set<std::pair<Time, Id>> deadlines_;
    Id next_id_ = 1;
    Id first_unsent_ = 1;  // no older one is unsent
    std::size_t unsent_ = 0;
    std::size_t unsent_bytes_ = 0;
};

// Bytes of its arguments.
std::size_t size_of(const Command& command);

}  // namespace circle::redis
