#include "deploy/circlectl/demo.hpp"

#include <circle/v1/storage.pb.h>
#include <fmt/format.h>

#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/data_dir.hpp"
#include "deploy/circlectl/import_estate.hpp"
#include "dispatcher/core/machine.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kDemoDeadline{3'000};

asio::awaitable<bool> is_configured(redis::Client& client, std::string estate) {
    std::string copy = estate;
    const auto shard = co_await keyspace::find_estate(client, std::move(copy));
    if (shard.has_error()) throw std::runtime_error(shard.error());
    if (!shard->has_value()) co_return false;
    v1::Entity entity;
    entity.set_estate(estate);
    entity.mutable_config();
    redis::Command exists;
    exists.push_back("HEXISTS");
    exists.push_back(keyspace::shard_key(**shard, "entities"));
    exists.push_back(core::entity_key(entity));
    const redis::Result result = co_await client.send(std::move(exists), kDemoDeadline);
    const auto* found = result.ok() ? result.reply.integer() : nullptr;
    if (found == nullptr) throw std::runtime_error("Redis does not answer: " + result.error);
    co_return *found == 1;
}

// One of each role: the first of each list.
std::vector<Person> demo_people(const v1::EstateConfig& config) {
    std::vector<Person> people;
    const auto add = [&](v1::Role role, const auto& list) {
        if (!list.empty()) people.push_back({role, list[0].id()});
    };
    add(v1::ROLE_RESIDENT, config.households());
    add(v1::ROLE_VOLUNTEER, config.volunteers());
    add(v1::ROLE_COORDINATOR, config.contacts());
    return people;
}

// "<role> <id>" → secret.
using Held = std::map<std::string, std::string>;

std::string name_of(const Person& person) {
    return word_of(person.role) + " " + person.id;
}

Held read_links(const std::filesystem::path& file) {
    Held held;
    std::istringstream lines(read_text(file).value_or(""));
    for (std::string role, id, secret; lines >> role >> id >> secret;) {
        held[role + " " + id] = secret;
    }
    return held;
}

void write_links(const std::filesystem::path& file, const Held& held) {
    std::string text;
    for (const auto& [name, secret] : held) text += name + " " + secret + "\n";
    write_private(file, text);
}

asio::awaitable<void> add_link(redis::Client& client, std::string estate, Person person, Held& held,
                               Demo& demo) {
    std::string& secret = held[name_of(person)];
    std::string copy = secret;
    const bool works = co_await is_open(client, std::move(copy));
    if (!works) {
        SecretResult opened = co_await open_secret(client, std::move(estate), person,
                                                   SecretKind::link, std::chrono::seconds(0));
        if (!opened.error.empty()) {
            held.erase(name_of(person));
            demo.warnings.push_back(
                fmt::format("no link for {}: {}", name_of(person), opened.error));
            co_return;
        }
        secret = std::move(opened.secret);
    }
    DemoLink link;
    link.person = person;
    link.path = link_path(person.role, secret);
    demo.links.push_back(std::move(link));
}

}  // namespace

asio::awaitable<Demo> prepare_demo(redis::Client& client, v1::EstateConfig config,
                                   std::filesystem::path links_file) {
    Demo demo;
    const std::string estate = config.code();
    demo.title = fmt::format("{} ({}), {} households, {} volunteers", config.name(), estate,
                             config.households_size(), config.volunteers_size());
    const std::vector<Person> people = demo_people(config);
    std::string copy = estate;
    const bool configured = co_await is_configured(client, std::move(copy));
    if (!configured) {
        const std::string error = co_await import_estate(client, std::move(config));
        if (!error.empty()) throw std::runtime_error("the demo estate was not loaded: " + error);
    }
    Held held = read_links(links_file);
    for (const Person& person : people) {
        copy = estate;
        co_await add_link(client, std::move(copy), person, held, demo);
    }
    write_links(links_file, held);
    co_return demo;
}

}  // namespace circle::deploy
