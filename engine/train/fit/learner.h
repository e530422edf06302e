// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/audio_net/audio_net_layout.h"
#include "train/fit/tag_batch.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// How a network learns.
struct LearnerOptions {
    std::uint64_t seed = 1;
    std::string device = "auto";    ///< "cpu", "cuda"; "auto": CUDA where there is a GPU
    std::string precision = "auto"; ///< of the products: "float32", "bfloat16"; "auto": bfloat16 on CUDA
    std::size_t threads = 0;        ///< of LibTorch; 0: as many as it likes
    double weightDecay = 0.02;
    double clipNorm = 2.0;       ///< the gradient's length at most
    double averageDecay = 0.999; ///< of the average of the weights, per step
    double dropout = 0.3;
    double retrieval = 0.2; ///< weight of the embedding's own loss
};

struct StepResult {
    double loss = 0.0;
    double gradientNorm = 0.0; ///< before clipping
};

/// What a network says of some patches, row by row; families and instruments before softmax and sigmoid.
struct TagOutputs {
    std::vector<float> embedding;
    std::vector<float> families;
    std::vector<float> instruments;
};

/// The audio network in training: its weights, their moving average, and AdamW (I. Loshchilov, F. Hutter 2017) without
/// decay on normalisation and biases. All of LibTorch is behind it. On a CPU, the same seed, batches and number of threads
/// give the same bits; on CUDA they do not quite. One thread.
class Learner {
public:
    using Metadata = std::map<std::string, std::string>;

    /// Throws EngineError (MissingResource) for a device that is not there, (BadUsage) for one that is not known.
    Learner(const AudioNetShape& shape, const LearnerOptions& options);
    ~Learner();
    Learner(const Learner&) = delete;
    Learner& operator=(const Learner&) = delete;

    [[nodiscard]] std::string deviceName() const; ///< "cpu, float32, 2 threads"
    [[nodiscard]] std::uint64_t steps() const;    ///< done so far

    /// What the input is standardised by, kBands values each: (value - mean) * scale.
    void setInput(std::span<const float> mean, std::span<const float> scale);

    /// Throws EngineError (Internal) naming the layer when something is not finite any more; the learner is of no more use
    /// then.
    StepResult step(const TagBatch& batch, double learningRate);

    /// By the averaged weights.
    [[nodiscard]] TagOutputs run(std::span<const float> mel) const;

    /// Everything that going on needs. Throw EngineError (OutputUnwritable, InputUnreadable).
    void save(const std::filesystem::path& file, const Metadata& metadata) const;
    [[nodiscard]] Metadata load(const std::filesystem::path& file);

    /// The averaged weights as AudioNet reads them: matrices and kernels as half floats, the rest as floats.
    void writeWeights(const std::filesystem::path& file, const Metadata& metadata) const;
    /// Weights and average become those of such a file.
    void readWeights(const std::filesystem::path& file);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace morphony
