// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_cache.h"
#include "morph/mosaic/harmonic_lock.h"
#include "morph/mosaic/mix_plan.h"

#include <complex>
#include <memory>
#include <span>
#include <vector>

namespace morphony {

/// What a mix is made of: audio of one length, rate and number of channels. `hits` may be null.
struct MixParts {
    std::shared_ptr<const AudioSource> harmonic;
    std::shared_ptr<const AudioSource> percussive;
    std::shared_ptr<const AudioSource> notes;
    std::shared_ptr<const AudioSource> hits;
};

/// Measures and renders mixes frame by frame, so that every part is transformed once for all anchors and all purposes. The
/// grains sound only where the source's lasting part has partials (Comb).
class MixRender {
public:
    /// Borrows both.
    MixRender(const MixParts& parts, const BandLayout& layout);

    /// Bands of the frames of every range.
    [[nodiscard]] std::vector<MixBands> measure(std::span<const FrameRange> ranges, const ProgressSpan& progress) const;

    /// The mix of one anchor: what lasts and what strikes.
    struct Rendered {
        std::shared_ptr<ScratchAudio> lasting;
        std::shared_ptr<ScratchAudio> struck;
    };
    /// One mix per plan. Every part keeps its phases and every channel gets the same gains, so that images stay. What lasts
    /// keeps the pitch classes of the source's lasting part, by at most `lockDb` each. Stretches are made in parallel, each
    /// with the frames that reach into it; a sample's bits do not depend on the number of threads. Memory: some 60 MB per
    /// thread, whatever the length.
    [[nodiscard]] std::vector<Rendered> render(std::span<const MixPlan> plans, float lockDb,
                                               const ProgressSpan& progress) const;

private:
    class Frames;
    struct Stretch;

    [[nodiscard]] FrameCount blockHops() const;
    void measure(Frames& frames, FrameCount t, MixBands& bands, FrameCount row) const;
    void renderBlock(FrameRange hops, std::span<const MixPlan> plans, float lockDb, std::span<const Rendered> out,
                     JobContext& context) const;

    const MixParts& m_parts;
    const BandLayout& m_layout;
    SampleRate m_rate;
    int m_channels;
    FrameCount m_samples;
    HarmonicLock m_lock;
};

} // namespace morphony
