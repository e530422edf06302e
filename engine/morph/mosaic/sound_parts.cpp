// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/sound_parts.h"

#include "core/parallel.h"
#include "dsp/hpss.h"
#include "io/resampler.h"
#include "morph/lasting_part.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr FrameCount kBlockHops = 256;
constexpr double kMostSeconds = 64.0;
/// Sections are 8 s each at 44.1 kHz stereo; more channels or a higher rate get fewer of them for the same memory.
constexpr double kMostSamples = kMostSeconds * 2.0 * 48'000.0;

FrameCount blockFrames(SampleRate rate) { return kBlockHops * HpssShape{}.stft.scaledTo(rate).hop; }

/// The same sound for another number of channels: one channel is their mean, more than two carry mono in front.
AudioBuffer withChannels(AudioBuffer in, int channels) {
    if (in.channels() == channels) {
        return in;
    }
    AudioBuffer out(channels, in.frames());
    if (in.channels() == 2 && channels > 2) {
        std::ranges::copy(in.channel(0), out.channel(0).begin());
        std::ranges::copy(in.channel(1), out.channel(1).begin());
        return out;
    }
    const float share = 1.0F / static_cast<float>(in.channels());
    for (int c = 0; c < std::min(channels, 2); ++c) {
        for (int from = 0; from < in.channels(); ++from) {
            std::ranges::transform(in.channel(from), out.channel(c), out.channel(c).begin(),
                                   [share](float sample, float sum) { return sum + share * sample; });
        }
    }
    return out;
}

AudioBuffer minus(const AudioBuffer& a, const AudioBuffer& b) {
    AudioBuffer result(a.channels(), a.frames());
    for (int c = 0; c < a.channels(); ++c) {
        std::ranges::transform(a.channel(c), b.channel(c), result.channel(c).begin(), std::minus{});
    }
    return result;
}

} // namespace

SoundParts separate(const std::shared_ptr<const AudioSource>& source, const ProgressSpan& progress) {
    const auto harmonic = lastingPart(*source, {}, progress);
    return {harmonic, without(source, harmonic)};
}

FrameRange StyleMaterial::sectionAt(FrameCount frame) const {
    const auto found = std::ranges::find_if(sections, [&](const FrameRange& section) { return section.contains(frame); });
    return found == sections.end() ? FrameRange{frame, frame} : *found;
}

StyleMaterial styleMaterial(const AudioSource& style, SampleRate rate, int channels, std::uint64_t seed,
                            const ProgressSpan& progress) {
    const double seconds = std::min(kMostSeconds, kMostSamples / (static_cast<double>(channels) * rate.hz));
    const auto ranges = styleSections(style.frames(), style.sampleRate().hz, seed, seconds);
    // a long style may come as one range for the seed that listens to all of it; no more than `seconds` are used
    struct Piece {
        AudioBuffer whole, harmonic;
    };
    std::vector<Piece> pieces(ranges.size());
    parallelFor(ranges.size(), [&](std::size_t i) {
        progress.context.checkCancelled();
        AudioBuffer sound = withChannels(readRange(style, ranges[i]), channels);
        if (style.sampleRate() != rate) {
            sound = resample(sound.view(), style.sampleRate(), rate);
        }
        const BufferSource source(std::move(sound), rate);
        AudioBuffer harmonic(channels, source.frames());
        for (FrameCount at = 0; at < source.frames(); at += blockFrames(rate)) {
            const FrameRange block{at, std::min(source.frames(), at + blockFrames(rate))};
            harmonic.view().slice(block).copyFrom(harmonicPart(source, block, {}, progress.context).view());
        }
        pieces[i] = {readAll(source), std::move(harmonic)};
    });
    progress.context.progress(progress.end);
    StyleMaterial material;
    FrameCount total = 0;
    for (const Piece& piece : pieces) {
        material.sections.push_back({total, total + piece.whole.frames()});
        total += piece.whole.frames();
    }
    AudioBuffer whole(channels, total);
    AudioBuffer harmonic(channels, total);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        whole.view().slice(material.sections[i]).copyFrom(pieces[i].whole.view());
        harmonic.view().slice(material.sections[i]).copyFrom(pieces[i].harmonic.view());
    }
    material.percussive = std::make_shared<const BufferSource>(minus(whole, harmonic), rate);
    material.whole = std::make_shared<const BufferSource>(std::move(whole), rate);
    material.harmonic = std::make_shared<const BufferSource>(std::move(harmonic), rate);
    return material;
}

} // namespace morphony
