// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/playback_controller.h"

#include "app/settings.h"
#include "core/log.h"
#include "dsp/loudness.h"
#include "morph/region.h"
#include "ui/console/console.h"
#include "ui/main_window.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr int kMovingMs = 16;   // 60 readings a second, as often as the screen shows them
constexpr int kRestingMs = 100; // enough for the meter to fall and for a device that goes away

Deck deckOf(LaneRole role) {
    return role == LaneRole::Take ? Deck::Take : role == LaneRole::Style ? Deck::Style : Deck::Source;
}

} // namespace

PlaybackController::PlaybackController(Session& session, Settings& settings, MainWindow& window)
    : m_session(session), m_settings(settings), m_window(window), m_player(settings.device().toStdString()),
      m_devices(m_player, settings, window), m_levelMatch(settings.levelMatch()) {
    connectWindow();
    connect(&session, &Session::sourceChanged, this, &PlaybackController::giveSource);
    connect(&session, &Session::styleChanged, this, &PlaybackController::giveStyle);
    connect(&session, &Session::selectedTakeChanged, this, &PlaybackController::giveTake);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &PlaybackController::tick);
    window.console().setVolume(settings.volume());
    window.console().setLevelMatch(m_levelMatch, std::nullopt);
    m_player.setVolume(settings.volume());
    m_player.setLevelMatch(m_levelMatch);
    m_timer.start(kRestingMs);
}

void PlaybackController::connectWindow() {
    connect(&m_window, &MainWindow::playToggled, this, &PlaybackController::togglePlay);
    connect(&m_window, &MainWindow::heardRequested, this, &PlaybackController::hear);
    connect(&m_window, &MainWindow::seekRequested, this, [this](FrameCount frame) {
        if (m_session.source()) {
            m_player.seek(std::clamp<FrameCount>(frame, 0, m_session.source()->audio.audio->frames()));
            tick();
        }
    });
    connect(&m_window, &MainWindow::loopChanged, this, [this](std::optional<FrameRange> loop) {
        m_loop = loop;
        m_loopOn = loop.has_value();
        giveLoop();
        Q_EMIT selectionChanged(loop);
    });
    connect(&m_window, &MainWindow::loopToggled, this, [this](bool on) {
        m_loopOn = on;
        giveLoop();
    });
    connect(&m_window, &MainWindow::levelMatchToggled, this, [this](bool on) {
        m_levelMatch = on;
        m_settings.setLevelMatch(on);
        m_player.setLevelMatch(on);
    });
    connect(&m_window, &MainWindow::volumeMoved, this, [this](double gain) {
        m_settings.setVolume(gain);
        m_player.setVolume(gain);
    });
}

bool PlaybackController::canHear(LaneRole role) const {
    return role == LaneRole::Take    ? m_session.selectedTake() != nullptr
           : role == LaneRole::Style ? m_session.style().has_value()
                                     : m_session.source().has_value();
}

void PlaybackController::hear(LaneRole role) {
    m_heard = canHear(role) ? role : LaneRole::Source;
    m_player.hear(deckOf(m_heard));
    m_window.setHeard(m_heard);
}

void PlaybackController::setDial(const DialSetting& setting) { m_player.setDial(setting); }

void PlaybackController::giveSource() {
    m_loop.reset();
    m_loopOn = false;
    m_player.setSource(m_session.source() ? m_session.source()->audio.audio : nullptr);
    if (!m_session.source()) {
        m_player.pause();
    }
    m_player.seek(0);
    measureLoudness(Deck::Source, m_session.source());
    giveLoop();
    Q_EMIT selectionChanged(std::nullopt);
}

void PlaybackController::giveStyle() {
    m_player.setStyle(m_session.style() ? m_session.style()->audio.audio : nullptr);
    measureLoudness(Deck::Style, m_session.style());
    hear(m_heard);
}

void PlaybackController::measureLoudness(Deck deck, const std::optional<Track>& track) {
    JobRunner& runner = m_loudness[deck == Deck::Style ? 1 : 0];
    runner.cancel();
    if (!track) {
        return;
    }
    JobHandlers<LoudnessSummary> handlers;
    handlers.finished = [this, deck](const LoudnessSummary& loudness) { m_player.setDeckLoudness(deck, loudness); };
    handlers.failed = [](const JobFailure& failure) { log::warn("no level match: " + failure.message.toStdString()); };
    runner.start([audio = track->audio.audio](JobContext& context) { return morphony::measureLoudness(*audio, context); },
                 std::move(handlers));
}

void PlaybackController::giveTake() {
    const Take* take = m_session.selectedTake();
    if (take) {
        auto playable = std::make_shared<PlayableTake>();
        for (const Layer& layer : take->result->layers) {
            playable->layers.push_back(layer.audio);
        }
        playable->law = take->result->law;
        const AudioSource& audio = take->result->sourceAudio();
        if (take->result->region.size() < audio.frames()) {
            playable->share = std::make_shared<RegionShare>(take->result->region, audio.frames(), audio.sampleRate());
        }
        m_player.setTake(std::move(playable));
        m_player.setDial(m_session.dial(take->id));
    } else {
        m_player.setTake(nullptr);
    }
    hear(m_heard);
}

void PlaybackController::giveLoop() {
    if (m_loopOn && !m_loop && m_session.source()) {
        m_loop = FrameRange{0, m_session.source()->audio.audio->frames()};
    }
    m_player.setLoop(m_loopOn ? m_loop : std::nullopt);
    m_window.setLoop(m_loop, m_loopOn);
}

void PlaybackController::togglePlay() {
    if (m_player.state().playing) {
        m_player.pause();
    } else if (m_session.source() || m_session.style()) {
        m_player.play();
    }
    tick();
}

void PlaybackController::tick() {
    const PlayerState state = m_player.state();
    m_window.setPosition(state.position, state.stylePosition);
    const bool heard = state.shortTermLufs > -70.0;
    m_window.console().setMeter(
        {state.peakLeft, state.peakRight, heard ? std::optional(state.shortTermLufs) : std::nullopt});
    m_window.console().setLevelMatch(m_levelMatch,
                                     m_session.selectedTake() ? std::optional(state.levelMatchDb) : std::nullopt);
    if (state.playing != m_shownPlaying) {
        m_shownPlaying = state.playing;
        m_window.setPlaying(state.playing);
        m_timer.start(state.playing ? kMovingMs : kRestingMs);
    }
    m_devices.show(state);
}

} // namespace morphony
