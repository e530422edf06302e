// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/job_runner.h"
#include "app/session.h"
#include "io/audio_cache.h"
#include "ui/music_facts.h"
#include "ui/view_state.h"

#include <QObject>

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace morphony {

class MainWindow;

/// Finds out about the music of song and style track, one after the other, as soon as they are loaded; nothing waits for
/// it. Another track or another correction supersedes what is under way. Takes the user's corrections into the session
/// and shows tempo and key.
class AnalysisController : public QObject {
    Q_OBJECT

public:
    using Analyse = std::function<std::shared_ptr<const TrackAnalysis>(const LoadedAudio&, JobContext&)>;

    using Listen = std::function<std::shared_ptr<const HarmonyFeatures>(const LoadedAudio&, JobContext&)>;

    AnalysisController(Session& session, MainWindow& window);

    /// Analyses, and listens for new chords, by other functions from now on: tests know their music.
    void setAnalyser(Analyse analyse, Listen listen) {
        m_analyse = std::move(analyse);
        m_listen = std::move(listen);
    }
    void cancel() { m_runner.cancel(); }
    [[nodiscard]] bool isBusy() const { return m_runner.isBusy(); }

private:
    /// What a job is about.
    struct Task {
        LaneRole role = LaneRole::Source;
        std::shared_ptr<const AudioSource> audio;
        AnalysisCorrection correction;
        bool chords = false; ///< the rest is there; hear the chords anew

        friend bool operator==(const Task&, const Task&) = default;
    };
    struct Problem {
        std::shared_ptr<const AudioSource> audio;
        QString sentence;
    };

    void workNext();
    [[nodiscard]] std::optional<Task> nextTask() const;
    void start(const Task& task);
    [[nodiscard]] std::function<std::shared_ptr<const TrackMusic>(JobContext&)> workOf(const Task& task) const;
    void failed(const Task& task, const QString& sentence);
    void correct(const CorrectionWish& wish);
    void showFacts(LaneRole role);
    [[nodiscard]] std::optional<Problem>& problem(LaneRole role) { return m_problems[role == LaneRole::Style ? 1 : 0]; }
    [[nodiscard]] const std::optional<Problem>& problem(LaneRole role) const {
        return m_problems[role == LaneRole::Style ? 1 : 0];
    }

    Session& m_session;
    MainWindow& m_window;
    Analyse m_analyse;
    Listen m_listen;
    std::optional<Task> m_working;
    double m_fraction = 0.0;
    std::array<std::optional<Problem>, 2> m_problems; ///< why a track could not be analysed; not tried again
    JobRunner m_runner;
};

} // namespace morphony
