// Whatever a configuration may say of a household or a volunteer is kept and can be written again.
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "dispatcher/core/people_config.hpp"

namespace circle::core {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Sets every field, of whatever kind, to something that is not its default.
void fill(Message& message) {
    const auto& how = *message.GetReflection();
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
        const FieldDescriptor* f = message.GetDescriptor()->field(i);
        switch (f->cpp_type()) {
            case FieldDescriptor::CPPTYPE_STRING:
                f->is_repeated() ? how.AddString(&message, f, f->name())
                                 : how.SetString(&message, f, f->name());
                break;
            case FieldDescriptor::CPPTYPE_MESSAGE:
                ASSERT_FALSE(f->is_repeated()) << f->name();
                fill(*how.MutableMessage(&message, f));
                break;
            case FieldDescriptor::CPPTYPE_BOOL:
                how.SetBool(&message, f, true);
                break;
            case FieldDescriptor::CPPTYPE_INT32:
                how.SetInt32(&message, f, 7);
                break;
            case FieldDescriptor::CPPTYPE_UINT32:
                how.SetUInt32(&message, f, 7);
                break;
            case FieldDescriptor::CPPTYPE_DOUBLE:
                how.SetDouble(&message, f, 1.25);
                break;
            case FieldDescriptor::CPPTYPE_ENUM:
                how.SetEnumValue(&message, f, 1);
                break;
            default:
                FAIL() << f->name() << ": how is one set?";
        }
    }
}

TEST(PeopleConfig, AHouseholdComesBackWhole) {
    v1::HouseholdConfig config;
    fill(config);
    EXPECT_TRUE(MessageDifferencer::Equals(config_of(household_of(config)), config))
        << config_of(household_of(config)).DebugString();
}

TEST(PeopleConfig, AVolunteerComesBackWhole) {
    v1::VolunteerConfig config;
    fill(config);
    EXPECT_TRUE(MessageDifferencer::Equals(config_of(volunteer_of(config, {})), config))
        << config_of(volunteer_of(config, {})).DebugString();
}

}  // namespace
}  // namespace circle::core
