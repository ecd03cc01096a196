#include "deploy/estate/estate_folder.hpp"

#include "deploy/estate/estate_toml.hpp"
#include "deploy/estate/people.hpp"
#include "deploy/estate/plan.hpp"
#include "deploy/estate/roster.hpp"
#include "dispatcher/core/check_config.hpp"

namespace circle::deploy {

v1::EstateConfig read_estate(const std::filesystem::path& folder, const sealed::Sealer& sealer,
                             Problems& problems) {
    v1::EstateConfig config;
    TomlDocument toml(folder / "estate.toml", problems);
    read_estate_toml(toml, config);
    read_people(folder, toml, sealer, config);
    read_shifts(folder, toml, config);
    read_plan(folder / "plan.geojson", toml, config);
    // What only the core knows to refuse: it would be found later, by one message at a time.
    const auto refused = problems.none() ? core::check_config(config.code(), config) : std::nullopt;
    if (refused) problems.add(toml.file(), 1, *refused, "the dispatcher does not accept this");
    return config;
}

}  // namespace circle::deploy
