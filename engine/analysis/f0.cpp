// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/f0.h"

#include "io/resampled.h"
#include "nn/swift_f0/swift_f0.h"

namespace morphony {

PitchContour pitchContour(const AudioSource& audio, JobContext& context, const F0Settings& settings) {
    const SwiftF0 network;
    const auto mono = resampledMono(audio, SwiftF0::kRate, context);
    const auto estimates = network.estimate(*mono, context, {settings.lowestHz, settings.highestHz});
    PitchContour contour;
    contour.hop = secondsOf(SwiftF0::kHop, SwiftF0::kRate);
    contour.frames.reserve(estimates.size());
    for (const SwiftF0::Estimate& estimate : estimates) {
        const bool voiced = estimate.confidence >= settings.leastConfidence && estimate.confidence > 0.0F;
        contour.frames.push_back({voiced ? estimate.hz : 0.0F, estimate.confidence});
    }
    return contour;
}

} // namespace morphony
