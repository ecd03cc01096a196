#include "common/redis/hiredis_reply.hpp"

#include <hiredis/hiredis.h>

namespace circle::redis {

Reply copy_reply(const redisReply& reply) {
    switch (reply.type) {
        case REDIS_REPLY_INTEGER:
            return Reply(static_cast<std::int64_t>(reply.integer));
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS:
            return Reply(std::string(reply.str, reply.len));
        case REDIS_REPLY_ERROR:
            return Reply(Reply::Error{std::string(reply.str, reply.len)});
        case REDIS_REPLY_ARRAY: {
            Reply::Array items;
            items.reserve(reply.elements);
            for (std::size_t i = 0; i < reply.elements; ++i) {
                items.push_back(copy_reply(*reply.element[i]));
            }
            return Reply(std::move(items));
        }
        default:
            // Nil; and RESP3's types, which this client never asks for.
            return Reply();
    }
}

}  // namespace circle::redis
