// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/style_sections.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace morphony {

namespace {

constexpr double kSectionSeconds = 8.0;
constexpr FrameCount kFewestSections = 12;
constexpr std::uint64_t kWholeTrackSeed = 1;

/// SplitMix64 (Steele, Lea & Flood 2014): the same numbers everywhere, unlike the standard library's distributions.
std::uint64_t nextRandom(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

/// `chosen` different numbers of [0, count), rising.
std::vector<FrameCount> draw(FrameCount count, FrameCount chosen, std::uint64_t seed) {
    std::vector<FrameCount> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), FrameCount{0});
    for (std::size_t i = 0; i < static_cast<std::size_t>(chosen); ++i) {
        std::swap(all[i], all[i + nextRandom(seed) % (all.size() - i)]);
    }
    all.resize(static_cast<std::size_t>(chosen));
    std::ranges::sort(all);
    return all;
}

/// A piece cut into sections of equal length, and how many of them make `mostSeconds`.
struct Cut {
    FrameCount frames;
    FrameCount count;
    FrameCount most;

    Cut(FrameCount pieceFrames, double framesASecond, double mostSeconds) : frames(pieceFrames) {
        const auto wished = static_cast<FrameCount>(static_cast<double>(frames) / (kSectionSeconds * framesASecond));
        count = std::clamp<FrameCount>(wished, std::min(kFewestSections, frames), frames);
        const double seconds = static_cast<double>(frames) / static_cast<double>(count) / framesASecond;
        most = std::max<FrameCount>(1, static_cast<FrameCount>(mostSeconds / seconds));
    }
    [[nodiscard]] FrameRange section(FrameCount i) const { return {frames * i / count, frames * (i + 1) / count}; }
};

} // namespace

std::vector<FrameRange> spreadSections(FrameCount frames, double framesASecond, double mostSeconds) {
    const Cut cut(frames, framesASecond, mostSeconds);
    if (cut.count <= cut.most) {
        return {{0, frames}};
    }
    std::vector<FrameRange> ranges;
    for (FrameCount i = 0; i < cut.most; ++i) {
        ranges.push_back(cut.section(i * cut.count / cut.most));
    }
    return ranges;
}

std::vector<FrameRange> styleSections(FrameCount frames, double framesASecond, std::uint64_t seed, double mostSeconds) {
    if (seed == kWholeTrackSeed) {
        return spreadSections(frames, framesASecond, mostSeconds);
    }
    const Cut cut(frames, framesASecond, mostSeconds);
    std::vector<FrameRange> ranges;
    for (const FrameCount i : draw(cut.count, std::min(cut.most, (cut.count + 2) / 3), seed)) {
        ranges.push_back(cut.section(i));
    }
    return ranges;
}

} // namespace morphony
