// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/tag_task.h"

#include "core/engine_error.h"
#include "core/half.h"
#include "core/seeded_random.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <numeric>
#include <set>

namespace morphony {

namespace {

constexpr std::size_t kBands = AudioNetShape::kBands;
constexpr std::size_t kFrames = AudioNetShape::kPatchFrames;
constexpr std::size_t kPatch = kFrames * kBands;
constexpr float kFloor = -18.42068F; // LogMel's, ln(1e-8): nothing gets softer than silence
constexpr double kPowerOfDb = std::numbers::ln10 / 10.0;
// what is hidden of half of all patches (D. Park et al. 2019), at most
constexpr std::size_t kHiddenBands = 8;
constexpr std::size_t kHiddenFrames = 16;

std::vector<std::string> sortedTexts(const std::set<std::string>& texts) { return {texts.begin(), texts.end()}; }

template <class Change>
void changeBlock(std::span<float> patch, std::size_t firstFrame, std::size_t frames, std::size_t firstBand,
                 std::size_t bands, Change change) {
    for (std::size_t t = firstFrame; t < firstFrame + frames; ++t) {
        for (std::size_t b = firstBand; b < firstBand + bands; ++b) {
            change(patch[t * kBands + b], b);
        }
    }
}

} // namespace

TagTask::TagTask(const FitSettings& settings, const ShardData& data)
    : m_settings(settings), m_heldOutPatches(settings.heldOutPatches) {
    for (const ShardPiece& piece : data.pieces()) {
        if (piece.frames >= kFrames) {
            (piece.heldOut ? m_heldOut : m_training).push_back(&piece);
        }
    }
    if (m_training.size() < 2 || m_heldOut.empty()) {
        throw EngineError(ErrorKind::InputUnreadable, "The training data have " + std::to_string(m_training.size()) +
                                                          " pieces to train with and " + std::to_string(m_heldOut.size()) +
                                                          " held out that are at least " + std::to_string(kFrames) +
                                                          " frames (6 s) long; two and one are the least.");
    }
    nameLabels();
    measureInput();
}

void TagTask::nameLabels() {
    std::set<std::string> families;
    std::set<std::string> instruments;
    for (const ShardPiece* piece : m_training) {
        if (!piece->family.empty() && !piece->instruments.empty()) { // a recording's folder need not name a family
            families.insert(piece->family);
        }
        instruments.insert(piece->instruments.begin(), piece->instruments.end());
    }
    m_families = m_settings.families.empty() ? sortedTexts(families) : m_settings.families;
    m_instruments = m_settings.instruments.empty() ? sortedTexts(instruments) : m_settings.instruments;
    if (m_families.size() < 2) {
        throw EngineError(ErrorKind::InputUnreadable, "The training data name " + std::to_string(m_families.size()) +
                                                          " style families; two are the least that can be told apart.");
    }
}

void TagTask::measureInput() {
    std::vector<double> sums(kBands);
    std::vector<double> squares(kBands);
    double frames = 0.0;
    for (const ShardPiece* piece : m_training) {
        for (std::size_t i = 0; i < piece->mel.size(); ++i) {
            const double value = fromHalf(piece->mel[i]);
            sums[i % kBands] += value;
            squares[i % kBands] += value * value;
        }
        frames += static_cast<double>(piece->frames);
    }
    for (std::size_t b = 0; b < kBands; ++b) {
        const double mean = sums[b] / frames;
        const double variance = std::max(squares[b] / frames - mean * mean, 1e-4); // silent bands must not blow up
        m_mean.push_back(static_cast<float>(mean));
        m_scale.push_back(static_cast<float>(1.0 / std::sqrt(variance)));
    }
}

/// Every round goes through all pieces in an order of its own.
std::vector<std::size_t> TagTask::orderOf(std::uint64_t round) const {
    SeededRandom random(m_settings.learner.seed, round);
    std::vector<std::size_t> order(m_training.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    return order;
}

std::int64_t TagTask::familyIndex(const ShardPiece& piece) const {
    const auto found = std::ranges::find(m_families, piece.family);
    return found == m_families.end() ? -1 : found - m_families.begin();
}

std::vector<float> TagTask::instrumentRow(const ShardPiece& piece) const {
    std::vector<float> row;
    for (const std::string& name : m_instruments) {
        row.push_back(std::ranges::find(piece.instruments, name) == piece.instruments.end() ? 0.0F : 1.0F);
    }
    return row;
}

void TagTask::addPatch(const ShardPiece& piece, SeededRandom& random, TagBatch& batch) const {
    const std::size_t first = random.below(piece.frames - kFrames + 1) * kBands;
    const std::size_t at = batch.mel.size();
    std::ranges::transform(piece.mel.subspan(first, kPatch), std::back_inserter(batch.mel), fromHalf);
    const std::span patch = std::span(batch.mel).subspan(at);
    const double level = (2.0 * random.uniform() - 1.0) * m_settings.augmentLevelDb * kPowerOfDb;
    const double tilt = (2.0 * random.uniform() - 1.0) * m_settings.augmentTiltDb * kPowerOfDb;
    changeBlock(patch, 0, kFrames, 0, kBands, [&](float& value, std::size_t band) {
        const double slope = static_cast<double>(band) / (kBands - 1) - 0.5;
        value = std::max(kFloor, value + static_cast<float>(level + tilt * slope));
    });
    const auto hide = [&](float& value, std::size_t band) { value = m_mean[band]; };
    if (random.uniform() < 0.5) {
        const std::size_t bands = 1 + random.below(kHiddenBands);
        changeBlock(patch, 0, kFrames, random.below(kBands - bands + 1), bands, hide);
    }
    if (random.uniform() < 0.5) {
        const std::size_t frames = 1 + random.below(kHiddenFrames);
        changeBlock(patch, random.below(kFrames - frames + 1), frames, 0, kBands, hide);
    }
    ++batch.patches;
    batch.family.push_back(familyIndex(piece));
    const std::vector<float> row = instrumentRow(piece);
    batch.instruments.insert(batch.instruments.end(), row.begin(), row.end());
    batch.instrumentsKnown.push_back(piece.instruments.empty() ? 0.0F : 1.0F);
}

TagBatch TagTask::batch(std::uint64_t step) const {
    SeededRandom random(m_settings.learner.seed ^ 0x5851F42D4C957F2DULL, step);
    TagBatch batch;
    batch.mel.reserve(m_settings.batch * kPatch);
    const std::size_t pieces = m_settings.batch / 2;
    std::vector<std::size_t> order;
    for (std::uint64_t position = step * pieces; position < (step + 1) * pieces; ++position) {
        if (order.empty() || position % m_training.size() == 0) {
            order = orderOf(position / m_training.size());
        }
        const ShardPiece& piece = *m_training[order[position % m_training.size()]];
        addPatch(piece, random, batch);
        addPatch(piece, random, batch);
    }
    return batch;
}

TagScores TagTask::judge(const Learner& learner) const {
    std::vector<JudgedPiece> judged;
    for (const ShardPiece* piece : m_heldOut) {
        std::vector<float> mel;
        for (std::size_t i = 0; i < m_heldOutPatches; ++i) {
            const std::size_t first = (piece->frames - kFrames) * i / (m_heldOutPatches - 1);
            std::ranges::transform(piece->mel.subspan(first * kBands, kPatch), std::back_inserter(mel), fromHalf);
        }
        const TagOutputs outputs = learner.run(mel);
        const auto mean = [&](const std::vector<float>& rows, std::size_t from, std::size_t to) {
            const std::size_t columns = rows.size() / m_heldOutPatches;
            std::vector<float> sums(columns, 0.0F);
            for (std::size_t i = from * columns; i < to * columns; ++i) {
                sums[i % columns] += rows[i] / static_cast<float>(to - from);
            }
            return sums;
        };
        const std::size_t half = m_heldOutPatches / 2;
        judged.push_back({familyIndex(*piece), mean(outputs.families, 0, m_heldOutPatches),
                          mean(outputs.instruments, 0, m_heldOutPatches),
                          piece->instruments.empty() ? std::vector<float>() : instrumentRow(*piece),
                          mean(outputs.embedding, 0, half),
                          mean(outputs.embedding, m_heldOutPatches - half, m_heldOutPatches)});
    }
    return scoresOf(judged, m_families.size(), m_instruments.size());
}

} // namespace morphony
