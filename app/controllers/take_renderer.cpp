// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/take_renderer.h"

#include "morph/render.h"

namespace morphony {

namespace {
/// After this long without a move the dial has come to rest.
constexpr int kRestMs = 250;

TakeRenderer::Rendered renderTake(const MorphResult& result, const DialSetting& dial, JobContext& context) {
    context.plan({{"Rendering", 0.9}, {"Drawing", 0.1}});
    context.beginStage("Rendering");
    TakeRenderer::Rendered rendered;
    rendered.dial = dial;
    rendered.audio = renderToSource(result, dial, context);
    context.beginStage("Drawing");
    rendered.pyramid = WaveformPyramid::build(*rendered.audio, context);
    return rendered;
}

} // namespace

TakeRenderer::TakeRenderer(Session& session) : m_session(session) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &TakeRenderer::renderNext);
    connect(&session, &Session::takesChanged, this, [this] {
        forgetDeleted();
        renderNext();
    });
    connect(&session, &Session::selectedTakeChanged, this, &TakeRenderer::renderNext);
}

const TakeRenderer::Rendered* TakeRenderer::rendered(const QString& takeId) const {
    const auto found = m_rendered.constFind(takeId);
    return found == m_rendered.cend() ? nullptr : &*found;
}

void TakeRenderer::dialMoved() {
    m_failedTake.clear();
    m_rest.start();
}

void TakeRenderer::cancel() {
    m_rest.stop();
    m_renders.cancel();
    m_measurements.cancel();
}

void TakeRenderer::forgetDeleted() {
    m_rendered.removeIf([this](const auto& entry) { return m_session.take(entry.key()) == nullptr; });
}

bool TakeRenderer::isStale(const Take& take) const {
    const Rendered* last = rendered(take.id);
    return take.id != m_failedTake && (!last || !(last->dial == m_session.dial(take.id)));
}

void TakeRenderer::renderNext() {
    if (m_rest.isActive()) {
        return;
    }
    const Take* next = m_session.selectedTake();
    if (next && !isStale(*next)) {
        measureSelected();
        next = nullptr;
        for (const Take& take : m_session.takes()) {
            if (isStale(take)) {
                next = &take;
            }
        }
    }
    if (!next) {
        return;
    }
    const QString id = next->id;
    const DialSetting dial = m_session.dial(id);
    if (m_rendering == std::pair(id, dial)) {
        return;
    }
    JobHandlers<Rendered> handlers;
    handlers.finished = [this, id](Rendered rendered) {
        m_rendering.reset();
        if (m_session.take(id)) {
            m_rendered.insert(id, std::move(rendered));
            Q_EMIT renderedChanged(id);
        }
        renderNext();
    };
    handlers.cancelled = [this] { m_rendering.reset(); };
    handlers.failed = [this, id](const JobFailure& failure) {
        m_rendering.reset();
        m_failedTake = id;
        Q_EMIT this->failed(id, failure.message);
        renderNext();
    };
    m_renders.start([result = next->result, dial](JobContext& context) { return renderTake(*result, dial, context); },
                    std::move(handlers));
    m_rendering.emplace(id, dial); // after the one before has been told that it is superseded
}

void TakeRenderer::measureSelected() {
    const Take* take = m_session.selectedTake();
    const Rendered* current = take ? rendered(take->id) : nullptr;
    const Session::Measured* known = take ? m_session.measured(take->id) : nullptr;
    if (!current || (known && known->dial == current->dial) || m_measuring == std::pair(take->id, current->dial)) {
        return;
    }
    const QString id = take->id;
    JobHandlers<Session::Measured> handlers;
    handlers.finished = [this, id](Session::Measured measured) {
        m_measuring.reset();
        m_session.setMeasured(id, std::move(measured));
    };
    handlers.cancelled = [this] { m_measuring.reset(); };
    handlers.failed = [this, id](const JobFailure& failure) {
        m_measuring.reset();
        Q_EMIT this->failed(id, failure.message);
    };
    m_measurements.start(
        [result = take->result, audio = current->audio, dial = current->dial](JobContext& context) {
            const auto style = result->style ? result->style->audio : nullptr;
            context.beginStage("Measuring");
            return Session::Measured{dial, compareAudio(result->layers.front().audio, audio, style, context)};
        },
        std::move(handlers));
    m_measuring.emplace(id, current->dial);
}

} // namespace morphony
