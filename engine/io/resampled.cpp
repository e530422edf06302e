// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/resampled.h"

#include "dsp/mono_source.h"
#include "io/audio_cache.h"
#include "io/resampler.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr FrameCount kBlockFrames = 65'536;

std::shared_ptr<const AudioSource> convert(const AudioSource& audio, SampleRate rate, JobContext& context) {
    const auto frames =
        static_cast<FrameCount>(std::llround(static_cast<double>(audio.frames()) * rate.hz / audio.sampleRate().hz));
    auto result = std::make_shared<ScratchAudio>(audio.channels(), std::max<FrameCount>(frames, 1), rate);
    Resampler resampler(audio.sampleRate(), rate, audio.channels());
    AudioBuffer block(audio.channels(), kBlockFrames);
    FrameCount written = 0;
    const auto write = [&](ConstAudioView ready) {
        result->write(written, ready);
        written += ready.frames();
    };
    for (FrameCount position = 0; position < audio.frames(); position += kBlockFrames) {
        context.checkCancelled();
        const AudioView part = block.view().slice({0, std::min(kBlockFrames, audio.frames() - position)});
        audio.read(position, part);
        write(resampler.process(part));
    }
    write(resampler.flush());
    return result;
}

} // namespace

std::shared_ptr<const AudioSource> resampled(const std::shared_ptr<const AudioSource>& audio, SampleRate rate,
                                             JobContext& context) {
    return audio->sampleRate() == rate ? audio : convert(*audio, rate, context);
}

std::shared_ptr<const AudioSource> resampledMono(const AudioSource& audio, SampleRate rate, JobContext& context) {
    return convert(MonoSource(audio), rate, context);
}

} // namespace morphony
