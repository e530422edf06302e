// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/morph_options.h"

#include "app/words.h"
#include "core/engine_error.h"
#include "morph/morpher.h"
#include "ui/console/console.h"
#include "ui/main_window.h"
#include "ui/panel/morph_panel.h"

#include <QRandomGenerator>

#include <algorithm>

namespace morphony {

namespace {
const QString kAuto = QStringLiteral("auto");
/// Four digits: enough to differ, short enough to be told by word of mouth.
constexpr int kLargestNewSeed = 9999;
} // namespace

MorphOptions::MorphOptions(Session& session, MainWindow& window)
    : m_session(session), m_window(window), m_prompt(window), m_engine(kAuto) {
    connect(&m_prompt, &PromptController::changed, this, &MorphOptions::showEngines);
    connect(&window, &MainWindow::engineChosen, this, [this](const QString& id) {
        m_engine = id;
        showEngines();
    });
    connect(&window, &MainWindow::rangeChosen, this, [this](RangeMode mode) {
        m_range = mode;
        showRange();
    });
    connect(&window, &MainWindow::variantsChosen, this, [this](int count) {
        m_variants = std::clamp(count, 1, 99);
        Q_EMIT changed();
    });
    connect(&window, &MainWindow::seedEdited, this, [this](quint64 seed) { m_seed = seed; });
    connect(&window, &MainWindow::newSeedRequested, this, [this] {
        m_seed = 1 + QRandomGenerator::global()->bounded(kLargestNewSeed);
        m_window.panel().setSeed(m_seed);
    });
    connect(&window, &MainWindow::cardButtonPressed, this, [this](const QString& cardId) {
        if (cardId == QLatin1String("engine-missing")) {
            m_engine = kAuto;
            showEngines();
        }
    });
    connect(&session, &Session::sourceChanged, this, &MorphOptions::showEngines);
    connect(&session, &Session::styleChanged, this, &MorphOptions::showEngines);
    m_window.panel().setVariants(m_variants);
    m_window.panel().setSeed(m_seed);
    showRange();
    showEngines();
}

MorphRequest MorphOptions::request() const {
    MorphRequest request;
    if (const auto& source = m_session.source()) {
        request.source = source->audio.file;
        if (m_range == RangeMode::Selection && m_selection) {
            const SampleRate rate = source->audio.audio->sampleRate();
            request.region = TimeRange{secondsOf(m_selection->begin, rate), secondsOf(m_selection->end, rate)};
        }
    }
    if (const auto& style = m_session.style()) {
        request.style = style->audio.file;
    }
    request.sourceCorrection = m_session.correction(LaneRole::Source);
    request.styleCorrection = m_session.correction(LaneRole::Style);
    request.prompt = m_prompt.prompt().toStdString();
    request.engine = m_engine.toStdString();
    request.dial.strength = m_window.console().dial();
    request.variants = m_variants;
    request.seed = m_seed;
    return request;
}

QString MorphOptions::whatIsMissing() const {
    if (!m_session.source()) {
        return tr("open a song first");
    }
    if (m_range == RangeMode::Selection && !m_selection) {
        return tr("select a range first");
    }
    try {
        static_cast<void>(chooseEngine(request()));
        return {};
    } catch (const EngineError& error) {
        return error.kind() == ErrorKind::MissingResource ? tr("choose another engine")
               : m_session.style()                        ? tr("choose another engine")
                                                          : tr("name a style or add a track");
    }
}

void MorphOptions::setSelection(std::optional<FrameRange> selection) {
    m_selection = selection;
    if (!selection) {
        m_range = RangeMode::WholeSong;
    }
    showRange();
}

void MorphOptions::showRange() {
    QString words;
    if (m_selection && m_session.source()) {
        const SampleRate rate = m_session.source()->audio.audio->sampleRate();
        words =
            tr("%1 to %2").arg(timeText(secondsOf(m_selection->begin, rate)), timeText(secondsOf(m_selection->end, rate)));
    }
    m_window.panel().setRange(m_range, words);
    Q_EMIT changed();
}

void MorphOptions::showEngines() {
    QList<EngineItem> items;
    QString understands;
    std::optional<ErrorCard> hint;
    for (const auto& engine : engines()) {
        const QString id = QString::fromStdString(engine->id());
        const QString missing = QString::fromStdString(engine->missing());
        items.append({id, id, QString::fromStdString(engine->summary()), missing.isEmpty()});
        if (engine->takesPrompt() && missing.isEmpty() && understands.isEmpty()) {
            understands = id;
        }
        if (id == m_engine && !missing.isEmpty()) {
            hint = ErrorCard{QStringLiteral("engine-missing"),
                             tr("%1 cannot run here").arg(id),
                             missing,
                             {{QStringLiteral("auto"), tr("Use Auto")}}};
        }
    }
    QString chosen;
    try {
        MorphRequest automatic = request();
        automatic.engine = kAuto.toStdString();
        chosen = QString::fromStdString(chooseEngine(automatic).engine->id());
    } catch (const EngineError&) {
        // nothing to choose by yet; Morph says what is missing
    }
    items.prepend(
        {kAuto, chosen.isEmpty() ? tr("Auto") : tr("Auto: %1").arg(chosen), tr("Chooses by what you ask for"), true});
    m_window.panel().setEngines(items, m_engine);
    m_window.panel().setEngineHint(hint);
    m_window.panel().setPromptHint(m_prompt.prompt().isEmpty()     ? QString()
                                   : !m_prompt.problem().isEmpty() ? m_prompt.problem()
                                   : understands.isEmpty()
                                       ? tr("No engine here understands words yet: a style track sets the style.")
                                       : tr("Understood by %1.").arg(understands));
    Q_EMIT changed();
}

} // namespace morphony
