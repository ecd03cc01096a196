// Cards, invitations and sign-in links: GET shows a page with one button and changes nothing (link
// previews fetch it), POST binds the device by a session cookie.
#pragma once

#include <memory>
#include <string>

#include "gateway/auth/authenticate.hpp"
#include "gateway/http/address_limit.hpp"
#include "gateway/http/message.hpp"
#include "gateway/http/page.hpp"
#include "gateway/ws/hub.hpp"
#include "gateway/ws/keyed_limit.hpp"

namespace circle::gateway {

// What one of the three ways in looks like.
struct BindRoute {
    std::string_view prefix;  // "/c/"
    v1::CredentialKind kind;
    v1::Role role;
    std::string_view page;  // where the bound device goes
    std::string_view title;
    std::string_view text;
    std::string_view button;
};

// nullptr: the path is none of them.
const BindRoute* bind_route(std::string_view path);

// Why a way in does not open, in words for what the visitor holds in hand, and whom to call.
// `phone` of the service station; empty: it is not known whose the link is.
Page unusable_page(const BindRoute& route, Standing standing, const std::string& phone);

class Binding {
  public:
    // `hub` outlives it.
    explicit Binding(Hub& hub) : hub_(hub) {}

    // GET and POST of a bind route. `reply` runs once.
    void handle(const BindRoute& route, const Exchange& exchange, Reply reply);

  private:
    void look_up(const BindRoute& route, const std::string& secret, const std::string& remote,
                 std::function<void(ShardHandle*, Identity)> found, Reply reply);
    struct Device {
        bool secure = false;  // it came by https
        std::string trace;    // W3C traceparent; may be empty
    };
    void bind(const BindRoute& route, ShardHandle& shard, const Identity& card,
              const Device& device, Reply reply);

    Hub& hub_;
    AddressLimit limit_;
    KeyedLimit cards_{5.0 / 60, 10};  // devices that one credential binds
};

}  // namespace circle::gateway
