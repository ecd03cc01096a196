#include "dispatcher/store/function_library.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace circle::store {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kLoadDeadline{5000};

bool error_begins(const redis::Result& result, std::string_view text) {
    const auto* error = result.reply.error();
    return result.certainty == redis::Certainty::done && error && error->text.starts_with(text);
}

}  // namespace

std::string function_name(std::string_view verb) {
    return fmt::format("{}_{}", kFunctionLibrary, verb);
}

asio::awaitable<std::string> load_functions(redis::Client& client) {
    redis::Command load{"FUNCTION", "LOAD", kFunctionLibraryCode};
    const auto result = co_await client.send(std::move(load), kLoadDeadline);
    // Another process of the same version was faster: the digest in the name says it is the same.
    if (result.ok() || error_begins(result, "ERR Library '")) co_return std::string();
    co_return fmt::format("Redis does not load the function library {}: {}", kFunctionLibrary,
                          result.error);
}

asio::awaitable<redis::Result> call_function(redis::Client& client, std::string_view verb,
                                             std::vector<std::string> keys,
                                             std::vector<std::string> args,
                                             std::chrono::milliseconds deadline) {
    redis::Command call;
    call.reserve(3 + keys.size() + args.size());
    call.push_back("FCALL");
    call.push_back(function_name(verb));
    call.push_back(std::to_string(keys.size()));
    std::ranges::move(keys, std::back_inserter(call));
    std::ranges::move(args, std::back_inserter(call));

    redis::Command again = call;
    auto result = co_await client.send(std::move(call), deadline);
    if (error_begins(result, "ERR Function not found")) {
        if (auto problem = co_await load_functions(client); !problem.empty()) {
            result.certainty = redis::Certainty::not_done;
            result.error = std::move(problem);
        } else {
            result = co_await client.send(std::move(again), deadline);
        }
    }
    co_return result;
}

}  // namespace circle::store
