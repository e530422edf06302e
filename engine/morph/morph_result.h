// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/layer_mixer.h"
#include "io/audio_cache.h"
#include "morph/morph_request.h"
#include "morph/recipe.h"
#include "music/score.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace morphony {

/// What a layer plays in the music.
enum class LayerRole { Source, Vocals, Drums, Bass, Harmony, Lead, Texture };
[[nodiscard]] const char* name(LayerRole role);

/// One aligned part of a result: exactly the source's rate, channels and frames.
struct Layer {
    std::string name;                          ///< for people: "Colour 50 %"
    LayerRole role = LayerRole::Texture;
    std::shared_ptr<const AudioSource> audio;
    MixLaw::LayerGain gain;
};

/// What the dial does between its ends, measured on excerpts. A figure that cannot be measured is absent.
struct DialScale {
    std::optional<double> coverage;          ///< share of the timbre distance from source to style that the end covers
    std::optional<double> structureCoverage; ///< the same of structureDistance()
    /// The largest setting at which the tune is still recognised (kRecognisablePitchDistance); none: all of it, or not
    /// known.
    std::optional<double> contentLimit;
    /// Where the dial stops, as the request wants so much of the song kept; none: nowhere.
    std::optional<double> stop;
};

/// A finished morph: layers plus the law that mixes them for any dial setting. Immutable; shared between the player,
/// the exporter and the window. Layer 0 is the source.
struct MorphResult {
    std::vector<Layer> layers;
    std::shared_ptr<const MixLaw> law;
    DialScale dialScale;
    FrameRange region;                         ///< frames of the layers that are morphed; outside they are the source's
    Recipe recipe;
    LoadedAudio source;
    std::optional<LoadedAudio> style;
    std::shared_ptr<const AudioSource> styleSound; ///< what a prompt's style sounds like by itself; null without one
    std::vector<std::string> styleWords;           ///< and what listeners call it
    std::string engine;                        ///< the id that ran
    std::string engineReason;                  ///< why `auto` chose it; empty when the user did
    std::vector<std::string> notices;          ///< sentences the user should see ("rhythm has no effect with ...")
    std::map<std::string, double> stageSeconds;
    std::shared_ptr<const Score> score;        ///< of the morphed region; null for engines that write none

    /// What the style is measured by: a prompt's own sound or the style track; null when there is neither.
    [[nodiscard]] std::shared_ptr<const AudioSource> target() const {
        return styleSound ? styleSound : style ? style->audio : nullptr;
    }
    [[nodiscard]] const AudioSource& sourceAudio() const { return *layers.front().audio; }
};

} // namespace morphony
