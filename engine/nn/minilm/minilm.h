// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/minilm/word_pieces.h"
#include "nn/safetensors.h"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// The sentence encoder all-MiniLM-L6-v2: a text becomes a vector of length 1, and texts that mean alike have vectors with
/// a large dot product. BERT of 6 layers, 12 heads and 384 features; the mean over the pieces of a text, normalised.
/// English; words of other languages are only known as far as they look like English ones. const and shared between
/// threads.
class MiniLm {
public:
    static constexpr std::size_t kFeatures = 384;
    static constexpr std::size_t kMostPieces = 256; ///< what follows is left out, as the model's authors do

    /// Keeps the file, 90 MB. Throws EngineError (MissingResource) when a tensor is missing or of another shape.
    explicit MiniLm(TensorFile weights);

    /// One row of kFeatures per text. The same for any number of threads, and for any company that a text has.
    [[nodiscard]] std::vector<float> embed(std::span<const std::string> texts) const;

private:
    struct Norm {
        std::span<const float> weight, bias;
    };
    struct Linear { ///< [in x out]
        std::span<const float> weight, bias;
    };
    struct Layer {
        Linear queryKeyValue, attended, widened, narrowed;
        Norm afterAttention, afterWidening;
    };
    static constexpr std::size_t kLayers = 6;

    Linear linear(const std::string& name, std::size_t in, std::size_t out) const;
    Norm norm(const std::string& name) const;
    void embedGroup(std::span<const std::string> texts, float* rows) const;

    TensorFile m_file;
    WordPieces m_pieces;
    std::span<const float> m_words, m_positions, m_types;
    Norm m_inputNorm;
    std::array<Layer, kLayers> m_layers;
};

} // namespace morphony
