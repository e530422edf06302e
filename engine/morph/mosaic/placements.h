// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

#include <map>
#include <memory>
#include <vector>

namespace morphony {

/// A piece of the style's sound played at a place of the result, at another tape speed if need be.
struct Placement {
    FrameCount at = 0;     ///< first frame in the result, may be negative
    FrameCount frames = 0; ///< in the result
    double from = 0.0;     ///< place in the material of the first frame
    double speed = 1.0;    ///< frames of material per frame of the result
    float gain = 1.0F;
    FrameCount fadeIn = 0; ///< frames of a squared-sine fade
    FrameCount fadeOut = 0;
};

/// All placements, whose `at` must not fall, played whenever they are read: audio of `frames` frames with the material's
/// rate and channels. Material outside its ends is silence. A frame's bits depend on the placements over it alone.
class PlacedSound final : public AudioSource {
public:
    /// `width`: what is left of the difference between the channels of stereo material, 0 to 1.
    PlacedSound(std::vector<Placement> placements, std::shared_ptr<const BufferSource> material, FrameCount frames,
                float width = 1.0F);
    ~PlacedSound() override;

    [[nodiscard]] SampleRate sampleRate() const override { return m_material->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_material->channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_frames; }
    void read(FrameCount position, AudioView out) const override;

private:
    class Interpolator;
    void play(const Placement& placement, FrameRange block, AudioView out) const;

    const std::vector<Placement> m_placements;
    const std::shared_ptr<const BufferSource> m_material;
    const FrameCount m_frames;
    const float m_width;
    FrameCount m_longest = 0; ///< placement
    std::map<double, std::unique_ptr<const Interpolator>> m_interpolators; ///< per speed
};

} // namespace morphony
