// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/gate_make_up.h"

#include <cmath>

namespace morphony {

namespace {
constexpr int kSteps = 8;
} // namespace

Curve gateMakeUp(const MixLaw& law, const MixLoudness& loudness) {
    MixLaw plain = law;
    plain.calibration = Curve();
    plain.gateMakeUp = Curve::constant(1.0);
    plain.limiterMakeUp = Curve::constant(1.0);
    std::vector<float> gains(law.layers.size());
    const auto energyAt = [&](double strength) {
        plain.gains({strength, {}, {}, {}}, gains);
        return loudness.gatedEnergy(gains);
    };
    const double source = energyAt(0.0);
    std::vector<Curve::Point> points;
    for (int step = 0; step <= kSteps; ++step) {
        const double strength = static_cast<double>(step) / kSteps;
        const double mix = energyAt(strength);
        points.push_back({strength, source > 0.0 && mix > 0.0 ? std::sqrt(source / mix) : 1.0});
    }
    return Curve(std::move(points));
}

} // namespace morphony
