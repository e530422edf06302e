// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "dsp/layer_mixer.h"

#include <optional>
#include <span>
#include <vector>

namespace morphony {

/// One measured point of the dial: how far the mix at this strength still is from the style.
struct StrengthPoint {
    double strength = 0.0;
    double timbre = 0.0;    ///< timbreDistance()
    double structure = 0.0; ///< structureDistance()
};

/// Both distances of the mix to the style at seventeen evenly spaced strengths, on excerpts of the layers (excerptsOf()).
/// Every layer is transformed once and the mixes are made of the spectra, so the limiter is not in them. Empty when source
/// or style is silent there. `law.calibration` is not used. On all processors, the same bits for any number of them.
[[nodiscard]] std::vector<StrengthPoint> measureStrength(const MixLaw& law, std::span<const AudioBuffer> excerpts,
                                                         SampleRate rate, const AudioSource& style, JobContext& context);

/// The dial's curve c(s): equal steps of the dial are equal steps of timbre distance, as far as the layers reach.
/// The covered distance is made monotone (pool adjacent violators, Barlow et al. 1972), mixed with a tenth of the plain
/// strength so that no dial position jumps, and inverted: c(0) = 0, c(1) = 1, strictly rising. The identity when the
/// layers do not come nearer to the style, as when the style is the source.
[[nodiscard]] Curve calibrationFrom(std::span<const StrengthPoint> measured);

/// Share of the distance at strength 0 that is covered at 1. None where nothing was measured or there is no distance.
[[nodiscard]] std::optional<double> covered(std::span<const StrengthPoint> measured, double StrengthPoint::*distance);

} // namespace morphony
