// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/key_score.h"

namespace morphony {

std::optional<double> keyScore(const std::optional<KeySpan>& source, const std::optional<KeySpan>& result) {
    if (!source) {
        return std::nullopt;
    }
    if (!result) {
        return 0.0;
    }
    const int semitones = ((result->tonic - source->tonic) % 12 + 12) % 12;
    if (source->minor == result->minor) {
        return semitones == 0 ? 1.0 : semitones == 7 ? 0.5 : 0.0;
    }
    const int relative = source->minor ? 3 : 9;
    return semitones == relative ? 0.3 : semitones == 0 ? 0.2 : 0.0;
}

} // namespace morphony
