// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/first_paint.h"

#include "core/log.h"

#include <QEvent>
#include <QTimer>
#include <QWidget>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace morphony {

namespace {

/// Seconds since the kernel started this process, to a hundredth.
double processAge() {
    std::ifstream stat("/proc/self/stat");
    std::string line;
    std::getline(stat, line);
    // field 22 is the start in clock ticks since boot; the name before it may hold blanks and ends with the last ')'
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    std::string field;
    for (int i = 3; i <= 22; ++i) {
        fields >> field;
    }
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 -
           std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

} // namespace

FirstPaint::FirstPaint(QWidget& window) : QObject(&window) { window.installEventFilter(this); }

bool FirstPaint::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint) {
        watched->removeEventFilter(this);
        // once the event loop is back, the picture is on the screen and the window takes input
        QTimer::singleShot(0, this, [this] {
            log::info("window usable " + std::to_string(processAge()) + " s after the start of the process");
            deleteLater();
        });
    }
    return QObject::eventFilter(watched, event);
}

} // namespace morphony
