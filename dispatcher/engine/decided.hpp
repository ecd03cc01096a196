// What the log says of each command, once its commit is done.
#pragma once

#include "dispatcher/engine/batch.hpp"

namespace circle::engine {

// One line a command, after its commit. Who records a trace finds it in the log as it is; of others
// only debug tells.
void log_decided(unsigned shard, const Batch& batch, const Told& told);

}  // namespace circle::engine
