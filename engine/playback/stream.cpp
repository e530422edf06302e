// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/stream.h"

#include "core/blend.h"

#include <limits>
#include <utility>

namespace morphony {

namespace {

std::size_t blocksFor(FrameCount frames) {
    return static_cast<std::size_t>((frames + Stream::kBlockFrames - 1) / Stream::kBlockFrames);
}

Unrolled unrolled(FrameRange range, double ratio = 1.0) {
    return {static_cast<double>(range.begin) * ratio, static_cast<double>(range.end) * ratio};
}

} // namespace

Stream::Stream(std::shared_ptr<const Program> program, const StreamStart& start, const Output& output,
               const DialSetting& dial)
    : m_program(std::move(program)), m_start(start), m_output(output), m_leftToFill(std::numeric_limits<FrameCount>::max()),
      m_full(blocksFor(output.aheadFrames)), m_free(blocksFor(output.aheadFrames)), m_dial(dial) {
    const auto loop = start.loop ? std::optional(unrolled(*start.loop)) : std::nullopt;
    if (m_program->source) {
        const int channels = m_program->source->channels();
        m_sourceRow = m_rowCount;
        addLane(m_program->source, start.position, loop);
        m_sourceMap.emplace(channels, output.channels);
        if (m_program->take) {
            if (m_program->take->share) {
                m_shareRow = m_rowCount;
                addLane(m_program->take->share, start.position, loop);
            }
            m_takeRow = m_rowCount;
            for (const auto& layer : m_program->take->layers) {
                addLane(layer, start.position, loop);
            }
            m_mixer.emplace(m_program->take->law, output.rate, channels);
            m_mixed.resize(channels, DeckGains::kFrames);
            primeMixer();
        }
    }
    if (m_program->style) {
        m_styleRow = m_rowCount;
        addStyleLane();
        m_styleMap.emplace(m_program->style->channels(), output.channels);
    }
    if (const AudioSource* timeline = m_program->timeline(); timeline != nullptr && !start.loop) {
        const double left = secondsOf(timeline->frames() - start.position, timeline->sampleRate());
        m_leftToFill = std::max(FrameCount{0}, framesOf(left, output.rate));
    }
    m_blocks.resize(blocksFor(output.aheadFrames));
    for (Block& block : m_blocks) {
        block.audio.resize(m_rowCount, kBlockFrames);
        m_free.tryPush(&block);
    }
    m_laneRows.resize(static_cast<std::size_t>(m_rowCount));
    m_blockRows.resize(static_cast<std::size_t>(m_rowCount));
}

void Stream::addLane(const std::shared_ptr<const AudioSource>& source, FrameCount start, std::optional<Unrolled> loop) {
    auto heard = loop ? std::make_shared<const LoopedSource>(source, *loop) : source;
    m_lanes.push_back({LaneReader(std::move(heard), start, m_output.rate), m_rowCount});
    m_rowCount += source->channels();
}

/// The style track runs in time with the piece, and starts again when it is the shorter one.
void Stream::addStyleLane() {
    const auto& style = m_program->style;
    const double ratio = static_cast<double>(style->sampleRate().hz) / m_program->timeline()->sampleRate().hz;
    const bool empty = style->frames() == 0; // nothing to repeat
    const auto again = empty ? style : std::make_shared<const LoopedSource>(style, unrolled({0, style->frames()}));
    addLane(again, std::llround(static_cast<double>(m_start.position) * ratio),
            m_start.loop ? std::optional(unrolled(*m_start.loop, ratio)) : std::nullopt);
}

/// The mixer's look-ahead is fed before the first block, so that the take comes out in step with the other decks.
void Stream::primeMixer() {
    m_mixer->reset(m_dial);
    const int channels = m_program->source->channels();
    const std::size_t layers = m_program->take->layers.size();
    std::vector<AudioBuffer> input(layers);
    std::vector<ConstAudioView> views;
    for (std::size_t i = 0; i < layers; ++i) {
        input[i].resize(channels, m_mixer->latency());
        m_lanes[m_lanes.size() - layers + i].reader.read(input[i].view());
        views.push_back(std::as_const(input[i]).view());
    }
    AudioBuffer past(channels, m_mixer->latency());
    m_mixer->process(views, past.view());
}

bool Stream::fillBlock() {
    Block* block = nullptr;
    if (complete() || !m_free.tryPop(block)) {
        return false;
    }
    block->frames = std::min(kBlockFrames, m_leftToFill);
    for (Lane& lane : m_lanes) {
        for (int c = 0; c < lane.reader.channels(); ++c) {
            m_laneRows[static_cast<std::size_t>(c)] = block->audio.channel(lane.firstRow + c).data();
        }
        lane.reader.read(AudioView(m_laneRows.data(), lane.reader.channels(), block->frames));
    }
    m_leftToFill -= block->frames;
    const bool last = m_leftToFill == 0;
    if (block->frames > 0) {
        m_full.tryPush(std::move(block)); // as many slots as blocks
    }
    if (last) {
        m_complete.store(true, std::memory_order_release);
    }
    return !last;
}

FrameCount Stream::available() const { return static_cast<FrameCount>(m_full.size()) * kBlockFrames; }

FrameCount Stream::contiguous() {
    if (m_block != nullptr && m_used == m_block->frames) {
        m_free.tryPush(std::exchange(m_block, nullptr));
    }
    if (m_block == nullptr) {
        if (!m_full.tryPop(m_block)) {
            return 0;
        }
        m_used = 0;
        for (int row = 0; row < m_rowCount; ++row) {
            m_blockRows[static_cast<std::size_t>(row)] = m_block->audio.channel(row).data();
        }
    }
    return m_block->frames - m_used;
}

void Stream::setDial(const DialSetting& setting) {
    if (m_mixer && setting != m_dial) {
        m_dial = setting;
        m_mixer->setTarget(setting);
    }
}

ConstAudioView Stream::rows(int first, int channels, FrameCount frames) const {
    return {m_blockRows.data() + first, channels, frames, m_used};
}

void Stream::keepSourceOutsideShare(AudioView mix) const {
    const std::span<const float> share = rows(m_shareRow, 1, mix.frames()).channel(0);
    const ConstAudioView source = rows(m_sourceRow, mix.channels(), mix.frames());
    for (int c = 0; c < mix.channels(); ++c) {
        const std::span<float> mixed = mix.channel(c);
        const std::span<const float> original = source.channel(c);
        for (std::size_t i = 0; i < mixed.size(); ++i) {
            mixed[i] = blend(original[i], mixed[i], share[i]);
        }
    }
}

void Stream::render(const DeckGains& gains, AudioView out) {
    const FrameCount frames = out.frames();
    if (m_mixer) { // also while unheard: its look-ahead stays in step
        const int channels = m_program->source->channels();
        const std::size_t layers = m_program->take->layers.size();
        for (std::size_t i = 0; i < layers; ++i) {
            m_layerViews[i] = rows(m_takeRow + static_cast<int>(i) * channels, channels, frames);
        }
        const AudioView mix = m_mixed.view().slice({0, frames});
        m_mixer->process(std::span(m_layerViews).first(layers), mix);
        if (m_program->take->share) {
            keepSourceOutsideShare(mix);
        }
    }
    for (int wished = 0; wished < kDecks; ++wished) {
        const auto index = static_cast<std::size_t>(wished);
        if (gains.audible[index]) {
            const Deck deck = m_program->resolve(static_cast<Deck>(wished));
            const DeckGains::Row& match = gains.match[static_cast<std::size_t>(deck)];
            for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
                m_product[i] = gains.wished[index][i] * match[i];
            }
            addDeck(deck, m_product, out);
        }
    }
    m_used += frames;
    m_frame += frames;
}

void Stream::addDeck(Deck deck, std::span<const float> gains, AudioView out) {
    const FrameCount frames = out.frames();
    if (deck == Deck::Style && m_styleMap) {
        m_styleMap->add(rows(m_styleRow, m_program->style->channels(), frames), gains, out);
    } else if (deck == Deck::Take && m_mixer) {
        m_sourceMap->add(std::as_const(m_mixed).view().slice({0, frames}), gains, out);
    } else if (deck == Deck::Source && m_sourceMap) {
        m_sourceMap->add(rows(m_sourceRow, m_program->source->channels(), frames), gains, out);
    }
}

} // namespace morphony
