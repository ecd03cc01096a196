#include "dispatcher/sim/oracles/queue.hpp"

#include <deque>
#include <numeric>

#include "dispatcher/sim/agenda.hpp"
#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

enum class Kind { arrival, end_of_service, patience_over };

struct Event {
    Kind kind = Kind::arrival;
    std::uint64_t customer = 0;
};

struct Customer {
    std::size_t rank = 0;
    double came = 0;
    bool waits = false;
    bool counts = false;
};

class Line {
  public:
    Line(const QueueModel& model, std::uint64_t seed)
        : model_(model),
          arrivals_(seed, 1),
          ranks_(seed, 2),
          services_(seed, 3),
          patiences_(seed, 4),
          lines_(model.arrivals.size()),
          waits_(model.arrivals.size()),
          counts_(model.arrivals.size()) {}

    QueueResult run();

  private:
    void arrive();
    void serve(const Customer& customer);
    void leave_service();
    void give_up(std::uint64_t number);
    void account();
    void count_wait(const Customer& customer);
    Customer& at(std::uint64_t number) { return recent_[number - first_]; }
    bool waits(std::uint64_t number) { return number >= first_ && at(number).waits; }

    const QueueModel& model_;
    Random arrivals_, ranks_, services_, patiences_;
    Agenda<double, Event> agenda_;
    std::vector<std::deque<std::uint64_t>> lines_;
    std::deque<Customer> recent_;  // from number first_ on
    std::uint64_t first_ = 0;
    unsigned busy_ = 0;
    std::uint64_t waiting_ = 0;
    std::uint64_t waited_ = 0, soon_ = 0, abandoned_ = 0;
    std::vector<double> waits_;  // sums, by class
    std::vector<std::uint64_t> counts_;
    double area_ = 0, area_from_ = -1, area_at_ = 0;
};

// Time times the number of those who wait.
void Line::account() {
    if (area_from_ < 0) return;
    area_ += static_cast<double>(waiting_) * (agenda_.now() - area_at_);
    area_at_ = agenda_.now();
}

void Line::count_wait(const Customer& customer) {
    if (!customer.counts) return;
    waits_[customer.rank] += agenda_.now() - customer.came;
    ++counts_[customer.rank];
}

void Line::serve(const Customer& customer) {
    ++busy_;
    count_wait(customer);
    if (customer.counts && agenda_.now() - customer.came <= model_.soon) ++soon_;
    agenda_.put(agenda_.now() + services_.exponential(model_.service), {Kind::end_of_service, 0});
}

void Line::arrive() {
    const std::uint64_t number = first_ + recent_.size();
    const double rate = std::accumulate(model_.arrivals.begin(), model_.arrivals.end(), 0.0);
    if (number + 1 < model_.customers) {
        agenda_.put(agenda_.now() + arrivals_.exponential(1 / rate), {Kind::arrival, 0});
    }
    Customer customer{ranks_.pick(model_.arrivals), agenda_.now(), false, number >= model_.warm_up};
    if (customer.counts && area_from_ < 0) area_from_ = area_at_ = agenda_.now();
    if (busy_ < model_.servers) {
        recent_.push_back(customer);
        return serve(customer);
    }
    customer.waits = true;
    if (customer.counts) ++waited_;
    recent_.push_back(customer);
    lines_[customer.rank].push_back(number);
    ++waiting_;
    if (model_.patience > 0) {
        agenda_.put(agenda_.now() + patiences_.exponential(model_.patience),
                    {Kind::patience_over, number});
    }
}

void Line::leave_service() {
    --busy_;
    for (auto& line : lines_) {
        while (!line.empty() && !waits(line.front())) line.pop_front();  // they left
        if (line.empty()) continue;
        Customer& next = at(line.front());
        line.pop_front();
        next.waits = false;
        --waiting_;
        return serve(next);
    }
}

void Line::give_up(std::uint64_t number) {
    if (!waits(number)) return;
    Customer& customer = at(number);
    customer.waits = false;
    --waiting_;
    count_wait(customer);
    if (customer.counts) ++abandoned_;
}

QueueResult Line::run() {
    agenda_.put(0, {Kind::arrival, 0});
    while (!agenda_.empty()) {
        const Event event = agenda_.take();
        account();
        if (event.kind == Kind::arrival) arrive();
        if (event.kind == Kind::end_of_service) leave_service();
        if (event.kind == Kind::patience_over) give_up(event.customer);
        while (recent_.size() > 1 && !recent_.front().waits) {
            recent_.pop_front();
            ++first_;
        }
    }
    QueueResult result;
    const auto all = static_cast<double>(model_.customers - model_.warm_up);
    result.waited = static_cast<double>(waited_) / all;
    result.soon = static_cast<double>(soon_) / all;
    result.abandoned = static_cast<double>(abandoned_) / all;
    result.wait = std::accumulate(waits_.begin(), waits_.end(), 0.0) / all;
    result.in_line = area_ / (area_at_ - area_from_);
    for (std::size_t i = 0; i < waits_.size(); ++i) {
        result.wait_of.push_back(waits_[i] / static_cast<double>(counts_[i]));
    }
    return result;
}

}  // namespace

QueueResult run(const QueueModel& model, std::uint64_t seed) {
    return Line(model, seed).run();
}

}  // namespace circle::sim
