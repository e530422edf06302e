// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/analysis_controller.h"

#include "analysis/analyse_track.h"
#include "ui/main_window.h"

namespace morphony {

AnalysisController::AnalysisController(Session& session, MainWindow& window)
    : m_session(session), m_window(window), m_analyse([](const LoadedAudio& track, JobContext& context) {
          context.plan(analysisStages());
          return analyseTrack(track, context);
      }),
      m_listen([](const LoadedAudio& track, JobContext& context) {
          return std::make_shared<const HarmonyFeatures>(listenToHarmony(*track.audio, context));
      }) {
    connect(&window, &MainWindow::correctionRequested, this, &AnalysisController::correct);
    connect(&session, &Session::sourceChanged, this, [this] {
        showFacts(LaneRole::Source);
        workNext();
    });
    connect(&session, &Session::styleChanged, this, [this] {
        showFacts(LaneRole::Style);
        workNext();
    });
    connect(&session, &Session::correctionChanged, this, &AnalysisController::workNext);
    connect(&session, &Session::musicChanged, this, &AnalysisController::showFacts);
}

std::optional<AnalysisController::Task> AnalysisController::nextTask() const {
    for (const LaneRole role : {LaneRole::Source, LaneRole::Style}) {
        const auto& track = m_session.track(role);
        const auto music = m_session.music(role);
        const bool failed = track && problem(role) && problem(role)->audio == track->audio.audio;
        if (track && !failed && (!music || music->correction != m_session.correction(role))) {
            return Task{role, track->audio.audio, m_session.correction(role)};
        }
    }
    for (const LaneRole role : {LaneRole::Source, LaneRole::Style}) {
        if (const auto music = m_session.music(role); music && !music->chordsAreNew) {
            return Task{role, m_session.track(role)->audio.audio, music->correction, true};
        }
    }
    return std::nullopt;
}

void AnalysisController::workNext() {
    const auto task = nextTask();
    if (!task) {
        m_runner.cancel(); // what is under way is of a track that is gone
        m_working.reset();
    } else if (m_working != task) {
        start(*task);
    }
}

void AnalysisController::start(const Task& task) {
    using Music = std::shared_ptr<const TrackMusic>;
    JobHandlers<Music> handlers;
    handlers.progress = [this, task](const Progress& progress) {
        m_fraction = progress.fraction;
        showFacts(task.role);
    };
    handlers.finished = [this, task](Music music) {
        m_working.reset();
        m_session.setMusic(task.role, std::move(music));
        workNext();
    };
    handlers.failed = [this, task](const JobFailure& failure) {
        m_working.reset();
        failed(task, failure.message);
        workNext();
    };
    handlers.cancelled = [this] { m_working.reset(); };
    m_runner.start(workOf(task), std::move(handlers));
    m_working = task; // after the one before has been told that it is superseded
    m_fraction = 0.0;
    showFacts(task.role);
}

std::function<std::shared_ptr<const TrackMusic>(JobContext&)> AnalysisController::workOf(const Task& task) const {
    const LoadedAudio track = m_session.track(task.role)->audio;
    const auto known = m_session.music(task.role);
    if (task.chords) {
        return [track, known, listen = m_listen](JobContext& context) {
            return withNewChords(*known, known->features ? known->features : listen(track, context));
        };
    }
    return [track, known, correction = task.correction, analyse = m_analyse](JobContext& context) {
        auto music = makeTrackMusic(known ? known->found : analyse(track, context), correction);
        // what has been listened to once is kept: then beats, key and chords come together
        return known && known->features ? withNewChords(*music, known->features) : music;
    };
}

void AnalysisController::failed(const Task& task, const QString& sentence) {
    if (task.chords) {
        m_session.setMusic(task.role, withNewChords(*m_session.music(task.role), nullptr)); // as they were found
        m_window.announce(sentence);
        return;
    }
    problem(task.role) = Problem{task.audio, sentence};
    showFacts(task.role);
    m_window.announce(tr("%1 could not be analysed").arg(m_session.track(task.role)->title()));
}

void AnalysisController::showFacts(LaneRole role) {
    const auto& track = m_session.track(role);
    MusicFacts facts;
    if (track) {
        const auto music = m_session.music(role);
        if (music) {
            facts = factsOf(*music, track->title());
        } else if (problem(role) && problem(role)->audio == track->audio.audio) {
            facts.kind = MusicFacts::Kind::Failed;
            facts.detail = problem(role)->sentence;
        } else {
            facts.kind = MusicFacts::Kind::Analysing;
            facts.fraction = m_working && m_working->role == role ? m_fraction : 0.0;
        }
        facts.title = track->title();
    }
    m_window.setMusicFacts(role, facts);
}

void AnalysisController::correct(const CorrectionWish& wish) {
    using Kind = CorrectionWish::Kind;
    using Step = AnalysisCorrection::Step;
    const LaneRole role = wish.style ? LaneRole::Style : LaneRole::Source;
    const auto music = m_session.music(role);
    if (!music) {
        return;
    }
    AnalysisCorrection correction = m_session.correction(role);
    const int perBar = music->analysis.rhythm.beatsPerBar;
    QString text = tr("correcting the tempo");
    switch (wish.kind) {
    case Kind::HalfTempo:
        correction.add(Step::HalfTempo, perBar);
        text = tr("halving the tempo");
        break;
    case Kind::DoubleTempo:
        correction.add(Step::DoubleTempo, perBar);
        text = tr("doubling the tempo");
        break;
    case Kind::BarsLater:
    case Kind::BarsEarlier:
        for (int i = 0; i < (wish.kind == Kind::BarsLater ? 1 : perBar - 1); ++i) {
            correction.add(Step::BarsLater, perBar);
        }
        text = tr("moving the bars");
        break;
    case Kind::Tapped:
        correction.tapped = AnalysisCorrection::Tapped{wish.bpm, wish.beat};
        correction.steps.clear(); // they were about the grid before
        text = tr("tapping the tempo");
        break;
    case Kind::Key:
        correction.key = Key{wish.keyIndex % 12, wish.keyIndex >= 12};
        text = tr("changing the key");
        break;
    case Kind::FoundKey:
        correction.key.reset();
        text = tr("changing the key");
        break;
    case Kind::Everything:
        correction = {};
        text = tr("taking back corrections");
        break;
    }
    const bool needsBeat = correction.steps != m_session.correction(role).steps && !correction.steps.empty();
    if (needsBeat && music->analysis.rhythm.beats.empty()) {
        return; // there is nothing to halve or to move
    }
    m_session.setCorrection(role, correction, text);
}

} // namespace morphony
