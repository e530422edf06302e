// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/player.h"

#include "core/engine_error.h"
#include "playback/stream_filler.h"

namespace morphony {

namespace {

/// Quieter than this there is nothing to match.
constexpr double kSilentLufs = -60.0;

bool sameShape(const AudioSource& a, const AudioSource& b) {
    return a.sampleRate() == b.sampleRate() && a.channels() == b.channels() && a.frames() == b.frames();
}

void requireFits(const PlayableTake& take, const AudioSource* source) {
    const auto require = [](bool holds, const char* sentence) {
        if (!holds) {
            throw EngineError(ErrorKind::BadUsage, sentence);
        }
    };
    require(source != nullptr, "A take cannot be played without its source; open the source first.");
    require(take.law != nullptr && take.layers.size() == take.law->layers.size() && !take.layers.empty() &&
                take.layers.size() <= LayerMixer::kMaxLayers,
            "A take to be played needs one mixing rule for each of its 1 to 32 layers.");
    for (const auto& layer : take.layers) {
        require(layer != nullptr && sameShape(*layer, *source),
                "A take to be played must have the source's sample rate, channels and length in every layer.");
    }
    require(take.share == nullptr || (take.share->channels() == 1 && take.share->frames() == source->frames() &&
                                      take.share->sampleRate() == source->sampleRate()),
            "The share of a take to be played must have one channel and the source's sample rate and length.");
}

} // namespace

struct Player::Impl {
    Impl(const std::string& device, DeviceFactory open) : filler(std::move(open), device) {}

    void apply(Program next) {
        auto shared = std::make_shared<const Program>(std::move(next));
        program = shared.get();
        if (program->timeline() == nullptr) {
            filler.pause();
        }
        filler.setProgram(std::move(shared));
    }
    [[nodiscard]] std::optional<LoudnessSummary>& loudnessOf(Deck deck) {
        return deck == Deck::Style ? styleLoudness : sourceLoudness;
    }
    void applyLevelMatch();

    StreamFiller filler;
    const Program* program = nullptr; ///< the filler's current one, kept alive there
    Deck wished = Deck::Source;
    bool levelMatch = false;
    std::optional<LoudnessSummary> sourceLoudness;
    std::optional<LoudnessSummary> styleLoudness;
    std::array<double, kDecks> matchDb{};
};

void Player::Impl::applyLevelMatch() {
    matchDb.fill(0.0);
    const auto audible = [](const auto& loudness) { return loudness && loudness->integratedLufs > kSilentLufs; };
    if (levelMatch && audible(sourceLoudness) && audible(styleLoudness)) {
        const double highest = styleLoudness->integratedLufs - styleLoudness->truePeakDbtp; // with peaks at 0 dBTP
        const double common = std::min(sourceLoudness->integratedLufs, highest);
        matchDb[static_cast<std::size_t>(Deck::Source)] = common - sourceLoudness->integratedLufs;
        matchDb[static_cast<std::size_t>(Deck::Take)] = common - sourceLoudness->integratedLufs;
        matchDb[static_cast<std::size_t>(Deck::Style)] = common - styleLoudness->integratedLufs;
    }
    for (std::size_t deck = 0; deck < kDecks; ++deck) {
        filler.controls.matchGain[deck].store(static_cast<float>(gainFromDb(matchDb[deck])), std::memory_order_relaxed);
    }
}

Player::Player(const std::string& device, DeviceFactory open) : m_impl(std::make_unique<Impl>(device, std::move(open))) {
    m_impl->apply({});
}
Player::~Player() = default;

void Player::setSource(std::shared_ptr<const AudioSource> source) {
    Program next = *m_impl->program;
    if (!source || !next.source || !sameShape(*source, *next.source)) {
        next.take.reset();
    }
    next.source = std::move(source);
    m_impl->sourceLoudness.reset();
    m_impl->applyLevelMatch();
    m_impl->apply(std::move(next));
}

void Player::setTake(std::shared_ptr<const PlayableTake> take) {
    Program next = *m_impl->program;
    if (take) {
        requireFits(*take, next.source.get());
    }
    next.take = std::move(take);
    m_impl->apply(std::move(next));
}

void Player::setStyle(std::shared_ptr<const AudioSource> style) {
    Program next = *m_impl->program;
    next.style = std::move(style);
    m_impl->styleLoudness.reset();
    m_impl->applyLevelMatch();
    m_impl->apply(std::move(next));
}

void Player::play() {
    if (m_impl->program->timeline() != nullptr) {
        m_impl->filler.play();
    }
}

void Player::pause() { m_impl->filler.pause(); }

void Player::seek(FrameCount position) { m_impl->filler.seek(position); }

void Player::setLoop(std::optional<FrameRange> loop) { m_impl->filler.setLoop(loop); }

void Player::hear(Deck deck) {
    m_impl->wished = deck;
    m_impl->filler.controls.deck.store(deck, std::memory_order_relaxed);
}

void Player::setDial(const DialSetting& setting) { m_impl->filler.controls.dial.write(setting); }

void Player::setVolume(double gain) {
    m_impl->filler.controls.volume.store(static_cast<float>(std::clamp(gain, 0.0, 1.0)), std::memory_order_relaxed);
}

void Player::setLevelMatch(bool on) {
    m_impl->levelMatch = on;
    m_impl->applyLevelMatch();
}

void Player::setDeckLoudness(Deck deck, const std::optional<LoudnessSummary>& loudness) {
    m_impl->loudnessOf(deck) = loudness;
    m_impl->applyLevelMatch();
}

void Player::setDevice(const std::string& device) { m_impl->filler.setDevice(device); }

std::string Player::deviceProblem() { return m_impl->filler.view().deviceProblem; }

PlayerState Player::state() {
    StreamFiller& filler = m_impl->filler;
    const Program& program = *m_impl->program;
    StreamFiller::View view = filler.view();
    PlayerState state;
    state.playing = filler.controls.playing.load(std::memory_order_acquire) && !view.ended;
    state.heard = program.resolve(m_impl->wished);
    state.position = view.position;
    if (program.style && program.style->frames() > 0) {
        const FrameCount frames = framesOf(secondsOf(view.position, view.timelineRate), program.style->sampleRate());
        state.stylePosition = frames % program.style->frames();
    }
    state.peakLeft = filler.telemetry.peaks[0].exchange(0.0F, std::memory_order_relaxed);
    state.peakRight = filler.telemetry.peaks[1].exchange(0.0F, std::memory_order_relaxed);
    state.shortTermLufs = state.playing ? view.shortTermLufs : -70.0;
    state.levelMatchDb = m_impl->matchDb[static_cast<std::size_t>(state.heard)];
    state.underruns = filler.telemetry.underruns.load(std::memory_order_relaxed);
    state.aheadSeconds = view.aheadSeconds;
    state.pending = view.pending;
    state.deviceLost = view.deviceLost;
    state.deviceName = std::move(view.deviceName);
    state.nullDevice = view.nullDevice;
    state.problem = std::move(view.problem);
    return state;
}

} // namespace morphony
