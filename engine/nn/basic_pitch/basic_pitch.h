// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "nn/basic_pitch/front_end.h"
#include "nn/basic_pitch/network.h"
#include "nn/basic_pitch/note_posteriors.h"

namespace morphony {

/// Basic Pitch (Bittner et al., ICASSP 2022): polyphonic notes of any instruments. Plain loops on the CPU, equal to the
/// published network within 1e-3, but for windows of two seconds that stay below -72 dB: nothing sounds there.
class BasicPitch {
public:
    static constexpr SampleRate kRate{22'050};

    /// Reads the model `basic-pitch`. Throws EngineError (MissingResource) when it is not installed.
    BasicPitch();

    /// `mono` has one channel at kRate. Windows run in parallel; the result does not depend on the number of threads.
    /// Reports progress of the stage that the caller has begun and polls for cancel several times a second.
    [[nodiscard]] NotePosteriors transcribe(const AudioSource& mono, JobContext& context) const;

private:
    BasicPitch(const TensorFile& weights);

    basic_pitch::FrontEnd m_frontEnd;
    basic_pitch::Network m_network;
};

} // namespace morphony
