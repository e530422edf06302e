// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/render_score.h"

#include "core/engine_error.h"
#include "core/parallel.h"
#include "dsp/loudness.h"
#include "music/effects.h"
#include "music/fluid_player.h"
#include "music/player.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr FrameCount kChunk = 128 * FluidPlayer::kBlock; // 0.2 s: how often cancel is looked at
constexpr double kSilentLufs = -60.0;

struct Event {
    FrameCount frame;
    bool on;
    int key;
    int velocity;
};

std::vector<Event> eventsOf(const ScorePart& part, SampleRate rate) {
    std::vector<Event> events;
    for (const ScoreNote& note : part.notes) {
        events.push_back({framesOf(note.start, rate), true, note.pitch, note.velocity});
        events.push_back({framesOf(note.end, rate), false, note.pitch, 0});
    }
    std::ranges::stable_sort(events, [](const Event& a, const Event& b) {
        return a.frame != b.frame ? a.frame < b.frame : !a.on && b.on; // a key is released before it is struck again
    });
    return events;
}

double renderDry(const ScorePart& part, ScratchAudio& out, const std::filesystem::path& soundfont, double tuningCents, JobContext& context) {
    const SampleRate rate = out.sampleRate();
    FluidPlayer player(soundfont, rate, part.program, part.drums(), tuningCents);
    const std::vector<Event> events = eventsOf(part, rate);
    LoudnessMeter meter(rate, 2);
    AudioBuffer chunk(2, kChunk);
    std::size_t next = 0;
    for (FrameCount at = 0; at < out.frames(); at += kChunk) {
        context.checkCancelled();
        for (FrameCount block = 0; block < kChunk; block += FluidPlayer::kBlock) {
            while (next < events.size() && events[next].frame < at + block + FluidPlayer::kBlock) {
                const Event& event = events[next++];
                event.on ? player.noteOn(event.key, event.velocity) : player.noteOff(event.key);
            }
            player.render(chunk.view().slice({block, block + FluidPlayer::kBlock}));
        }
        const auto used = chunk.view().slice({0, std::min(kChunk, out.frames() - at)});
        meter.add(used);
        out.write(at, used);
    }
    return meter.summary().integratedLufs;
}

/// In place; returns the loudness after it.
double applyEffects(ScratchAudio& audio, const PartStyle& style, PartRole role, double lufs, JobContext& context) {
    PartEffects effects(style, role, audio.sampleRate());
    LoudnessMeter meter(audio.sampleRate(), 2);
    const auto gain = static_cast<float>(gainFromDb(kEffectLufs - lufs));
    AudioBuffer chunk(2, kChunk);
    for (FrameCount at = 0; at < audio.frames(); at += kChunk) {
        context.checkCancelled();
        audio.read(at, chunk.view());
        for (int c = 0; c < 2; ++c) {
            for (float& sample : chunk.channel(c)) {
                sample *= gain;
            }
        }
        effects.process(chunk.view());
        const auto used = chunk.view().slice({0, std::min(kChunk, audio.frames() - at)});
        meter.add(used);
        audio.write(at, used);
    }
    return meter.summary().integratedLufs;
}

} // namespace

std::vector<RenderedPart> renderParts(const Score& score, const Style& style, FrameCount frames, SampleRate rate, const ProgressSpan& progress,
                                      const std::optional<std::filesystem::path>& chosen) {
    const auto soundfont = chosen ? chosen : findSoundfont();
    if (!soundfont) {
        throw EngineError(ErrorKind::MissingResource, "No General MIDI soundfont was found; install the package musescore-general-soundfont-small "
                                                      "or name a file in MORPHONY_SOUNDFONT.");
    }
    std::vector<RenderedPart> parts(score.parts.size());
    std::vector<ScratchAudio*> audio;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto file = std::make_shared<ScratchAudio>(2, frames, rate);
        audio.push_back(file.get());
        parts[i] = {score.parts[i].role, score.parts[i].name, std::move(file), -70.0};
    }
    JobContext& context = progress.context;
    // the part with most notes first, so that the last to finish is a small one
    std::vector<std::size_t> order(parts.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return score.parts[i].notes.size(); });
    parallelFor(order.size(), [&](std::size_t k) {
        const std::size_t i = order[k];
        const double dry = renderDry(score.parts[i], *audio[i], *soundfont, score.tuningCents, context);
        const PartStyle* part = style.part(score.parts[i].role);
        parts[i].lufs = dry > kSilentLufs && part != nullptr ? applyEffects(*audio[i], *part, score.parts[i].role, dry, context) : -70.0;
    });
    context.progress(progress.end);
    return parts;
}

