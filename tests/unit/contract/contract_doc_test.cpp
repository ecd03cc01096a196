// docs/contract.md shows frames by example: every example must be a frame, and every frame must
// have an example; every code must be explained.
#include <circle/v1/client.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace circle {
namespace {

std::string page() {
    std::ifstream in(CIRCLE_SOURCE_DIR "/docs/contract.md");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// The blocks between "```json <kind>" and "```".
std::vector<std::string> examples(const std::string& kind) {
    std::vector<std::string> out;
    const std::string text = page();
    const std::string open = "```json " + kind + "\n";
    for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
        at += open.size();
        out.push_back(text.substr(at, text.find("```", at) - at));
    }
    return out;
}

template <class Frame>
std::set<std::string> kinds_shown(const std::string& kind) {
    std::set<std::string> shown;
    for (const std::string& example : examples(kind)) {
        Frame frame;
        const auto status = google::protobuf::util::JsonStringToMessage(example, &frame);
        EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << example;
        const auto* body = Frame::descriptor()->oneof_decl(0);
        const auto* field = frame.GetReflection()->GetOneofFieldDescriptor(frame, body);
        EXPECT_TRUE(field) << example;
        if (field) shown.insert(field->name());
    }
    return shown;
}

template <class Frame>
std::set<std::string> all_kinds() {
    std::set<std::string> all;
    const auto* body = Frame::descriptor()->oneof_decl(0);
    for (int i = 0; i < body->field_count(); ++i) all.insert(body->field(i)->name());
    return all;
}

TEST(ContractPage, ShowsEveryClientFrame) {
    EXPECT_EQ(kinds_shown<v1::ClientFrame>("client"), all_kinds<v1::ClientFrame>());
}

TEST(ContractPage, ShowsEveryServerFrame) {
    EXPECT_EQ(kinds_shown<v1::ServerFrame>("server"), all_kinds<v1::ServerFrame>());
}

TEST(ContractPage, ExplainsEveryCode) {
    const std::string text = page();
    for (int code = 0; code < v1::Code_ARRAYSIZE; ++code) {
        const std::string name = "| `" + v1::Code_Name(static_cast<v1::Code>(code)) + "` |";
        EXPECT_NE(text.find(name), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace circle
