// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/mel_bands.h"

#include "core/engine_error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

namespace morphony {

namespace {

double melOf(double hz) { return 2595.0 * std::log10(1.0 + hz / 700.0); }
double hzOf(double mel) { return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0); }

struct SegmentSums {
    float lower = 0.0F;
    float upper = 0.0F;
};

/// Energy of a segment split between its two bands. Eight independent partial sums: a fixed order of addition that
/// vectorises.
SegmentSums sumSegment(const float* power, const float* upperShare, std::size_t count) {
    constexpr std::size_t kLanes = 8;
    std::array<float, kLanes> lower{};
    std::array<float, kLanes> upper{};
    const std::size_t whole = count / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float up = power[i + lane] * upperShare[i + lane];
            lower[lane] += power[i + lane] - up; // never negative: a share is at most 1
            upper[lane] += up;
        }
    }
    for (std::size_t i = whole; i < count; ++i) {
        const float up = power[i] * upperShare[i];
        lower[i - whole] += power[i] - up;
        upper[i - whole] += up;
    }
    SegmentSums sums;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        sums.lower += lower[lane];
        sums.upper += upper[lane];
    }
    return sums;
}

} // namespace

MelBands::MelBands(int fftSize, SampleRate rate, MelBandShape shape) {
    const double top = std::min(shape.highestHz, 0.45 * rate.hz);
    if (shape.bands < 2 || fftSize < 2 || top <= shape.lowestHz) {
        throw EngineError(ErrorKind::Internal,
                          std::to_string(shape.bands) + " mel bands at " + std::to_string(rate.hz) +
                              " Hz were asked for; at least two bands below 0.45 of the rate are needed.");
    }
    const double lowest = melOf(shape.lowestHz);
    const double spacing = (melOf(top) - lowest) / (shape.bands - 1);
    for (int b = 0; b < shape.bands; ++b) {
        m_centresHz.push_back(hzOf(lowest + b * spacing));
    }
    const auto binCount = static_cast<std::size_t>(fftSize / 2 + 1);
    m_upperShare.resize(binCount);
    m_segmentBegin.assign(static_cast<std::size_t>(shape.bands) + 2, binCount);
    m_segmentBegin.front() = 0;
    std::size_t segment = 0;
    for (std::size_t k = 0; k < binCount; ++k) {
        const double place = (melOf(static_cast<double>(k) * rate.hz / fftSize) - lowest) / spacing;
        // segment 0 lies below the first centre, segment `bands` above the last
        const auto wanted = static_cast<std::size_t>(std::clamp(std::floor(place) + 1.0, 0.0, 1.0 * shape.bands));
        while (segment < wanted) {
            m_segmentBegin[++segment] = k;
        }
        const bool outside = segment == 0 || segment == static_cast<std::size_t>(shape.bands);
        m_upperShare[k] = outside ? 0.0F : static_cast<float>(place - std::floor(place));
    }
}

void MelBands::energies(std::span<const float> power, std::span<float> energies) const {
    std::ranges::fill(energies, 0.0F);
    const std::size_t bandCount = m_centresHz.size();
    for (std::size_t s = 0; s <= bandCount; ++s) {
        const std::size_t begin = m_segmentBegin[s];
        const SegmentSums sums =
            sumSegment(power.data() + begin, m_upperShare.data() + begin, m_segmentBegin[s + 1] - begin);
        if (s == 0) {
            energies[0] += sums.lower;
            continue;
        }
        energies[s - 1] += sums.lower;
        if (s < bandCount) {
            energies[s] += sums.upper;
        }
    }
}

void MelBands::interpolate(std::span<const float> perBand, std::span<float> perBin) const {
    const std::size_t bandCount = m_centresHz.size();
    for (std::size_t s = 0; s <= bandCount; ++s) {
        const float lower = perBand[s == 0 ? 0 : s - 1];
        const float rise = s == 0 || s == bandCount ? 0.0F : perBand[s] - lower;
        for (std::size_t k = m_segmentBegin[s]; k < m_segmentBegin[s + 1]; ++k) {
            perBin[k] = lower + rise * m_upperShare[k];
        }
    }
}

void MelBands::amplitudes(std::span<const float> bandDb, std::span<float> amplitudePerBin) const {
    interpolate(bandDb, amplitudePerBin);
    amplitudesFromDb(amplitudePerBin);
}

void powerSpectrum(std::span<const std::complex<float>> bins, std::span<float> out) {
    const auto* parts = reinterpret_cast<const float*>(bins.data());
    for (std::size_t k = 0; k < bins.size(); ++k) {
        out[k] = parts[2 * k] * parts[2 * k] + parts[2 * k + 1] * parts[2 * k + 1];
    }
}

void addPowerSpectrum(std::span<const std::complex<float>> bins, float weight, std::span<float> out) {
    const auto* parts = reinterpret_cast<const float*>(bins.data());
    for (std::size_t k = 0; k < bins.size(); ++k) {
        out[k] += weight * (parts[2 * k] * parts[2 * k] + parts[2 * k + 1] * parts[2 * k + 1]);
    }
}

void amplitudesFromDb(std::span<float> values) {
    // 2^x with x split into a whole part, which goes into the exponent bits, and a rest within +-0.5, for which the
    // Taylor series of 2^r to r^7 is exact to 1e-9
    constexpr float kOctavesPerDb = 0.166096404744368118F; // log2(10) / 20
    for (float& value : values) {
        const float x = std::min(std::max(value, -300.0F), 300.0F) * kOctavesPerDb;
        const int whole = static_cast<int>(x + 64.5F) - 64;
        const float r = x - static_cast<float>(whole);
        float series = 1.52527338e-5F;
        series = series * r + 1.54035304e-4F;
        series = series * r + 1.33335581e-3F;
        series = series * r + 9.61812911e-3F;
        series = series * r + 5.55041087e-2F;
        series = series * r + 2.40226507e-1F;
        series = series * r + 6.93147181e-1F;
        series = series * r + 1.0F;
        value = series * std::bit_cast<float>((whole + 127) << 23);
    }
}

} // namespace morphony
