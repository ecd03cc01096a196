// tests/golden: the same frames as JSON and as bytes. Here the C++ codec is held to them, in
// tests/unit/web/golden.test.ts the one of the pages. A new frame: write <name>.json, run this with
// UPDATE_GOLDEN=1, look at the bytes, commit both.
#include <circle/v1/client.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace circle {
namespace {

namespace fs = std::filesystem;
using google::protobuf::Message;

const fs::path kGolden = fs::path(CIRCLE_SOURCE_DIR) / "tests" / "golden";

std::string read(const fs::path& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string to_hex(const std::string& bytes) {
    static const char* digits = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

// Anything but hexadecimal digits, such as the closing line break, is skipped.
std::string from_hex(const std::string& text) {
    std::string digits;
    for (const char c : text) {
        if (std::isxdigit(static_cast<unsigned char>(c))) digits += c;
    }
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        out += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return out;
}

std::unique_ptr<Message> frame_for(const std::string& name) {
    if (name.rfind("client_", 0) == 0) return std::make_unique<v1::ClientFrame>();
    return std::make_unique<v1::ServerFrame>();
}

std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(kGolden)) {
        if (entry.path().extension() == ".json") out.push_back(entry.path().stem());
    }
    return out;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, JsonAndBytesAreTheSameFrame) {
    const std::string& name = GetParam();
    const auto by_json = frame_for(name);
    const auto status = google::protobuf::util::JsonStringToMessage(
        read(kGolden / (name + ".json")), by_json.get());
    ASSERT_TRUE(status.ok()) << status.ToString();

    const fs::path hex = kGolden / (name + ".hex");
    if (std::getenv("UPDATE_GOLDEN")) {
        std::ofstream(hex) << to_hex(by_json->SerializeAsString()) << "\n";
    }
    const std::string bytes = from_hex(read(hex));
    EXPECT_EQ(to_hex(by_json->SerializeAsString()), to_hex(bytes));

    const auto by_bytes = frame_for(name);
    ASSERT_TRUE(by_bytes->ParseFromString(bytes));
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*by_json, *by_bytes))
        << by_bytes->DebugString();
}

INSTANTIATE_TEST_SUITE_P(Files, Golden, testing::ValuesIn(names()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace circle
