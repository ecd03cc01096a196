#include "dispatcher/store/checks.hpp"

#include <fmt/format.h>

namespace circle::store {

bool read_state(std::string_view blob, std::string_view version, LoadReply& reply) {
    reply.status = LoadStatus::inconsistent;
    if (blob.empty() && (version.empty() || version == "0")) {  // a new shard
        reply.status = LoadStatus::ok;
        return true;
    }
    if (!reply.state.ParseFromArray(blob.data(), static_cast<int>(blob.size()))) {
        reply.error = fmt::format("state: its {} bytes are not a ShardState", blob.size());
        return false;
    }
    if (version != std::to_string(reply.state.version())) {
        reply.error = fmt::format("state: field version is \"{}\", the blob says {}", version,
                                  reply.state.version());
        return false;
    }
    if (!keyspace::parse_stream_id(reply.state.cursor())) {
        reply.error = fmt::format("state: cursor \"{}\" is not a stream id", reply.state.cursor());
        return false;
    }
    reply.status = LoadStatus::ok;
    return true;
}

void keep_bytes(ReadReply& found, std::size_t max_bytes) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < found.commands.size(); ++i) {
        bytes += found.commands[i].data.size();
        if (i > 0 && bytes > max_bytes) {
            found.commands.resize(i);
            found.more = true;
            return;
        }
    }
}

std::string check_commit(const Commit& commit, v1::ShardState& state) {
    if (!state.ParseFromString(commit.state)) return "commit: `state` is not a ShardState";
    if (state.version() != commit.expected_version + 1) {
        return fmt::format("commit: state.version is {}, expected {}", state.version(),
                           commit.expected_version + 1);
    }
    if (!keyspace::parse_stream_id(state.cursor())) {
        return fmt::format("commit: state.cursor \"{}\" is not a stream id", state.cursor());
    }
    if (commit.batch_id.empty()) return "commit: `batch_id` is empty";
    if (commit.journal.empty()) return "commit: `journal` is empty";
    return {};
}

}  // namespace circle::store
