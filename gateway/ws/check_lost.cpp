#include "gateway/ws/check_lost.hpp"

#include <cmath>

namespace circle::gateway {
namespace {

using Frame = v1::ClientFrame;
using Check = std::optional<FieldError>;

Check text(const std::string& field, const std::string& value, std::size_t limit) {
    if (code_points(value) > limit) return FieldError{field, Problem::too_long, limit, {}};
    return std::nullopt;
}

Check required(const std::string& field, const std::string& value, std::size_t limit) {
    if (value.empty()) return FieldError{field, Problem::missing, 0, {}};
    return text(field, value, limit);
}

Check thing_degrees(const std::string& field, double value, double limit, const char* range) {
    if (std::abs(value) <= limit) return std::nullopt;  // false for NaN too
    return FieldError{field, Problem::out_of_range, 0, range};
}

template <class... Checks>
Check first_of(Checks... checks) {
    Check first;
    ((first = first ? first : checks), ...);
    return first;
}

// The names of all values but 0, in their order.
std::string names_of(const google::protobuf::EnumDescriptor& choices) {
    std::string names;
    for (int i = 0; i < choices.value_count(); ++i) {
        if (choices.value(i)->number() == 0) continue;
        names += (names.empty() ? "" : ", ") + choices.value(i)->name();
    }
    return names;
}

Check check_choices(const std::string& path, const v1::Thing& thing) {
    if (!v1::ThingKind_IsValid(thing.kind()) || thing.kind() == v1::THING_KIND_UNSPECIFIED) {
        return FieldError{path + "kind", Problem::not_a_choice, 0,
                          names_of(*v1::ThingKind_descriptor())};
    }
    if (!v1::Colour_IsValid(thing.colour())) {
        return FieldError{path + "colour", Problem::not_a_choice, 0,
                          names_of(*v1::Colour_descriptor())};
    }
    return std::nullopt;
}

Check check_times(const std::string& path, const v1::Thing& thing) {
    if (thing.from() <= 0) return FieldError{path + "from", Problem::missing, 0, {}};
    if (thing.to() < thing.from()) {
        return FieldError{path + "to", Problem::out_of_range, 0, "from.."};
    }
    return std::nullopt;
}

Check check_thing_point(const std::string& path, const v1::Thing& thing) {
    if (!thing.has_point()) return std::nullopt;
    return first_of(thing_degrees(path + "point.lat", thing.point().lat(), 90, "-90..90"),
                    thing_degrees(path + "point.lon", thing.point().lon(), 180, "-180..180"));
}

// `of` is the frame's name.
Check check_thing(const std::string& of, bool there, const v1::Thing& thing) {
    if (!there) return FieldError{of + ".thing", Problem::missing, 0, {}};
    const std::string path = of + ".thing.";
    return first_of(check_choices(path, thing), check_times(path, thing),
                    check_thing_point(path, thing),
                    text(path + "place", thing.place(), kMaxThingPlace),
                    text(path + "words", thing.words(), kMaxThingWords));
}

Check check_change(const v1::ChangeItem& body) {
    const auto state = body.state();
    if (state != v1::ITEM_STATE_UNSPECIFIED && state != v1::ITEM_STATE_SHELVED &&
        state != v1::ITEM_STATE_DISPOSED) {
        return FieldError{"change_item.state", Problem::not_a_choice, 0,
                          "ITEM_STATE_SHELVED, ITEM_STATE_DISPOSED"};
    }
    const bool disposed = state == v1::ITEM_STATE_DISPOSED;
    return first_of(required("change_item.id", body.id(), kMaxId),
                    disposed ? required("change_item.reason", body.reason(), kMaxReason)
                             : text("change_item.reason", body.reason(), kMaxReason),
                    body.has_thing() ? check_thing("change_item", true, body.thing()) : Check());
}

Check check_hand_over(const v1::ItemHandedOver& body) {
    return first_of(required("hand_over_item.id", body.id(), kMaxId),
                    text("hand_over_item.lost_id", body.lost_id(), kMaxId),
                    required("hand_over_item.who", body.who(), kMaxClaimWho),
                    required("hand_over_item.proof", body.proof(), kMaxClaimProof));
}

v1::Sealed seal(const std::string& words, const sealed::Sealer& sealer) {
    v1::Personal personal;
    personal.set_note(words);
    return sealer.seal(personal);
}

}  // namespace

std::optional<FieldError> check_lost(const Frame& f) {
    switch (f.body_case()) {
        case Frame::kReportLost:
            return first_of(
                check_thing("report_lost", f.report_lost().has_thing(), f.report_lost().thing()),
                text("report_lost.contact", f.report_lost().contact(), kMaxLostContact));
        case Frame::kWithdrawLost:
            return required("withdraw_lost.id", f.withdraw_lost().id(), kMaxId);
        case Frame::kReportFound:
            return check_thing("report_found", f.report_found().has_thing(),
                               f.report_found().thing());
        case Frame::kChangeItem:
            return check_change(f.change_item());
        case Frame::kDismissSuggestion:
            return first_of(
                required("dismiss_suggestion.lost_id", f.dismiss_suggestion().lost_id(), kMaxId),
                required("dismiss_suggestion.item_id", f.dismiss_suggestion().item_id(), kMaxId));
        case Frame::kHandOverItem:
            return check_hand_over(f.hand_over_item());
        default:
            return std::nullopt;
    }
}

void lost_to_command(const Frame& f, const sealed::Sealer& sealer, v1::Command& c) {
    switch (f.body_case()) {
        case Frame::kReportLost: {
            v1::ReportLost& to = *c.mutable_report_lost();
            *to.mutable_thing() = f.report_lost().thing();
            const std::string& contact = f.report_lost().contact();
            if (!contact.empty()) *to.mutable_contact() = seal(contact, sealer);
            return;
        }
        case Frame::kWithdrawLost:
            *c.mutable_withdraw_lost() = f.withdraw_lost();
            return;
        case Frame::kReportFound:
            *c.mutable_report_found() = f.report_found();
            return;
        case Frame::kChangeItem:
            *c.mutable_change_item() = f.change_item();
            return;
        case Frame::kDismissSuggestion:
            *c.mutable_dismiss_suggestion() = f.dismiss_suggestion();
            return;
        case Frame::kHandOverItem: {
            const v1::ItemHandedOver& from = f.hand_over_item();
            v1::HandOverItem& to = *c.mutable_hand_over_item();
            to.set_id(from.id());
            to.set_lost_id(from.lost_id());
            *to.mutable_who() = seal(from.who(), sealer);
            *to.mutable_proof() = seal(from.proof(), sealer);
            return;
        }
        default:
            return;
    }
}

}  // namespace circle::gateway
