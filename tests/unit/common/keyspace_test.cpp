#include <gtest/gtest.h>

#include "common/keyspace/keys.hpp"
#include "common/keyspace/stream_id.hpp"

namespace circle::keyspace {
namespace {

TEST(StreamIdTest, ParsesWhatItPrints) {
    const StreamId id{1732300000000, 18446744073709551615U};
    EXPECT_EQ(to_string(id), "1732300000000-18446744073709551615");
    EXPECT_EQ(parse_stream_id(to_string(id)), id);
    EXPECT_EQ(parse_stream_id("0-0"), StreamId());
}

TEST(StreamIdTest, RefusesEverythingElse) {
    for (const auto* text :
         {"", "-", "1", "1-", "-1", "1-2-3", " 1-2", "1-2 ", "+1-2", "1--2", "-1-2", "0x1-2", "a-b",
          "*", "$", "9223372036854775808-0", "1-18446744073709551616", "1.5-0"}) {
        EXPECT_EQ(parse_stream_id(text), std::nullopt) << text;
    }
    EXPECT_EQ(parse_stream_id(std::string_view("1-2\0", 4)), std::nullopt);
}

TEST(StreamIdTest, OrdersByTimeThenSequence) {
    EXPECT_LT((StreamId{1, 9}), (StreamId{2, 0}));
    EXPECT_LT((StreamId{2, 0}), (StreamId{2, 1}));
}

TEST(KeysTest, AllKeysOfAShardBearItsHashTag) {
    EXPECT_EQ(shard_key(0, "events"), "circle:{s0}:events");
    EXPECT_EQ(shard_key(15, "commands"), "circle:{s15}:commands");
}

}  // namespace
}  // namespace circle::keyspace
