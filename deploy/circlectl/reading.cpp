#include "deploy/circlectl/reading.hpp"

#include <set>
#include <stdexcept>
#include <utility>

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kReadPatience{120};
constexpr const char* kFields = "500";
constexpr const char* kEntries = "64";  // of commands, which may be a mebibyte each

StreamEntry entry_of(const redis::Reply& reply, const std::string& key) {
    const auto* parts = reply.array();
    const auto* fields = parts != nullptr && parts->size() == 2 ? (*parts)[1].array() : nullptr;
    if (fields == nullptr || (*parts)[0].string() == nullptr) {
        throw std::runtime_error(key + " holds something else than entries");
    }
    StreamEntry entry;
    entry.id = *(*parts)[0].string();
    for (const auto& field : *fields) {
        entry.fields.push_back(field.string() != nullptr ? *field.string() : std::string());
    }
    return entry;
}

// A page of SCAN or HSCAN: where to go on, and what it holds.
struct Page {
    std::string cursor;
    redis::Reply::Array items;
};

asio::awaitable<Page> page_of(redis::Client& client, std::vector<std::string> words) {
    const redis::Reply reply = co_await ask(client, std::move(words));
    const auto* page = reply.array();
    if (page == nullptr || page->size() != 2 || (*page)[0].string() == nullptr ||
        (*page)[1].array() == nullptr) {
        throw std::runtime_error("Redis does not answer a scan as it should");
    }
    Page found;
    found.cursor = *(*page)[0].string();
    found.items = *(*page)[1].array();
    co_return found;
}

}  // namespace

asio::awaitable<redis::Reply> ask(redis::Client& client, std::vector<std::string> words) {
    redis::Command command = std::move(words);
    redis::Result result = co_await client.send(std::move(command), kReadPatience);
    if (!result.ok()) throw std::runtime_error("Redis: " + result.error);
    co_return std::move(result.reply);
}

asio::awaitable<std::map<std::string, std::string>> read_hash(redis::Client& client,
                                                              std::string key) {
    std::map<std::string, std::string> fields;
    std::string cursor = "0";
    do {
        std::vector<std::string> words;
        for (const char* word : {"HSCAN", "", "", "COUNT", kFields}) words.push_back(word);
        words[1] = key;
        words[2] = cursor;
        const Page page = co_await page_of(client, std::move(words));
        cursor = page.cursor;
        for (std::size_t i = 0; i + 1 < page.items.size(); i += 2) {
            const auto* field = page.items[i].string();
            const auto* value = page.items[i + 1].string();
            if (field != nullptr && value != nullptr) fields[*field] = *value;
        }
    } while (cursor != "0");
    co_return fields;
}

asio::awaitable<StreamPosition> stream_position(redis::Client& client, std::string key) {
    StreamPosition position;
    std::vector<std::string> exists;
    for (const char* word : {"EXISTS", ""}) exists.push_back(word);
    exists[1] = key;
    const redis::Reply there = co_await ask(client, std::move(exists));
    if (there.integer() == nullptr || *there.integer() == 0) co_return position;
    std::vector<std::string> info;
    for (const char* word : {"XINFO", "STREAM", ""}) info.push_back(word);
    info[2] = key;
    const redis::Reply reply = co_await ask(client, std::move(info));
    const auto* pairs = reply.array();
    for (std::size_t i = 0; pairs != nullptr && i + 1 < pairs->size(); i += 2) {
        const auto* name = (*pairs)[i].string();
        const auto& value = (*pairs)[i + 1];
        if (name == nullptr) continue;
        if (*name == "last-generated-id" && value.string()) position.last = *value.string();
        if (*name == "max-deleted-entry-id" && value.string()) position.deleted = *value.string();
        if (*name == "entries-added" && value.integer()) {
            position.added = std::to_string(*value.integer());
        }
    }
    co_return position;
}

asio::awaitable<void> walk_stream(redis::Client& client, std::string key, SeeEntry see,
                                  std::string last) {
    if (last.empty()) {
        std::string copy = key;
        const StreamPosition position = co_await stream_position(client, std::move(copy));
        last = position.last;
    }
    std::string from = "-";
    while (!last.empty()) {
        std::vector<std::string> range;
        for (const char* word : {"XRANGE", "", "", "", "COUNT", kEntries}) range.push_back(word);
        range[1] = key;
        range[2] = from;
        range[3] = last;
        const redis::Reply reply = co_await ask(client, std::move(range));
        const auto* entries = reply.array();
        if (entries == nullptr || entries->empty()) break;
        for (const auto& item : *entries) {
            const StreamEntry entry = entry_of(item, key);
            from = "(" + entry.id;
            see(entry);
        }
    }
}

asio::awaitable<std::vector<std::string>> all_keys(redis::Client& client) {
    std::set<std::string> keys;  // a scan may show one twice
    std::string cursor = "0";
    do {
        std::vector<std::string> words;
        for (const char* word : {"SCAN", "", "MATCH", "circle:*", "COUNT", kFields}) {
            words.push_back(word);
        }
        words[1] = cursor;
        const Page page = co_await page_of(client, std::move(words));
        cursor = page.cursor;
        for (const auto& key : page.items) {
            if (key.string() != nullptr) keys.insert(*key.string());
        }
    } while (cursor != "0");
    co_return std::vector<std::string>(keys.begin(), keys.end());
}

}  // namespace circle::deploy
