#include "deploy/circlectl/import_estate.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/sealed/sealer.hpp"
#include "deploy/command_client.hpp"
#include "deploy/estate/estate_folder.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kImportPatience{20'000};

}  // namespace

v1::EstateConfig read_estate_or_throw(const std::filesystem::path& folder) {
    Problems problems;
    v1::EstateConfig config = read_estate(folder, *sealed::make_null_sealer(), problems);
    if (!problems.none()) {
        throw std::runtime_error(
            fmt::format("the estate was not read:\n{}", fmt::join(problems.lines(), "\n")));
    }
    return config;
}

asio::awaitable<std::string> import_estate(redis::Client& client, v1::EstateConfig config) {
    const std::string code = config.code();
    std::string copy = code;
    const auto shard = co_await keyspace::assign_estate(client, std::move(copy));
    if (shard.has_error()) co_return shard.error();
    v1::Command command;
    *command.mutable_configure_estate()->mutable_config() = std::move(config);
    copy = code;
    const Answer answer =
        co_await send_command(client, std::move(copy), std::move(command), kImportPatience);
    if (answer.has_error()) co_return answer.error();
    if (answer->code() == v1::CODE_OK) co_return std::string();
    co_return "the dispatcher refused: " + to_string(*answer);
}

}  // namespace circle::deploy
