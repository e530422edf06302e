// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/mosaic/pitch_features.h"
#include "morph/mosaic/placements.h"
#include "morph/mosaic/sound_parts.h"

#include <cstdint>
#include <span>
#include <vector>

namespace morphony {

/// A stretch of the source between two onsets, or an even part of a long one, to be played by one grain of the style per
/// voice.
struct GrainSlot {
    FrameRange range;
    bool struck = false; ///< begins at an onset
};
[[nodiscard]] std::vector<GrainSlot> grainSlots(std::span<const FrameCount> onsets, FrameCount frames, SampleRate rate);

/// The style's sound as a stock of grains: from where one may start, what notes follow, whether it starts with an attack.
///
/// A grain is a contiguous piece of the style's lasting part, at a tape speed of up to six semitones up or down. Struck
/// slots are given grains that begin at an onset of the style, held ones the middle of a sound.
class GrainStock {
public:
    GrainStock(const StyleMaterial& material, std::span<const FrameCount> onsets, double tuning, JobContext& context);

    /// One placement per slot that a grain was found for, in order, over `voices` voices: the second takes the notes that
    /// the first leaves out.
    [[nodiscard]] std::vector<Placement> play(const AudioSource& harmonic, std::span<const GrainSlot> slots, double tuning,
                                              int voices, const ProgressSpan& progress) const;

private:
    static constexpr int kLargestShift = 6;
    static constexpr int kShifts = 2 * kLargestShift + 1;

    /// A way to fill a slot.
    struct Candidate {
        int shift = 0;          ///< semitones
        std::int32_t frame = 0; ///< of the stock
        float score = -1e9F;
    };
    struct SlotSound;
    struct SlotCandidates;

    [[nodiscard]] double speedOf(int shift, double tuning) const;
    /// `products`: of the sound's mean, transposed down by every shift, with every frame of the stock: [shift][frame].
    [[nodiscard]] std::vector<Candidate> nearest(const SlotSound& sound, std::span<const float> products, bool struck,
                                                 double tuning) const;
    void refine(std::vector<Candidate>& candidates, const SlotSound& sound, double tuning) const;
    /// Leaves out of the sound's notes what the candidate plays of them.
    void takeOut(const Candidate& candidate, SlotSound& sound, double tuning) const;
    [[nodiscard]] FrameCount startOf(const Candidate& candidate) const;
    [[nodiscard]] SlotSound soundOf(const AudioSource& harmonic, StftAnalyser& analyser, const PitchFeatures& features,
                                    const GrainSlot& slot) const;
    void findCandidates(std::span<SlotSound> sounds, std::span<const GrainSlot> slots, std::span<SlotCandidates> out,
                        int voices, double tuning) const;
    [[nodiscard]] std::vector<std::size_t> path(std::span<const SlotCandidates> all, std::span<const GrainSlot> slots,
                                                std::size_t voice, double tuning) const;

    const StyleMaterial& m_material;
    StftShape m_shape;
    double m_tuning;
    std::vector<PitchFeatures::Notes> m_notes; ///< per frame
    std::vector<PitchFeatures::Match> m_match; ///< per frame
    std::vector<float> m_matchByValue;         ///< the same, [value][frame]
    std::vector<float> m_energy;               ///< per frame
    std::vector<bool> m_sounds;                ///< frames loud enough to be played
    std::vector<std::int32_t> m_end;           ///< per frame, the end of its section
    std::vector<FrameCount> m_onset;           ///< per frame, the onset that lies in it, or -1
    std::vector<float> m_attack;               ///< per frame, 1 near an onset, 0 away from one
};

} // namespace morphony
