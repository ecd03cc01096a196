// Pages of ended requests.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "gateway/view/project.hpp"
#include "gateway/view/project_items.hpp"

namespace circle::gateway {
namespace {

using Place = std::pair<std::int64_t, std::string>;  // when it ended, id

constexpr std::uint32_t kPage = 20;
constexpr std::size_t kMaxLooked = 2000;  // a page looks at no more than so many

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// "<ended at>:<request id>", as in Page.next.
std::optional<Place> parse_place(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos) return std::nullopt;
    Place place{0, text.substr(colon + 1)};
    const auto [end, error] = std::from_chars(text.data(), text.data() + colon, place.first);
    if (error != std::errc() || end != text.data() + colon) return std::nullopt;
    return place;
}

bool matches(const EstateModel& model, const v1::RequestView& view, const v1::Request& r,
             const std::string& query) {
    if (query.empty()) return true;
    const std::string number = std::to_string(view.number());
    if (query == number || query == "#" + number) return true;
    const v1::Category* category = model.category(view.category());
    const std::string words[] = {view.door(),
                                 view.name(),
                                 view.note(),
                                 view.category(),
                                 category ? category->name() : std::string(),
                                 model.building_name(r.building())};
    return std::any_of(std::begin(words), std::end(words), [&](const std::string& word) {
        return lower(word).find(query) != std::string::npos;
    });
}

}  // namespace

std::optional<v1::Page> project_history(const EstateModel& model, const v1::GetHistory& asked,
                                        const v1::Principal& viewer, const sealed::Sealer& sealer) {
    v1::Page page;
    const bool coordinator = viewer.role() == v1::ROLE_COORDINATOR;
    if (viewer.estate() != model.code() || (!coordinator && viewer.role() != v1::ROLE_RESIDENT)) {
        return page;
    }
    const auto& ended = model.ended();
    auto it = ended.end();
    if (!asked.before().empty()) {
        const auto place = parse_place(asked.before());
        if (!place) return std::nullopt;
        it = ended.lower_bound(*place);
    }
    const Lens lens{model, sealer};
    const std::string query = lower(asked.query());
    const int limit = static_cast<int>(asked.limit() == 0 ? kPage : asked.limit());
    for (std::size_t looked = 0; it != ended.begin(); ++looked) {
        if (page.requests_size() == limit || looked == kMaxLooked) {
            page.set_next(std::to_string(it->first) + ":" + it->second);
            return page;
        }
        --it;
        const v1::Request& r = *model.request(it->second);
        if (!coordinator && r.household_id() != viewer.id()) continue;
        v1::RequestView view =
            coordinator ? request_for_coordinator(lens, r) : request_for_household(lens, r);
        if (matches(model, view, r, query)) *page.add_requests() = std::move(view);
    }
    return page;
}

}  // namespace circle::gateway
