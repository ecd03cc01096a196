// Pages of ended requests.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <iterator>
#include <sstream>
#include <vector>

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

// What a search may find a request by; only what its viewer sees.
std::vector<std::string> words_of(const EstateModel& model, const v1::RequestView& view,
                                  const v1::Request& r) {
    const v1::Category* category = model.category(view.category());
    std::vector<std::string> words{view.door(),
                                   view.name(),
                                   view.note(),
                                   view.end_reason(),
                                   view.category(),
                                   category ? category->name() : std::string(),
                                   model.building_name(r.building())};
    for (const v1::HelperView& helper : view.helpers()) words.push_back(helper.name());
    for (std::string& word : words) word = lower(std::move(word));
    return words;
}

bool is_number(const v1::RequestView& view, const std::string& term) {
    const std::string number = std::to_string(view.number());
    return term == number || term == "#" + number;
}

// Each term is the number or a part of one of the words.
bool matches(const EstateModel& model, const v1::RequestView& view, const v1::Request& r,
             const std::vector<std::string>& terms) {
    if (terms.empty()) return true;
    const std::vector<std::string> words = words_of(model, view, r);
    return std::all_of(terms.begin(), terms.end(), [&](const std::string& term) {
        return is_number(view, term) ||
               std::any_of(words.begin(), words.end(), [&](const std::string& word) {
                   return word.find(term) != std::string::npos;
               });
    });
}

std::vector<std::string> terms_of(const std::string& query) {
    std::istringstream in(lower(query));
    return {std::istream_iterator<std::string>(in), {}};
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
    const std::vector<std::string> terms = terms_of(asked.query());
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
        if (matches(model, view, r, terms)) *page.add_requests() = std::move(view);
    }
    return page;
}

}  // namespace circle::gateway
