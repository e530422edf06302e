// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "dsp/frame_blocks.h"
#include "io/audio_cache.h"
#include "music/score.h"
#include "music/style.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace morphony {

/// A part as it sounds, stereo, through the style's effects.
struct RenderedPart {
    PartRole role = PartRole::Lead;
    std::string name;
    std::shared_ptr<ScratchAudio> audio;
    double lufs = -70.0; ///< its loudness; -70 and below: nothing sounds
};

/// All parts of a score, one synthesiser each, in parallel; `frames` at `rate` (8,000 to 96,000 Hz). The bits do not depend
/// on the number of threads. `soundfont`: another one than the product's. Throws EngineError (MissingResource) without one.
[[nodiscard]] std::vector<RenderedPart> renderParts(const Score& score, const Style& style, FrameCount frames,
                                                    SampleRate rate, const ProgressSpan& progress,
                                                    const std::optional<std::filesystem::path>& soundfont = std::nullopt);

/// A stem of the style's mix: the parts added at their levels under kEffectLufs, with the style's room, side chain and
/// tape.
struct StemRecipe {
    std::vector<PartRole> roles;
    bool room = true;    ///< reverb of the style
    bool ducked = false; ///< side chain of the style
};

struct MixedStem {
    std::shared_ptr<const AudioSource> audio; ///< stereo; null when none of the roles sounds
    double lufs = -70.0;                      ///< loudness at `gain`
    double gain = 1.0;                        ///< to play it with
};

/// One stem for each recipe, made in parallel; the bits do not depend on the number of threads.
[[nodiscard]] std::vector<MixedStem> mixStems(const std::vector<RenderedPart>& parts, std::span<const StemRecipe> recipes,
                                              const Score& score, const Style& style, const JobContext& context);

/// The surface noise of a worn record at kEffectLufs for the style's `vinyl` of 1: hiss, rumble and crackle. Null audio
/// where the style has none.
[[nodiscard]] MixedStem vinylStem(const Style& style, FrameCount frames, SampleRate rate, std::uint64_t seed,
                                  JobContext& context);

} // namespace morphony
