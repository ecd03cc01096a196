// From hiredis' reply tree to an owning Reply. The only header besides the adapter's that knows
// hiredis; include it in .cpp files only.
#pragma once

#include "common/redis/reply.hpp"

struct redisReply;

namespace circle::redis {

// Copies. A status ("OK") becomes a string. Throws std::bad_alloc only.
Reply copy_reply(const redisReply& reply);

}  // namespace circle::redis
