// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace morphony {

class AbSwitch;
class ClockView;
class Dial;
class OutputRow;
class LevelMeter;
class MusicFields;
struct MusicFacts;
class ScoreBars;
class Theme;

/// The zone under the timeline: clock and transport, A/B, dial, scores, meter. GUI thread only.
class Console : public QWidget {
    Q_OBJECT

public:
    Console(Theme& theme, QWidget* parent);

    /// False: nothing is loaded, transport and A/B are grey.
    void setSongLoaded(bool loaded);
    void setPlaying(bool playing);
    void setLoopOn(bool on);
    /// Position and length in seconds, with bar, beat and chord where the grid knows them.
    void setPosition(double seconds, double duration, const MusicGrid& grid);
    /// Tempo and key of the song.
    void setMusicFacts(const MusicFacts& facts);
    void setHeard(LaneRole role);
    void setSourceHalf(const QString& title, const QString& detail);
    void setTakeHalf(const TakeHalfContent& content);
    /// The make-up gain applied to the heard deck, in dB; none: nothing to match yet.
    void setLevelMatch(bool on, std::optional<double> gainDb);
    void setDial(double strength); ///< 0 to 1; not announced back by dialMoved()
    [[nodiscard]] double dial() const;
    /// Largest strength at which the tune is still recognisable; none: not known.
    void setDialLimit(std::optional<double> limit);
    void setDialCaption(const QString& caption); ///< under the figure; empty: "morph strength"
    void setScores(const ScoreContent& scores);
    void setMeter(const MeterReading& reading);
    void setVolume(double gain);
    void setDevices(const QList<DeviceItem>& devices, const QString& currentId);
    /// Something to say about the output ("No sound device: playing silently"); empty: nothing.
    void setDeviceMessage(const QString& message);

    [[nodiscard]] Dial& dialWidget() { return *m_dial; }

Q_SIGNALS:
    void tempoPressed(); ///< the user wants to correct it
    void keyPressed();
    void allFiguresRequested();
    void playToggled();
    void toStartRequested();
    void loopToggled(bool on);
    void heardRequested(morphony::LaneRole role);
    void levelMatchToggled(bool on);
    void dialMoved(double strength);
    void dialResetRequested();
    void volumeMoved(double gain);
    void deviceChosen(const QString& id);
    void deviceListRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void restyle();
    void showLevelMatch();

    Theme& m_theme;
    ClockView* m_clock = nullptr;
    MusicFields* m_music = nullptr;
    QPushButton* m_toStart = nullptr;
    QPushButton* m_play = nullptr;
    QPushButton* m_loop = nullptr;
    AbSwitch* m_ab = nullptr;
    QCheckBox* m_levelMatch = nullptr;
    QLabel* m_abHint = nullptr;
    QLabel* m_tabKey = nullptr;
    Dial* m_dial = nullptr;
    ScoreBars* m_scores = nullptr;
    QPushButton* m_allFigures = nullptr;
    LevelMeter* m_meter = nullptr;
    OutputRow* m_output = nullptr;
    bool m_songLoaded = false;
    bool m_playing = false;
    bool m_takePresent = false;
    std::optional<double> m_matchDb;
};

} // namespace morphony
