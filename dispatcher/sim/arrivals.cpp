#include "dispatcher/sim/arrivals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/tokenizer.hpp>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fstream>
#include <numeric>
#include <optional>

#include "dispatcher/sim/random.hpp"

namespace circle::sim {

const std::array<double, 24> kHourProfile{148, 135, 130, 125, 105, 86,  117, 156,
                                          176, 226, 281, 297, 322, 317, 292, 300,
                                          326, 290, 308, 294, 297, 218, 175, 171};

namespace {

constexpr std::size_t kTold = 20;  // problems at once
constexpr char kColumns[] = "a first line with the columns received, lat and lon";

struct Row {
    std::int64_t second = 0;  // since the epoch, as if local time were UTC
    double lat = 0, lon = 0;
};

std::optional<double> number(const std::string& text, double bound) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || !std::isfinite(value) || std::abs(value) > bound) return std::nullopt;
    return value;
}

// 2020-04-07T00:01:25, and what many exports append to it: .000
std::optional<std::int64_t> second_of(std::string text) {
    constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
    if (const auto point = text.find('.'); point == kShape.size() && point + 1 < text.size()) {
        const bool fraction = text.find_first_not_of("0123456789", point + 1) == std::string::npos;
        if (fraction) text.resize(point);
    }
    if (text.size() != kShape.size()) return std::nullopt;
    for (std::size_t i = 0; i < kShape.size(); ++i) {
        const bool fits = kShape[i] == 'd' ? text[i] >= '0' && text[i] <= '9'
                                           : text[i] == kShape[i] || (i == 10 && text[i] == ' ');
        if (!fits) return std::nullopt;
    }
    const auto part = [&](int from, int size) { return std::stoi(text.substr(from, size)); };
    using namespace std::chrono;
    const year_month_day date{year{part(0, 4)}, month(static_cast<unsigned>(part(5, 2))),
                              day(static_cast<unsigned>(part(8, 2)))};
    if (!date.ok() || part(11, 2) > 23 || part(14, 2) > 59 || part(17, 2) > 59) return std::nullopt;
    return sys_days(date).time_since_epoch().count() * 86'400LL + part(11, 2) * 3'600LL +
           part(14, 2) * 60LL + part(17, 2);
}

class Reader {
  public:
    explicit Reader(const std::filesystem::path& file) : name_(file.string()), input_(file) {}

    std::vector<Row> read() {
        std::vector<Row> rows;
        if (!input_ || std::filesystem::is_directory(name_)) {
            line_ = 1;
            complain("file", "cannot be read", kColumns);
        } else if (read_header()) {
            while (next()) {
                if (cells_.size() == 1 && cells_[0].empty()) continue;
                if (auto row = read_row()) rows.push_back(*row);
            }
            if (rows.empty() && count_ == 0) complain("file", "has no requests", "a row for each");
        }
        if (problems_.empty()) return rows;
        if (count_ > kTold) problems_ += fmt::format("and {} more\n", count_ - kTold);
        throw BadArrivals(problems_);
    }

  private:
    void complain(const std::string& field, const std::string& what, const std::string& accepted) {
        if (++count_ > kTold) return;
        problems_ +=
            fmt::format("{}:{}: {}: {}; accepted: {}\n", name_, line_, field, what, accepted);
    }

