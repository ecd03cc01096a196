#include "dispatcher/store/redis_replies.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "common/keyspace/stream_reply.hpp"

namespace circle::store {

using redis::Certainty;
using redis::Reply;

namespace {

// A number that Redis sent as integer or text.
template <typename Number>
std::optional<Number> number(const Reply& reply) {
    if (const auto* n = reply.integer()) return static_cast<Number>(*n);
    const auto* text = reply.string();
    if (!text) return std::nullopt;
    Number value{};
    const auto* end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc() || rest != end) return std::nullopt;
    return value;
}

const Reply::Array* answer_of(const redis::Result& result, std::size_t size) {
    const auto* array = result.ok() ? result.reply.array() : nullptr;
    return array && array->size() >= size && (*array)[0].string() ? array : nullptr;
}

std::optional<WriteStatus> to_write_status(const std::string& word) {
    if (word == "done") return WriteStatus::done;
    if (word == "already_done") return WriteStatus::already_done;
    if (word == "fenced") return WriteStatus::fenced;
    if (word == "conflict") return WriteStatus::conflict;
    return std::nullopt;
}

bool read_granted(const Reply::Array& answer, const std::string& nonce, LeaseReply& reply) {
    if (answer.size() != 5) return false;
    const auto epoch = number<std::uint64_t>(answer[1]);
    const auto clean = number<int>(answer[2]);
    const auto alive = number<std::int64_t>(answer[3]);
    const auto now = number<std::int64_t>(answer[4]);
    if (!epoch || !clean || !alive || !now) return false;
    reply.status = LeaseStatus::granted;
    reply.token = {*epoch, nonce};
    reply.clean = *clean == 1;
    reply.alive_until = *alive;
    reply.now = *now;
    return true;
}

}  // namespace

LeaseReply to_lease_reply(const redis::Result& result, const std::string& nonce) {
    LeaseReply reply;
    const auto* answer = answer_of(result, 2);
    if (!answer) {
        reply.error = result.error.empty() ? "acquire: unexpected reply" : result.error;
        return reply;
    }
    const auto& word = *(*answer)[0].string();
    const auto now = number<std::int64_t>((*answer)[1]);
    if (word == "granted" && read_granted(*answer, nonce, reply)) return reply;
    if (word == "held" && now) {
        reply.status = LeaseStatus::held;
        reply.now = *now;
    } else if (word == "core_too_old" && now) {
        reply.status = LeaseStatus::core_too_old;
        reply.now = *now;
    } else {
        reply.error = fmt::format("acquire: unexpected answer \"{}\"", word);
    }
    return reply;
}

WriteReply to_write_reply(const redis::Result& result) {
    WriteReply reply;
    reply.error = result.error;
    if (result.certainty != Certainty::done) {
        reply.status =
            result.certainty == Certainty::unknown ? WriteStatus::unknown : WriteStatus::not_done;
        return reply;
    }
    reply.status = WriteStatus::refused;
    const auto* answer = answer_of(result, 3);
    if (!answer) {
        if (reply.error.empty()) reply.error = "unexpected reply";
        return reply;
    }
    const auto status = to_write_status(*(*answer)[0].string());
    const auto version = number<std::uint64_t>((*answer)[1]);
    const auto now = number<std::int64_t>((*answer)[2]);
    if (!status || !version || !now) {
        const auto* text = (*answer)[1].string();
        reply.error = fmt::format("unexpected answer \"{}\", version \"{}\"",
                                  *(*answer)[0].string(), text ? *text : "");
        return reply;
    }
    reply.status = *status;
    reply.version = *version;
    reply.now = *now;
    return reply;
}

ReadReply to_read_reply(const redis::Result& result, std::size_t max_count) {
    ReadReply reply;
    reply.error = result.error;
    if (!result.ok()) return reply;
    // A foreign entry without the field is an empty command, which the core refuses.
    auto entries = keyspace::parse_read(result.reply, "c", keyspace::Missing::empty);
    if (!entries) {
        reply.error = "XREAD: unexpected reply";
        return reply;
    }
    for (auto& entry : *entries) reply.commands.push_back({entry.id, std::move(entry.data)});
    reply.status = ReadStatus::ok;
    reply.more = reply.commands.size() == max_count;
    return reply;
}

std::optional<StreamFacts> to_stream_facts(const redis::Result& result) {
    const auto* array = result.ok() ? result.reply.array() : nullptr;
    if (!array) return std::nullopt;
    StreamFacts facts;
    if (array->empty()) return facts;
    if (array->size() != 4 || !(*array)[2].string() || !(*array)[3].string()) return std::nullopt;
    const auto length = number<std::uint64_t>((*array)[0]);
    const auto added = number<std::uint64_t>((*array)[1]);
    const auto last = keyspace::parse_stream_id(*(*array)[2].string());
    const auto max_deleted = keyspace::parse_stream_id(*(*array)[3].string());
    if (!length || !added || !last || !max_deleted) return std::nullopt;
    facts = {true, *length, *added, *last, *max_deleted};
    return facts;
}

std::string read_scan(const redis::Result& result,
                      std::unordered_map<std::string, std::string>& found, std::string& cursor) {
    if (!result.ok()) return result.error.empty() ? "no reply" : result.error;
    const auto* page = result.reply.array();
    const auto* next = page && page->size() == 2 ? (*page)[0].string() : nullptr;
    const auto* items = next ? (*page)[1].array() : nullptr;
    if (!items) return "unexpected reply";
    for (std::size_t i = 0; i + 1 < items->size(); i += 2) {
        const auto* field = (*items)[i].string();
        const auto* value = (*items)[i + 1].string();
        if (!field || !value) return "unexpected reply";
        found[*field] = *value;  // HSCAN may give a field twice
    }
    cursor = *next;
    return {};
}

}  // namespace circle::store
