// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "core/job_context.h"
#include "dsp/waveform_pyramid.h"
#include "ui/console/console.h"
#include "ui/main_window.h"
#include "ui/panel/morph_panel.h"
#include "ui/theme.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/view_range.h"

#include <QRandomGenerator>

#include <cmath>

// Made-up but plausible content for pictures of the window.
namespace morphony::scene {

constexpr SampleRate kRate{16000}; // low, so that five minutes are quick to make
constexpr double kSongSeconds = 310.0;
constexpr double kBeat = 60.0 / 92.0;

/// Noise under an envelope: `sway` for a smooth song, `pulse` for a drum loop.
inline std::shared_ptr<const WaveformPyramid> pyramidOf(double seconds, double sway, double pulse, double beat,
                                                        quint32 seed) {
    AudioBuffer buffer(2, framesOf(seconds, kRate));
    QRandomGenerator random(seed);
    for (FrameCount i = 0; i < buffer.frames(); ++i) {
        const double t = static_cast<double>(i) / kRate.hz;
        const double phrase = 0.6 + 0.4 * std::sin(t * 0.9) * std::sin(t * 0.23 + 1.0);
        const double slow = 1.0 - sway + sway * phrase * (0.75 + 0.25 * std::sin(t * 7.0) * std::sin(t * 3.1));
        const double hit = 1.0 - pulse + pulse * std::exp(-std::fmod(t, beat) / beat * 4.0);
        for (int c = 0; c < 2; ++c) {
            const double noise = random.generateDouble() + random.generateDouble() + random.generateDouble() - 1.5;
            buffer.channel(c)[static_cast<size_t>(i)] = static_cast<float>(0.24 * noise * slow * hit);
        }
    }
    JobContext context;
    return WaveformPyramid::build(BufferSource(std::move(buffer), kRate), context);
}

inline MusicGrid grid(double seconds, double beat) {
    MusicGrid grid;
    for (int k = 0; k * beat < seconds; ++k) {
        grid.beats.append({k * beat, k / 4 + 1, k % 4 + 1});
    }
    const char* const names[] = {"Am", "F", "G", "Em", "Am", "D", "E", "Am"};
    for (int k = 0; k * 2 * beat < seconds; ++k) {
        grid.chords.append({k * 2 * beat, (k + 1) * 2 * beat, QString::fromLatin1(names[k % 8])});
    }
    grid.sections = {{246.0, 265.0, QStringLiteral("Episode 3")}, {265.3, seconds, QStringLiteral("Ritornello")}};
    grid.index();
    return grid;
}

struct Pieces {
    std::shared_ptr<const WaveformPyramid> source = pyramidOf(kSongSeconds, 0.8, 0.15, kBeat, 1);
    std::shared_ptr<const WaveformPyramid> style = pyramidOf(126.0, 0.2, 0.7, 0.33, 2);
    std::shared_ptr<const WaveformPyramid> take = pyramidOf(kSongSeconds, 0.2, 0.8, kBeat, 3);
};

inline LaneContent lane(const QString& id, LaneRole role, const QString& title, const QStringList& facts,
                        const std::shared_ptr<const WaveformPyramid>& pyramid, double beat) {
    LaneContent content;
    content.id = id;
    content.role = role;
    content.title = title;
    content.facts = facts;
    content.rate = kRate;
    content.frames = pyramid->frames();
    content.pyramid = pyramid;
    content.grid = grid(secondsOf(pyramid->frames(), kRate), beat);
    return content;
}

inline void common(MainWindow& window, const Pieces& pieces) {
    window.setSongLoaded(true);
    window.setSession(QStringLiteral("Brandenburg 2"), QStringLiteral("saved"));
    window.timeline().setLane(lane(QStringLiteral("source"), LaneRole::Source, QStringLiteral("Brandenburg 2, I"),
                                   {QStringLiteral("92 BPM · 4/4 · F"), QStringLiteral("5:10 · 44.1 kHz")}, pieces.source,
                                   kBeat));
    ViewWindow view{kSongSeconds, 246.0, 23.8};
    window.timeline().viewRange().setWindow(view);
    window.setPosition(framesOf(255.5, kRate), 0);
    window.setPlaying(true);
    window.setHeard(LaneRole::Source);
    window.console().setSourceHalf(QStringLiteral("Source"), QStringLiteral("original"));
    window.console().setTakeHalf({false, QStringLiteral("no take yet"), QStringLiteral("press Morph")});
    window.console().setMeter({0.22F, 0.19F, -16.2});
    window.console().setDevices({{QStringLiteral("d"), QStringLiteral("Speakers")}}, QStringLiteral("d"));
    MusicFacts facts;
    facts.kind = MusicFacts::Kind::Known;
    facts.title = QStringLiteral("Brandenburg 2, I");
    facts.tempo = QStringLiteral("92 BPM · 4/4");
    facts.key = facts.foundKey = QStringLiteral("F major");
    facts.keyIndex = 5;
    facts.detail = QStringLiteral("Found by listening, 87 % sure");
    facts.hasBeat = true;
    window.setMusicFacts(LaneRole::Source, facts);
    window.setDial(0.7);
    MorphPanel& panel = window.panel();
    panel.setPrompt(QStringLiteral("beats funk 80s music"));
    panel.setPromptChips({{QStringLiteral("Era"), QStringLiteral("80s")},
                          {QStringLiteral("Genre"), QStringLiteral("funk")},
                          {QStringLiteral("Drums"), QStringLiteral("forward")}});
    panel.setEngines({{QStringLiteral("auto"), QStringLiteral("Auto: arrange with its sounds"), {}, true}},
                     QStringLiteral("auto"));
    panel.setVariants(2);
    panel.setSeed(4711);
}

inline void addStyle(MainWindow& window, const Pieces& pieces) {
    window.timeline().setLane(lane(QStringLiteral("style"), LaneRole::Style, QStringLiteral("Funky Gameplay"),
                                   {QStringLiteral("91 BPM · 4/4"), QStringLiteral("own time · 2:06")}, pieces.style,
                                   0.66));
    window.panel().setStyleSlot(
        StyleSlotContent{QStringLiteral("Funky Gameplay"), QStringLiteral("91 BPM · 2:06"), pieces.style});
}

inline void first(MainWindow& window) {
    window.panel().setStylePills({QStringLiteral("80s funk"), QStringLiteral("Synthwave"), QStringLiteral("Jazz"),
                                  QStringLiteral("Bossa"), QStringLiteral("Metal"), QStringLiteral("Reggae"),
                                  QStringLiteral("All styles…")});
    window.panel().setEngines({{QStringLiteral("auto"), QStringLiteral("Auto"), {}, true}}, QStringLiteral("auto"));
    window.panel().setVariants(2);
    window.panel().setSeed(4711);
    window.console().setDevices({{QStringLiteral("d"), QStringLiteral("Speakers")}}, QStringLiteral("d"));
}

inline void ready(MainWindow& window, const Pieces& pieces) {
    common(window, pieces);
    addStyle(window, pieces);
    window.timeline().setPlaceholder(QStringLiteral("Your first take appears here"),
                                     QStringLiteral("You hear it about 3 seconds after pressing Morph"));
    window.panel().setPrompt(QStringLiteral("beats funk 80s music, crunchy"));
    window.panel().setPromptChips({{QStringLiteral("Era"), QStringLiteral("80s")},
                                   {QStringLiteral("Genre"), QStringLiteral("funk")},
                                   {QStringLiteral("Drums"), QStringLiteral("forward")},
                                   {QStringLiteral("crunchy"), QStringLiteral("no effect"), false}});
    window.panel().setMorphState({MorphButtonState::Kind::Ready, {}, false, QStringLiteral("about 9 s")});
}

inline void morphing(MainWindow& window, const Pieces& pieces) {
    common(window, pieces);
    addStyle(window, pieces);
    LaneContent take = lane(QStringLiteral("t1"), LaneRole::Take, QStringLiteral("Take 1"),
                            {QStringLiteral("rendering"), QStringLiteral("seed 4711")}, pieces.take, kBeat);
    take.rendering = true;
    take.finished = FrameRange{framesOf(249.5, kRate), framesOf(262.3, kRate)};
    window.timeline().setLane(take);
    window.setSelectedTake(QStringLiteral("t1"));
    window.setHeard(LaneRole::Take);
    window.console().setTakeHalf({true, QStringLiteral("Preview"), QStringLiteral("bars 96–100")});
    window.console().setLevelMatch(true, -0.9);
    window.console().setDialCaption(QStringLiteral("live on the preview"));
    window.console().setScores({0.88, 0.64, QStringLiteral("No clips, no clicks"), true});
    MorphButtonState state;
    state.kind = MorphButtonState::Kind::Running;
    state.progress = {"Rendering the bass part", 0.58, 4.0};
    state.step = QStringLiteral("Step 4 of 6");
    window.panel().setMorphState(state);
}

inline void result(MainWindow& window, const Pieces& pieces) {
    common(window, pieces);
    addStyle(window, pieces);
    for (const auto& [id, name, facts] :
         {std::tuple{QStringLiteral("t2"), QStringLiteral("Take 2"), QStringLiteral("70 % · arrange")},
          {QStringLiteral("t1"), QStringLiteral("Take 1"), QStringLiteral("40 % · arrange")}}) {
        window.timeline().setLane(lane(id, LaneRole::Take, name, {facts, QStringLiteral("seed 4711")}, pieces.take, kBeat));
    }
    window.panel().setTakes({{QStringLiteral("t2"), QStringLiteral("Take 2"), QStringLiteral("12:41"),
                              QStringLiteral("arrange"), 0.86, 0.67, true},
                             {QStringLiteral("t1"), QStringLiteral("Take 1"), QStringLiteral("12:38"),
                              QStringLiteral("arrange"), 0.93, 0.41, false}});
    window.setSelectedTake(QStringLiteral("t2"));
    window.setHeard(LaneRole::Take);
    window.setLoop(FrameRange{framesOf(252.15, kRate), framesOf(262.6, kRate)}, true);
    window.console().setTakeHalf({true, QStringLiteral("Take 2"), QStringLiteral("70 %")});
    window.console().setLevelMatch(true, -1.3);
    window.console().setDialLimit(0.84);
    ScoreContent scores{0.86, 0.67, QStringLiteral("No clips, no clicks"), true};
    scores.title = QStringLiteral("Take 2");
    scores.rows = {
        {QStringLiteral("Kept of the song"), QStringLiteral("Song kept"), QStringLiteral("86 %"),
         QStringLiteral("How much is left.")},
        {QStringLiteral("Kept of the song"), QStringLiteral("Beats, half and double allowed"), QStringLiteral("0.98"), {}},
        {QStringLiteral("Kept of the song"), QStringLiteral("Key"), {}, {}},
        {QStringLiteral("Style"), QStringLiteral("Style reached"), QStringLiteral("67 %"), {}},
        {QStringLiteral("Quality"), QStringLiteral("True peak"), QStringLiteral("−1.0 dBTP"), {}}};
    window.setScores(scores);
    window.panel().setMorphState({MorphButtonState::Kind::Ready, {}, true, QStringLiteral("about 9 s")});
}

inline void problem(MainWindow& window, const Pieces& pieces) {
    common(window, pieces);
    window.timeline().setLaneError(
        LaneRole::Style, QStringLiteral("old-single.wma"),
        {QStringLiteral("styleUnreadable"),
         QStringLiteral("Cannot read old-single.wma"),
         QStringLiteral("It is a copy-protected Windows Media file, and only its seller’s player can open it.\n"
                        "Morphony reads WAV, FLAC, MP3, OGG, Opus, M4A and the sound of MP4 and MKV."),
         {{QStringLiteral("choose"), QStringLiteral("Choose another file…")},
          {QStringLiteral("remove"), QStringLiteral("Remove")},
          {QStringLiteral("copy"), QStringLiteral("Copy details")}}});
    window.timeline().setPlaceholder(QStringLiteral("Your first take appears here"),
                                     QStringLiteral("It does not need a style track: the prompt is enough"));
    window.panel().setEngines({{QStringLiteral("musicgen"), QStringLiteral("MusicGen"), {}, false}},
                              QStringLiteral("musicgen"));
    window.panel().setEngineHint(ErrorCard{
        QStringLiteral("weights"),
        QStringLiteral("MusicGen needs its weights"),
        QStringLiteral("2.4 GB that you add yourself, licence: non-commercial. Until then Auto arranges with the built-in "
                       "instruments, nothing to download."),
        {{QStringLiteral("add"), QStringLiteral("Add weights…")}, {QStringLiteral("auto"), QStringLiteral("Use Auto")}}});
    window.panel().setMorphState({MorphButtonState::Kind::Blocked, QStringLiteral("add weights or use Auto")});
}

} // namespace morphony::scene
