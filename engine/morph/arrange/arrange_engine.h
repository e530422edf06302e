// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/morpher.h"

namespace morphony {

/// Engine "arrange": the same song, in time and in key, played by a band of the style that a prompt names. The analysis of
/// the source becomes a score for that band (music/arranger.h), every part is played by a synthesiser, and the parts become
/// layers by what they do: drums, bass, harmony, lead.
///
/// Two ways to layer, chosen by the setting "mode": *remix* keeps the source's own sound without its beat over the new
/// rhythm section; *full* also replays its notes on the style's instruments and holds its own sound back. Auto takes remix
/// where somebody sings and full elsewhere. Seeds choose other patterns, voicings and instruments of the style.
class ArrangeEngine final : public Morpher {
public:
    [[nodiscard]] std::string id() const override { return "arrange"; }
    [[nodiscard]] std::string summary() const override;
    [[nodiscard]] int version() const override { return 4; }
    [[nodiscard]] bool takesStyleTrack() const override { return false; }
    [[nodiscard]] bool takesPrompt() const override { return true; }
    [[nodiscard]] bool writesScore() const override { return true; }
    /// What the prompt keeps is kept as well, and nobody of the band plays it.
    [[nodiscard]] std::set<Stem> keptStems(const MorphRequest& request) const override;
    [[nodiscard]] std::string missing() const override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> settings() const override;
    [[nodiscard]] std::vector<std::pair<std::string, double>> stages() const override;
    [[nodiscard]] EngineOutput morph(const MorphInput& input, std::uint64_t seed, JobContext& context) const override;
    [[nodiscard]] MixLaw::LayerGain sourceGain() const override;
};

} // namespace morphony
