// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo_files.h"

#include <QFileInfo>
#include <QObject>
#include <QStandardPaths>
#include <QStringList>

namespace morphony {

namespace {

/// Folders in which packages put their data, so that a program of a distribution or of /usr/local finds it as well.
QString findData(const QString& relative) {
    for (const QString& base : QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation)) {
        const QString path = base + QLatin1Char('/') + relative;
        if (QFileInfo(path).isFile()) {
            return path;
        }
    }
    return {};
}

} // namespace

DemoFiles findDemoFiles() {
    DemoFiles files;
    files.source = findData(QStringLiteral("games/gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg"));
    files.style = findData(QStringLiteral("games/fretsonfire/data/songs/sectoid/Metal madness/song.ogg"));
    QStringList packages;
    if (files.source.isEmpty()) {
        packages << QStringLiteral("gamine-data");
    }
    if (files.style.isEmpty()) {
        packages << QStringLiteral("fretsonfire-songs-sectoid");
    }
    if (!packages.isEmpty()) {
        files.missing = QObject::tr("It comes with the Debian package %1; install it with “sudo apt install %2”, or drop "
                                    "music of your own here.")
                            .arg(packages.join(QObject::tr(" and ")), packages.join(QLatin1Char(' ')));
    }
    return files;
}

} // namespace morphony
