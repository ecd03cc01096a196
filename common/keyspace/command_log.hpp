// The durable queue in front of a shard: gateways append, the shard's owner reads (ShardStore).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "common/keyspace/stream_id.hpp"

namespace circle::keyspace {

enum class AppendStatus {
    durable,   // on disk under `id`
    not_done,  // nothing was written
    unknown,   // may have been written; sending the same client_key again is safe (P3)
    refused,   // the store refused it, e.g. out of memory; nothing was written
};

struct AppendReply {
    AppendStatus status = AppendStatus::not_done;
    StreamId id;
    std::string error;
};

class CommandLog {
  public:
    using Handler = std::function<void(AppendReply)>;

    virtual ~CommandLog() = default;

    // Appends one serialised v1::Command to `shard`. `handler` runs once, later, on the log's
    // executor; appends of one caller keep their order.
    virtual void append(unsigned shard, std::string command, Handler handler) = 0;
};

}  // namespace circle::keyspace
