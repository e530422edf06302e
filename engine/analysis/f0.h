// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"
#include "core/audio_source.h"
#include "core/job_context.h"

#include <vector>

namespace morphony {

/// Which pitches to look for. Narrower than a voice's own range is safer: a bass hum never counts as whistling then.
struct F0Settings {
    float lowestHz = 46.875F;      ///< the network's own limits
    float highestHz = 2093.75F;
    float leastConfidence = 0.5F;  ///< a frame below it is unvoiced
};

/// The pitch of one voice over time.
struct PitchContour {
    double hop = 0.016;             ///< seconds; frame i is the pitch around i * hop
    std::vector<PitchFrame> frames; ///< unvoiced: hz is 0

    friend bool operator==(const PitchContour&, const PitchContour&) = default;
};

/// The fundamental frequency of whistling, humming, singing or an instrument that plays one note at a time; of a band it
/// follows now this and now that (notes.h is for those). Any rate and number of channels. Five minutes take about three
/// CPU seconds: run where asked for, not with every analysis. Silence is unvoiced. Throws EngineError (MissingResource)
/// without the model `swift-f0`; reports progress of the caller's stage.
[[nodiscard]] PitchContour pitchContour(const AudioSource& audio, JobContext& context, const F0Settings& settings = {});

} // namespace morphony
