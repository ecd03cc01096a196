#include "gateway/http/binding.hpp"

#include <utility>

#include "common/ids/secret.hpp"
#include "gateway/auth/cookies.hpp"
#include "gateway/auth/origin.hpp"

namespace circle::gateway {
namespace http = boost::beast::http;

namespace {

constexpr BindRoute kRoutes[] = {
    {"/c/", v1::CREDENTIAL_KIND_CARD, v1::ROLE_RESIDENT, "/", "热心服务连心卡",
     "按一下，这部手机就能一键求助。", "在这部手机上使用"},
    {"/v/", v1::CREDENTIAL_KIND_INVITATION, v1::ROLE_VOLUNTEER, "/volunteer", "志愿者邀请",
     "按一下，这部手机就能接到邻居的求助。", "开始使用"},
    {"/s/", v1::CREDENTIAL_KIND_SIGN_IN, v1::ROLE_COORDINATOR, "/board", "值守台登录",
     "按一下，在这台设备上打开值守台。", "登录"},
};

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::uint32_t kWrongWaitMs = 60'000;

// Staff use the volunteers' page, and its cookie.
bool opens(const BindRoute& route, v1::Role role) {
    return role == route.role || (role == v1::ROLE_STAFF && route.role == v1::ROLE_VOLUNTEER);
}

HttpResponse page_response(http::status status, std::string_view title, std::string_view text) {
    Page page;
    page.title = title;
    page.text = text;
    return html_response(status, page);
}

HttpResponse unusable(const BindRoute& route, Standing standing, const std::string& phone) {
    const auto status =
        standing == Standing::unknown ? http::status::not_found : http::status::gone;
    return html_response(status, unusable_page(route, standing, phone));
}

// The estate that a link names, though the rest of it may be cut off or wrong.
std::string estate_named_in(const std::string& secret) {
    const auto dot = secret.find('.');
    if (dot == std::string::npos) return {};
    const std::string code = secret.substr(0, dot);
    return ids::is_estate_code(code) ? code : std::string();
}

// `shard` and the result may be nullptr.
const EstateFeed* estate_of(ShardHandle* shard, const std::string& code) {
    const ShardModel* model = shard ? shard->model() : nullptr;
    return model ? model->estate(code) : nullptr;
}

std::string phone_of(const EstateFeed* estate) {
    return estate ? estate->model.config().phone() : std::string();
}

HttpResponse try_later() {
    HttpResponse response = page_response(http::status::service_unavailable, "请稍等",
                                          "现在连不上，请过几秒钟再按一次。");
    response.set(http::field::retry_after, "3");
    return response;
}

HttpResponse too_many(std::uint32_t wait_ms) {
    HttpResponse response = page_response(http::status::too_many_requests, "请稍等",
                                          "试的次数太多了，请一分钟以后再试。");
    response.set(http::field::retry_after, std::to_string((wait_ms + 999) / 1000));
    return response;
}

// Waits for the outcome of one OpenCredential.
class Bound : public Asker, public std::enable_shared_from_this<Bound> {
  public:
    Bound(const BindRoute& route, std::string secret, bool secure, std::string phone, Reply reply)
        : route_(route),
          secret_(std::move(secret)),
          secure_(secure),
          phone_(std::move(phone)),
          reply_(std::move(reply)) {}

    void received(std::uint32_t, const v1::Received&) override {}
    void slow(const std::string&) override { answer(try_later()); }
    void refused(std::uint32_t, const std::string&, v1::Code, std::uint32_t) override {
        answer(try_later());
    }
    void outcome(std::uint32_t, const v1::Outcome& outcome) override {
        if (outcome.code() != v1::CODE_OK)
            return answer(unusable(route_, Standing::revoked, phone_));
        HttpResponse response = make_response(http::status::see_other, "text/plain", "");
        response.set(http::field::location,
                     boost::beast::string_view(route_.page.data(), route_.page.size()));
        response.set(http::field::set_cookie, set_cookie(route_.role, secret_, secure_));
        answer(std::move(response));
    }

    // Mutations hold askers weakly; this one lives until it has answered.
    void keep() { self_ = shared_from_this(); }

  private:
    void answer(HttpResponse response) {
        const auto self = std::exchange(self_, nullptr);
        if (auto reply = std::exchange(reply_, nullptr)) reply(std::move(response));
    }