MixedStem mixStem(const std::vector<RenderedPart>& parts, const StemRecipe& recipe, const Score& score, const Style& style, JobContext& context) {
    struct Voice {
        const ScratchAudio* audio;
        float gain;
    };
    std::vector<Voice> voices;
    for (const RenderedPart& part : parts) {
        if (part.lufs <= kSilentLufs || std::ranges::find(recipe.roles, part.role) == recipe.roles.end()) {
            continue;
        }
        const auto same = std::ranges::count_if(parts, [&](const RenderedPart& each) { return each.role == part.role && each.lufs > kSilentLufs; });
        const double level = kEffectLufs + style.part(part.role)->levelLu - 10.0 * std::log10(static_cast<double>(same));
        voices.push_back({part.audio.get(), static_cast<float>(gainFromDb(level - part.lufs))});
    }
    if (voices.empty()) {
        return {};
    }
    const ScratchAudio& first = *voices.front().audio;
    const SampleRate rate = first.sampleRate();
    MixedStem stem{std::make_shared<ScratchAudio>(2, first.frames(), rate), -70.0};
    Reverb reverb(style.reverbSeconds, rate);
    const auto wetGain = static_cast<float>(gainFromDb(style.wetDb));
    const SideChain duck(style.sideChain, score.grid, 1.0);
    Saturation tape(6.0 * style.tape);
    Biquad tapeHighs = Biquad::lowPass(16000.0 - 8000.0 * style.tape, 0.6, rate, 2);
    LoudnessMeter meter(rate, 2);
    AudioBuffer chunk(2, kChunk);
    AudioBuffer each(2, kChunk);
    for (FrameCount at = 0; at < first.frames(); at += kChunk) {
        context.checkCancelled();
        chunk.view().clear();
        for (const Voice& voice : voices) {
            voice.audio->read(at, each.view());
            for (int c = 0; c < 2; ++c) {
                std::ranges::transform(chunk.channel(c), each.channel(c), chunk.channel(c).begin(), [&](float sum, float x) { return sum + voice.gain * x; });
            }
        }
        if (recipe.ducked && style.sideChain > 0.0) {
            duck.process(chunk.view(), at, rate);
        }
        if (recipe.room) {
            each.view().copyFrom(chunk.view());
            reverb.process(each.view());
            for (int c = 0; c < 2; ++c) {
                std::ranges::transform(chunk.channel(c), each.channel(c), chunk.channel(c).begin(), [&](float dry, float wet) { return dry + wetGain * wet; });
            }
        }
        if (style.tape > 0.0) {
            tape.process(chunk.view());
            tapeHighs.process(chunk.view());
        }
        const auto used = chunk.view().slice({0, std::min(kChunk, first.frames() - at)});
        meter.add(used);
        stem.audio->write(at, used);
    }
    stem.lufs = meter.summary().integratedLufs;
    return stem;
}

MixedStem vinylStem(const Style& style, FrameCount frames, SampleRate rate, std::uint64_t seed, JobContext& context) {
    if (style.vinyl <= 0.0) {
        return {};
    }
    MixedStem stem{std::make_shared<ScratchAudio>(2, frames, rate), -70.0};
    SeededRandom random(seed, 99);
    Biquad hiss = Biquad::highPass(1500.0, 0.7, rate, 2);
    Biquad rumble = Biquad::lowPass(60.0, 0.7, rate, 2);
    Biquad click = Biquad::bandPass(3500.0, 0.8, rate, 2);
    const double clicksPerFrame = 9.0 / rate.hz; // nine a second
    LoudnessMeter meter(rate, 2);
    AudioBuffer chunk(2, kChunk);
    for (FrameCount at = 0; at < frames; at += kChunk) {
        context.checkCancelled();
        for (std::size_t n = 0; n < static_cast<std::size_t>(kChunk); ++n) {
            const double u = random.uniform();
            const auto crackle = static_cast<float>(u < clicksPerFrame ? (random.uniform() - 0.5) * 4.0 : 0.0);
            for (int c = 0; c < 2; ++c) {
                const auto noise = static_cast<float>(random.uniform() - 0.5);
                chunk.channel(c)[n] = 0.02F * hiss.process(c, noise) + 0.6F * rumble.process(c, noise) + click.process(c, crackle);
            }
        }
        const auto used = chunk.view().slice({0, std::min(kChunk, frames - at)});
        meter.add(used);
        stem.audio->write(at, used);
    }
    stem.lufs = meter.summary().integratedLufs;
    return stem;
}

} // namespace morphony
