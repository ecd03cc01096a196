// circlectl export: an estate becomes a folder that import reads.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "common/sealed/sealer.hpp"
#include "deploy/circlectl/data_dir.hpp"
#include "deploy/circlectl/estate_now.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "deploy/estate/difference.hpp"
#include "deploy/estate/estate_folder.hpp"
#include "deploy/estate/write_estate.hpp"

namespace circle::deploy {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr const char* kMayBeAbsent[] = {"staff.csv", "plan.geojson"};

asio::awaitable<int> load(redis::Client& client, std::string code, v1::EstateConfig& config) {
    const std::set<std::string> codes = co_await estate_codes(client);
    const std::string known =
        codes.empty() ? std::string("none yet") : fmt::format("{}", fmt::join(codes, ", "));
    if (code.empty() && codes.size() != 1) {
        throw std::runtime_error("which estate? --estate CODE; estates: " + known);
    }
    if (code.empty()) code = *codes.begin();
    std::string copy = code;
    std::optional<EstateNow> now = co_await load_estate(client, std::move(copy));
    if (!now) throw std::runtime_error(fmt::format("no estate \"{}\"; estates: {}", code, known));
    config = std::move(now->config);
    co_return 0;
}

void refuse_full(const fs::path& folder) {
    if (!fs::exists(folder)) return;
    if (!fs::is_directory(folder)) {
        throw std::runtime_error(folder.string() + " is a file; accepted: a new or empty folder");
    }
    if (fs::is_empty(folder)) return;
    throw std::runtime_error(folder.string() +
                             " is not empty. Name a new folder, or replace its estate's files with "
                             "--force");
}

// What was written is read again: the folder is good only if it makes the same estate.
void check_written(const fs::path& folder, const v1::EstateConfig& config,
                   const sealed::Sealer& sealer) {
    Problems problems;
    v1::EstateConfig again = read_estate(folder, sealer, problems);
    std::vector<std::string> lines = problems.lines();
    if (lines.empty()) lines = to_lines(difference(config, again, sealer));
    if (lines.empty()) return;
    throw std::runtime_error(fmt::format(
        "{} is written, but the estate holds what the files cannot say; an import would refuse or "
        "change:\n{}",
        folder.string(), fmt::join(lines, "\n")));
}

}  // namespace

int run_export(const ExportOptions& options) {
    const fs::path folder = options.folder;
    if (!options.force) refuse_full(folder);
    v1::EstateConfig config;
    with_redis(options.where,
               [&](redis::Client& client) { return load(client, options.estate, config); });
    const auto sealer = sealed::make_null_sealer();
    const auto files = write_estate(config, *sealer);
    umask(077);  // doors and phones of people
    fs::create_directories(folder);
    for (const auto& [name, text] : files) write_private(folder / name, text);
    for (const char* name : kMayBeAbsent) {
        if (!files.contains(name)) fs::remove(folder / name);
    }
    check_written(folder, config, *sealer);
    std::cout << fmt::format("{}: {} households, {} helpers in {}", config.code(),
                             config.households_size(), config.volunteers_size(), folder.string())
              << std::endl;
    return 0;
}

}  // namespace circle::deploy
