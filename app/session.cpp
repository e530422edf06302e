// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session.h"

#include <algorithm>

namespace morphony {

namespace {

/// Each step may keep a song and its takes on disk; more than a user takes back in one go is waste.
constexpr int kUndoSteps = 20;

bool sameTrack(const std::optional<Track>& a, const std::optional<Track>& b) {
    return a.has_value() == b.has_value() && (!a || a->audio.audio == b->audio.audio);
}

} // namespace

QString Track::fileName() const { return QString::fromStdString(audio.file.filename().string()); }
QString Track::title() const { return tagTitle.isEmpty() ? QString::fromStdString(audio.file.stem().string()) : tagTitle; }

const Take* Session::take(const QString& id) const {
    const auto found = std::find_if(m_now.takes.cbegin(), m_now.takes.cend(), [&](const Take& t) { return t.id == id; });
    return found == m_now.takes.cend() ? nullptr : &*found;
}

void Session::change(const QString& text, const std::function<void(SessionState&)>& edit) {
    SessionState next = m_now;
    edit(next);
    m_undo.append({text, m_now});
    if (m_undo.size() > kUndoSteps) {
        m_undo.removeFirst();
    }
    m_redo.clear();
    become(std::move(next));
}

void Session::become(SessionState state) {
    const SessionState before = std::exchange(m_now, std::move(state));
    const Take* selected = selectedTake();
    if (!selected) {
        m_now.selected = m_now.takes.isEmpty() ? QString() : m_now.takes.front().id;
    }
    const bool newSource = !sameTrack(before.source, m_now.source);
    const bool newStyle = !sameTrack(before.style, m_now.style);
    if (newSource) {
        m_music[0].reset();
        Q_EMIT sourceChanged();
    }
    if (newStyle) {
        m_music[1].reset();
        Q_EMIT styleChanged();
    }
    if (before.sourceCorrection != m_now.sourceCorrection) {
        Q_EMIT correctionChanged(LaneRole::Source);
    }
    if (before.styleCorrection != m_now.styleCorrection) {
        Q_EMIT correctionChanged(LaneRole::Style);
    }
    Q_EMIT takesChanged();
    if (before.selected != m_now.selected || newSource) {
        Q_EMIT selectedTakeChanged();
    }
    Q_EMIT undoChanged();
}

void Session::setSource(Track track) {
    change(m_now.source ? tr("replacing the song") : tr("opening the song"), [&](SessionState& state) {
        state.source = std::move(track);
        state.sourceCorrection = {};
        state.takes.clear();
    });
}

void Session::setStyle(Track track) {
    change(m_now.style ? tr("replacing the style track") : tr("opening the style track"),
           [&](SessionState& state) {
               state.style = std::move(track);
               state.styleCorrection = {};
           });
}

void Session::removeSource() {
    if (m_now.source) {
        change(tr("removing the song"), [](SessionState& state) {
            state.source.reset();
            state.sourceCorrection = {};
            state.takes.clear();
        });
    }
}

void Session::removeStyle() {
    if (m_now.style) {
        change(tr("removing the style track"), [](SessionState& state) {
            state.style.reset();
            state.styleCorrection = {};
        });
    }
}

QString Session::addTake(std::shared_ptr<const MorphResult> result) {
    ++m_takesMade;
    Take take;
    take.id = QStringLiteral("take-%1").arg(m_takesMade);
    take.name = takeName(m_takesMade);
    take.time = QTime::currentTime();
    take.result = std::move(result);
    const QString id = take.id;
    m_dials.insert(id, take.result->recipe.request.dial);
    change(tr("making %1").arg(take.name), [&](SessionState& state) {
        state.takes.prepend(std::move(take));
        state.selected = id;
    });
    return id;
}

void Session::editTake(const QString& id, const QString& text, const std::function<void(Take&)>& edit) {
    if (take(id)) {
        change(text, [&](SessionState& state) {
            edit(*std::find_if(state.takes.begin(), state.takes.end(), [&](const Take& t) { return t.id == id; }));
        });
    }
}

void Session::renameTake(const QString& id, const QString& name) {
    const QString trimmed = name.trimmed();
    if (!trimmed.isEmpty()) {
        editTake(id, tr("renaming a take"), [&](Take& take) { take.name = trimmed; });
    }
}

void Session::starTake(const QString& id, bool starred) {
    editTake(id, tr("starring a take"), [&](Take& take) { take.starred = starred; });
}

void Session::deleteTake(const QString& id) {
    if (take(id)) {
        change(tr("deleting a take"), [&](SessionState& state) {
            state.takes.removeIf([&](const Take& take) { return take.id == id; });
        });
    }
}

void Session::selectTake(const QString& id) {
    if (id != m_now.selected && take(id)) {
        m_now.selected = id;
        Q_EMIT selectedTakeChanged();
    }
}

void Session::clear() {
    if (m_now.source || m_now.style) {
        change(tr("starting anew"), [](SessionState& state) { state = SessionState(); });
    }
}

void Session::setCorrection(LaneRole role, const AnalysisCorrection& correction, const QString& text) {
    if (track(role) && correction != this->correction(role)) {
        change(text, [&](SessionState& state) {
            (role == LaneRole::Style ? state.styleCorrection : state.sourceCorrection) = correction;
        });
    }
}

void Session::setMusic(LaneRole role, std::shared_ptr<const TrackMusic> music) {
    m_music[role == LaneRole::Style ? 1 : 0] = std::move(music);
    Q_EMIT musicChanged(role);
}

DialSetting Session::dial(const QString& takeId) const { return m_dials.value(takeId); }

void Session::setDial(const QString& takeId, const DialSetting& dial) {
    if (take(takeId)) {
        m_dials.insert(takeId, dial);
    }
}

const Session::Measured* Session::measured(const QString& takeId) const {
    const auto found = m_measured.constFind(takeId);
    return found == m_measured.cend() ? nullptr : &*found;
}

void Session::setMeasured(const QString& takeId, Measured measured) {
    m_measured.insert(takeId, std::move(measured));
    Q_EMIT measuredChanged(takeId);
}

QString Session::undoText() const { return m_undo.isEmpty() ? QString() : m_undo.back().text; }
QString Session::redoText() const { return m_redo.isEmpty() ? QString() : m_redo.back().text; }

void Session::undo() {
    if (!m_undo.isEmpty()) {
        Step step = m_undo.takeLast();
        m_redo.append({step.text, m_now});
        become(std::move(step.state));
    }
}

void Session::redo() {
    if (!m_redo.isEmpty()) {
        Step step = m_redo.takeLast();
        m_undo.append({step.text, m_now});
        become(std::move(step.state));
    }
}

} // namespace morphony

#include "moc_session.cpp" // apart from the other mocs, so that tests of the session link it alone
