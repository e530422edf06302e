// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/song_kept.h"

#include <algorithm>
#include <vector>

namespace morphony {

namespace {
/// Above this the piece stands still, and a share of what is left would be rounding.
constexpr double kMostFloor = 1.0 - 1e-6;
} // namespace

double chromaFloor(std::span<const ChromaFrame> source) {
    std::vector<ChromaFrame> shifted(source.begin(), source.end());
    std::ranges::rotate(shifted, shifted.begin() + static_cast<std::ptrdiff_t>(shifted.size() / 2));
    return chromaSimilarity(source, shifted).soft;
}

std::optional<double> songKept(double chromaCosineSoft, double chromaFloor, std::optional<double> noteRecall,
                               std::optional<double> beatAmlt) {
    double sum = 0.0;
    int count = 0;
    const auto add = [&](double share) {
        sum += std::clamp(share, 0.0, 1.0);
        ++count;
    };
    if (chromaFloor < kMostFloor) {
        add((chromaCosineSoft - chromaFloor) / (1.0 - chromaFloor));
    }
    if (noteRecall) {
        add(*noteRecall);
    }
    if (beatAmlt) {
        add(*beatAmlt);
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

} // namespace morphony
