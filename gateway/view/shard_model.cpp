#include "gateway/view/shard_model.hpp"

#include <google/protobuf/arena.h>

#include <algorithm>
#include <utility>

#include "gateway/view/resume_token.hpp"

namespace circle::gateway {
namespace {

constexpr std::size_t kHistoryCount = 1024;
constexpr std::size_t kHistoryBytes = 4 << 20;

bool parse(google::protobuf::Message& message, std::string_view bytes) {
    return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

// A record in one piece of memory, which its events keep alive: a busy shard has thousands a
// second.
struct Record {
    google::protobuf::Arena arena;
    v1::CommitRecord& commit = *google::protobuf::Arena::CreateMessage<v1::CommitRecord>(&arena);
};

std::shared_ptr<const v1::Event> event_of(const std::shared_ptr<Record>& record, int index) {
    return {record, &record->commit.events(index)};
}

}  // namespace

EstateFeed::EstateFeed(std::string code)
    : model(std::move(code)), history(kHistoryCount, kHistoryBytes) {}

ShardModel::ShardModel(unsigned shard, std::string incarnation)
    : shard_(shard), incarnation_(std::move(incarnation)) {}

EstateFeed& ShardModel::open(const std::string& code) {
    const auto it = estates_.find(code);
    if (it != estates_.end()) return it->second;
    return estates_.emplace(code, EstateFeed(code)).first->second;
}

bool ShardModel::begin(keyspace::StreamId end, std::string_view shard_state) {
    estates_.clear();
    newest_.reset();
    position_ = end;
    version_ = 0;
    v1::ShardState state;
    if (!parse(state, shard_state)) return false;
    if (!state.incarnation().empty()) incarnation_ = state.incarnation();
    target_version_ = state.last_visible();
    for (const auto& counter : state.counters()) {
        open(counter.estate()).model.set_number(counter.last_event());
    }
    return true;
}

bool ShardModel::add_history(keyspace::StreamId id, std::string_view commit_record) {
    const auto record = std::make_shared<Record>();
    if (!parse(record->commit, commit_record)) return false;
    for (int i = 0; i < record->commit.events_size(); ++i) {
        open(record->commit.events(i).estate()).history.add(id, event_of(record, i));
    }
    newest_ = version_ = record->commit.version();
    return true;
}

bool ShardModel::add_entity(std::string_view bytes) {
    v1::Entity entity;
    if (!parse(entity, bytes) || entity.estate().empty()) return false;
    open(entity.estate()).model.put(entity);
    return true;
}

ShardModel::Applied ShardModel::apply(keyspace::StreamId id, std::string_view commit_record,
                                      ShardObserver& observer) {
    const auto record = std::make_shared<Record>();
    const v1::CommitRecord& commit = record->commit;
    if (!parse(record->commit, commit_record)) return Applied::malformed;
    if (newest_ && commit.previous() != *newest_) return Applied::gap;
    std::map<EstateFeed*, std::vector<HistoryEntry>> news;
    for (int i = 0; i < commit.events_size(); ++i) {
        const v1::Event& event = commit.events(i);
        const EstateFeed* held = estate(event.estate());
        const std::uint64_t number = held ? held->model.number() : 0;
        if (event.number() > number + 1) return Applied::gap;
        EstateFeed& feed = open(event.estate());
        feed.model.apply(event);
        feed.history.add(id, event_of(record, i));
        if (event.number() == number + 1) {
            news[&feed].push_back({event.number(), id, event_of(record, i), 0});
        }
    }
    newest_ = version_ = commit.version();
    position_ = id;
    for (const auto& [feed, entries] : news) observer.on_events(*feed, entries);
    for (const auto& outcome : commit.outcomes()) observer.on_outcome(outcome);
    return Applied::ok;
}

EstateFeed* ShardModel::estate(const std::string& code) {
    const auto it = estates_.find(code);
    return it == estates_.end() ? nullptr : &it->second;
}

const EstateFeed* ShardModel::estate(const std::string& code) const {
    const auto it = estates_.find(code);
    return it == estates_.end() ? nullptr : &it->second;
}

std::vector<std::string> ShardModel::estates() const {
    std::vector<std::string> codes;
    for (const auto& [code, feed] : estates_) codes.push_back(code);
    return codes;
}

std::string ShardModel::resume_token(const EstateFeed& feed, const v1::Principal& viewer) const {
    ResumeToken token{incarnation_, shard_, {}, feed.model.number(), viewer_mark(viewer)};
    if (const HistoryEntry* newest = feed.history.find(token.number)) token.id = newest->id;
    return encode(token);
}

std::optional<std::vector<HistoryEntry>> ShardModel::missed(const EstateFeed& feed,
                                                            const v1::Principal& viewer,
                                                            std::string_view text) const {
    const auto token = decode_resume_token(text);
    if (!token || token->incarnation != incarnation_ || token->shard != shard_ ||
        token->viewer != viewer_mark(viewer)) {
        return std::nullopt;
    }
    const HistoryEntry* seen = feed.history.find(token->number);
    // Another commit under the same number: the history was rewound and written anew.
    if (!seen || seen->id != token->id) return std::nullopt;
    std::vector<HistoryEntry> entries;
    for (std::uint64_t n = token->number + 1; n <= feed.model.number(); ++n) {
        const HistoryEntry* entry = feed.history.find(n);
        if (!entry) return std::nullopt;
        entries.push_back(*entry);
    }
    return entries;
}

}  // namespace circle::gateway