    const BindRoute& route_;
    std::string secret_;
    bool secure_;
    std::string phone_;  // of the service station
    Reply reply_;
    std::shared_ptr<Bound> self_;
};

}  // namespace

const BindRoute* bind_route(std::string_view path) {
    for (const BindRoute& route : kRoutes) {
        if (path.starts_with(route.prefix)) return &route;
    }
    return nullptr;
}

Page unusable_page(const BindRoute& route, Standing standing, const std::string& phone) {
    const bool card = route.kind == v1::CREDENTIAL_KIND_CARD;
    const std::string link = route.kind == v1::CREDENTIAL_KIND_INVITATION ? "邀请链接" : "登录链接";
    Page page;
    if (standing == Standing::expired) {
        page.title = "已经过期";
        page.text = card ? "这张连心卡已经过期。请到服务站领一张新的。"
                         : "这个" + link + "已经过期。请向服务站要一个新的。";
    } else if (standing == Standing::revoked) {
        page.title = "已经停用";
        page.text = card ? "这张连心卡已经停用。请用家里新的卡，或者到服务站领一张。"
                         : "这个" + link + "已经停用。请向服务站要一个新的。";
    } else {
        page.title = "没有认出来";
        page.text = card ? "没有认出这张连心卡。请再扫一次；还不行，请找服务站。"
                         : "没有认出这个" + link +
                               "，可能没有复制完整。请再打开一次；还不行，请向服务站要一个新的。";
    }
    if (!phone.empty()) {
        page.link = "tel:" + phone;
        page.link_text = "拨打服务站 " + phone;
    }
    return page;
}

void Binding::look_up(const BindRoute& route, const std::string& secret, const std::string& remote,
                      std::function<void(ShardHandle*, Identity)> found, Reply reply) {
    // Only after the look-up: neighbours behind one address share it with whoever guesses there.
    const auto wrong = [this, &route, remote](Standing standing, const EstateFeed* estate) {
        ++hub_.stats().wrong_secrets;
        const std::int64_t now = hub_.clock().steady();
        if (!limit_.allows(remote, now)) return too_many(kWrongWaitMs);
        limit_.failed(remote, now);
        return unusable(route, standing, phone_of(estate));
    };
    const std::string code = estate_named_in(secret);
    if (code.empty()) return reply(wrong(Standing::unknown, nullptr));
    hub_.shards().open(code, [this, &route, code, parsed = ids::parse_secret(secret), wrong,
                              found = std::move(found),
                              reply = std::move(reply)](ShardSource::Opened opened) {
        if (opened.status == ShardSource::Status::unavailable) return reply(try_later());
        const EstateFeed* estate = estate_of(opened.handle, code);
        Identity card;
        if (estate && parsed) {
            card =
                identify(estate->model, parsed->credential_id, {route.kind}, hub_.clock().wall());
        }
        if (card.standing == Standing::valid && opens(route, card.principal.role())) {
            return found(opened.handle, card);
        }
        reply(wrong(card.standing == Standing::valid ? Standing::unknown : card.standing, estate));
    });
}

void Binding::handle(const BindRoute& route, const Exchange& exchange, Reply reply) {
    const HttpRequest& request = exchange.request;
    const bool post = request.method() == http::verb::post;
    if (post &&
        !same_origin(header(request, http::field::origin), header(request, http::field::host))) {
        return reply(error_response(request, http::status::forbidden, "CODE_FORBIDDEN",
                                    "请在打开的页面上按按钮"));
    }
    const std::string secret = exchange.path.substr(route.prefix.size());
    const Device device{exchange.https, traceparent_of(request)};
    look_up(
        route, secret, exchange.remote,
        [this, &route, post, device, reply](ShardHandle* shard, const Identity& card) {
            if (post) return bind(route, *shard, card, device, reply);
            Page page;
            page.title = route.title;
            page.text = route.text;
            page.button = route.button;
            reply(html_response(http::status::ok, page));
        },
        reply);
}

void Binding::bind(const BindRoute& route, ShardHandle& shard, const Identity& card,
                   const Device& device, Reply reply) {
    if (hub_.draining()) return reply(try_later());
    const std::int64_t now = hub_.clock().steady();
    if (const auto wait = cards_.wait_ms(card.credential, now)) return reply(too_many(wait));
    if (!hub_.admit(Priority::other).admitted) return reply(try_later());
    cards_.take(card.credential, now);
    const std::string secret = ids::make_secret(card.principal.estate());
    v1::Command command;
    auto& who = *command.mutable_principal();
    who.set_estate(card.principal.estate());
    who.set_role(v1::ROLE_OPERATOR);
    who.set_id("gateway");
    auto& session = *command.mutable_open_credential()->mutable_credential();
    session.set_id(ids::sha256_hex(secret));
    session.set_kind(v1::CREDENTIAL_KIND_SESSION);
    *session.mutable_principal() = card.principal;
    session.set_expires_at(hub_.clock().wall() + kCookieDays * kDayMs);
    session.set_opened_with(card.credential);
    command.set_trace(device.trace);
    command.set_client_key("bind-" + session.id().substr(0, 32));
    auto bound = std::make_shared<Bound>(route, secret, device.secure,
                                         phone_of(estate_of(&shard, card.principal.estate())),
                                         std::move(reply));
    bound->keep();
    hub_.mutations().submit(bound, 0, shard.shard(), command);
}

}  // namespace circle::gateway
