// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session.h"

#include <QObject>
#include <QStringList>

namespace morphony {

class MainWindow;
class TakeRenderer;

/// Shows the takes: their cards, lanes, scores, the B half and the dial; and takes the user's wishes about them.
class TakesController : public QObject {
    Q_OBJECT

public:
    TakesController(Session& session, TakeRenderer& renderer, MainWindow& window);

Q_SIGNALS:
    /// The setting to be heard now; with every movement of the dial.
    void dialChanged(const morphony::DialSetting& setting);
    /// The user asked for this take: it should be heard.
    void takeChosen();

private:
    void moveDial(double strength);
    void showTakes();
    void showLane(const Take& take);
    void showSelected();
    void showScores();
    void showBHalf();

    Session& m_session;
    TakeRenderer& m_renderer;
    MainWindow& m_window;
    QStringList m_lanes; ///< ids of the takes that have a lane
};

} // namespace morphony
