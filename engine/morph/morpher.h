// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "io/audio_cache.h"
#include "morph/morph_request.h"
#include "morph/morph_result.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace morphony {

/// What an engine gets: decoded material, already cut to the region.
struct MorphInput {
    std::shared_ptr<const AudioSource> source; ///< without the stems that are kept
    std::shared_ptr<const AudioSource> style;  ///< null without a style track
    const MorphRequest& request;
    const LoadedAudio& track; ///< the whole source file, for what is known of it
    FrameRange region;        ///< frames of `track` that `source` is
};

/// What an engine makes.
struct EngineOutput {
    std::vector<Layer> layers;          ///< besides the source, each of the source's rate, channels and frames
    std::shared_ptr<const Score> score; ///< of the morphed region, by engines that write one; null otherwise
    std::vector<std::string> notices;   ///< sentences the user should see
    /// What the wanted style sounds like by itself, and words for it as a listener gives them ("funk", "80s"); of engines
    /// that follow a prompt. Null and empty otherwise.
    std::shared_ptr<const AudioSource> styleSound;
    std::vector<std::string> styleWords;
};

/// A way to morph. Stateless; one object serves any number of jobs, one per thread at a time.
/// Engines fill layers and nothing else: decoding, region, kept stems, loudness, limiter, calibration, report and recipe
/// are written once around them in runMorph().
class Morpher {
public:
    virtual ~Morpher() = default;

    [[nodiscard]] virtual std::string id() const = 0;
    [[nodiscard]] virtual std::string summary() const = 0; ///< one line for `engines`
    [[nodiscard]] virtual int version() const = 0;         ///< goes up whenever the output changes
    [[nodiscard]] virtual bool takesStyleTrack() const = 0;
    [[nodiscard]] virtual bool takesPrompt() const = 0;
    [[nodiscard]] virtual bool writesScore() const { return false; } ///< its output has a score
    /// Stems that stay the source's: the request's, and what an engine that reads prompts finds in the prompt.
    [[nodiscard]] virtual std::set<Stem> keptStems(const MorphRequest& request) const { return request.kept; }
    /// Empty when it can run; else what is missing and how to get it, in one sentence.
    [[nodiscard]] virtual std::string missing() const { return {}; }
    /// Keys it accepts in MorphRequest::settings with a line of help each.
    [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> settings() const { return {}; }
    /// Names and relative durations of its stages, for the progress display.
    [[nodiscard]] virtual std::vector<std::pair<std::string, double>> stages() const = 0;

    /// Polls the context at least every 100 ms. Same input and seed: same samples, whatever the number of threads. Throws
    /// EngineError or JobCancelled.
    [[nodiscard]] virtual EngineOutput morph(const MorphInput& input, std::uint64_t seed, JobContext& context) const = 0;

    /// Gain of the source's own layer over the strength; the others bring theirs with morph().
    [[nodiscard]] virtual MixLaw::LayerGain sourceGain() const = 0;
};

/// All engines of the product in the order of the documentation, whether or not they can run here.
[[nodiscard]] const std::vector<std::unique_ptr<Morpher>>& engines();

/// Resolves request.engine ("auto" or an id) for the targets it has. Throws EngineError: BadUsage for an unknown id or a
/// target that no engine takes, MissingResource when the engine cannot run here.
struct EngineChoice {
    const Morpher* engine = nullptr;
    std::string reason; ///< why auto chose it
};
[[nodiscard]] EngineChoice chooseEngine(const MorphRequest& request);

/// The one way through: validates the request, decodes, runs the engine for variant `variant` (0-based), measures
/// loudness and calibrates the dial. Progress over all of it. Throws EngineError or JobCancelled.
[[nodiscard]] std::shared_ptr<const MorphResult> runMorph(const MorphRequest& request, int variant, JobContext& context);

/// Runs a recipe again. Throws EngineError (InputUnreadable) when source or style track are not the bytes the recipe was
/// made from, and says which; a different program or engine version is told in the result's notices.
[[nodiscard]] std::shared_ptr<const MorphResult> runRecipe(const Recipe& recipe, JobContext& context);

} // namespace morphony
