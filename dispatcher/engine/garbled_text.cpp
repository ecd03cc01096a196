#include "dispatcher/engine/garbled_text.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/common.h>

#include <string>
#include <vector>

namespace circle::engine {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

// The parser's own rule, so that both agree.
bool is_text(const std::string& bytes) {
    return google::protobuf::internal::IsStructurallyValidUTF8(bytes);
}

bool holds_garbled(const Message& message, const Reflection& fields, const FieldDescriptor* field) {
    if (!field->is_repeated()) return !is_text(fields.GetString(message, field));
    for (int i = 0; i < fields.FieldSize(message, field); ++i) {
        if (!is_text(fields.GetRepeatedString(message, field, i))) return true;
    }
    return false;
}

}  // namespace

void clear_garbled_text(Message& message) {
    const Reflection& fields = *message.GetReflection();
    std::vector<const FieldDescriptor*> present;
    fields.ListFields(message, &present);
    for (const FieldDescriptor* field : present) {
        if (field->type() == FieldDescriptor::TYPE_STRING) {
            if (holds_garbled(message, fields, field)) fields.ClearField(&message, field);
        } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            const int count = field->is_repeated() ? fields.FieldSize(message, field) : 0;
            for (int i = 0; i < count; ++i) {
                clear_garbled_text(*fields.MutableRepeatedMessage(&message, field, i));
            }
            if (!field->is_repeated()) clear_garbled_text(*fields.MutableMessage(&message, field));
        }
    }
}

}  // namespace circle::engine
