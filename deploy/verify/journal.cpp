#include "deploy/verify/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace circle::verify {

using keyspace::parse_stream_id;
using keyspace::StreamId;

JournalCheck::JournalCheck(const Contents& contents) {
    state_.ParseFromString(contents.state);  // check_shard() says so if it does not
}

void JournalCheck::add(const std::string& id, const std::string& bytes, Findings& findings) {
    v1::JournalEntry entry;
    const std::string key = "journal " + id;
    if (!entry.ParseFromString(bytes)) {
        findings.push_back({"parses", key, "it is no JournalEntry"});
        return;
    }
    if (entry.version() > state_.version()) return;
    const std::uint64_t before = lines_.empty() ? 0 : lines_.back().version;
    if (entry.version() != before + 1) {
        findings.push_back(
            {"P7", key,
             fmt::format("it is of commit {}, the one before it of {}", entry.version(), before)});
    }
    Line line;
    line.version = entry.version();
    line.now = entry.now();
    line.cursor = lines_.empty() ? StreamId{} : lines_.back().cursor;
    if (!lines_.empty() && line.now < lines_.back().now) {
        findings.push_back({"state", key, "its time is before that of the commit before it"});
    }
    take_commands(key, entry, line, findings);
    lines_.push_back(line);
}

void JournalCheck::take_commands(const std::string& key, const v1::JournalEntry& entry, Line& line,
                                 Findings& findings) const {
    if (entry.first_command().empty() && entry.commands() == 0) return;
    const auto first = parse_stream_id(entry.first_command());
    const auto last = parse_stream_id(entry.last_command());
    if (!first || !last || *last < *first) {
        findings.push_back({"parses", key,
                            fmt::format("its commands are from \"{}\" to \"{}\"",
                                        entry.first_command(), entry.last_command())});
        return;
    }
    if (*first <= line.cursor) {
        findings.push_back({"P3", key,
                            fmt::format("it decides {} again: the commit before it came to {}",
                                        entry.first_command(), to_string(line.cursor))});
    }
    line.first = *first;
    line.last = *last;
    line.cursor = *last;
    line.commands = entry.commands();
}

void JournalCheck::see_record(const std::string& id, const v1::CommitRecord& record,
                              Findings& findings) {
    if (record.version() > state_.version()) return;
    last_visible_ = record.version();
    for (const auto& outcome : record.outcomes()) {
        const auto command = parse_stream_id(outcome.outcome().command_id());
        if (command) answered_.push_back(*command);
    }
    const auto at = std::lower_bound(
        lines_.begin(), lines_.end(), record.version(),
        [](const Line& line, std::uint64_t version) { return line.version < version; });
    const std::string key = "events " + id;
    if (at == lines_.end() || at->version != record.version()) {
        findings.push_back(
            {"P7", key, fmt::format("the journal knows no commit {}", record.version())});
        return;
    }
    if (at->now != record.now() || parse_stream_id(record.cursor()) != at->cursor) {
        findings.push_back(
            {"P7", key,
             fmt::format("its time and position are {} and {}, the journal's are "
                         "{} and {}",
                         record.now(), record.cursor(), at->now, to_string(at->cursor))});
    }
}

void JournalCheck::see_command(const std::string& id, Findings& findings) {
    const auto at = parse_stream_id(id);
    if (!at || waits(id)) return;
    while (next_ < lines_.size() && lines_[next_].last < *at) ++next_;
    const std::string key = "commands " + id;
    if (next_ == lines_.size() || *at < lines_[next_].first) {
        findings.push_back({"P1", key, "no commit has decided it, a later one was decided"});
        return;
    }
    ++lines_[next_].seen;
    if (!std::binary_search(answered_.begin(), answered_.end(), *at)) {
        findings.push_back({"P3", key, "it was decided, and no outcome was given"});
    }
}

bool JournalCheck::waits(const std::string& id) const {
    const auto at = parse_stream_id(id);
    return at && *at > parse_stream_id(state_.cursor()).value_or(StreamId{});
}

void JournalCheck::finish(Findings& findings) const {
    std::uint64_t commands = 0;
    for (const auto& line : lines_) {
        commands += line.commands;
        if (line.seen == line.commands) continue;
        findings.push_back(
            {"P1", "commands",
             fmt::format("commit {} has decided {} from {} to {}, the stream has {}", line.version,
                         line.commands, to_string(line.first), to_string(line.last), line.seen)});
    }
    const std::uint64_t newest = lines_.empty() ? 0 : lines_.back().version;
    if (newest < state_.version()) {
        findings.push_back({"P7", "journal",
                            fmt::format("the shard is at commit {}, the journal ends with {}",
                                        state_.version(), newest)});
    }
    if (commands != state_.commands_applied()) {
        findings.push_back({"P1", "journal",
                            fmt::format("its commits have decided {} commands, the shard says {}",
                                        commands, state_.commands_applied())});
    }
    if (last_visible_ != state_.last_visible()) {
        findings.push_back({"P7", "events",
                            fmt::format("the newest visible commit is {}, the stream ends with {}",
                                        state_.last_visible(), last_visible_)});
    }
}

}  // namespace circle::verify
