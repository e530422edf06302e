// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/tag_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace morphony {

namespace {

double crossEntropy(std::span<const float> logits, std::int64_t truth) {
    const float largest = *std::ranges::max_element(logits);
    double sum = 0.0;
    for (const float each : logits) {
        sum += std::exp(static_cast<double>(each - largest));
    }
    return std::log(sum) + largest - logits[static_cast<std::size_t>(truth)];
}

/// Of logits, mean over the instruments.
double binaryCrossEntropy(std::span<const float> logits, std::span<const float> truth) {
    double sum = 0.0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double x = logits[i];
        sum += std::max(x, 0.0) - x * truth[i] + std::log1p(std::exp(-std::abs(x)));
    }
    return logits.empty() ? 0.0 : sum / static_cast<double>(logits.size());
}

double meanPrecision(std::span<const JudgedPiece> pieces, std::size_t instruments) {
    double sum = 0.0;
    std::size_t occurring = 0;
    for (std::size_t i = 0; i < instruments; ++i) {
        std::vector<float> scores;
        std::vector<float> truth;
        for (const JudgedPiece& piece : pieces) {
            if (!piece.heard.empty()) {
                scores.push_back(piece.instruments[i]);
                truth.push_back(piece.heard[i]);
            }
        }
        if (std::ranges::find(truth, 1.0F) != truth.end()) {
            sum += averagePrecision(scores, truth);
            ++occurring;
        }
    }
    return occurring == 0 ? 0.0 : sum / static_cast<double>(occurring);
}

double rankOne(std::span<const JudgedPiece> pieces) {
    const auto product = [](const std::vector<float>& a, const std::vector<float>& b) {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    };
    const auto alike = [&](const JudgedPiece& a, const JudgedPiece& b) { // a's length is the same for all b
        return product(a.firstHalf, b.secondHalf) / std::sqrt(product(b.secondHalf, b.secondHalf) + 1e-12);
    };
    std::size_t found = 0;
    for (const JudgedPiece& piece : pieces) {
        const double own = alike(piece, piece);
        found += std::ranges::none_of(
            pieces, [&](const JudgedPiece& other) { return &other != &piece && alike(piece, other) >= own; });
    }
    return pieces.empty() ? 0.0 : static_cast<double>(found) / static_cast<double>(pieces.size());
}

} // namespace

double averagePrecision(std::span<const float> scores, std::span<const float> truth) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    double sum = 0.0;
    double right = 0.0;
    for (std::size_t at = 0; at < order.size();) {
        const double before = right;
        std::size_t end = at;
        for (; end < order.size() && scores[order[end]] == scores[order[at]]; ++end) {
            right += truth[order[end]];
        }
        sum += (right - before) * right / static_cast<double>(end);
        at = end;
    }
    return right > 0.0 ? sum / right : 0.0;
}

TagScores scoresOf(std::span<const JudgedPiece> pieces, std::size_t families, std::size_t instruments) {
    TagScores scores;
    scores.confusion.assign(families, std::vector<std::size_t>(families, 0));
    double familyLoss = 0.0;
    double instrumentLoss = 0.0;
    std::size_t named = 0;
    std::size_t heard = 0;
    for (const JudgedPiece& piece : pieces) {
        if (piece.family >= 0) {
            const auto told = static_cast<std::size_t>(std::ranges::max_element(piece.families) - piece.families.begin());
            ++scores.confusion[static_cast<std::size_t>(piece.family)][told];
            scores.familyError += told != static_cast<std::size_t>(piece.family);
            familyLoss += crossEntropy(piece.families, piece.family);
            ++named;
        }
        if (!piece.heard.empty()) {
            instrumentLoss += binaryCrossEntropy(piece.instruments, piece.heard);
            ++heard;
        }
    }
    const auto over = [](double sum, std::size_t count) { return count == 0 ? 0.0 : sum / static_cast<double>(count); };
    scores.familyError = over(scores.familyError, named);
    scores.loss = over(familyLoss, named) + over(instrumentLoss, heard);
    scores.instrumentPrecision = meanPrecision(pieces, instruments);
    scores.retrieval = rankOne(pieces);
    return scores;
}

} // namespace morphony
