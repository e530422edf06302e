// SPDX-License-Identifier: GPL-3.0-or-later
// The half of MainWindow that deals with what is known of the music and with its correction.
#include "ui/main_window.h"

#include "ui/console/console.h"
#include "ui/console/correction_panel.h"
#include "ui/timeline/timeline_view.h"

namespace morphony {

void MainWindow::connectCorrections() {
    connect(m_console, &Console::tempoPressed, this, [this] { openCorrections(LaneRole::Source, false); });
    connect(m_console, &Console::keyPressed, this, [this] { openCorrections(LaneRole::Source, true); });
    connect(m_corrections, &CorrectionPanel::wished, this, &MainWindow::correctionRequested);
    connect(m_corrections, &CorrectionPanel::tapPressed, this, &MainWindow::tapTempo);
    connect(m_corrections, &CorrectionPanel::closed, this, &MainWindow::closeCorrections);
}

void MainWindow::setMusicFacts(LaneRole role, const MusicFacts& facts) {
    const bool style = role == LaneRole::Style;
    m_facts[style ? 1 : 0] = facts;
    if (!style) {
        m_console->setMusicFacts(facts);
    }
    if (m_corrections->isForStyle() == style) {
        m_corrections->setFacts(style, facts);
        if (facts.kind == MusicFacts::Kind::None) {
            closeCorrections();
        }
        if (m_corrections->isVisible()) {
            layOutParts(); // its height follows the words
        }
    }
}

void MainWindow::openCorrections(LaneRole role, bool key) {
    const bool style = role == LaneRole::Style;
    if (m_facts[style ? 1 : 0].kind == MusicFacts::Kind::None) {
        return;
    }
    m_corrections->setFacts(style, m_facts[style ? 1 : 0]);
    m_corrections->show();
    layOutParts();
    key ? m_corrections->focusKey() : m_corrections->focusTempo();
}

void MainWindow::closeCorrections() {
    if (m_corrections->isVisible()) {
        m_corrections->hide();
        m_timeline->setFocus(Qt::OtherFocusReason);
    }
}

void MainWindow::tapTempo() {
    if (!m_corrections->isVisible()) {
        openCorrections(LaneRole::Source, false);
    }
    const bool style = m_corrections->isForStyle();
    const bool heard = m_playing && (m_heard == LaneRole::Style) == style;
    m_corrections->tap(heard ? std::optional(style ? m_timeline->styleSeconds() : m_timeline->sourceSeconds())
                             : std::nullopt);
}

void MainWindow::wishCorrection(CorrectionWish::Kind kind) {
    CorrectionWish wish;
    wish.kind = kind;
    wish.style = m_corrections->isVisible() && m_corrections->isForStyle();
    Q_EMIT correctionRequested(wish);
}

} // namespace morphony
