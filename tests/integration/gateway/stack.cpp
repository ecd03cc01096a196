#include "tests/integration/gateway/stack.hpp"

#include <circle/v1/storage.pb.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "common/ids/secret.hpp"
#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "common/redis/client.hpp"
#include "common/sealed/sealer.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/run_until.hpp"

namespace circle::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr const char* kEstate = "xinghe";

unsigned short port_in(const std::string& url) {
    return static_cast<unsigned short>(std::stoul(url.substr(url.rfind(':') + 1)));
}

v1::Sealed sealed_for(const std::string& id) {
    static const auto sealer = sealed::make_null_sealer();
    v1::Personal personal;
    personal.set_name("NAME-" + id);
    personal.set_phone("PHONE-" + id);
    personal.set_door("DOOR-" + id);
    return sealer->seal(personal);
}

v1::EstateConfig sample() {
    v1::EstateConfig config;
    config.set_code(kEstate);
    config.set_name("兴禾花园");
    config.set_phone("0371-5555-0100");
    auto& building = *config.add_buildings();
    building.set_id("3");
    building.set_name("3号楼");
    building.mutable_point()->set_lat(34.75);
    building.mutable_point()->set_lon(113.62);
    for (const char* id : {"water", "heating"}) {
        auto& category = *config.add_categories();
        category.set_id(id);
        category.set_name(id == std::string("water") ? "水管漏水" : "暖气不热");
        category.set_urgency(v1::URGENCY_NORMAL);
        category.set_headcount(1);
    }
    auto& contact = *config.add_contacts();
    contact.set_id("station");
    contact.set_name("服务站");
    contact.set_phone("0371-5555-0101");
    for (int i = 1; i <= 8; ++i) {
        auto& household = *config.add_households();
        household.set_id("h" + std::to_string(i));
        household.set_building("3");
        household.set_floor(i);
        *household.mutable_personal() = sealed_for(household.id());
    }
    for (int i = 1; i <= 4; ++i) {
        auto& volunteer = *config.add_volunteers();
        volunteer.set_id("v" + std::to_string(i));
        volunteer.set_name("志愿者" + std::to_string(i));
        volunteer.set_group("3");
        *volunteer.mutable_personal() = sealed_for(volunteer.id());
    }
    return config;
}

}  // namespace

Stack::Stack() {
    held_ = hold_free_port();
    port_ = held_->number();
    start_dispatcher();
    start_gateway();
    configure();
    wait_ready();
}

void Stack::start_dispatcher() {
    dispatcher_ = std::make_unique<Process>(std::vector<std::string>{
        CIRCLE_BIN "/circle-dispatcher", "--redis", "unix://" + redis_.socket_path()});
    dispatcher_->wait_for("owns ");
}

void Stack::start_gateway() {
    gateway_ = std::make_unique<Process>(std::vector<std::string>{
        CIRCLE_BIN "/circle-gateway", "--redis", "unix://" + redis_.socket_path(), "--listen",
        "127.0.0.1:" + std::to_string(port_), "--metrics", "127.0.0.1:0", "--max-strangers", "64"});
    gateway_->wait_for("listening on http://");
    const std::string at = gateway_->wait_for("metrics on http://");
    metrics_port_ = port_in(at.substr(0, at.find('/')));
}

void Stack::configure(int more, const std::string& name) {
    asio::io_context io;
    redis::Client client(io.get_executor(), redis_.endpoint());
    client.start();
    const auto shard = run(io, keyspace::assign_estate(client, kEstate));
    if (!shard) throw std::runtime_error(shard.error());
    v1::Command configure;
    auto& config = *configure.mutable_configure_estate()->mutable_config();
    config = sample();
    config.set_name(name);
    for (int i = 0; i < more; ++i) {
        auto& category = *config.add_categories();
        category = config.categories(0);
        category.set_id("more" + std::to_string(i));
        category.set_safety(std::string(100, 'x'));
    }
    const auto outcome = command(configure);
    if (outcome.code() != v1::CODE_OK) throw std::runtime_error(outcome.ShortDebugString());
}

void Stack::add_estate(const std::string& code) {
    const std::string estates(keyspace::kEstatesKey);
    const auto shard = redis_.run({"HGET", estates, std::string(kEstate)});
    redis_.run({"HSET", estates, code, *shard.string()});
    v1::Command configure;
    auto& config = *configure.mutable_configure_estate()->mutable_config();
    config = sample();
    config.set_code(code);
    const auto outcome = command(configure, code);
    if (outcome.code() != v1::CODE_OK) throw std::runtime_error(outcome.ShortDebugString());
}

