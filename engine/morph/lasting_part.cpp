// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/lasting_part.h"

#include "io/audio_cache.h"

#include <algorithm>
#include <functional>

namespace morphony {

namespace {

constexpr FrameCount kBlockSamples = FrameCount{1} << 18; // 6 s at 44.1 kHz; blocks are joined without a seam

class Rest final : public AudioSource {
public:
    Rest(std::shared_ptr<const AudioSource> whole, std::shared_ptr<const AudioSource> part)
        : m_whole(std::move(whole)), m_part(std::move(part)) {}

    [[nodiscard]] SampleRate sampleRate() const override { return m_whole->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_whole->channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_whole->frames(); }
    void read(FrameCount position, AudioView out) const override {
        m_whole->read(position, out);
        AudioBuffer part(out.channels(), out.frames());
        m_part->read(position, part.view());
        for (int c = 0; c < out.channels(); ++c) {
            std::ranges::transform(out.channel(c), part.channel(c), out.channel(c).begin(), std::minus{});
        }
    }

private:
    const std::shared_ptr<const AudioSource> m_whole;
    const std::shared_ptr<const AudioSource> m_part;
};

} // namespace

std::shared_ptr<const AudioSource> lastingPart(const AudioSource& piece, const HpssShape& shape,
                                               const ProgressSpan& progress) {
    auto lasting = std::make_shared<ScratchAudio>(piece.channels(), piece.frames(), piece.sampleRate());
    forFrameBlocks(piece.frames(), kBlockSamples, progress, [&](FrameRange range) {
        lasting->write(range.begin, harmonicPart(piece, range, shape, progress.context).view());
    });
    return lasting;
}

std::shared_ptr<const AudioSource> without(std::shared_ptr<const AudioSource> whole,
                                           std::shared_ptr<const AudioSource> part) {
    return std::make_shared<const Rest>(std::move(whole), std::move(part));
}

} // namespace morphony
