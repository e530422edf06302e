// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/event_matching.h"

#include <cmath>

namespace morphony {

std::size_t matchedEvents(std::span<const double> a, std::span<const double> b, double window) {
    // With one window for all, pairing the earliest that fit leaves the most for the rest.
    std::size_t matched = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (std::abs(a[i] - b[j]) <= window) {
            ++matched;
            ++i;
            ++j;
        } else if (a[i] < b[j]) {
            ++i;
        } else {
            ++j;
        }
    }
    return matched;
}

std::optional<double> eventF1(std::span<const double> reference, std::span<const double> found, double window) {
    if (reference.empty()) {
        return std::nullopt;
    }
    const auto matched = static_cast<double>(matchedEvents(reference, found, window));
    return 2.0 * matched / static_cast<double>(reference.size() + found.size());
}

std::optional<double> onsetF1(std::span<const double> reference, std::span<const double> found) {
    return eventF1(reference, found, kOnsetWindowSeconds);
}

} // namespace morphony
