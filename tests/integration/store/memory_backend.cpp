#include <fmt/format.h>

#include "common/keyspace/memory_shard.hpp"
#include "dispatcher/store/memory_shard_store.hpp"
#include "tests/integration/store/backend.hpp"

namespace circle::test {
namespace {

std::vector<std::string> data_of(const keyspace::MemoryStream& stream) {
    std::vector<std::string> data;
    for (const auto& entry : stream.entries()) data.push_back(entry.data);
    return data;
}

class MemoryBackend : public Backend {
  public:
    std::unique_ptr<store::ShardStore> store(boost::asio::io_context&) override {
        return std::make_unique<store::MemoryShardStore>(shard_);
    }
    std::unique_ptr<keyspace::EventTail> tail(boost::asio::io_context&) override {
        return std::make_unique<keyspace::MemoryEventTail>(shard_, 2);
    }
    keyspace::StreamId add_command(const std::string& data) override {
        return shard_->add_command(data);
    }
    void trim_commands(std::size_t keep) override { shard_->commands.trim(keep); }
    void trim_events(std::size_t keep) override { shard_->events.trim(keep); }
    void age_lease(std::chrono::milliseconds by) override {
        shard_->lease.renewed -= by.count();
        shard_->lease.until -= by.count();
        shard_->lease.alive -= by.count();
    }
    void set_state_blob(const std::string& blob) override { shard_->state.blob = blob; }
    void set_version(std::uint64_t version) override { shard_->state.version = version; }

    std::string dump() override {
        std::string out = fmt::format("version {} batch {} mark {}\n", shard_->state.version,
                                      shard_->state.batch, shard_->state.mark);
        for (const auto& [key, blob] : shard_->entities) out += key + "=" + blob + "\n";
        for (const auto& [key, blob] : shard_->outcomes) out += key + "=" + blob + "\n";
        for (const auto& record : events()) out += "event " + record + "\n";
        for (const auto& line : journal()) out += "journal " + line + "\n";
        return out + shard_->state.blob;
    }
    std::map<std::string, std::string> entities() override { return shard_->entities; }
    std::map<std::string, std::string> outcomes() override { return shard_->outcomes; }
    std::vector<std::string> events() override { return data_of(shard_->events); }
    std::vector<std::string> journal() override { return data_of(shard_->journal); }

  private:
    std::shared_ptr<keyspace::MemoryShard> shard_ = std::make_shared<keyspace::MemoryShard>();
};

}  // namespace

std::unique_ptr<Backend> make_memory_backend() {
    return std::make_unique<MemoryBackend>();
}

}  // namespace circle::test
