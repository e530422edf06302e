// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/tick_marks.h"

#include <array>

namespace morphony {
namespace {

constexpr std::array kSteps{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,  0.2,   0.5,   1.0,   2.0,   5.0,
                            10.0,  15.0,  30.0,  60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 18000.0};

QString twoDigits(qint64 value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); }

QString formatted(double seconds, int decimals) {
    const double scale = std::pow(10.0, decimals);
    const auto units = static_cast<qint64>(std::llround(std::max(0.0, seconds) * scale));
    const qint64 whole = units / static_cast<qint64>(scale);
    const qint64 hours = whole / 3600;
    QString text = hours > 0 ? QString::number(hours) + QLatin1Char(':') + twoDigits(whole / 60 % 60)
                             : QString::number(whole / 60);
    text += QLatin1Char(':') + twoDigits(whole % 60);
    if (decimals > 0) {
        text += QStringLiteral(".%1").arg(units % static_cast<qint64>(scale), decimals, 10, QLatin1Char('0'));
    }
    return text;
}

} // namespace

double tickStep(double secondsPerPixel, double spacing) {
    for (const double step : kSteps) {
        if (step >= secondsPerPixel * spacing) {
            return step;
        }
    }
    return kSteps.back() * std::ceil(secondsPerPixel * spacing / kSteps.back());
}

int tickDivisions(double step) {
    // Divisions that are round themselves: 2 s into half seconds, 15 s into 5 s, 30 s into 10 s.
    const double lead = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
    if (step == 15.0 || step == 30.0 || step == 900.0 || step == 1800.0) {
        return 3;
    }
    return lead < 1.5 || (lead > 4.5 && lead < 5.5) ? 5 : 4;
}

std::vector<TickMark> timeTicks(const TimeScale& scale, double width, double spacing) {
    const double step = tickStep(scale.secondsPerPixel, spacing);
    const int divisions = tickDivisions(step);
    const double small = step / divisions;
    std::vector<TickMark> ticks;
    // Counted in whole small steps, so that errors do not add up over three hours.
    const auto first = std::max<qint64>(0, static_cast<qint64>(std::ceil(scale.begin / small - 1e-9)));
    for (qint64 k = first;; ++k) {
        const double seconds = static_cast<double>(k) * step / divisions;
        const double x = scale.x(seconds);
        if (x >= width) {
            break;
        }
        const bool major = k % divisions == 0;
        ticks.push_back({seconds, x, major, major ? timeLabel(seconds, step) : QString()});
    }
    return ticks;
}

QString timeLabel(double seconds, double step) {
    return formatted(seconds, step >= 1.0 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3);
}

QString clockText(double seconds) { return formatted(seconds, 3); }

} // namespace morphony
