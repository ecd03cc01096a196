// Who may see what (P8, P9): pure functions from read model and viewer to a view.
//
// Sealed fields are opened nowhere else in the gateway. An update renders what the event touched as
// the model holds it now, so a late reader never learns more than the viewer may know now.
#pragma once

#include <circle/v1/client.pb.h>
#include <optional>

#include "common/sealed/sealer.hpp"
#include "gateway/view/estate_model.hpp"
#include "gateway/view/touched.hpp"

namespace circle::gateway {

// Everything the viewer may see.
v1::View project(const EstateModel& model, const v1::Principal& viewer,
                 const sealed::Sealer& sealer);

// What an event that the model has applied changed for the viewer; nullopt: nothing.
std::optional<v1::View> project(const EstateModel& model, const Touched& touched,
                                const v1::Principal& viewer, const sealed::Sealer& sealer);

// Ended requests, newest first, that match `asked.query`: all of the estate for a coordinator, the
// household's own for a resident. nullopt: `asked.before` is not from a page.
std::optional<v1::Page> project_history(const EstateModel& model, const v1::GetHistory& asked,
                                        const v1::Principal& viewer, const sealed::Sealer& sealer);

// The volunteers' book of `asked.month`, or of the month of `now`: of all for a coordinator, a
// volunteer's own line and no buildings for them, nothing for anybody else.
v1::LedgerPage project_ledger(const EstateModel& model, const v1::GetLedger& asked,
                              const v1::Principal& viewer, std::int64_t now);

// Facts of a request for a coordinator of its estate; nullopt: no such request, or not for them.
std::optional<v1::Timeline> project_timeline(const EstateModel& model, const std::string& request,
                                             const v1::Principal& viewer);

}  // namespace circle::gateway
