#include "deploy/estate/policy_section.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>

#include "dispatcher/core/policy.hpp"

namespace circle::deploy {
namespace {

using google::protobuf::FieldDescriptor;

constexpr char kAtMost[] = "at most ";  // in core::check(): of one field by another
constexpr int kRounds = 20;             // more than there can be mistakes

const FieldDescriptor* field_of(const std::string& name) {
    return v1::Policy::descriptor()->FindFieldByName(name);
}

unsigned value_in(const v1::Policy& policy, const FieldDescriptor* field) {
    return v1::Policy::GetReflection()->GetUInt32(policy, field);
}

void set(v1::Policy& policy, const FieldDescriptor* field, unsigned value) {
    v1::Policy::GetReflection()->SetUInt32(&policy, field, value);
}

// A field that must be at most another one, and is not.
struct Crossed {
    const FieldDescriptor* lower;
    const FieldDescriptor* upper;

    bool operator==(const Crossed&) const = default;
};

std::optional<Crossed> crossed(const v1::Policy& policy) {
    const auto error = core::check(policy);
    if (!error || !error->accepted.starts_with(kAtMost)) return std::nullopt;
    return Crossed{field_of(error->field), field_of(error->accepted.substr(sizeof(kAtMost) - 1))};
}

// [policy], field by field and then as a whole. What was refused is mended, so that nothing else is
// said of it.
class PolicyReader {
  public:
    PolicyReader(TomlSection& section, v1::Policy& policy) : section_(section), policy_(policy) {}

    void read() {
        // The fields are Policy's own, so a new one is read without a change here.
        for (int i = 0; i < v1::Policy::descriptor()->field_count(); ++i) {
            read_field(v1::Policy::descriptor()->field(i));
        }
        for (int round = 0; round < kRounds; ++round) {
            const auto pair = crossed(policy_);
            if (!pair) break;
            settle(*pair);
        }
        section_.finish();
    }

  private:
    void read_field(const FieldDescriptor* field) {
        const auto* reflection = v1::Policy::GetReflection();
        const std::string& name = field->name();
        const std::size_t before = section_.document().problems().count();
        v1::Policy alone;
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
            reflection->SetDouble(&alone, field, section_.number_or(name, 0, 1e6, 0));
        } else {
            set(alone, field, section_.whole_or(name, 0));
        }
        // Whether it goes with the other fields is seen when all are read.
        const auto error = core::check(alone);
        if (error && !crossed(alone)) {
            section_.refuse(name, error->accepted);
        } else {
            policy_.MergeFrom(alone);
        }
        if (section_.document().problems().count() > before) told_.insert(field);
    }

    // One of the two is to blame: one that is in the file.
    void settle(const Crossed& pair) {
        const bool lower = value_in(policy_, pair.lower) != 0;
        const FieldDescriptor* blamed = lower ? pair.lower : pair.upper;
        const FieldDescriptor* other = lower ? pair.upper : pair.lower;
        const unsigned bound = bound_of(pair, blamed);
        set(policy_, blamed, bound);
        if (told(pair.lower) || told(pair.upper)) return;
        told_.insert(blamed);
        section_.refuse(
            blamed->name(),
            fmt::format("{} {}, which is {}{}", lower ? "at most" : "at least", other->name(),
                        bound, value_in(policy_, other) == 0 ? " unless it is set" : ""));
    }

    // How far `blamed` may go: the other one's value, be it a default, which the core alone knows.
    unsigned bound_of(const Crossed& pair, const FieldDescriptor* blamed) const {
        const bool lower = blamed == pair.lower;
        v1::Policy tried = policy_;
        unsigned value = value_in(tried, blamed);
        for (auto seen = crossed(tried); seen && value > 1; seen = crossed(tried)) {
            if (*seen == pair) {
                set(tried, blamed, lower ? --value : ++value);
            } else if (seen->upper == blamed && value_in(tried, seen->lower) != 0) {
                set(tried, seen->lower, 0);  // that is another mistake
            } else {
                break;
            }
        }
        return value;
    }

    bool told(const FieldDescriptor* field) const {
        return told_.contains(field) || section_.misspells(field->name());
    }

    TomlSection& section_;
    v1::Policy& policy_;
    std::set<const FieldDescriptor*> told_;
};

}  // namespace

void read_policy(TomlSection& root, v1::Policy& policy) {
    for (TomlSection& section : root.section("policy")) PolicyReader(section, policy).read();
}

}  // namespace circle::deploy
