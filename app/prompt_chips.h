// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/prompt/style_spec.h"
#include "ui/view_state.h"

#include <QString>

namespace morphony {

/// What was understood of a prompt, and what was not, as chips in the order of the text.
[[nodiscard]] QList<PromptChip> promptChips(const StyleSpec& spec, const QString& prompt);

/// `prompt` without the words of the chip with this index.
[[nodiscard]] QString withoutChip(const StyleSpec& spec, const QString& prompt, int index);

} // namespace morphony
