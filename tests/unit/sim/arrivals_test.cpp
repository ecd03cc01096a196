#include "dispatcher/sim/arrivals.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "dispatcher/sim/square_world.hpp"

namespace circle::sim {
namespace {

using testing::HasSubstr;

class File : public testing::Test {
  protected:
    File() {
        char name[] = "/tmp/circle-sim-XXXXXX";
        folder_ = ::mkdtemp(name);
    }
    ~File() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path with(const std::string& text) {
        const auto file = folder_ / "calls.csv";
        std::ofstream(file) << text;
        return file;
    }
    std::string complaint_about(const std::string& text) {
        try {
            read_arrivals(with(text));
        } catch (const BadArrivals& error) {
            return error.what();
        }
        return "";
    }

    std::filesystem::path folder_;
};

TEST_F(File, IsMappedByRanks) {
    const auto arrivals =
        read_arrivals(with("\xEF\xBB\xBFreceived,call,lat,lon,call_type\r\n"
                           "2020-04-08T00:00:10,1,37.9,-122.5,\"Fire, other\"\r\n"
                           "2020-04-07T23:59:59,2,37.7,-122.4,Medical\r\n"
                           "2020-04-07T01:00:00,3,37.8,-122.4,Medical\r\n"
                           "2020-04-09T01:00:00.250,4,10.0,-122.9,\\\r\n"));
    ASSERT_EQ(arrivals.size(), 4u);
    EXPECT_EQ(arrivals[0].at, kHour);
    EXPECT_EQ(arrivals[1].at, kDay - kSecond);
    EXPECT_EQ(arrivals[2].at, kDay + 10 * kSecond);
    EXPECT_EQ(arrivals[3].at, 2 * kDay + kHour);
    EXPECT_DOUBLE_EQ(arrivals[2].x, .375);  // second from the west
    EXPECT_DOUBLE_EQ(arrivals[2].y, .875);  // northernmost
    EXPECT_DOUBLE_EQ(arrivals[0].x, .75);   // two share third and fourth place
    EXPECT_DOUBLE_EQ(arrivals[1].x, .75);
    EXPECT_DOUBLE_EQ(arrivals[3].y, .125);  // however far away
    EXPECT_EQ(read_arrivals(folder_ / "calls.csv", 1).size(), 2u);
}

TEST_F(File, SaysWhereItIsWrongAndWhatIsAccepted) {
    const std::string said = complaint_about(
        "received,lat,lon\n"
        "2020-04-07T00:01:25,37.7,-122.4\n"
        "2020-04-31T00:01:25,37.7,-122.4\n"
        "2020-04-07T00:01:25,north,-122.4\n"
        "2020-04-07T00:01:25,37.7,-722.4\n"
        "2020-04-07T00:01:25,37.7\n");
    EXPECT_THAT(said, HasSubstr("calls.csv:3: received: \"2020-04-31T00:01:25\"; accepted: a local "
                                "time like 2020-04-07T00:01:25\n"));
    EXPECT_THAT(said, HasSubstr("calls.csv:4: lat: \"north\"; accepted: degrees from -90 to 90\n"));
    EXPECT_THAT(said, HasSubstr("calls.csv:5: lon: \"-722.4\"; accepted: degrees from -180"));
    EXPECT_THAT(said, HasSubstr("calls.csv:6: row: 2 cells; accepted: 3 cells"));
    EXPECT_THAT(complaint_about("time,lat,lon\n"), HasSubstr("calls.csv:1: received: the column"));
    EXPECT_THAT(complaint_about(""), HasSubstr("calls.csv:1: received: the column is missing"));
    EXPECT_THAT(complaint_about("Received; lat\n"),
                HasSubstr("is missing in \"Received; lat\"; acc"));
    EXPECT_THAT(complaint_about(std::string("r\0e\0", 4)),
                HasSubstr("calls.csv:1: row: is no text"));
    EXPECT_THAT(complaint_about("received,lat,lon\n2020-04-07T00:01:25.,1,1\n"),
                HasSubstr("accepted: a local time"));
    EXPECT_THAT(complaint_about("received,lat,lon\n"), HasSubstr("has no requests"));
    std::string many = "received,lat,lon\n";
    for (int i = 0; i < 30; ++i) many += "x,1,1\n";
    EXPECT_THAT(complaint_about(many), HasSubstr("and 10 more"));
    EXPECT_THROW(read_arrivals(folder_ / "absent.csv"), BadArrivals);
    EXPECT_THROW(read_arrivals(folder_), BadArrivals);
}

TEST(Poisson, KeepsMeanAndHours) {
    const auto arrivals = poisson_arrivals(300, 200, 1);
    std::array<double, 24> hours{};
    for (const Arrival& a : arrivals) hours[static_cast<std::size_t>(a.at % kDay / kHour)] += 1;
    EXPECT_NEAR(static_cast<double>(arrivals.size()) / 200, 300, 3 * std::sqrt(300.0 / 200));
    const double sum = 5292;  // of the profile
    for (std::size_t h = 0; h < 24; ++h) {
        const double mean = 300 * 200 * kHourProfile[h] / sum;
        EXPECT_NEAR(hours[h], mean, 4 * std::sqrt(mean)) << "hour " << h;
    }
    EXPECT_TRUE(std::is_sorted(arrivals.begin(), arrivals.end(),
                               [](const Arrival& a, const Arrival& b) { return a.at < b.at; }));
}

TEST(World, GivesEachDoorItsTurn) {
    const SquareWorld world({}, {}, 1);
    Arrivals arrivals(12, Arrival{0, .01, .99});
    const auto doors = world.doors_of(arrivals);
    EXPECT_EQ(std::set<unsigned>(doors.begin(), doors.end()).size(), 12u);
    for (const unsigned door : doors) {
        EXPECT_EQ(world.doors()[door].building, 8u);  // north-west
        EXPECT_LT(world.doors()[door].floor, 19u);
    }
    const auto& west = world.doors()[doors[0]];
    const Person who{"", 0, {west.spot.x + 100, west.spot.y}, 1, 0};
    const double expected = 130 + 45 + 125 * (west.floor - 1) / 17.0;
    EXPECT_NEAR(static_cast<double>(world.walk(who.home, who, west)) / kSecond, expected, .001);
}

}  // namespace
}  // namespace circle::sim
