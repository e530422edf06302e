// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/job_runner.h"
#include "app/session.h"
#include "ui/view_state.h"

#include <QObject>

namespace morphony {

class MainWindow;
class Settings;

/// Writes takes into files, one at a time, in a worker.
class ExportController : public QObject {
    Q_OBJECT

public:
    ExportController(Session& session, Settings& settings, MainWindow& window);

    void cancel() { m_runner.cancel(); }
    [[nodiscard]] bool isBusy() const { return m_runner.isBusy(); }

private:
    void open(const QString& takeId);
    void write(const ExportChoice& choice);

    Session& m_session;
    Settings& m_settings;
    MainWindow& m_window;
    JobRunner m_runner;
};

} // namespace morphony
