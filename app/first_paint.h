// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace morphony {

/// Logs once, at level info, how long after the start of the process the window was first painted.
class FirstPaint : public QObject {
public:
    explicit FirstPaint(QWidget& window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace morphony
