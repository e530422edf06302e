// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/morph_request.h"

#include <string>

namespace morphony {

/// The number that a request sets `key` to, or `fallback` when it does not. Throws EngineError (BadUsage) when the value
/// is no number in [least, most].
[[nodiscard]] double numberSetting(const MorphRequest& request, const std::string& key, double fallback, double least,
                                   double most);

} // namespace morphony
