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

HttpResponse unusable(const BindRoute& route, Standing standing) {
    if (standing == Standing::expired) {
        return page_response(http::status::gone, "链接过期了",
                             "这个链接已经过期。请向服务站要一个新的。");
    }
    if (standing == Standing::revoked) {
        return page_response(http::status::gone, "已经停用",
                             route.kind == v1::CREDENTIAL_KIND_CARD
                                 ? "这张连心卡已经停用。请用家里新的卡，或者到服务站领一张。"
                                 : "这个链接已经停用。请向服务站要一个新的。");
    }
    return page_response(http::status::not_found, "没有认出来",
                         "没有认出这个二维码。请再扫一次；还不行，请到服务站看看。");
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
    Bound(const BindRoute& route, std::string secret, bool secure, Reply reply)
        : route_(route), secret_(std::move(secret)), secure_(secure), reply_(std::move(reply)) {}

    void received(std::uint32_t, const v1::Received&) override {}
    void slow(const std::string&) override { answer(try_later()); }
    void refused(std::uint32_t, const std::string&, v1::Code, std::uint32_t) override {
        answer(try_later());
    }
    void outcome(std::uint32_t, const v1::Outcome& outcome) override {
        if (outcome.code() != v1::CODE_OK) return answer(unusable(route_, Standing::revoked));
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

void Binding::look_up(const BindRoute& route, const std::string& secret, const std::string& remote,
                      std::function<void(ShardHandle*, Identity)> found, Reply reply) {
    // Only after the look-up: neighbours behind one address share it with whoever guesses there.
    const auto wrong = [this, &route, remote](Standing standing) {
        ++hub_.stats().wrong_secrets;
        const std::int64_t now = hub_.clock().steady();
        if (!limit_.allows(remote, now)) return too_many(kWrongWaitMs);
        limit_.failed(remote, now);
        return unusable(route, standing);
    };
    const auto parsed = ids::parse_secret(secret);
    if (!parsed) return reply(wrong(Standing::unknown));
    hub_.shards().open(
        parsed->estate, [this, &route, parsed = *parsed, wrong, found = std::move(found),
                         reply = std::move(reply)](ShardSource::Opened opened) {
            if (opened.status == ShardSource::Status::unavailable) return reply(try_later());
            Identity card;
            if (opened.handle) {
                if (const auto* estate = opened.handle->model()->estate(parsed.estate)) {
                    card = identify(estate->model, parsed.credential_id, {route.kind},
                                    hub_.clock().wall());
                }
            }
            if (card.standing == Standing::valid && opens(route, card.principal.role())) {
                return found(opened.handle, card);
            }
            reply(wrong(card.standing == Standing::valid ? Standing::unknown : card.standing));
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
    auto bound = std::make_shared<Bound>(route, secret, device.secure, std::move(reply));
    bound->keep();
    hub_.mutations().submit(bound, 0, shard.shard(), command);
}

}  // namespace circle::gateway
