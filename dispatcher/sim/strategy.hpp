// The seam between who decides whom to ask and the people whom it happens to.
#pragma once

#include <memory>
#include <optional>

#include "dispatcher/sim/behaviour.hpp"
#include "dispatcher/sim/world.hpp"

namespace circle::sim {

// The simulated estate as a strategy sees and moves it. Requests and people by index.
class Scene {
  public:
    virtual ~Scene() = default;

    virtual Millis now() const = 0;
    virtual const World& world() const = 0;
    virtual const Call& call(unsigned request) const = 0;
    virtual const Door& door(unsigned request) const = 0;

    virtual bool is_on_duty(unsigned person) const = 0;
    // On duty, not on the way to anybody nor with them.
    virtual bool is_free(unsigned person) const = 0;
    // From where they are now, once they have set out, as far as it can be known.
    virtual Millis walk(unsigned person, unsigned request) const = 0;
    // What the person will answer: for strategies that know more than one can know.
    virtual bool would_say_yes(unsigned person, unsigned request) const = 0;

    // An alert; Strategy::answered() may follow. False: it was shown on no channel.
    virtual bool ask(unsigned request, unsigned person) = 0;
    // They have the job and go. They must be free.
    virtual void send(unsigned request, unsigned person) = 0;
    // Somebody who came to another door did what was to do here, too.
    virtual void served(unsigned request) = 0;
};

// Decides whom to ask, and who gets the job of those who say yes. Everything is called at
// Scene::now().
class Strategy {
  public:
    virtual ~Strategy() = default;

    virtual void submitted(unsigned request) = 0;
    // Somebody who is free answers a request that nobody is on the way to.
    virtual void answered(unsigned request, unsigned person, bool yes) = 0;
    // True: they are to stay. False: they are not wanted any more, and free.
    virtual bool arrived(unsigned request, unsigned person) = 0;
    virtual void done(unsigned request, unsigned person) = 0;
    // Gave up on the way.
    virtual void aborted(unsigned request, unsigned person) = 0;
    // Withdrawn: nobody is coming.
    virtual void gave_up(unsigned request) = 0;
    // Scene::is_on_duty() has changed of somebody who is with nobody. Without effect on those who
    // look at Scene::is_free() alone.
    virtual void duty_changed(unsigned /*person*/) {}

    // Earliest time at which wake() is wanted.
    virtual std::optional<Millis> next_due() const = 0;
    virtual void wake() = 0;
};

}  // namespace circle::sim
