// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/morpher.h"

namespace morphony {

/// Engine "mosaic": the source's notes and rhythm with the style track's own colour, sounds and drum hits. Two anchors on
/// the way to the style, each of what lasts and what strikes, are crossfaded by the dial. They share the phases of the
/// source and of the sounds, so a linear crossfade of them is gains between theirs.
///
/// Works in blocks of some ten seconds; what it must know of the whole piece it learns from 96 s spread over it, so memory
/// does not grow with the length but for the lists of onsets and sounds, some 2 MB an hour.
///
/// The seed chooses which parts of the style track are listened to: seed 1 the whole of it, every other seed a third of
/// its sections of its own, so that variants take on the colour of different passages.
class MosaicEngine final : public Morpher {
public:
    [[nodiscard]] std::string id() const override { return "mosaic"; }
    [[nodiscard]] std::string summary() const override;
    [[nodiscard]] int version() const override { return 3; }
    [[nodiscard]] bool takesStyleTrack() const override { return true; }
    [[nodiscard]] bool takesPrompt() const override { return false; }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> settings() const override;
    [[nodiscard]] std::vector<std::pair<std::string, double>> stages() const override;
    [[nodiscard]] EngineOutput morph(const MorphInput& input, std::uint64_t seed, JobContext& context) const override;
    [[nodiscard]] MixLaw::LayerGain sourceGain() const override;
};

} // namespace morphony
