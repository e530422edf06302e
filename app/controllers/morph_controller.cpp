// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/morph_controller.h"

#include "morph/morpher.h"
#include "ui/main_window.h"
#include "ui/panel/morph_panel.h"
#include "ui/timeline/timeline_view.h"

#include <algorithm>

namespace morphony {

namespace {
const QString kPendingLane = QStringLiteral("pending");
} // namespace

MorphController::MorphController(Session& session, MainWindow& window)
    : m_session(session), m_window(window), m_options(session, window) {
    connect(&window, &MainWindow::morphRequested, this, &MorphController::start);
    connect(&window, &MainWindow::cancelRequested, this, &MorphController::cancel);
    connect(&window, &MainWindow::cardButtonPressed, this, [this](const QString& cardId, const QString& buttonId) {
        if (cardId == QLatin1String("morph-failed")) {
            m_window.panel().setMorphError(std::nullopt);
            if (buttonId == QLatin1String("again")) {
                start();
            }
        }
    });
    connect(&m_options, &MorphOptions::changed, this, &MorphController::showReadiness);
    connect(&session, &Session::sourceChanged, this, &MorphController::cancel); // its take would not fit
    connect(&session, &Session::takesChanged, this, &MorphController::showReadiness);
    showReadiness();
}

void MorphController::start() {
    if (isBusy() || !m_options.whatIsMissing().isEmpty()) {
        return;
    }
    m_window.panel().setMorphError(std::nullopt);
    m_announcedStage.clear();
    m_clock.start();
    const MorphRequest request = m_options.request();
    startVariant(request, 0);
    showPending(request, 0);
}

void MorphController::startVariant(const MorphRequest& request, int variant) {
    using Result = std::shared_ptr<const MorphResult>;
    JobHandlers<Result> handlers;
    handlers.progress = [this, request, variant](const Progress& progress) { showProgress(progress, request, variant); };
    handlers.finished = [this, request, variant](Result result) { finishedVariant(request, variant, std::move(result)); };
    handlers.failed = [this](const JobFailure& failure) { showFailure(failure.message); };
    handlers.cancelled = [this] {
        hidePending();
        showReadiness();
        m_window.announce(tr("Morph cancelled"));
    };
    m_runner.start([request, variant](JobContext& context) { return runMorph(request, variant, context); },
                   std::move(handlers));
    showProgress({tr("Starting").toStdString(), 0.0, std::nullopt}, request, variant);
}

void MorphController::cancel() {
    if (isBusy()) {
        m_runner.cancel();
        hidePending();
        m_shown.cancelling = true;
        m_window.panel().setMorphState(m_shown);
    }
}

void MorphController::finishedVariant(const MorphRequest& request, int variant, std::shared_ptr<const MorphResult> result) {
    const double songSeconds = result->sourceAudio().seconds();
    if (variant == 0 && songSeconds > 0.0 && !request.region) {
        m_secondsPerSecond = static_cast<double>(m_clock.elapsed()) / 1000.0 / songSeconds;
    }
    for (const std::string& notice : result->notices) {
        m_window.announce(QString::fromStdString(notice));
    }
    const bool more = variant + 1 < request.variants;
    if (more) {
        startVariant(request, variant + 1); // first, so that the button stays as it is
    }
    hidePending();
    m_session.addTake(std::move(result));
    if (more) {
        showPending(request, variant + 1);
    }
    if (variant == 0) {
        Q_EMIT takeMade();
    }
    showReadiness();
}

void MorphController::showProgress(const Progress& progress, const MorphRequest& request, int variant) {
    m_shown = {};
    m_shown.kind = MorphButtonState::Kind::Running;
    m_shown.progress = progress;
    if (request.variants > 1) {
        m_shown.step = tr("Variant %1 of %2").arg(variant + 1).arg(request.variants);
    }
    m_window.panel().setMorphState(m_shown);
    const QString stage = QString::fromStdString(progress.stage);
    if (stage != m_announcedStage) {
        m_announcedStage = stage;
        m_window.announce(stage);
    }
}

/// The lane where the take will stand: the song in grey until the result exists.
void MorphController::showPending(const MorphRequest& request, int variant) {
    const AudioSource& source = *m_session.source()->audio.audio;
    LaneContent content;
    content.id = kPendingLane;
    content.role = LaneRole::Take;
    content.title = m_session.nextTakeName();
    content.facts = {tr("rendering"), tr("seed %1").arg(request.seed + static_cast<std::uint64_t>(variant))};
    content.rate = source.sampleRate();
    content.frames = source.frames();
    if (const auto music = m_session.music(LaneRole::Source)) {
        content.grid = music->grid;
    }
    content.rendering = true;
    content.pending = true;
    m_window.timeline().setLane(content);
}

void MorphController::hidePending() { m_window.timeline().removeLane(kPendingLane); }

void MorphController::showFailure(const QString& sentence) {
    hidePending();
    showReadiness();
    m_window.panel().setMorphError(
        ErrorCard{QStringLiteral("morph-failed"),
                  tr("The morph did not work"),
                  sentence,
                  {{QStringLiteral("again"), tr("Try again")}, {QStringLiteral("close"), tr("Close")}}});
    m_window.announce(tr("The morph did not work"));
}

void MorphController::showReadiness() {
    if (isBusy()) {
        return;
    }
    m_shown = {};
    m_shown.reason = m_options.whatIsMissing();
    m_shown.kind = m_shown.reason.isEmpty() ? MorphButtonState::Kind::Ready : MorphButtonState::Kind::Blocked;
    m_shown.again = !m_session.takes().isEmpty();
    m_shown.estimate = estimate();
    m_window.panel().setMorphState(m_shown);
}

QString MorphController::estimate() const {
    if (!m_secondsPerSecond || !m_session.source() || !m_options.wholeSong()) {
        return {};
    }
    const double seconds = *m_secondsPerSecond * m_session.source()->audio.audio->seconds() * m_options.variants();
    return tr("about %1 s").arg(std::max(1L, std::lround(seconds)));
}

} // namespace morphony