    // Cells of the next line, false at the end.
    bool next() {
        std::string line;
        if (!std::getline(input_, line)) return false;
        if (++line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
        if (line.ends_with('\r')) line.pop_back();
        cells_.assign(1, "");
        if (line.find('\0') != std::string::npos) {
            complain("row", "is no text", "UTF-8");
            return true;
        }
        // A backslash is text, so it must not escape: \0 stands for no escape character.
        const boost::escaped_list_separator<char> commas('\0', ',', '"');
        const boost::tokenizer<boost::escaped_list_separator<char>> cells(line, commas);
        if (!line.empty()) cells_.assign(cells.begin(), cells.end());
        return true;
    }

    bool read_header() {
        if (!next()) line_ = 1;
        if (!problems_.empty()) return false;
        columns_ = cells_.size();
        const std::string found = fmt::format("{}", fmt::join(cells_, ","));
        for (const auto& [name, index] :
             {std::pair{"received", &received_}, {"lat", &lat_}, {"lon", &lon_}}) {
            const auto at = std::find(cells_.begin(), cells_.end(), name);
            *index = static_cast<std::size_t>(at - cells_.begin());
            if (at != cells_.end()) continue;
            complain(name, fmt::format("the column is missing in \"{}\"", found), kColumns);
        }
        return problems_.empty();
    }

    std::optional<Row> read_row() {
        if (cells_.size() != columns_) {
            complain("row", fmt::format("{} cells", cells_.size()),
                     fmt::format("{} cells, as in the first line", columns_));
            return std::nullopt;
        }
        const auto second = second_of(cells_[received_]);
        const auto lat = number(cells_[lat_], 90), lon = number(cells_[lon_], 180);
        if (!second) refuse("received", received_, "a local time like 2020-04-07T00:01:25");
        if (!lat) refuse("lat", lat_, "degrees from -90 to 90");
        if (!lon) refuse("lon", lon_, "degrees from -180 to 180");
        if (!second || !lat || !lon) return std::nullopt;
        return Row{*second, *lat, *lon};
    }

    void refuse(const char* field, std::size_t cell, const char* accepted) {
        complain(field, "\"" + cells_[cell] + "\"", accepted);
    }

    std::string name_;
    std::ifstream input_;
    std::size_t line_ = 0, columns_ = 0, received_ = 0, lat_ = 0, lon_ = 0, count_ = 0;
    std::vector<std::string> cells_;
    std::string problems_;
};

// Each row's place in the order by `key`, from 0 to 1. Equal ones share their mean: rows at one
// point stay at one point.
template <class Key>
std::vector<double> ranks(const std::vector<Row>& rows, Key key) {
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return key(rows[a]) < key(rows[b]); });
    std::vector<double> rank(rows.size());
    for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
        while (to < order.size() && key(rows[order[to]]) == key(rows[order[from]])) ++to;
        const double middle = static_cast<double>(from + to) / 2 / static_cast<double>(rows.size());
        for (std::size_t i = from; i < to; ++i) rank[order[i]] = middle;
    }
    return rank;
}

void sort_by_time(Arrivals& arrivals) {
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
}

}  // namespace

Arrivals poisson_arrivals(double per_day, unsigned days, std::uint64_t seed,
                          const std::array<double, 24>& profile) {
    Random counts(seed, 101), times(seed, 102), places(seed, 103);
    const double sum = std::accumulate(profile.begin(), profile.end(), 0.0);
    Arrivals arrivals;
    for (unsigned hour = 0; hour < days * 24; ++hour) {
        const unsigned count = counts.poisson(per_day * profile[hour % 24] / sum);
        for (unsigned i = 0; i < count; ++i) {
            const auto within = static_cast<Millis>(times.uniform() * kHour);
            const double x = places.uniform(), y = places.uniform();
            arrivals.push_back({hour * kHour + within, x, y});
        }
    }
    sort_by_time(arrivals);
    return arrivals;
}

void make_urgent(Arrivals& arrivals, double share, std::uint64_t seed) {
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        arrivals[i].urgent = uniform_of(seed, 104, i, 0) < share;
    }
}

Arrivals read_arrivals(const std::filesystem::path& file, unsigned days) {
    const auto rows = Reader(file).read();
    const auto x = ranks(rows, [](const Row& row) { return row.lon; });
    const auto y = ranks(rows, [](const Row& row) { return row.lat; });
    const auto first = std::min_element(
        rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.second < b.second; });
    const std::int64_t midnight = first->second / 86'400 * 86'400;
    Arrivals arrivals;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Millis at = (rows[i].second - midnight) * kSecond;
        if (days == 0 || at < days * kDay) arrivals.push_back({at, x[i], y[i]});
    }
    sort_by_time(arrivals);
    return arrivals;
}

}  // namespace circle::sim
