// circlectl plan: how many on duty, with which skills, at which hours? From the estate's own log.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "deploy/circlectl/past_of.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/stopped_installation.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "dispatcher/sim/planning/report.hpp"

namespace circle::deploy {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr double kUsualCalls = 6'000, kQuickCalls = 2'000;  // requests of each simulated run

[[noreturn]] void refuse(const fs::path& file) {
    throw std::runtime_error(
        file.string() +
        ": cannot be written; name a file in a folder that exists and that you may write to");
}

fs::path part_of(const fs::path& file) {
    return file.string() + ".part";
}

bool write_part(const fs::path& file, const std::string& text) {
    std::ofstream out(part_of(file), std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    return out.good();
}

// Whole or not at all.
void write_whole(const fs::path& file, const std::string& text) {
    std::error_code error, ignored;
    const bool is_written = write_part(file, text);
    if (is_written) fs::rename(part_of(file), file, error);
    if (is_written && !error) return;
    fs::remove(part_of(file), ignored);
    refuse(file);
}

// Said before the long work, not after it.
void check_writable(const fs::path& file) {
    if (file.empty()) return;
    std::error_code ignored;
    const bool fits = !fs::is_directory(file, ignored) && write_part(file, "");
    fs::remove(part_of(file), ignored);
    if (!fits) refuse(file);
}

sim::Past read_past(const PlanCommand& command) {
    const auto stopped = open_if_stopped(command.where);
    Where where = command.where;
    if (stopped) where.redis = stopped->url();
    sim::Past past;
    with_redis(where, [&](redis::Client& client) -> asio::awaitable<int> {
        if (stopped) co_await wait_until_it_answers(client, stopped.get());
        std::string code = command.estate;
        past = co_await past_of(client, std::move(code));
        co_return 0;
    });
    return past;
}

sim::PlanOptions options_of(const PlanCommand& command) {
    sim::PlanOptions options;
    options.effort.seed = command.seed;
    options.effort.threads =
        command.threads > 0 ? command.threads : std::max(1u, std::thread::hardware_concurrency());
    options.effort.calls = command.quick ? kQuickCalls : kUsualCalls;
    return options;
}

}  // namespace

int run_plan(const PlanCommand& command) {
    const auto language = command.language == "en" ? sim::Language::en : sim::Language::zh;
    sim::Wishes wishes;
    if (command.per_day > 0) wishes.per_day = command.per_day;
    if (!command.arrivals.empty()) wishes.arrivals = sim::read_arrivals(command.arrivals);
    const std::string page = command.out.empty() ? "staffing-plan.html" : command.out;
    check_writable(page);
    check_writable(command.json);
    const sim::Past past = read_past(command);
    unsigned steps = 0;
    const sim::Plan plan = sim::make_plan(
        sim::learn(past, wishes), options_of(command),
        [&](const std::string& what) { show_progress(fmt::format("step {}: {}", ++steps, what)); });
    show_progress("");
    write_whole(page, sim::plan_as_html(plan, language));
    if (!command.json.empty()) write_whole(command.json, sim::plan_as_json(plan));
    std::cout << sim::plan_as_text(plan, language) << '\n'
              << (language == sim::Language::zh ? "网页：" : "The page: ")
              << fs::absolute(page).string() << std::endl;
    return 0;
}

}  // namespace circle::deploy
