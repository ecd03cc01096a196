#include "common/keyspace/stream_reply.hpp"

#include <gtest/gtest.h>

namespace circle::keyspace {
namespace {

using redis::Reply;

Reply text(std::string s) {
    return Reply(std::move(s));
}

template <typename... Items>
Reply list(Items... items) {
    return Reply(Reply::Array{std::move(items)...});
}

TEST(StreamReplyTest, FindsTheFieldOfEachEntry) {
    const auto reply = list(list(text("1-0"), list(text("r"), text("one"))),
                            list(text("2-5"), list(text("x"), text("?"), text("r"), text("two"))));
    const auto entries = parse_entries(reply, "r");
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 2U);
    EXPECT_EQ((*entries)[0].data, "one");
    EXPECT_EQ((*entries)[1].id, (StreamId{2, 5}));
    EXPECT_EQ((*entries)[1].data, "two");

    const auto read = parse_read(list(list(text("stream"), reply)), "r");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->size(), 2U);
}

TEST(StreamReplyTest, NothingIsNotAnError) {
    EXPECT_TRUE(parse_entries(Reply(Reply::Array()), "r")->empty());
    EXPECT_TRUE(parse_read(Reply(), "r")->empty());
}

TEST(StreamReplyTest, RefusesWhatIsNoStream) {
    const auto entry = [](Reply id, Reply fields) { return list(list(std::move(id), fields)); };
    EXPECT_FALSE(parse_entries(Reply(), "r"));
    EXPECT_FALSE(parse_entries(text("r"), "r"));
    EXPECT_FALSE(parse_entries(list(text("1-0")), "r"));
    EXPECT_FALSE(parse_entries(entry(text("1"), list(text("r"), text("v"))), "r"));
    EXPECT_FALSE(parse_entries(entry(text("1-0"), list(text("c"), text("v"))), "r"));
    EXPECT_FALSE(parse_entries(entry(text("1-0"), list(text("r"))), "r"));
    EXPECT_FALSE(parse_entries(entry(text("1-0"), list(text("r"), Reply(1))), "r"));
    EXPECT_FALSE(parse_entries(entry(text("1-0"), Reply()), "r"));
    EXPECT_FALSE(parse_read(Reply(Reply::Array()), "r"));
    EXPECT_FALSE(parse_read(list(text("stream")), "r"));
    EXPECT_FALSE(parse_read(list(list(text("stream"))), "r"));
}

}  // namespace
}  // namespace circle::keyspace
