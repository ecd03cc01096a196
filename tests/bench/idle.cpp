#include "tests/bench/idle.hpp"

#include <chrono>
#include <deque>
#include <stdexcept>

#include "tests/bench/service.hpp"
#include "tests/bench/socket_loop.hpp"

namespace circle::bench {
namespace {

using namespace std::chrono_literals;

// Fewer than the gateway allows one person.
constexpr unsigned kSocketsOfOne = 50;

class Idler : public Peer {
  protected:
    void on_frame(const v1::ServerFrame&) override {}
};

}  // namespace

std::vector<IdlePoint> measure_idle(const std::vector<unsigned>& counts) {
    Crowd crowd;
    crowd.residents = 400;
    crowd.volunteers = 15;
    Service service(crowd);
    SocketLoop loop;
    std::deque<Idler> idlers;
    std::vector<IdlePoint> points;
    for (const unsigned count : counts) {
        if (count > crowd.residents * kSocketsOfOne) throw std::invalid_argument("too many");
        while (idlers.size() < count) {
            Idler& idler = idlers.emplace_back();
            idler.connect(loop, service.port(),
                          service.tokens().residents[idlers.size() % crowd.residents]);
            while (!idler.live()) loop.turn(Clock::now() + 100ms);
        }
        loop.turn(Clock::now() + 1s);  // what it does a moment after the last one
        points.push_back({count, service.gateway_private_bytes()});
    }
    return points;
}

}  // namespace circle::bench
