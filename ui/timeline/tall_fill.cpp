// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/tall_fill.h"

#include <QColor>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace morphony {

void fillTall(QPainter& painter, const QRectF& rect, const QColor& color) {
    if (color.alpha() == 255 && !painter.testRenderHint(QPainter::Antialiasing)) {
        painter.fillRect(rect, color); // no blending
        return;
    }
    constexpr double kRows = 64.0;
    const double ratio = painter.device()->devicePixelRatioF();
    for (double top = rect.top(); top < rect.bottom();) {
        const double next = std::min(rect.bottom(), (std::floor(top * ratio) + kRows) / ratio); // no row is painted twice
        painter.fillRect(QRectF(rect.left(), top, rect.width(), next - top), color);
        top = next;
    }
}

} // namespace morphony
