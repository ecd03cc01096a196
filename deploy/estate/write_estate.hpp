// An estate's configuration as the files that read_estate() reads.
#pragma once

#include <circle/v1/estate.pb.h>

#include <map>
#include <string>

#include "common/sealed/sealer.hpp"

namespace circle::deploy {

// Names of files and their text. The same configuration gives the same text, people by id; files
// that may be absent are when they would be empty. Throws std::runtime_error if `sealer` cannot
// open what it should.
std::map<std::string, std::string> write_estate(const v1::EstateConfig& config,
                                                const sealed::Sealer& sealer);

// People in the order in which write_estate() has them: by id, numbers in it by value, staff last.
void sort_people(v1::EstateConfig& config);

}  // namespace circle::deploy
