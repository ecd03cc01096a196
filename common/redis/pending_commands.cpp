#include "common/redis/pending_commands.hpp"

#include <iterator>

namespace circle::redis {
namespace {

Result failed(Certainty certainty, std::string error) {
    Result result;
    result.certainty = certainty;
    result.error = std::move(error);
    return result;
}

}  // namespace

std::size_t size_of(const Command& command) {
    std::size_t bytes = 0;
    for (const auto& argument : command) bytes += argument.size();
    return bytes;
}

PendingCommands::Id PendingCommands::add(Command command, Time deadline, Client::Handler handler) {
    const Id id = next_id_++;
    unsent_bytes_ += size_of(command);
    entries_.emplace_hint(entries_.end(), id,
                          Entry{std::move(command), std::move(handler), deadline, std::nullopt});
    deadlines_.emplace(deadline, id);
    ++unsent_;
    return id;
}

std::optional<PendingCommands::Outgoing> PendingCommands::take_unsent(Time now) {
    const auto entry = entries_.lower_bound(first_unsent_);
    if (entry == entries_.end()) {
        return std::nullopt;
    }
    entry->second.sent_at = now;
    first_unsent_ = entry->first + 1;
    --unsent_;
    unsent_bytes_ -= size_of(entry->second.command);
    return Outgoing{entry->first, std::exchange(entry->second.command, {})};
}

std::optional<PendingCommands::Completion> PendingCommands::end(Id id, Result result) {
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) {
        return std::nullopt;
    }
    return remove(entry, std::move(result));
}

PendingCommands::Expired PendingCommands::expire(Time now, const std::string& unsent_reason) {
    Expired expired;
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const auto entry = entries_.find(deadlines_.begin()->second);
        const auto sent_at = entry->second.sent_at;
        if (sent_at) {
            expired.newest_sent = std::max(expired.newest_sent.value_or(*sent_at), *sent_at);
        }
        auto result =
            sent_at ? failed(Certainty::unknown, "no answer within the deadline")
                    : failed(Certainty::not_done, "not sent within the deadline: " + unsent_reason);
        expired.completions.push_back(remove(entry, std::move(result)));
    }
    return expired;
}

std::vector<PendingCommands::Completion> PendingCommands::end_sent(const std::string& reason) {
    std::vector<Completion> completions;
    while (!entries_.empty() && entries_.begin()->second.sent_at) {
        completions.push_back(remove(entries_.begin(), failed(Certainty::unknown, reason)));
    }
    return completions;
}

std::vector<PendingCommands::Completion> PendingCommands::end_all(const std::string& reason) {
    auto completions = end_sent(reason);
    while (!entries_.empty()) {
        completions.push_back(remove(entries_.begin(), failed(Certainty::not_done, reason)));
    }
    return completions;
}

void PendingCommands::shorten(Time end) {
    while (!deadlines_.empty() && deadlines_.rbegin()->first > end) {
        const auto last = std::prev(deadlines_.end());
        const Id id = last->second;
        deadlines_.erase(last);
        deadlines_.emplace(end, id);
        entries_.at(id).deadline = end;
    }
}

std::optional<PendingCommands::Time> PendingCommands::next_deadline() const {
    if (deadlines_.empty()) {
        return std::nullopt;
    }
    return deadlines_.begin()->first;
}

PendingCommands::Completion PendingCommands::remove(Entries::iterator entry, Result result) {
    if (!entry->second.sent_at) {
        --unsent_;
        unsent_bytes_ -= size_of(entry->second.command);
    }
    deadlines_.erase({entry->second.deadline, entry->first});
    Completion completion{std::move(entry->second.handler), std::move(result)};
    entries_.erase(entry);
    return completion;
}

}  // namespace circle::redis
