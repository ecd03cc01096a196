#include "deploy/circlectl/where.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <stdexcept>

#include "deploy/circlectl/data_dir.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

redis::Endpoint endpoint_of(const Where& where) {
    std::string url = where.redis;
    if (url.empty()) {
        const auto found = read_text(std::filesystem::path(where.data) / "run" / "redis");
        if (!found) {
            throw std::runtime_error(fmt::format(
                "nothing runs on the data directory \"{}\". Start it with ./run (or circlectl up), "
                "or say where: --data DIR or --redis URL",
                where.data));
        }
        url = *found;
    }
    const auto endpoint = redis::parse_endpoint(url);
    if (endpoint.has_error()) throw std::runtime_error("--redis: " + endpoint.error());
    return *endpoint;
}

}  // namespace

int with_redis(const Where& where, Work work) {
    asio::io_context io{1};
    redis::Client client(io.get_executor(), endpoint_of(where));
    client.start();
    int code = 1;
    std::exception_ptr failure;
    asio::co_spawn(io, work(client), [&](std::exception_ptr error, int result) {
        failure = error;
        code = result;
        client.stop();
        io.stop();
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return code;
}

}  // namespace circle::deploy
