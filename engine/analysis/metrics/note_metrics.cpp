// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/note_metrics.h"

#include <algorithm>
#include <cassert>

namespace morphony {

namespace {

bool sounds(std::span<const float> posterior, std::size_t at) {
    return at < posterior.size() && posterior[at] >= kSoundingPosterior;
}

} // namespace

std::optional<double> noteRecall(std::span<const float> source, std::span<const float> result) {
    double all = 0.0;
    double kept = 0.0;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (sounds(source, i)) {
            all += source[i];
            kept += sounds(result, i) ? source[i] : 0.0F;
        }
    }
    return all > 0.0 ? std::optional(kept / all) : std::nullopt;
}

std::optional<double> pitchJaccardDistance(std::span<const float> source, std::span<const float> result, int pitches) {
    const auto width = static_cast<std::size_t>(pitches);
    const std::size_t values = std::max(source.size(), result.size());
    assert(width > 0 && values % width == 0);
    if (values == 0) {
        return std::nullopt;
    }
    double sum = 0.0;
    for (std::size_t frame = 0; frame < values; frame += width) {
        int both = 0;
        int either = 0;
        for (std::size_t i = frame; i < frame + width; ++i) {
            const bool a = sounds(source, i);
            const bool b = sounds(result, i);
            both += a && b ? 1 : 0;
            either += a || b ? 1 : 0;
        }
        sum += either > 0 ? 1.0 - static_cast<double>(both) / either : 0.0;
    }
    return sum / static_cast<double>(values / width);
}

} // namespace morphony
