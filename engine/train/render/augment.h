// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "core/units.h"
#include "music/player.h"

namespace morphony {

/// How one rendering is changed, as real recordings differ from each other.
struct Augmentation {
    double gainDb = 0.0;
    double tiltDb = 0.0;        ///< of a low and a high shelf against each other
    double reverbSeconds = 0.0; ///< of another room; 0: none
    double reverbDb = -60.0;    ///< of its wet sound
    double lowCutHz = 0.0;      ///< band limits; 0: none
    double highCutHz = 0.0;
    int compandingBits = 0;   ///< noise of a companding codec; 0: none
    double noiseDb = -120.0;  ///< of the room, dBFS
    double detuneCents = 0.0; ///< done by the synthesiser

    /// Drawn at random; each part is absent from about half of all.
    [[nodiscard]] static Augmentation drawn(SeededRandom& random);
};

/// In place, all but the detuning.
void augment(AudioBuffer& stereo, SampleRate rate, const Augmentation& change, SeededRandom& random);

} // namespace morphony
