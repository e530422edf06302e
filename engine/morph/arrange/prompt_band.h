// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/prompt/style_spec.h"
#include "music/plan.h"
#include "music/style.h"

#include <string>
#include <vector>

namespace morphony {

/// The band that a prompt asks for: the style sheet it names first, with lead, counter line and pad of the second where
/// that has a third of the say or more, then its era's sound, its instruments, its production and its energy. What the
/// prompt leaves open stays as the sheet has it. Throws EngineError (BadUsage) when it names no style.
struct PromptBand {
    Style style;
    ArrangeOptions options;
    bool remix = false;               ///< something of the source is to stay, so its own sound leads
    std::vector<std::string> notices;
};
[[nodiscard]] PromptBand bandFor(const StyleSpec& spec);

} // namespace morphony
