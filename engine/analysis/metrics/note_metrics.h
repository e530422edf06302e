// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace morphony {

/// How much of a source's notes still sounds in a result, from the note posteriors of both (NotePosteriors::note: how
/// likely each key sounds in each frame, 0 to 65,535, on the same grid of time). Sections are added one after another;
/// what one of the two is longer by counts as silence in the other.
class NoteComparison {
public:
    /// A key sounds from this posterior on (Basic Pitch's own frame threshold).
    static constexpr double kSoundingPosterior = 0.3;

    /// `keys` values a frame, one frame after another.
    void add(std::span<const std::uint16_t> source, std::span<const std::uint16_t> result, std::size_t keys);

    /// note_recall: of the source's posterior in keys that sound there, the share in keys that sound in the result too.
    /// None where nothing of the source sounds.
    [[nodiscard]] std::optional<double> recall() const;

    /// pitch_jaccard_distance: mean over all frames of 1 - |A and B| / |A or B|, A and B the keys that sound in source and
    /// result; 0 for a frame in which neither has one (Cifka et al., "Self-supervised VQ-VAE for one-shot music style
    /// transfer", 2021, who take the pitches from Melodia at 8 kHz; here they come from the note posterior, which hears
    /// the chords of a whole band). None without frames.
    [[nodiscard]] std::optional<double> jaccardDistance() const;

private:
    std::uint64_t m_sounding = 0;
    std::uint64_t m_kept = 0;
    double m_distances = 0.0;
    std::size_t m_frames = 0;
};

} // namespace morphony
