// circlectl import: an estate's folder becomes its configuration, after a look at what that
// changes.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <iostream>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "common/sealed/sealer.hpp"
#include "deploy/circlectl/estate_now.hpp"
#include "deploy/circlectl/import_estate.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "deploy/estate/difference.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

asio::awaitable<int> load(redis::Client& client, std::string code, std::optional<EstateNow>& now) {
    now = co_await load_estate(client, std::move(code));
    co_return 0;
}

asio::awaitable<int> send(redis::Client& client, v1::EstateConfig config) {
    const std::string error = co_await import_estate(client, std::move(config));
    if (!error.empty()) throw std::runtime_error(error);
    co_return 0;
}

std::string summary_of(const v1::EstateConfig& config) {
    const auto& helpers = config.volunteers();
    const auto staff =
        std::count_if(helpers.begin(), helpers.end(), [](const auto& v) { return v.staff(); });
    return fmt::format("{}: {} households, {} volunteers, {} staff, {} coordinators, {} categories",
                       config.code(), config.households_size(), helpers.size() - staff, staff,
                       config.contacts_size(), config.categories_size());
}

// Nobody of `busy` may be removed now: the dispatcher would refuse the whole.
void warn_of_busy(const Difference& found, const EstateNow& now) {
    std::vector<std::string> needed;
    const auto add = [&](const char* kind, const std::set<std::string>& busy) {
        const KindOfChange* change = found.find(kind);
        if (change == nullptr) return;
        std::copy_if(change->removed.begin(), change->removed.end(), std::back_inserter(needed),
                     [&](const std::string& id) { return busy.contains(id); });
    };
    add("households", now.busy_households);
    add("volunteers", now.busy_volunteers);
    add("staff", now.busy_volunteers);
    if (needed.empty()) return;
    std::cout << fmt::format(
        "  now needed by a request that has not ended, so the dispatcher will refuse: {}\n",
        fmt::join(needed, ", "));
}

// What is no mistake, but perhaps not meant.
void print_notes(const v1::EstateConfig& config) {
    std::set<std::string> skills;
    for (const auto& helper : config.volunteers()) {
        skills.insert(helper.skills().begin(), helper.skills().end());
    }
    for (const auto& category : config.categories()) {
        if (category.skill().empty() || skills.contains(category.skill())) continue;
        std::cout << fmt::format("  note: nobody has the skill \"{}\" that category {} asks for\n",
                                 category.skill(), category.id());
    }
    if (config.contacts().empty()) {
        std::cout << "  note: there is no coordinator whom an alarm could reach ([[contacts]])\n";
    }
}

// Whether anything would change; says what.
bool show(const v1::EstateConfig& next, const std::optional<EstateNow>& now) {
    if (!now) {
        std::cout << next.code() << " is new\n";
        print_notes(next);
        return true;
    }
    const auto sealer = sealed::make_null_sealer();
    const Difference found = difference(now->config, next, *sealer);
    if (found.none()) {
        std::cout << next.code() << ": nothing would change\n";
        return false;
    }
    std::cout << next.code() << " would change:\n";
    for (const std::string& line : to_lines(found)) std::cout << line << "\n";
    if (const std::size_t removed = found.people_removed()) {
        std::cout << fmt::format(
            "  the cards, links and sessions of the {} removed are revoked for good\n", removed);
    }
    warn_of_busy(found, *now);
    print_notes(next);
    return true;
}

// A script has no terminal: what it asked for is done.
bool agreed(bool yes) {
    if (yes || isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return true;
    std::cout << "Import this? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

int run_import(const ImportOptions& options) {
    v1::EstateConfig config = read_estate_or_throw(options.folder);
    std::optional<EstateNow> now;
    with_redis(options.where,
               [&](redis::Client& client) { return load(client, config.code(), now); });
    const bool changes = show(config, now);
    if (options.dry_run) return 0;
    if (changes) {
        if (!agreed(options.yes)) throw std::runtime_error("not imported");
        with_redis(options.where, [&](redis::Client& client) { return send(client, config); });
    }
    std::cout << summary_of(config) << std::endl;
    return 0;
}

}  // namespace circle::deploy
