// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "dsp/layer_mixer.h"

#include <optional>
#include <span>
#include <vector>

namespace morphony {

/// How much of the song is left at one setting of the dial.
struct ContentPoint {
    double dial = 0.0;
    double lost = 0.0;          ///< 1 - songKept() of harmony and notes; beats need longer than an excerpt
    double pitchDistance = 0.0; ///< NoteComparison::jaccardDistance()
};

/// What the mix keeps of the song at the quarters of the dial, on excerpts of the layers (excerptsOf()), with the law's own
/// calibration. Throws EngineError (MissingResource) when the model `basic-pitch` is not installed. Empty where the song
/// has neither notes nor changing harmony.
[[nodiscard]] std::vector<ContentPoint> measureContentOverDial(const MixLaw& law, std::span<const AudioBuffer> excerpts,
                                                               SampleRate rate, JobContext& context);

/// From this pitch distance on a tune gets hard to recognise.
inline constexpr double kRecognisablePitchDistance = 0.40;

/// The largest setting of the dial up to which `figure`, made monotone (nonDecreasing()) and interpolated, is no more than
/// `most`. None where that is the whole dial, or nothing was measured.
[[nodiscard]] std::optional<double> dialWithin(std::span<const ContentPoint> points, double ContentPoint::*figure,
                                               double most);

/// The curve up to a setting of the dial; what lies beyond stays as it is there.
[[nodiscard]] Curve stoppedAt(const Curve& curve, double dial);

} // namespace morphony
