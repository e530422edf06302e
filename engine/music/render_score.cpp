// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/render_score.h"

#include "core/engine_error.h"
#include "core/parallel.h"
#include "core/seeded_random.h"
#include "dsp/integrated_loudness.h"
#include "music/drum_shots.h"
#include "music/effects.h"
#include "music/fluid_player.h"

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

/// One part but the drums being played, block after block.
class Performance {
public:
    Performance(const ScorePart& part, const std::filesystem::path& soundfont, SampleRate rate, double tuningCents,
                const JobContext& context)
        : m_player(soundfont, rate, part.program, false, tuningCents, context), m_events(eventsOf(part, rate)) {}

    /// The next frames, a multiple of FluidPlayer::kBlock.
    void render(AudioView stereo) {
        for (FrameCount done = 0; done < stereo.frames();) {
            for (; m_next < m_events.size() && m_events[m_next].frame < m_at + FluidPlayer::kBlock; ++m_next) {
                const Event& event = m_events[m_next];
                event.on ? m_player.noteOn(event.key, event.velocity) : m_player.noteOff(event.key);
            }
            const FrameCount run = std::min(untilNextEvent(), stereo.frames() - done);
            const AudioView out = stereo.slice({done, done + run});
            if (m_player.sounds()) {
                m_player.render(out);
            } else {
                out.clear();
            }
            done += run;
            m_at += run;
        }
    }

private:
    /// Whole blocks up to the one that the next event falls into.
    [[nodiscard]] FrameCount untilNextEvent() const {
        return m_next < m_events.size() ? (m_events[m_next].frame - m_at) / FluidPlayer::kBlock * FluidPlayer::kBlock
                                        : kChunk;
    }

    FluidPlayer m_player;
    std::vector<Event> m_events;
    std::size_t m_next = 0;
    FrameCount m_at = 0; ///< end of what is rendered, on a block
};

/// Runs fill(chunk, position) over all frames, writes what it makes and returns its loudness.
template <typename Fill>
double writeAll(ScratchAudio& out, const JobContext& context, Fill fill) {
    IntegratedLoudness loudness(out.sampleRate(), 2);
    AudioBuffer chunk(2, kChunk);
    for (FrameCount at = 0; at < out.frames(); at += kChunk) {
        context.checkCancelled();
        fill(chunk.view(), at);
        const auto used = chunk.view().slice({0, std::min(kChunk, out.frames() - at)});
        loudness.add(used);
        out.write(at, used);
    }
    return loudness.lufs();
}

void amplify(AudioView audio, float gain) {
    for (int c = 0; c < audio.channels(); ++c) {
        for (float& sample : audio.channel(c)) {
            sample *= gain;
        }
    }
}

void addTo(AudioView sum, ConstAudioView audio, float gain) {
    for (int c = 0; c < sum.channels(); ++c) {
        std::ranges::transform(sum.channel(c), audio.channel(c), sum.channel(c).begin(),
                               [gain](float before, float sample) { return before + gain * sample; });
    }
}

/// Puts what play(chunk) makes through a part's effects; returns its loudness.
template <typename Play>
double renderPlayed(PartRole role, const PartStyle& style, ScratchAudio& out, const JobContext& context, Play play) {
    PartEffects effects(style, role, out.sampleRate());
    const bool atOnce = !PartEffects::dependOnLevel(style);
    const double lufs = writeAll(out, context, [&](AudioView chunk, FrameCount) {
        play(chunk);
        if (atOnce) {
            effects.process(chunk);
        }
    });
    if (atOnce || lufs <= kSilentLufs) {
        return lufs;
    }
    const auto gain = static_cast<float>(gainFromDb(kEffectLufs - lufs));
    return writeAll(out, context, [&](AudioView chunk, FrameCount at) {
        out.read(at, chunk);
        amplify(chunk, gain);
        effects.process(chunk);
    });
}

double renderPart(const ScorePart& part, const PartStyle& style, ScratchAudio& out, const std::filesystem::path& soundfont,
                  double tuningCents, const JobContext& context) {
    if (part.drums()) {
        DrumShots drums(part.notes, soundfont, out.sampleRate(), part.program, context);
        return renderPlayed(part.role, style, out, context, [&](AudioView chunk) { drums.render(chunk); });
    }
    Performance performance(part, soundfont, out.sampleRate(), tuningCents, context);
    return renderPlayed(part.role, style, out, context, [&](AudioView chunk) { performance.render(chunk); });
}

} // namespace

std::vector<RenderedPart> renderParts(const Score& score, const Style& style, FrameCount frames, SampleRate rate,
                                      const ProgressSpan& progress, const std::optional<std::filesystem::path>& chosen) {
    const auto soundfont = chosen ? chosen : findSoundfont();
    if (!soundfont) {
        throw EngineError(ErrorKind::MissingResource,
                          "No General MIDI soundfont was found; install the package musescore-general-soundfont-small "
                          "or name a file in MORPHONY_SOUNDFONT.");
    }
    std::vector<RenderedPart> parts(score.parts.size());
    std::vector<ScratchAudio*> audio;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto file = std::make_shared<ScratchAudio>(2, frames, rate);
        audio.push_back(file.get());
        parts[i] = {score.parts[i].role, score.parts[i].name, std::move(file), -70.0};
    }
    const JobContext& context = progress.context;
    // the part with most notes first, so that the last to finish is a small one
    std::vector<std::size_t> order(parts.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return score.parts[i].notes.size(); });
    parallelFor(order.size(), [&](std::size_t k) {
        const std::size_t i = order[k];
        if (const PartStyle* part = style.part(score.parts[i].role)) {
            parts[i].lufs = renderPart(score.parts[i], *part, *audio[i], *soundfont, score.tuningCents, context);
        }
    });
    progress.context.progress(progress.end);
    return parts;
}

