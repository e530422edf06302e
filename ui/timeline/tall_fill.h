// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QColor;
class QPainter;
class QRectF;

namespace morphony {

/// Fills a rectangle of any height. Qt 6.4 has its thread pool blend what covers more than 95 rows half transparently and
/// waits for it: on a busy machine the window would stand still for a line. So it is filled piece by piece.
void fillTall(QPainter& painter, const QRectF& rect, const QColor& color);

} // namespace morphony
