// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/console/tap_tempo.h"
#include "ui/music_facts.h"

#include <QElapsedTimer>
#include <QFrame>

class QComboBox;
class QLabel;
class QPushButton;
class QTimer;

namespace morphony {

class Theme;

/// Corrects tempo, bars and key of one track by hand. Lies over the timeline while it is open; everything else goes on.
/// GUI thread only.
class CorrectionPanel : public QFrame {
    Q_OBJECT

public:
    /// How long after the last tap the tapped tempo is taken.
    static constexpr int kTapRestMs = 1300;

    CorrectionPanel(Theme& theme, QWidget* parent);

    /// Whose facts these are, and what they are.
    void setFacts(bool style, const MusicFacts& facts);
    [[nodiscard]] bool isForStyle() const { return m_style; }
    void focusTempo();
    void focusKey();
    /// A tap now, where the track's music stands at `song` seconds; none when it is not playing.
    void tap(std::optional<double> song);

Q_SIGNALS:
    void wished(const morphony::CorrectionWish& wish);
    void tapPressed(); ///< answer with tap()
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void ask(CorrectionWish::Kind kind);
    void takeTapped();

    Theme& m_theme;
    MusicFacts m_facts;
    bool m_style = false;
    TapTempo m_taps;
    QElapsedTimer m_clock;
    QTimer* m_rest = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_tempo = nullptr;
    QLabel* m_detail = nullptr;
    QPushButton* m_tap = nullptr;
    QPushButton* m_half = nullptr;
    QPushButton* m_double = nullptr;
    QPushButton* m_earlier = nullptr;
    QPushButton* m_later = nullptr;
    QComboBox* m_key = nullptr;
    QPushButton* m_reset = nullptr;
};

} // namespace morphony
