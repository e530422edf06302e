// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/takes_controller.h"

#include "app/controllers/take_renderer.h"
#include "app/report_rows.h"
#include "ui/console/console.h"
#include "ui/main_window.h"
#include "ui/panel/morph_panel.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets.h"

namespace morphony {

namespace {

/// The mark on the dial: where it stops, or up to where the tune is recognised.
std::optional<double> dialLimit(const Take& take) {
    const DialScale& scale = take.result->dialScale;
    return scale.stop ? scale.stop : scale.contentLimit;
}

} // namespace

TakesController::TakesController(Session& session, TakeRenderer& renderer, MainWindow& window)
    : m_session(session), m_renderer(renderer), m_window(window) {
    connect(&window, &MainWindow::takeSelected, this, [this](const QString& id) {
        m_session.selectTake(id);
        Q_EMIT takeChosen();
    });
    connect(&window, &MainWindow::takeRenamed, &session, &Session::renameTake);
    connect(&window, &MainWindow::takeStarred, &session, &Session::starTake);
    connect(&window, &MainWindow::takeDeleted, &session, &Session::deleteTake);
    connect(&window, &MainWindow::dialMoved, this, &TakesController::moveDial);
    connect(&window, &MainWindow::dialResetRequested, this, [this] {
        if (const Take* take = m_session.selectedTake()) {
            const double strength = take->result->recipe.request.dial.strength;
            m_window.setDial(strength);
            moveDial(strength);
        }
    });
    connect(&window, &MainWindow::undoRequested, &session, &Session::undo);
    connect(&window, &MainWindow::redoRequested, &session, &Session::redo);
    connect(&session, &Session::undoChanged, this,
            [this] { m_window.setUndoTexts(m_session.undoText(), m_session.redoText()); });
    connect(&session, &Session::takesChanged, this, &TakesController::showTakes);
    connect(&session, &Session::sourceChanged, this, &TakesController::showTakes);
    connect(&session, &Session::selectedTakeChanged, this, &TakesController::showSelected);
    connect(&session, &Session::measuredChanged, this, [this] {
        showTakes();
        showScores();
    });
    connect(&session, &Session::musicChanged, this, [this](LaneRole role) {
        if (role == LaneRole::Source) {
            for (const Take& take : m_session.takes()) {
                showLane(take);
            }
        }
    });
    connect(&renderer, &TakeRenderer::renderedChanged, this, [this](const QString& id) {
        if (const Take* take = m_session.take(id)) {
            showLane(*take);
        }
    });
    connect(&renderer, &TakeRenderer::failed, this, [this](const QString&, const QString& sentence) {
        m_window.setScores({std::nullopt, std::nullopt, sentence, false});
    });
    showTakes();
    showSelected();
}

void TakesController::moveDial(double strength) {
    DialSetting setting;
    setting.strength = strength;
    if (const Take* take = m_session.selectedTake()) {
        m_session.setDial(take->id, setting);
        m_renderer.dialMoved();
        showBHalf();
        showScores();
        Q_EMIT dialChanged(setting);
    }
}

void TakesController::showTakes() {
    QList<TakeCard> cards;
    QStringList lanes;
    for (const Take& take : m_session.takes()) {
        TakeCard card{take.id, take.name, take.time.toString(QStringLiteral("HH:mm")),
                      QString::fromStdString(take.result->engine)};
        card.starred = take.starred;
        if (const Session::Measured* measured = m_session.measured(take.id)) {
            card.kept = measured->report.content.songKept;
            card.reached = measured->report.style_.styleReached;
            card.detail = scoreDetails(measured->report);
        }
        cards.append(card);
        lanes.append(take.id);
        showLane(take);
    }
    for (const QString& id : std::as_const(m_lanes)) {
        if (!lanes.contains(id)) {
            m_window.timeline().removeLane(id);
        }
    }
    m_lanes = lanes;
    m_window.panel().setTakes(cards);
    m_window.timeline().setPlaceholder(lanes.isEmpty() && m_session.source() ? tr("Your first take appears here")
                                                                             : QString(),
                                       tr("Press Morph to make it"));
}

void TakesController::showLane(const Take& take) {
    const AudioSource& source = take.result->sourceAudio();
    const TakeRenderer::Rendered* rendered = m_renderer.rendered(take.id);
    LaneContent content;
    content.id = take.id;
    content.role = LaneRole::Take;
    content.title = take.name;
    content.facts = {QStringLiteral("%1 · %2").arg(percentText(m_session.dial(take.id).strength),
                                                   QString::fromStdString(take.result->engine)),
                     tr("seed %1").arg(take.result->recipe.request.seed)};
    content.rate = source.sampleRate();
    content.frames = source.frames();
    content.pyramid = rendered ? rendered->pyramid : nullptr;
    content.rendering = !rendered;
    if (const auto music = m_session.music(LaneRole::Source)) {
        content.grid = music->grid; // a take keeps the song's time
    }
    m_window.timeline().setLane(content);
}

void TakesController::showSelected() {
    const Take* take = m_session.selectedTake();
    m_window.setSelectedTake(take ? take->id : QString());
    if (take) {
        const DialSetting setting = m_session.dial(take->id);
        m_window.setDial(setting.strength);
        Q_EMIT dialChanged(setting);
    }
    m_window.console().setDialLimit(take ? dialLimit(*take) : std::nullopt);
    showBHalf();
    showScores();
}

void TakesController::showBHalf() {
    const Take* take = m_session.selectedTake();
    m_window.console().setTakeHalf(take ? TakeHalfContent{true, take->name, percentText(m_session.dial(take->id).strength)}
                                        : TakeHalfContent{false, tr("no take yet"), tr("press Morph")});
}

void TakesController::showScores() {
    ScoreContent scores;
    const Take* take = m_session.selectedTake();
    const Session::Measured* measured = take ? m_session.measured(take->id) : nullptr;
    if (measured) {
        const Report& report = measured->report;
        scores.kept = report.content.songKept;
        scores.reached = report.style_.styleReached;
        scores.detail = scoreDetails(report);
        scores.rows = reportRows(report);
        scores.good = report.quality.clippedShare == 0.0;
        scores.note = scores.good ? tr("No clips, peak %1").arg(decibelText(report.quality.truePeakDbtp))
                                  : tr("%1 of the samples clip").arg(percentText(report.quality.clippedShare));
    } else {
        scores.note = take ? tr("Measuring") : tr("Measured after the morph");
    }
    if (const auto limit = take ? dialLimit(*take) : std::nullopt; limit && m_session.dial(take->id).strength > *limit) {
        scores.good = false;
        scores.note = take->result->dialScale.stop ? tr("The dial stops at %1 to keep the song").arg(percentText(*limit))
                                                   : tr("Past the limit the tune gets hard to recognise");
    }
    scores.title = take ? take->name : QString();
    m_window.setScores(scores);
}

} // namespace morphony
