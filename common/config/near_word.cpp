#include "common/config/near_word.hpp"

#include <algorithm>
#include <boost/algorithm/string/case_conv.hpp>
#include <numeric>

namespace circle::config {
namespace {

// Letters inserted, left out, changed or swapped with their neighbour.
std::size_t slips(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    std::iota(cost[0].begin(), cost[0].end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                                   cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> near_word(const std::string& word,
                                     const std::vector<std::string>& accepted) {
    const std::string lower = boost::algorithm::to_lower_copy(word);
    std::optional<std::string> best;
    std::size_t least = word.size() > 4 ? 3 : 2;  // slips that are too many
    for (const std::string& candidate : accepted) {
        const std::size_t distance = slips(lower, boost::algorithm::to_lower_copy(candidate));
        if (distance >= least || distance >= candidate.size()) continue;
        least = distance;
        best = candidate;
    }
    return best;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& accepted) {
    const auto near = near_word(word, accepted);
    return near ? "; did you mean \"" + *near + "\"?" : std::string();
}

}  // namespace circle::config
