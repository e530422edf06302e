// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session.h"
#include "app/track_music.h"
#include "ui/view_state.h"

namespace morphony {

/// What the lane of song or style track shows. `music` is null until the analysis has found it.
[[nodiscard]] LaneContent trackLane(const QString& id, LaneRole role, const Track& track, const TrackMusic* music);
/// The line under the style track's name in the panel.
[[nodiscard]] QString slotFacts(const Track& track, const TrackMusic* music);

} // namespace morphony
