// Random histories of lost and found. World also reloads after every step and compares.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "dispatcher/core/likeness.hpp"
#include "dispatcher/core/lost_found.hpp"
#include "tests/unit/core/lost_found_world.hpp"

namespace circle::core {
namespace {

using namespace testing;

using LostOp = std::tuple<unsigned, unsigned, unsigned>;

class LostPlayer {
  public:
    void play(const LostOp& op) {
        const auto [what, a, b] = op;
        switch (what % 9) {
            case 0:
            case 1:
                report_lost(world_, "h" + std::to_string(1 + a % 6), some_thing(b));
                break;
            case 2:
            case 3:
                report_found(world_, finder(a), some_thing(b));
                break;
            case 4:
                if (!items(world_).empty()) shelve(world_, any(items(world_), a));
                break;
            case 5:
                leave(a, b);
                break;
            case 6:
                dismiss_some(a, b);
                break;
            case 7:
                if (!reports(world_).empty()) {
                    withdraw_lost(world_, World::coordinator("k1"), any(reports(world_), a));
                }
                break;
            case 8:
                world_.wait(static_cast<Time>(a) * kDay / 40);
                break;
        }
        check();
    }

  private:
    v1::Thing some_thing(unsigned n) const {
        const v1::ThingKind kinds[] = {v1::THING_KIND_WALLET, v1::THING_KIND_CARD,
                                       v1::THING_KIND_KEYS};
        const v1::Colour colours[] = {v1::COLOUR_BLACK, v1::COLOUR_UNSPECIFIED, v1::COLOUR_GREY};
        return thing(world_, kinds[n % 3], colours[n / 3 % 3]);
    }

    static v1::Principal finder(unsigned n) {
        if (n % 3 == 0) return World::coordinator("k1");
        return n % 3 == 1 ? World::helper("v1") : World::resident("h2");
    }

    template <class Map>
    static std::string any(const Map& map, unsigned n) {
        return std::next(map.begin(), n % map.size())->first;
    }

    void leave(unsigned a, unsigned b) {
        const auto all = items(world_);
        if (all.empty()) return;
        const auto id = any(all, a);
        if (b % 2 == 0) {
            dispose(world_, id);
            return;
        }
        const auto lost = reports(world_);
        hand_over(world_, id, lost.empty() ? "" : any(lost, b));
    }

    void dismiss_some(unsigned a, unsigned b) {
        const auto lost = reports(world_);
        if (lost.empty()) return;
        const auto& report = lost.at(any(lost, a));
        if (report.suggestions().empty()) return;
        const auto n = static_cast<int>(b) % report.suggestions_size();
        dismiss(world_, report.id(), report.suggestions(n).item_id());
        if (is_open(report)) dismissed_.insert({report.id(), report.suggestions(n).item_id()});
    }

    void check() const {
        const auto all = items(world_);
        std::set<unsigned> shelf;
        for (const auto& [id, item] : all) {
            if (item.state() != v1::ITEM_STATE_SHELVED) continue;
            RC_ASSERT(item.shelf() > 0u);
            RC_ASSERT(shelf.insert(item.shelf()).second);
        }
        for (const auto& [id, report] : reports(world_)) check_report(report, all);
    }

    // What is suggested is what a look at everything would give.
    void check_report(const v1::LostReport& report,
                      const std::map<std::string, v1::FoundItem>& all) const {
        if (!is_open(report)) {
            RC_ASSERT(report.suggestions().empty());
            return;
        }
        std::vector<unsigned> wanted;
        for (const auto& [id, item] : all) {
            if (!is_standing(item) || dismissed_.contains({report.id(), id})) continue;
            const auto score = likeness(report.thing(), item.thing()).score;
            if (score >= kSuggestFrom) wanted.push_back(score);
        }
        std::sort(wanted.rbegin(), wanted.rend());
        wanted.resize(std::min<std::size_t>(wanted.size(), kMaxSuggestions));
        std::vector<unsigned> shown;
        for (const auto& s : report.suggestions()) {
            RC_ASSERT(is_standing(all.at(s.item_id())));
            RC_ASSERT(s.dismissed() == dismissed_.contains({report.id(), s.item_id()}));
            if (!s.dismissed()) shown.push_back(s.score());
        }
        RC_ASSERT(shown == wanted);
    }

    World world_;
    std::set<std::pair<std::string, std::string>> dismissed_;
};

TEST(Properties, LostAndFoundOverRandomHistories) {
    const auto numbers = rc::gen::inRange(0u, 1000u);
    const auto ops =
        rc::gen::container<std::vector<LostOp>>(rc::gen::tuple(numbers, numbers, numbers));
    EXPECT_TRUE(rc::check("suggestions are right, shelf numbers unique", [&] {
        const auto history = *ops;
        LostPlayer player;
        for (const LostOp& op : history) player.play(op);
    }));
}

}  // namespace
}  // namespace circle::core
