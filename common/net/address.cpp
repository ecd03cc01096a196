#include "common/net/address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <stdexcept>

namespace circle::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

tcp::endpoint parse_address(const std::string& text) {
    const auto bad = [&] {
        return std::invalid_argument("not an address: '" + text +
                                     "' (accepted: HOST:PORT with an IP address, e.g. "
                                     "127.0.0.1:8080, [::1]:8080 or :8080)");
    };
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) throw bad();
    std::string host = text.substr(0, colon);
    unsigned short port = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, port);
    if (parsed.ec != std::errc() || parsed.ptr != end) throw bad();
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    if (host.empty()) host = "0.0.0.0";
    if (host == "localhost") host = "127.0.0.1";
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) throw bad();
    return {address, port};
}

}  // namespace circle::net
