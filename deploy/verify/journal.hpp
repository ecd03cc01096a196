// Whether journal, command stream and event stream tell the same: every command was decided, in
// order, once, and every commit that was visible is in the stream. Pure.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/keyspace/stream_id.hpp"
#include "deploy/verify/checks.hpp"

namespace circle::verify {

class JournalCheck {
  public:
    // `contents`: what the journal led to; entries of later commits are left alone. It outlives
    // this.
    explicit JournalCheck(const Contents& contents);

    // First every journal entry, oldest first and from the first of all; `id`: of the entry.
    void add(const std::string& id, const std::string& bytes, Findings& findings);
    // Then the records of the event stream and the commands, each oldest first.
    void see_record(const std::string& id, const v1::CommitRecord& record, Findings& findings);
    void see_command(const std::string& id, Findings& findings);
    void finish(Findings& findings) const;

    // Whether the command of that id was not decided yet; an empty id is none.
    bool waits(const std::string& id) const;

  private:
    struct Line {
        std::uint64_t version = 0;
        std::int64_t now = 0;
        keyspace::StreamId first;
        keyspace::StreamId last;  // {}: it had no commands
        std::uint32_t commands = 0;
        keyspace::StreamId cursor;  // after it
        std::uint32_t seen = 0;     // of its commands, in the stream
    };

    void take_commands(const std::string& key, const v1::JournalEntry& entry, Line& line,
                       Findings& findings) const;

    v1::ShardState state_;
    std::vector<keyspace::StreamId> answered_;  // commands, in order
    std::vector<Line> lines_;
    std::size_t next_ = 0;  // line whose commands come next
    std::uint64_t commands_ = 0;
    std::uint64_t last_visible_ = 0;
};

}  // namespace circle::verify