v1::Outcome Stack::command(v1::Command command, const std::string& estate) {
    auto& who = *command.mutable_principal();
    who.set_estate(estate);
    who.set_role(v1::ROLE_OPERATOR);
    who.set_id("test");
    command.set_client_key("test-" + std::to_string(++keys_));
    const auto shard_text = redis_.run({"HGET", std::string(keyspace::kEstatesKey), estate});
    const auto shard = static_cast<unsigned>(std::stoul(*shard_text.string()));
    redis_.run(
        {"XADD", keyspace::shard_key(shard, "commands"), "*", "c", command.SerializeAsString()});
    const std::string key =
        estate + "/" + std::to_string(who.role()) + "/test/" + command.client_key();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
        const auto reply = redis_.run({"HGET", keyspace::shard_key(shard, "outcomes"), key});
        v1::OutcomeRecord record;
        if (reply.string() && record.ParseFromString(*reply.string())) return record.outcome();
    }
    throw std::runtime_error("no outcome:\n" + dispatcher_->output());
}

std::string Stack::credential(v1::CredentialKind kind, v1::Role role, const std::string& id,
                              const std::string& estate) {
    const std::string secret = ids::make_secret(estate);
    v1::Command open;
    auto& credential = *open.mutable_open_credential()->mutable_credential();
    credential.set_id(ids::sha256_hex(secret));
    credential.set_kind(kind);
    credential.mutable_principal()->set_estate(estate);
    credential.mutable_principal()->set_role(role);
    credential.mutable_principal()->set_id(id);
    const auto outcome = command(open, estate);
    if (outcome.code() != v1::CODE_OK) throw std::runtime_error(outcome.ShortDebugString());
    return secret;
}

std::string Stack::token(v1::Role role, const std::string& id, const std::string& estate) {
    return credential(v1::CREDENTIAL_KIND_BEARER, role, id, estate);
}

void Stack::revoke(const std::string& secret) {
    v1::Command revoke;
    revoke.mutable_revoke_credential()->set_id(ids::sha256_hex(secret));
    const auto outcome = command(revoke);
    if (outcome.code() != v1::CODE_OK) throw std::runtime_error(outcome.ShortDebugString());
}

std::unique_ptr<WsClient> Stack::connect(gateway::Codec codec, const std::string& token,
                                         WsClient::Frame* snapshot) {
    WsClient::Options options;
    options.codec = codec;
    // Who comes with a new token before the gateway has read of it is sent away after a second.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
        auto client = std::make_unique<WsClient>(port_, options);
        client->hello(token);
        try {
            auto frame = client->until(v1::ServerFrame::kSnapshot);
            if (snapshot) *snapshot = std::move(frame);
            client->until(v1::ServerFrame::kHealth);
            return client;
        } catch (const Closed& closed) {
            if (closed.code != 4401 || std::chrono::steady_clock::now() > deadline) throw;
        }
    }
}

Stack::HttpReply Stack::http(const std::string& raw, unsigned short port) {
    asio::io_context io;
    tcp::socket socket(io);
    socket.connect({asio::ip::address_v4::loopback(), port == 0 ? port_ : port});
    asio::write(socket, asio::buffer(raw));
    std::string all;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(all), error);  // until the gateway closes
    HttpReply reply;
    const auto end = all.find("\r\n\r\n");
    if (end == std::string::npos || all.size() < 12) throw std::runtime_error("no reply: " + all);
    reply.head = all.substr(0, end + 2);
    reply.body = all.substr(end + 4);
    reply.status = static_cast<unsigned>(std::stoul(all.substr(9, 3)));
    return reply;
}

Stack::HttpReply Stack::get(const std::string& path, const std::string& headers) {
    return http("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                "\r\nConnection: close\r\n" + headers + "\r\n");
}

void Stack::wait_ready(unsigned status, const std::string& reason) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
        const auto reply = get("/readyz");
        if (reply.status == status && reply.body.find(reason) != std::string::npos) return;
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error(reply.body);
    }
}

double Stack::metric(const std::string& name) {
    const auto page =
        http("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", metrics_port_);
    const auto at = page.body.find("\n" + name + " ");
    return at == std::string::npos ? 0 : std::stod(page.body.substr(at + name.size() + 2));
}

}  // namespace circle::test
