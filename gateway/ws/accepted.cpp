#include "gateway/ws/accepted.hpp"

namespace circle::gateway {
namespace {

struct Accepted {
    std::string_view end;  // of the path, without list positions
    std::string_view zh;
    std::string_view en;
};

// The first that fits: longer paths before their ends.
constexpr Accepted kAccepted[] = {
    {"submit.category", "本小区有的求助类别", "a category of this estate"},
    {"submit.answers.question", "这个类别的问题，每个最多答一次",
     "a question of this category, each at most once"},
    {"submit.answers.option", "这个问题的一个选项", "an option of this question"},
    {"submit.answers", "必答的问题要选一项", "an answer to each question that is required"},
    {"submit.place", "离本小区楼栋 1000 米以内的地点，仅限在平面图上求助的类别",
     "a place within 1,000 m of a building, only in categories that have one"},
    {"submit.sex", "女或男，仅限可以选的类别",
     "female or male, only in categories in which one may ask"},
    {"ask_shift_change.kind", "请假或换班", "leave or swap"},
    {"ask_shift_change.from", "本人排班内的时间，现在起 92 天以内",
     "a time of one's own on the roster, later than now and at most 92 days ahead"},
    {"ask_shift_change.to", "晚于开始，最多 24 小时", "later than `from`, by at most 24 hours"},
    {"ask_shift_change.with_volunteer_id", "当时不在班上的另一位志愿者",
     "another volunteer who is not on the roster then"},
    {"answer_shift_change.state", "同意、拒绝或撤回", "agreed, refused or withdrawn"},
    {"set_duty.duty", "在岗或离岗", "on duty or off"},
    {"set_duty.at_station", "仅限上岗时，且本小区有服务站",
     "only with on duty, in an estate that has a station"},
    {"set_lift.unit", "有电梯的单元", "a unit that has a lift"},
    {"hold_request.seconds", "0 到 7200 秒", "0 to 7200 seconds"},
    {"pause_clock.seconds", "60 到 604800 秒", "60 to 604800 seconds"},
    {"pause_clock.reason", "列出的原因之一", "one of the reasons there are"},
    {"change_item.state", "已上架或已处理", "shelved or disposed"},
    {"change_item.thing", "登记上架时的物品，其他时候不填",
     "the thing, where it is put on the shelf; else nothing"},
    {"report_lost.contact", "由值守人员登记时必填，其他时候不填",
     "required from coordinators, else nothing"},
    {"hand_over_item.who", "领取人，必填", "who takes it, required"},
    {"hand_over_item.proof", "凭什么认定，必填", "what proves it, required"},
    {"fold_request.incident_id", "同一类别、还没结束的故障",
     "an outage of the same category that goes on"},
    {"thing.kind", "列出的物品种类之一", "one of the kinds there are"},
    {"thing.colour", "列出的颜色之一", "one of the colours there are"},
    {"thing.place", "最多 50 个字", "at most 50 characters"},
    {"thing.point", "离本小区楼栋 1000 米以内的地点", "a place within 1,000 m of a building"},
    {"thing.from", "一年以内，不晚于现在", "within the last 366 days"},
    {"thing.to", "不早于开始，不晚于现在", "not before `from`, not later than now"},
    {"thing.words", "最多 200 个字；种类为“其他”时必填",
     "at most 200 characters; required for the kind “other”"},
    {".lat", "−90 到 90", "−90 to 90"},
    {".lon", "−180 到 180", "−180 to 180"},
    {"close_request.reason", "1 到 200 个字", "1 to 200 characters"},
    {"hold_request.reason", "1 到 200 个字", "1 to 200 characters"},
    {"end_incident.reason", "1 到 200 个字", "1 to 200 characters"},
    {"change_item.reason", "1 到 200 个字", "1 to 200 characters"},
    {"set_lift.reason", "1 到 200 个字，恢复运行时可不填",
     "1 to 200 characters, none needed when it runs again"},
    {"announce_incident.text", "1 到 200 个字", "1 to 200 characters"},
    {"remark.text", "1 到 200 个字", "1 to 200 characters"},
    {".reason", "最多 200 个字", "at most 200 characters"},
    {".text", "最多 200 个字", "at most 200 characters"},
    {".alone", "最多 200 个字", "at most 200 characters"},
    {".despite", "最多 200 个字", "at most 200 characters"},
};

// "submit.answers[3].question" → "submit.answers.question"; what follows ": " is a name.
std::string without_positions(std::string_view field) {
    std::string path;
    bool inside = false;
    for (const char c : field.substr(0, field.find(": "))) {
        if (c == '[') inside = true;
        if (!inside) path += c;
        if (c == ']') inside = false;
    }
    return path;
}

}  // namespace

std::string accepted_in(std::string_view field, Lang lang) {
    const std::string path = without_positions(field);
    for (const Accepted& entry : kAccepted) {
        if (!path.ends_with(entry.end)) continue;
        const bool zh = lang == Lang::zh;
        return std::string(field) + (zh ? "：" : ": ") + std::string(zh ? entry.zh : entry.en);
    }
    return {};
}

}  // namespace circle::gateway
