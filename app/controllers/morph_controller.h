// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/controllers/morph_options.h"
#include "app/job_runner.h"
#include "app/session.h"
#include "morph/morph_request.h"
#include "ui/view_state.h"

#include <QElapsedTimer>
#include <QObject>

#include <optional>

namespace morphony {

class MainWindow;

/// Makes takes: says what is missing, runs runMorph() in a worker once per variant.
class MorphController : public QObject {
    Q_OBJECT

public:
    MorphController(Session& session, MainWindow& window);

    void start();
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_runner.isBusy(); }
    [[nodiscard]] MorphOptions& options() { return m_options; }

Q_SIGNALS:
    /// A take was made, is in the session and selected.
    void takeMade();

private:
    void startVariant(const MorphRequest& request, int variant);
    void finishedVariant(const MorphRequest& request, int variant, std::shared_ptr<const MorphResult> result);
    void showProgress(const Progress& progress, const MorphRequest& request, int variant);
    void showPending(const MorphRequest& request, int variant);
    void hidePending();
    void showFailure(const QString& sentence);
    void showReadiness();
    [[nodiscard]] QString estimate() const;

    Session& m_session;
    MainWindow& m_window;
    MorphOptions m_options;
    JobRunner m_runner;
    MorphButtonState m_shown;
    QString m_announcedStage;
    QElapsedTimer m_clock;
    /// Time that the last morph took per second of the song; none before the first.
    std::optional<double> m_secondsPerSecond;
};

} // namespace morphony
