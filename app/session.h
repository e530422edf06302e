// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/track_music.h"
#include "dsp/waveform_pyramid.h"
#include "io/audio_cache.h"
#include "morph/morph_result.h"
#include "morph/report.h"
#include "ui/view_state.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QString>
#include <QTime>

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace morphony {

/// A file that was read, with its picture.
struct Track {
    LoadedAudio audio;
    QString tagTitle; ///< what the file's own tag calls it; empty: nothing
    std::shared_ptr<const WaveformPyramid> pyramid;

    [[nodiscard]] QString fileName() const; ///< "song.mp3"
    [[nodiscard]] QString title() const;    ///< its tag's title, else "song"
};

/// A finished result that is kept.
struct Take {
    QString id;
    QString name;
    QTime time;
    bool starred = false;
    std::shared_ptr<const MorphResult> result;
};

/// What undo brings back: cheap to copy, everything heavy is shared and immutable.
struct SessionState {
    std::optional<Track> source;
    std::optional<Track> style;
    AnalysisCorrection sourceCorrection, styleCorrection; ///< of what was heard in them
    QList<Take> takes;                                    ///< newest first
    QString selected;                                     ///< the take that is B; empty without takes
};

/// The document behind the window. Every change goes through a function below, tells so by a signal and can be
/// undone, except where the selection and the dial stand. GUI thread only.
class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr) : QObject(parent) {}

    [[nodiscard]] const std::optional<Track>& source() const { return m_now.source; }
    [[nodiscard]] const std::optional<Track>& style() const { return m_now.style; }
    /// Of the song, or of the style track.
    [[nodiscard]] const std::optional<Track>& track(LaneRole role) const {
        return role == LaneRole::Style ? m_now.style : m_now.source;
    }
    [[nodiscard]] const QList<Take>& takes() const { return m_now.takes; }
    /// Null when there is none, or none of that id.
    [[nodiscard]] const Take* selectedTake() const { return take(m_now.selected); }
    [[nodiscard]] const Take* take(const QString& id) const;

    /// A new source starts without takes: theirs would not fit.
    void setSource(Track track);
    void setStyle(Track track);
    void removeSource();
    void removeStyle();
    /// Names it "Take n", puts it on top and selects it. Returns its id.
    QString addTake(std::shared_ptr<const MorphResult> result);
    /// What addTake() will call the next one.
    [[nodiscard]] QString nextTakeName() const { return takeName(m_takesMade + 1); }
    void renameTake(const QString& id, const QString& name);
    void starTake(const QString& id, bool starred);
    void deleteTake(const QString& id);
    void selectTake(const QString& id);
    void clear();

    /// Where a take's dial stands; at first where it was made.
    [[nodiscard]] DialSetting dial(const QString& takeId) const;
    void setDial(const QString& takeId, const DialSetting& dial);
    /// What was measured of a take at the setting it was measured at.
    struct Measured {
        DialSetting dial;
        Report report;
    };
    [[nodiscard]] const Measured* measured(const QString& takeId) const;
    void setMeasured(const QString& takeId, Measured measured);

    /// What the user corrected in the music of a track.
    [[nodiscard]] const AnalysisCorrection& correction(LaneRole role) const {
        return role == LaneRole::Style ? m_now.styleCorrection : m_now.sourceCorrection;
    }
    void setCorrection(LaneRole role, const AnalysisCorrection& correction, const QString& text);
    /// What is known of the music of the track that is there now; null until it has been found out. It follows the track
    /// and the correction and is no step of its own.
    [[nodiscard]] std::shared_ptr<const TrackMusic> music(LaneRole role) const {
        return m_music[role == LaneRole::Style ? 1 : 0];
    }
    void setMusic(LaneRole role, std::shared_ptr<const TrackMusic> music);

    /// What undo() would take back, in words; empty: nothing.
    [[nodiscard]] QString undoText() const;
    [[nodiscard]] QString redoText() const;
    void undo();
    void redo();

Q_SIGNALS:
    void sourceChanged();
    void styleChanged();
    void takesChanged(); ///< list, names, stars
    void selectedTakeChanged();
    void measuredChanged(const QString& takeId);
    void correctionChanged(morphony::LaneRole role);
    void musicChanged(morphony::LaneRole role);
    void undoChanged();

private:
    struct Step {
        QString text;
        SessionState state;
    };

    [[nodiscard]] static QString takeName(int number) { return tr("Take %1").arg(number); }
    void change(const QString& text, const std::function<void(SessionState&)>& edit);
    void become(SessionState state);
    void editTake(const QString& id, const QString& text, const std::function<void(Take&)>& edit);

    SessionState m_now;
    QList<Step> m_undo;
    QList<Step> m_redo;
    QHash<QString, DialSetting> m_dials;
    QHash<QString, Measured> m_measured;
    std::array<std::shared_ptr<const TrackMusic>, 2> m_music; ///< of song and style track
    int m_takesMade = 0;
};

} // namespace morphony