namespace {

struct Voice {
    std::shared_ptr<ScratchAudio> audio;
    double db;
    double lufs; ///< with that gain
};

std::vector<Voice> voicesOf(const std::vector<RenderedPart>& parts, const StemRecipe& recipe, const Style& style) {
    std::vector<Voice> voices;
    for (const RenderedPart& part : parts) {
        if (part.lufs <= kSilentLufs || std::ranges::find(recipe.roles, part.role) == recipe.roles.end()) {
            continue;
        }
        const auto same = std::ranges::count_if(
            parts, [&](const RenderedPart& each) { return each.role == part.role && each.lufs > kSilentLufs; });
        const double level = kEffectLufs + style.part(part.role)->levelLu - 10.0 * std::log10(static_cast<double>(same));
        voices.push_back({part.audio, level - part.lufs, level});
    }
    return voices;
}

MixedStem mixStem(const std::vector<RenderedPart>& parts, const StemRecipe& recipe, const Score& score, const Style& style,
                  const JobContext& context) {
    const std::vector<Voice> voices = voicesOf(parts, recipe, style);
    if (voices.empty()) {
        return {};
    }
    const bool ducked = recipe.ducked && style.sideChain > 0.0;
    if (voices.size() == 1 && !recipe.room && !ducked && style.tape <= 0.0) { // as it is
        return {voices.front().audio, voices.front().lufs, gainFromDb(voices.front().db)};
    }
    const SampleRate rate = voices.front().audio->sampleRate();
    const auto mix = std::make_shared<ScratchAudio>(2, voices.front().audio->frames(), rate);
    Reverb reverb(style.reverbSeconds, rate);
    const auto wetGain = static_cast<float>(gainFromDb(style.wetDb));
    const SideChain duck(style.sideChain, score.grid, 1.0);
    Saturation tape(6.0 * style.tape);
    Biquad tapeHighs = Biquad::lowPass(16000.0 - 8000.0 * style.tape, 0.6, rate, 2);
    AudioBuffer each(2, kChunk);
    const double lufs = writeAll(*mix, context, [&](AudioView chunk, FrameCount at) {
        chunk.clear();
        for (const Voice& voice : voices) {
            voice.audio->read(at, each.view());
            addTo(chunk, each.view(), static_cast<float>(gainFromDb(voice.db)));
        }
        if (ducked) {
            duck.process(chunk, at, rate);
        }
        if (recipe.room) {
            each.view().copyFrom(chunk);
            reverb.process(each.view());
            addTo(chunk, each.view(), wetGain);
        }
        if (style.tape > 0.0) {
            tape.process(chunk);
            tapeHighs.process(chunk);
        }
    });
    return {mix, lufs, 1.0};
}

} // namespace

std::vector<MixedStem> mixStems(const std::vector<RenderedPart>& parts, std::span<const StemRecipe> recipes,
                                const Score& score, const Style& style, const JobContext& context) {
    std::vector<MixedStem> stems(recipes.size());
    parallelFor(recipes.size(), [&](std::size_t i) { stems[i] = mixStem(parts, recipes[i], score, style, context); });
    return stems;
}

MixedStem vinylStem(const Style& style, FrameCount frames, SampleRate rate, std::uint64_t seed, JobContext& context) {
    if (style.vinyl <= 0.0) {
        return {};
    }
    const auto noise = std::make_shared<ScratchAudio>(2, frames, rate);
    SeededRandom random(seed, 99);
    Biquad hiss = Biquad::highPass(1500.0, 0.7, rate, 2);
    Biquad rumble = Biquad::lowPass(60.0, 0.7, rate, 2);
    Biquad click = Biquad::bandPass(3500.0, 0.8, rate, 2);
    const double clicksPerFrame = 9.0 / rate.hz; // nine a second
    const double lufs = writeAll(*noise, context, [&](AudioView chunk, FrameCount) {
        for (std::size_t n = 0; n < static_cast<std::size_t>(chunk.frames()); ++n) {
            const double u = random.uniform();
            const auto crackle = static_cast<float>(u < clicksPerFrame ? (random.uniform() - 0.5) * 4.0 : 0.0);
            for (int c = 0; c < 2; ++c) {
                const auto hissing = static_cast<float>(random.uniform() - 0.5);
                chunk.channel(c)[n] =
                    0.02F * hiss.process(c, hissing) + 0.6F * rumble.process(c, hissing) + click.process(c, crackle);
            }
        }
    });
    return {noise, lufs, 1.0};
}

} // namespace morphony
