// How an estate's people behave, by its log: chances of a yes, answers, ways and visits.
#pragma once

#include <vector>

#include "dispatcher/sim/planning/knowledge.hpp"

namespace circle::sim {

// How much of `n` cases is behind a figure that is typical without them.
Source source_of(std::size_t n);

// Fills behaviour, people and their grounds.
void learn_habits(const Past& past, Knowledge& knowledge);

}  // namespace circle::sim
