// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/basic_pitch/front_end.h"

#include "nn/kernels.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace morphony::basic_pitch {

namespace {

constexpr std::size_t kKernel = 256;        ///< samples of the kernel and taps of the low pass
constexpr std::size_t kBinsPerOctave = 36;
constexpr std::size_t kOctaves = 9;
constexpr float kLeastPower = 1e-10F;

/// `signal` between kKernel / 2 samples mirrored at each end (the end itself is not repeated).
void mirrorPad(std::span<const float> signal, std::vector<float>& out) {
    constexpr std::size_t kPad = kKernel / 2;
    out.resize(signal.size() + 2 * kPad);
    for (std::size_t i = 0; i < kPad; ++i) {
        out[kPad - 1 - i] = signal[1 + i];
        out[kPad + signal.size() + i] = signal[signal.size() - 2 - i];
    }
    std::ranges::copy(signal, out.begin() + kPad);
}

} // namespace

FrontEnd::FrontEnd(const TensorFile& weights) {
    const auto cosine = weights.floats("cqt.cosine", {kBinsPerOctave, kKernel});
    const auto sine = weights.floats("cqt.sine", {kBinsPerOctave, kKernel});
    m_kernel.resize(kKernel * 2 * kBinsPerOctave);
    for (std::size_t bin = 0; bin < kBinsPerOctave; ++bin) {
        for (std::size_t i = 0; i < kKernel; ++i) {
            m_kernel[i * 2 * kBinsPerOctave + bin] = cosine[bin * kKernel + i];
            m_kernel[i * 2 * kBinsPerOctave + kBinsPerOctave + bin] = sine[bin * kKernel + i];
        }
    }
    const auto lowpass = weights.floats("cqt.lowpass", {kKernel});
    for (std::size_t i = 0; i < kKernel; i += 2) {
        m_lowpassEven.push_back(lowpass[i]);
        m_lowpassOdd.push_back(lowpass[i + 1]);
    }
    for (const float scale : weights.floats("cqt.scale", {kBins})) {
        m_power.push_back(scale * scale);
    }
    m_normScale = weights.floats("norm.scale", {1})[0];
    m_normShift = weights.floats("norm.shift", {1})[0];
}

void FrontEnd::run(std::span<const float> window, std::span<float> map, Workspace& work) const {
    assert(window.size() == kWindowSamples && map.size() == kFrames * kMapStride);
    std::ranges::fill(map, 0.0F);
    work.halved.assign(window.begin(), window.end());
    std::size_t hop = kHop;
    for (std::size_t i = 0; i < kOctaves; ++i, hop /= 2) {
        if (i > 0) {
            halve(work.halved, work);
        }
        mirrorPad(work.halved, work.signal);
        octave(work.signal, hop, i, map, work);
    }
    float least = INFINITY;
    float most = -INFINITY;
    for (std::size_t t = 0; t < kFrames; ++t) {
        const auto row = map.subspan(t * kMapStride + kMapPad, kBins);
        applyLogarithm(row);
        const auto [low, high] = std::ranges::minmax(row);
        least = std::min(least, low);
        most = std::max(most, high);
    }
    const float factor = most > least ? m_normScale / (most - least) : 0.0F;
    for (std::size_t t = 0; t < kFrames; ++t) {
        for (float& value : map.subspan(t * kMapStride + kMapPad, kBins)) {
            value = (value - least) * factor + m_normShift;
        }
    }
}

/// Power of the bins of the octave `index` below the highest one.
void FrontEnd::octave(std::span<const float> signal, std::size_t hop, std::size_t index, std::span<float> map,
                      Workspace& work) const {
    constexpr std::size_t kColumns = 2 * kBinsPerOctave;
    work.products.assign(kFrames * kColumns, 0.0F);
    addProduct({signal.data(), kFrames, kKernel, hop}, {m_kernel.data(), kKernel, kColumns},
               {work.products.data(), kFrames, kColumns});
    // the lowest octave lacks its lowest bins
    const std::size_t end = kBins - index * kBinsPerOctave;
    const std::size_t count = std::min(end, kBinsPerOctave);
    const std::size_t skipped = kBinsPerOctave - count;
    for (std::size_t t = 0; t < kFrames; ++t) {
        const float* cosine = work.products.data() + t * kColumns + skipped;
        const float* sine = cosine + kBinsPerOctave;
        const float* power = m_power.data() + (end - count);
        float* out = map.data() + t * kMapStride + kMapPad + (end - count);
        for (std::size_t bin = 0; bin < count; ++bin) {
            out[bin] = (cosine[bin] * cosine[bin] + sine[bin] * sine[bin]) * power[bin] + kLeastPower;
        }
    }
}

/// Low pass and every other sample: out[n] = sum over k of taps[k] in[2 n + k - 127], zeros outside.
void FrontEnd::halve(std::vector<float>& signal, Workspace& work) const {
    const std::size_t count = signal.size() / 2;
    const std::size_t taps = m_lowpassEven.size();
    // in[2 m - 127] is an odd sample, in[2 m - 126] an even one
    work.odd.assign(count + taps, 0.0F);
    work.even.assign(count + taps, 0.0F);
    for (std::size_t i = 0; i < signal.size(); ++i) {
        const std::size_t place = i / 2 + (i % 2 == 0 ? 63 : 64);
        if (place < count + taps) {
            (i % 2 == 0 ? work.even : work.odd)[place] = signal[i];
        }
    }
    signal.assign(count, 0.0F);
    addCorrelation(std::span(work.odd).first(count + taps - 1), m_lowpassEven, signal);
    addCorrelation(std::span(work.even).first(count + taps - 1), m_lowpassOdd, signal);
}

} // namespace morphony::basic_pitch
