// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"

#include <vector>

namespace morphony {

/// Shape of a constant-Q transform. Bin k stands at lowestHz * 2^((k + tuningCents * binsPerOctave / 1200) /
/// binsPerOctave). Frame t is centred on sample t * hop, the signal counts as zero outside its ends.
struct CqtShape {
    SampleRate rate{22'050};    ///< of the audio
    int hop = 2'048;            ///< samples; divisible by 2^(octaves - 1)
    int octaves = 7;            ///< the highest bin lies below 0.2 * rate
    int binsPerOctave = 36;
    double lowestHz = 32.70319566257483; ///< C1
    double tuningCents = 0.0;

    [[nodiscard]] int bins() const { return octaves * binsPerOctave; }
    /// As many frames as librosa and pumpp agree on: floor(n / hop), at least one.
    [[nodiscard]] FrameCount framesFor(FrameCount samples) const { return samples / hop > 0 ? samples / hop : 1; }
};

/// Constant-Q magnitudes of mono audio, frames x bins, scaled as librosa.cqt(scale=True) does for audio at 44,100 Hz:
/// |sum of signal * Hann window * exp(-iwn)| / sum of window * sqrt(window length at 44,100 Hz), with a window of
/// (r + 1) / (r - 1) periods, r = 2^(2 / binsPerOctave), and kernels that leave out 1 % of their spectrum's magnitude.
/// Octave by octave on audio of half the rate each time, whose half-band filters fold nothing above -100 dB into the
/// octave. Pieces of the signal on all processors, the same bits for any number of them; memory is the result's.
/// Any thread; polls `context` for cancel, tells no progress. The audio must be mono and have shape.rate.
[[nodiscard]] std::vector<float> constantQ(const AudioSource& mono, const CqtShape& shape, const JobContext& context);

} // namespace morphony
