// A dispatcher whose core has a planted fault: planted_dispatcher REDIS-SOCKET throw|abort. A
// command of the household "planted" makes it throw, or end the process.
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "dispatcher/engine/dispatcher.hpp"
#include "dispatcher/store/redis_shard_store.hpp"

using namespace circle;

namespace {

class Planted : public core::Machine {
  public:
    explicit Planted(bool aborts) : aborts_(aborts) {}

    void load(const v1::ShardState& s, const std::vector<v1::Entity>& e,
              const std::vector<v1::OutcomeRecord>& o) override {
        core_->load(s, e, o);
    }
    core::Effects apply(const core::Input& input, core::Moment moment) override {
        auto effects = core_->apply(input, moment);
        if (input.command->principal().id() != "planted") return effects;
        if (aborts_) std::abort();
        throw std::runtime_error("planted");
    }
    core::Effects tick(core::Moment moment, core::Time outage_from) override {
        return core_->tick(moment, outage_from);
    }
    void silence(const std::string& request) override { core_->silence(request); }
    core::Effects quarantine(const core::Input& input, const std::string& error,
                             core::Moment moment) override {
        return core_->quarantine(input, error, moment);
    }
    std::optional<core::Time> next_due() const override { return core_->next_due(); }
    std::vector<v1::Entity> entities() const override { return core_->entities(); }
    std::map<v1::RequestState, std::size_t> open_requests() const override {
        return core_->open_requests();
    }
    std::vector<v1::EstateCounter> counters() const override { return core_->counters(); }

  private:
    bool aborts_;
    std::unique_ptr<core::Machine> core_ = core::make_machine();
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    redis::Endpoint endpoint;
    endpoint.unix_path = argv[1];
    const bool aborts = std::strcmp(argv[2], "abort") == 0;

    boost::asio::io_context io;
    auto client = std::make_shared<redis::Client>(io.get_executor(), endpoint);
    client->start();
    const auto make_store = [&](unsigned shard) {
        return std::make_unique<store::RedisShardStore>(io.get_executor(), endpoint, client, shard);
    };
    const auto make_machine = [&] { return std::make_unique<Planted>(aborts); };
    engine::Dispatcher dispatcher(io.get_executor(), 1, {}, make_store, make_machine);
    dispatcher.start();
    io.run();
}
