// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/frame_blocks.h"

#include "core/parallel.h"
#include "dsp/mel_bands.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace morphony {

void forFrameBlocks(FrameCount frames, FrameCount blockFrames, const ProgressSpan& progress,
                    const std::function<void(FrameRange)>& body) {
    const auto blocks = static_cast<std::size_t>((frames + blockFrames - 1) / blockFrames);
    const auto caller = std::this_thread::get_id();
    std::atomic<std::size_t> done{0};
    parallelFor(blocks, [&](std::size_t block) {
        const FrameCount begin = static_cast<FrameCount>(block) * blockFrames;
        body({begin, std::min(frames, begin + blockFrames)});
        const double share = static_cast<double>(++done) / static_cast<double>(blocks);
        if (std::this_thread::get_id() == caller) {
            progress.context.progress(progress.begin + share * (progress.end - progress.begin));
        }
    });
    progress.context.progress(progress.end);
}

void forPowerSpectra(const AudioSource& source, StftShape shape, std::span<const FrameRange> ranges,
                     const ProgressSpan& progress, const std::function<void(FrameCount, std::span<float>)>& body) {
    constexpr FrameCount kBlockFrames = 512;
    FrameCount total = 0;
    std::vector<FrameCount> starts; // index of each range's first frame
    for (const FrameRange& range : ranges) {
        starts.push_back(total);
        total += range.size();
    }
    const float perChannel = 1.0F / static_cast<float>(std::max(1, source.channels()));
    forFrameBlocks(total, kBlockFrames, progress, [&](FrameRange block) {
        StftAnalyser analyser(source, shape);
        std::vector<float> power(static_cast<std::size_t>(shape.bins()));
        auto range = static_cast<std::size_t>(std::ranges::upper_bound(starts, block.begin) - starts.begin() - 1);
        for (FrameCount i = block.begin; i < block.end; ++i) {
            if ((i - block.begin) % kFramesPerPoll == 0) {
                progress.context.checkCancelled();
            }
            while (range + 1 < starts.size() && starts[range + 1] <= i) {
                ++range;
            }
            analyser.transform(ranges[range].begin + (i - starts[range]));
            std::ranges::fill(power, 0.0F);
            for (int c = 0; c < source.channels(); ++c) {
                addPowerSpectrum(analyser.bins(c), perChannel, power);
            }
            body(i, power);
        }
    });
}

} // namespace morphony
