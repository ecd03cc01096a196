#include "common/keyspace/stream_reply.hpp"

namespace circle::keyspace {
namespace {

const std::string* value_of(const redis::Reply::Array& pairs, std::string_view field) {
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        if (pairs[i].string() != nullptr && *pairs[i].string() == field) {
            return pairs[i + 1].string();
        }
    }
    return nullptr;
}

std::optional<StreamEntry> parse_entry(const redis::Reply& reply, std::string_view field,
                                       Missing missing) {
    const auto* pair = reply.array();
    if (pair == nullptr || pair->size() != 2 || (*pair)[0].string() == nullptr ||
        (*pair)[1].array() == nullptr) {
        return std::nullopt;
    }
    const auto id = parse_stream_id(*(*pair)[0].string());
    const auto* data = value_of(*(*pair)[1].array(), field);
    if (!id || (data == nullptr && missing == Missing::refused)) {
        return std::nullopt;
    }
    return StreamEntry{*id, data != nullptr ? *data : std::string()};
}

}  // namespace

std::optional<std::vector<StreamEntry>> parse_entries(const redis::Reply& reply,
                                                      std::string_view field, Missing missing) {
    if (reply.array() == nullptr) {
        return std::nullopt;
    }
    std::vector<StreamEntry> entries;
    entries.reserve(reply.array()->size());
    for (const auto& item : *reply.array()) {
        auto entry = parse_entry(item, field, missing);
        if (!entry) {
            return std::nullopt;
        }
        entries.push_back(std::move(*entry));
    }
    return entries;
}

std::optional<std::vector<StreamEntry>> parse_read(const redis::Reply& reply,
                                                   std::string_view field, Missing missing) {
    if (reply.is_nil()) {
        return std::vector<StreamEntry>();
    }
    const auto* streams = reply.array();
    if (streams == nullptr || streams->size() != 1 || streams->front().array() == nullptr ||
        streams->front().array()->size() != 2) {
        return std::nullopt;
    }
    return parse_entries(streams->front().array()->at(1), field, missing);
}

}  // namespace circle::keyspace
