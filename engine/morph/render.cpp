// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/render.h"

#include "io/audio_cache.h"
#include "morph/region.h"

namespace morphony {

namespace {

constexpr FrameCount kBlockFrames = 8192; // 0.2 s at 44.1 kHz: a cancel is seen well within 200 ms

/// The mix of the layers from a frame on, with the mixer's delay taken off.
class MixReader {
public:
    MixReader(const MorphResult& result, const DialSetting& setting, FrameCount begin)
        : m_result(result), m_mixer(result.law, result.sourceAudio().sampleRate(), result.sourceAudio().channels()),
          m_position(begin) {
        m_mixer.reset(setting);
        for (std::size_t i = 0; i < result.layers.size(); ++i) {
            m_blocks.emplace_back(result.sourceAudio().channels(), kBlockFrames);
        }
        AudioBuffer swallowed(result.sourceAudio().channels(), kBlockFrames);
        for (FrameCount left = m_mixer.latency(); left > 0; left -= std::min(left, kBlockFrames)) {
            next(swallowed.view().slice({0, std::min(left, kBlockFrames)}));
        }
    }

    void next(AudioView out) {
        std::vector<ConstAudioView> views;
        for (std::size_t i = 0; i < m_blocks.size(); ++i) {
            const AudioView block = m_blocks[i].view().slice({0, out.frames()});
            m_result.layers[i].audio->read(m_position, block);
            views.emplace_back(block);
        }
        m_mixer.process(views, out);
        m_position += out.frames();
    }

private:
    const MorphResult& m_result;
    LayerMixer m_mixer;
    std::vector<AudioBuffer> m_blocks;
    FrameCount m_position;
};

} // namespace

void renderBlocks(const MorphResult& result, const DialSetting& setting, JobContext& context,
                  const std::function<void(ConstAudioView)>& sink) {
    const AudioSource& source = result.sourceAudio();
    const RegionFade fade(result.region, source.frames(), source.sampleRate());
    AudioBuffer original(source.channels(), kBlockFrames);
    AudioBuffer mixed(source.channels(), kBlockFrames);
    std::optional<MixReader> mix;
    for (FrameCount position = 0; position < source.frames();) {
        // blocks end where the region begins and ends, so that the mix starts exactly there
        FrameCount end = std::min(source.frames(), position + kBlockFrames);
        for (const FrameCount edge : {result.region.begin, result.region.end}) {
            end = position < edge ? std::min(end, edge) : end;
        }
        const FrameRange part{0, end - position};
        const AudioView untouched = original.view().slice(part);
        source.read(position, untouched);
        if (setting.isSource() || !result.region.contains(position)) {
            sink(untouched);
        } else {
            if (!mix) {
                mix.emplace(result, setting, result.region.begin);
            }
            const AudioView block = mixed.view().slice(part);
            mix->next(block);
            fade.apply(position, untouched, block);
            sink(block);
        }
        position = end;
        context.progress(static_cast<double>(position) / static_cast<double>(source.frames()));
    }
}

AudioBuffer render(const MorphResult& result, const DialSetting& setting) {
    const AudioSource& source = result.sourceAudio();
    AudioBuffer whole(source.channels(), source.frames());
    FrameCount position = 0;
    JobContext context;
    renderBlocks(result, setting, context, [&](ConstAudioView block) {
        whole.view().slice({position, position + block.frames()}).copyFrom(block);
        position += block.frames();
    });
    return whole;
}

AudioBuffer render(const MorphResult& result, double strength) { return render(result, DialSetting{strength, {}, {}, {}}); }

std::shared_ptr<const AudioSource> renderToSource(const MorphResult& result, const DialSetting& setting,
                                                  JobContext& context) {
    const AudioSource& source = result.sourceAudio();
    auto whole = std::make_shared<ScratchAudio>(source.channels(), source.frames(), source.sampleRate());
    FrameCount position = 0;
    renderBlocks(result, setting, context, [&](ConstAudioView block) {
        whole->write(position, block);
        position += block.frames();
    });
    return whole;
}

std::string exportMorph(const MorphResult& result, const DialSetting& setting, const std::filesystem::path& file,
                        AudioWriteSettings settings, JobContext& context) {
    if (!settings.tagsFrom) {
        settings.tagsFrom = result.source.file;
    }
    const AudioSource& source = result.sourceAudio();
    AudioWriter writer(file, source.sampleRate(), source.channels(), settings);
    renderBlocks(result, setting, context, [&](ConstAudioView block) { writer.write(block); });
    writer.commit();
    return writer.notes();
}

} // namespace morphony
