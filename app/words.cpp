// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/words.h"

#include <cmath>

namespace morphony {

QString timeText(double seconds) {
    const auto total = static_cast<qint64>(std::llround(seconds));
    const qint64 hours = total / 3600;
    const QString tail = QStringLiteral(":%1").arg(total % 60, 2, 10, QLatin1Char('0'));
    if (hours == 0) {
        return QString::number(total / 60) + tail;
    }
    return QStringLiteral("%1:%2").arg(hours).arg(total / 60 % 60, 2, 10, QLatin1Char('0')) + tail;
}

QString rateText(SampleRate rate) { return QStringLiteral("%1 kHz").arg(rate.hz / 1000.0, 0, 'g', 4); }

QString fileNamePart(const QString& text) {
    QString name = text.simplified();
    for (QChar& c : name) {
        if (c.category() == QChar::Other_Control || QStringLiteral("/\\:*?\"<>|").contains(c)) {
            c = QLatin1Char('_');
        }
    }
    if (name.startsWith(QLatin1Char('.'))) {
        name[0] = QLatin1Char('_');
    }
    return name;
}

} // namespace morphony
