// What a plan says, in the reader's language: plain text, with names of the estate's categories and
// buildings as they are. Whoever makes a page of it escapes it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "dispatcher/sim/planning/report.hpp"

namespace circle::sim {

class PlanWords {
  public:
    PlanWords(const Plan& plan, Language language) : plan_(plan), zh_(language == Language::zh) {}

    // One of two texts.
    const char* say(const char* zh, const char* en) const { return zh_ ? zh : en; }

    // One of two formats, with what they name.
    template <class... Values>
    std::string with(const char* zh, const char* en, const Values&... values) const {
        return fmt::format(fmt::runtime(say(zh, en)), values...);
    }

    std::string estate() const;
    std::string day_type(std::size_t type) const;
    std::string block(std::size_t block) const;    // "17:00–21:00"
    std::string period(std::size_t period) const;  // both
    std::string need(std::size_t need) const;      // the categories that ask for it
    std::string building(std::size_t building) const;
    std::string percent(const Share& share) const;  // "95.6 ± 0.4 %"
    std::string people(unsigned count) const;       // "9 人", "9 people"

    // What stands on top: a sentence each.
    std::vector<std::string> headline() const;
    // What stands beside a target's number of people in a period: " (out of reach)", " (not all
    // kinds)", " (not sure)", or nothing.
    std::string mark(const Staffing& staffing, std::size_t period) const;
    // What the estate promises: "10 minutes", or "2 to 10 minutes" by the kind of request.
    std::string promised() const;
    // How many more the roster needs then, or that it has enough; empty without a roster.
    std::string gap(std::size_t period) const;
    // Of a target: what was verified, and what is out of reach.
    std::vector<std::string> verdicts(const Staffing& staffing) const;
    // What eats the time where more people do not help.
    std::string limits() const;

    std::string about(const Ground& ground) const;   // the figure's name
    std::string value(const Ground& ground) const;   // with its unit
    std::string source(const Ground& ground) const;  // "from your log (n = 212)"
    std::string help(const Help& help) const;        // the change, and what it is worth
    std::vector<std::string> assumed() const;

  private:
    std::string busiest_line(const Staffing& staffing, std::size_t busiest) const;
    // What those numbers bring, as far as it was verified.
    std::string promise(const Staffing& staffing, std::size_t busiest) const;
    std::string spread(const Staffing& staffing) const;
    // Whom the estate has too few of; a sentence each.
    std::vector<std::string> missing(const Staffing& staffing, std::size_t busiest) const;
    std::string impossible(const Staffing& staffing) const;
    std::string unsure(const Staffing& staffing) const;
    std::string out_of_reach(const Staffing& staffing, std::size_t need) const;

    const Plan& plan_;
    bool zh_;
};

// For text between tags and in attributes.
std::string escaped(const std::string& text);

}  // namespace circle::sim
