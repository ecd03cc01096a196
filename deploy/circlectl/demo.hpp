// The demo estate: loaded on the first start, with one working link per role ever after.
#pragma once

#include <circle/v1/estate.pb.h>

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "common/redis/client.hpp"
#include "deploy/circlectl/links.hpp"

namespace circle::deploy {

struct DemoLink {
    Person person;
    std::string path;  // "/c/<secret>"
};

struct Demo {
    std::string title;  // "兴禾花园 (xinghe), 372 households, 12 volunteers"
    std::vector<DemoLink> links;
    std::vector<std::string> warnings;  // links that could not be opened, and why
};

// Configures the estate unless it has been; then finds the links in `links_file` that still work
// and opens the others. Throws std::runtime_error, one line, when the estate cannot be configured.
boost::asio::awaitable<Demo> prepare_demo(redis::Client& client, v1::EstateConfig config,
                                          std::filesystem::path links_file);

}  // namespace circle::deploy
