// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/fit/fit_settings.h"
#include "train/fit/shard_data.h"
#include "train/fit/tag_batch.h"
#include "train/fit/tag_scores.h"

#include <cstdint>
#include <string>
#include <vector>

namespace morphony {

/// What the audio network is trained for: patches of the training pieces in a random order that follows from the seed and
/// the step alone, and the judgement of held-out pieces. Const; any thread.
class TagTask {
public:
    /// `settings` and `data` must outlive it. Throws EngineError (InputUnreadable): no piece to train with or to judge by.
    TagTask(const FitSettings& settings, const ShardData& data);

    [[nodiscard]] const std::vector<std::string>& families() const { return m_families; }
    [[nodiscard]] const std::vector<std::string>& instruments() const { return m_instruments; }
    [[nodiscard]] std::size_t trainingPieces() const { return m_training.size(); }
    [[nodiscard]] std::size_t heldOutPieces() const { return m_heldOut.size(); }

    /// Of every band over all training pieces: its mean, and one over its standard deviation.
    [[nodiscard]] const std::vector<float>& inputMean() const { return m_mean; }
    [[nodiscard]] const std::vector<float>& inputScale() const { return m_scale; }

    [[nodiscard]] TagBatch batch(std::uint64_t step) const;

    /// How good the learner's averaged weights are on held-out pieces, each judged by the mean of its patches' outputs.
    [[nodiscard]] TagScores judge(const Learner& learner) const;

private:
    void nameLabels();
    void measureInput();
    void addPatch(const ShardPiece& piece, class SeededRandom& random, TagBatch& batch) const;
    [[nodiscard]] std::int64_t familyIndex(const ShardPiece& piece) const;
    [[nodiscard]] std::vector<float> instrumentRow(const ShardPiece& piece) const;
    [[nodiscard]] std::vector<std::size_t> orderOf(std::uint64_t round) const;

    const FitSettings& m_settings;
    std::vector<const ShardPiece*> m_training;
    std::vector<const ShardPiece*> m_heldOut;
    std::vector<std::string> m_families;
    std::vector<std::string> m_instruments;
    std::vector<float> m_mean;
    std::vector<float> m_scale;
    std::size_t m_heldOutPatches = 0;
};

} // namespace morphony
