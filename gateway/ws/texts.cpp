#include "gateway/ws/texts.hpp"

namespace circle::gateway {
namespace {

struct Entry {
    v1::Code code;
    std::string_view zh;
    std::string_view en;
};

constexpr Entry kTexts[] = {
    {v1::CODE_OK, "好了", "done"},
    {v1::CODE_TAKEN, "已有邻居接下了，谢谢您", "a neighbour has taken it already, thank you"},
    {v1::CODE_OFFER_ENDED, "这个求助已经结束", "this offer has ended"},
    {v1::CODE_NOT_FOUND, "没有找到", "not found"},
    {v1::CODE_FORBIDDEN, "您不能做这个操作", "you may not do this"},
    {v1::CODE_UNAUTHENTICATED, "请重新扫一下连心卡上的二维码", "please scan your card again"},
    {v1::CODE_INVALID, "填写的内容不对", "a field is not valid"},
    {v1::CODE_MALFORMED, "消息格式不对", "the frame could not be parsed"},
    {v1::CODE_TOO_LARGE, "消息太大", "the frame is too large"},
    {v1::CODE_RATE_LIMITED, "操作太快了，请稍等一下", "too fast, please wait a moment"},
    {v1::CODE_BUSY, "现在人多，请稍后再试", "busy now, please try again soon"},
    {v1::CODE_WRONG_STATE, "现在不能这样操作", "not possible in its present state"},
    {v1::CODE_OFF_DUTY, "您现在不在岗，请先打开“在岗”", "you are off duty"},
    {v1::CODE_BUSY_WITH_VISIT, "您手上还有一单没有完成", "you have another visit to finish first"},
    {v1::CODE_QUARANTINED, "没有办成，工作人员已经收到提醒",
     "it failed, the station has been alarmed"},
    {v1::CODE_UNSUPPORTED, "不认识的消息", "unknown kind of frame"},
    {v1::CODE_OUT_OF_ORDER, "消息次序不对", "frame out of order"},
    {v1::CODE_INTERNAL, "系统出错了", "internal error"},
    {v1::CODE_UNAVAILABLE, "暂时连不上，正在重试", "unavailable for the moment, send it again"},
    {v1::CODE_UNSAFE, "安全规则不允许", "a safety rule forbids it"},
};

}  // namespace

Lang lang_of(std::string_view tag) {
    return tag.starts_with("en") ? Lang::en : Lang::zh;
}

std::string_view text_of(v1::Code code, Lang lang) {
    for (const Entry& entry : kTexts) {
        if (entry.code == code) return lang == Lang::zh ? entry.zh : entry.en;
    }
    return {};
}

std::string text_of(const FieldError& error, Lang lang) {
    const bool zh = lang == Lang::zh;
    switch (error.problem) {
        case Problem::missing:
            return error.field + (zh ? "：必须填写" : ": required");
        case Problem::too_long:
            return error.field + (zh ? "：最多 " : ": at most ") + std::to_string(error.limit) +
                   (zh ? " 个字" : " characters");
        case Problem::too_many:
            return error.field + (zh ? "：最多 " : ": at most ") + std::to_string(error.limit) +
                   (zh ? " 项" : " items");
        case Problem::not_a_choice:
            return error.field + (zh ? "：可以是 " : ": one of ") + error.choices;
        case Problem::out_of_range:
            return error.field + (zh ? "：范围 " : ": range ") + error.choices;
    }
    return error.field;
}

}  // namespace circle::gateway
