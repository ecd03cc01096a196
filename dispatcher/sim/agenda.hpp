// What will happen, by virtual time: the heart of a discrete-event simulation (Law, Simulation
// Modeling and Analysis, ch. 1). Nothing here reads a clock.
#pragma once

#include <cstdint>
#include <queue>
#include <utility>
#include <vector>

namespace circle::sim {

// Events of one time come out in the order in which they were put in, so that a run depends on its
// seed alone. One thread.
template <class Time, class Event>
class Agenda {
  public:
    // Of the newest event that was taken; 0 before the first.
    Time now() const { return now_; }
    bool empty() const { return queue_.empty(); }
    // When the next event is; there must be one.
    Time next() const { return queue_.top().time; }

    // `time` is not before now().
    void put(Time time, Event event) { queue_.push({time, ++count_, std::move(event)}); }

    // The next event; now() is its time. There must be one.
    Event take() {
        Event event = queue_.top().event;
        now_ = queue_.top().time;
        queue_.pop();
        return event;
    }

  private:
    struct Entry {
        Time time;
        std::uint64_t number;
        Event event;
        bool operator<(const Entry& o) const {
            return time != o.time ? time > o.time : number > o.number;
        }
    };

    std::priority_queue<Entry> queue_;
    std::uint64_t count_ = 0;
    Time now_{};
};

}  // namespace circle::sim
