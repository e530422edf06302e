// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QByteArray>
#include <QSettings>
#include <QString>

namespace morphony {

/// What the program remembers between runs, in settings.ini of the configuration folder. GUI thread only; QSettings
/// writes on its own when the event loop comes round, and at the end.
class Settings {
public:
    Settings();

    [[nodiscard]] ThemeMode theme() const;
    void setTheme(ThemeMode mode);
    [[nodiscard]] double volume() const; ///< 0 to 1
    void setVolume(double gain);
    [[nodiscard]] bool levelMatch() const;
    void setLevelMatch(bool on);
    [[nodiscard]] QString device() const; ///< id; empty: the system's default
    void setDevice(const QString& id);
    [[nodiscard]] QString exportFolder() const;
    void setExportFolder(const QString& folder);
    [[nodiscard]] QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);

private:
    QSettings m_file;
};

} // namespace morphony
