// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "core/paths.h"

#include <QStandardPaths>

#include <algorithm>

namespace morphony {

namespace {
const QString kTheme = QStringLiteral("window/theme");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kVolume = QStringLiteral("playback/volume");
const QString kLevelMatch = QStringLiteral("playback/level_match");
const QString kDevice = QStringLiteral("playback/device");
const QString kExportFolder = QStringLiteral("export/folder");
} // namespace

Settings::Settings() : m_file(QString::fromStdString((configFolder() / "settings.ini").string()), QSettings::IniFormat) {}

ThemeMode Settings::theme() const {
    const QString name = m_file.value(kTheme).toString();
    return name == QLatin1String("dark")    ? ThemeMode::Dark
           : name == QLatin1String("light") ? ThemeMode::Light
                                            : ThemeMode::System;
}

void Settings::setTheme(ThemeMode mode) {
    m_file.setValue(kTheme, mode == ThemeMode::Dark ? "dark" : mode == ThemeMode::Light ? "light" : "system");
}

double Settings::volume() const {
    bool valid = false;
    const double gain = m_file.value(kVolume, 1.0).toDouble(&valid);
    return valid ? std::clamp(gain, 0.0, 1.0) : 1.0;
}

void Settings::setVolume(double gain) { m_file.setValue(kVolume, gain); }
bool Settings::levelMatch() const { return m_file.value(kLevelMatch, true).toBool(); }
void Settings::setLevelMatch(bool on) { m_file.setValue(kLevelMatch, on); }
QString Settings::device() const { return m_file.value(kDevice).toString(); }
void Settings::setDevice(const QString& id) { m_file.setValue(kDevice, id); }

QString Settings::exportFolder() const {
    return m_file.value(kExportFolder, QStandardPaths::writableLocation(QStandardPaths::MusicLocation)).toString();
}

void Settings::setExportFolder(const QString& folder) { m_file.setValue(kExportFolder, folder); }
QByteArray Settings::windowGeometry() const { return m_file.value(kGeometry).toByteArray(); }
void Settings::setWindowGeometry(const QByteArray& geometry) { m_file.setValue(kGeometry, geometry); }

} // namespace morphony
