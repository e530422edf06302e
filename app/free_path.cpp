// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/free_path.h"

#include <QDir>
#include <QFileInfo>

namespace morphony {

QString freePath(const QString& path) {
    const QFileInfo wished(path);
    QString candidate = path;
    for (int number = 2; QFileInfo::exists(candidate) || QFileInfo(candidate).isSymLink(); ++number) {
        const QString ending = wished.suffix().isEmpty() ? QString() : QLatin1Char('.') + wished.suffix();
        candidate = wished.dir().filePath(QStringLiteral("%1-%2%3").arg(wished.completeBaseName()).arg(number).arg(ending));
    }
    return candidate;
}

} // namespace morphony
