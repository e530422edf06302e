// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QElapsedTimer>
#include <QWidget>

class QComboBox;
class QPushButton;
class QSlider;
class QTimer;

namespace morphony {

class Theme;

/// Position as m:ss.mmm with figures that do not jitter, and bar, beat and chord below.
class ClockView : public QWidget {
    Q_OBJECT

public:
    ClockView(Theme& theme, QWidget* parent);

    void setLoaded(bool loaded);
    void setPosition(double seconds, double duration, const MusicGrid& grid);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    double m_seconds = 0.0;
    QString m_text;
    QString m_place;
    QString m_chord;
    bool m_loaded = false;
};

/// Song kept and style reached, with a line below.
class ScoreBars : public QWidget {
    Q_OBJECT

public:
    ScoreBars(Theme& theme, QWidget* parent);

    void setScores(const ScoreContent& scores);
    /// For the dial's accessible name; empty when nothing was measured.
    [[nodiscard]] QString spoken() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void drawBar(QPainter& painter, int y, const QString& label, std::optional<double> share, const QColor& color) const;

    Theme& m_theme;
    ScoreContent m_scores;
};

/// Two bars from -60 to 0 dB that fall 20 dB a second, peaks held for 1.5 s, loudness and highest peak in figures. A
/// click forgets the highest peak.
class LevelMeter : public QWidget {
    Q_OBJECT

public:
    static constexpr double kFloorDb = -60.0;
    static constexpr double kFallPerSecond = 20.0;
    static constexpr int kHoldMs = 1500;

    LevelMeter(Theme& theme, QWidget* parent);

    void setReading(const MeterReading& reading);
    void setMessage(const QString& message);
    /// Shown level of a channel (0 left, 1 right) in dB.
    [[nodiscard]] double level(int channel) const { return m_bars[static_cast<size_t>(channel)].level; }
    [[nodiscard]] double highestPeak() const { return m_highest; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    struct Bar {
        double level = kFloorDb;
        double held = kFloorDb;
        qint64 heldSince = 0;
    };
    void fall();
    void drawBar(QPainter& painter, const Bar& bar, int y, const QString& name) const;
    [[nodiscard]] double x(double decibels) const;

    Theme& m_theme;
    std::array<Bar, 2> m_bars;
    std::optional<double> m_lufs;
    double m_highest = -200.0;
    QString m_message;
    QElapsedTimer m_clock;
    qint64 m_lastFall = 0;
    QTimer* m_timer = nullptr;
};

/// Volume and output device.
class OutputRow : public QWidget {
    Q_OBJECT

public:
    OutputRow(Theme& theme, QWidget* parent);

    void setVolume(double gain);
    void setDevices(const QList<DeviceItem>& devices, const QString& currentId);

Q_SIGNALS:
    void volumeMoved(double gain);
    void deviceChosen(const QString& id);
    void deviceListRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void toggleMute();

    Theme& m_theme;
    QPushButton* m_mute = nullptr;
    QSlider* m_volume = nullptr;
    QComboBox* m_device = nullptr;
    int m_beforeMute = 0;
};

} // namespace morphony
