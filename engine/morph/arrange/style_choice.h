// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/morph_request.h"
#include "music/plan.h"
#include "music/style.h"

#include <set>
#include <string>
#include <vector>

namespace morphony {

/// What a request asks of the band.
struct StyleChoice {
    Style style;
    ArrangeOptions options;           ///< the seed is the caller's
    std::set<Stem> kept;              ///< by the request or by the prompt
    bool remix = false;               ///< what the mode "auto" takes for certain
    std::vector<std::string> notices; ///< what the user should know about the choice
};

/// The style of the setting "style", or the one that the prompt names. Throws EngineError (BadUsage) with the nearest
/// styles when there is none.
[[nodiscard]] StyleChoice chooseStyle(const MorphRequest& request);

} // namespace morphony
