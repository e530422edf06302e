// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/stft.h"

#include "core/engine_error.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace morphony {

namespace {

/// Samples per channel read from the source at once: 256 kB, so that a stereo block stays in the second-level cache.
constexpr FrameCount kBlockFrames = 65'536;

FrameCount floorDivide(FrameCount a, FrameCount b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

StftShape checked(StftShape shape) {
    if (shape.size < 2 || shape.size % 2 != 0 || shape.hop < 1 || shape.hop > shape.size / 4) {
        throw EngineError(ErrorKind::Internal,
                          "An STFT of size " + std::to_string(shape.size) + " and hop " + std::to_string(shape.hop) +
                              " was asked for; the size must be even and the hop at most a quarter of it.");
    }
    return shape;
}

void multiply(const float* a, const float* b, float* out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = a[i] * b[i];
    }
}

void multiplyAdd(const float* a, const float* b, float* sum, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        sum[i] += a[i] * b[i];
    }
}

} // namespace

std::vector<float> hannWindow(int size) {
    std::vector<float> window(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
        window[static_cast<std::size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * i / size));
    }
    return window;
}

StftShape StftShape::scaledTo(SampleRate rate) const {
    // 10 octaves either way are far more than any sample rate asks for and keep the shifts defined
    const double octaves = std::clamp(std::round(std::log2(std::max(rate.hz, 1) / 44'100.0)), -10.0, 10.0);
    const double factor = std::exp2(octaves);
    double scaledHop = hop * factor;
    int scaledSize = 2 * static_cast<int>(std::lround(size * factor / 2.0));
    if (scaledSize < 64) {
        scaledHop *= 64.0 / std::max(scaledSize, 1);
        scaledSize = 64;
    }
    return {scaledSize, std::max(1, static_cast<int>(std::lround(scaledHop)))};
}

// ---- analysis --------------------------------------------------------------------------------------------------------

StftAnalyser::StftAnalyser(const AudioSource& source, StftShape shape)
    : m_source(source), m_shape(checked(shape)), m_window(hannWindow(shape.size)) {
    for (int c = 0; c < source.channels(); ++c) {
        m_ffts.emplace_back(shape.size);
    }
    // a short signal needs no more than its own frames
    const FrameCount all = source.frames() + 2 * shape.size;
    m_block.resize(source.channels(), std::max<FrameCount>(shape.size, std::min(all, kBlockFrames + shape.size)));
    m_blockBegin = -shape.size - m_block.frames(); // nothing read yet: no frame begins that early
}

void StftAnalyser::readBlock(FrameCount begin) {
    m_blockBegin = -m_shape.size - m_block.frames(); // a read that throws must not leave a half-filled block behind
    m_source.read(begin, m_block.view());
    m_blockBegin = begin;
}

void StftAnalyser::transform(FrameCount t) {
    const FrameCount begin = t * m_shape.hop - m_shape.size / 2;
    if (begin < m_blockBegin || begin + m_shape.size > m_blockBegin + m_block.frames()) {
        readBlock(begin);
    }
    const auto size = static_cast<std::size_t>(m_shape.size);
    for (int c = 0; c < m_block.channels(); ++c) {
        Fft& fft = m_ffts[static_cast<std::size_t>(c)];
        multiply(m_block.channel(c).data() + (begin - m_blockBegin), m_window.data(), fft.timeData().data(), size);
        fft.forward();
    }
}

std::span<const std::complex<float>> StftAnalyser::bins(int channel) const {
    return m_ffts[static_cast<std::size_t>(channel)].binData();
}

// ---- synthesis -------------------------------------------------------------------------------------------------------

StftSynthesiser::StftSynthesiser(StftShape shape, FrameCount samples, FrameRange range)
    : m_shape(checked(shape)), m_samples(samples), m_range(range.clippedTo({0, samples})), m_fft(shape.size),
      m_window(hannWindow(shape.size)), m_steadyGain(static_cast<std::size_t>(shape.hop)) {
    const FrameCount half = shape.size / 2;
    const FrameCount frames = shape.framesFor(samples);
    // frame t covers [t * hop - half, t * hop + half)
    m_firstFrame = std::max<FrameCount>(0, floorDivide(m_range.begin - half, shape.hop) + 1);
    m_endFrame = std::min(frames, floorDivide(m_range.end - 1 + half, shape.hop) + 1);
    if (m_range.empty()) {
        m_endFrame = m_firstFrame;
    }
    m_nextFrame = m_firstFrame;
    m_delivered = m_range.begin;

    m_squares.resize(m_window.size());
    for (std::size_t i = 0; i < m_window.size(); ++i) {
        m_squares[i] = m_window[i] * m_window[i];
    }
    for (std::size_t k = 0; k < m_steadyGain.size(); ++k) {
        double sum = 0.0;
        for (auto i = static_cast<std::size_t>((static_cast<FrameCount>(k) + half) % shape.hop); i < m_squares.size();
             i += m_steadyGain.size()) {
            sum += m_squares[i];
        }
        m_steadyGain[k] = static_cast<float>(1.0 / sum);
    }
    for (float& w : m_window) {
        w /= static_cast<float>(shape.size);
    }
    // room for several frames, so that the sums under way are moved down once per many frames
    m_overlap.resize(m_window.size() + std::max<std::size_t>(4 * m_window.size(), 16 * m_steadyGain.size()));
}

void StftSynthesiser::overlapAdd() {
    const std::size_t size = m_window.size();
    const std::size_t hop = m_steadyGain.size();
    if (m_overlapAt + size > m_overlap.size()) {
        std::copy_n(m_overlap.begin() + static_cast<std::ptrdiff_t>(m_overlapAt), size - hop, m_overlap.begin());
        m_overlapAt = 0;
    }
    float* sums = m_overlap.data() + m_overlapAt;
    const float* frame = m_fft.timeData().data();
    if (m_nextFrame == m_firstFrame) {
        multiply(frame, m_window.data(), sums, size);
    } else {
        // the last hop of the frame is touched for the first time: written, not added, so nothing needs clearing
        multiplyAdd(frame, m_window.data(), sums, size - hop);
        multiply(frame + (size - hop), m_window.data() + (size - hop), sums + (size - hop), hop);
    }
}

std::span<const float> StftSynthesiser::addFrame() {
    if (m_nextFrame >= m_endFrame) {
        throw EngineError(ErrorKind::Internal, "A frame was added to a resynthesis that is already complete.");
    }
    m_fft.inverse();
    overlapAdd();
    const FrameCount left = m_nextFrame * m_shape.hop - m_shape.size / 2;
    float* sums = m_overlap.data() + m_overlapAt;
    ++m_nextFrame;
    m_overlapAt += m_steadyGain.size();
    const FrameCount complete = m_nextFrame == m_endFrame ? m_range.end : std::min(left + m_shape.hop, m_range.end);
    if (complete <= m_delivered) {
        return {};
    }
    const FrameRange done{m_delivered, complete};
    m_delivered = complete;
    float* values = sums + (done.begin - left);
    normalise(done, values);
    return {values, static_cast<std::size_t>(done.size())};
}

void StftSynthesiser::normalise(FrameRange samples, float* values) const {
    const FrameCount half = m_shape.size / 2;
    const FrameCount frames = m_shape.framesFor(m_samples);
    // near the ends of the signal frames are missing, so the sum of squared windows is smaller there
    const FrameCount steadyBegin = half;
    const FrameCount steadyEnd = frames * m_shape.hop - half;
    for (FrameCount k = samples.begin; k < samples.end;) {
        if (k >= steadyBegin && k < steadyEnd) {
            const FrameCount phase = k % m_shape.hop;
            const FrameCount end = std::min({k - phase + m_shape.hop, steadyEnd, samples.end});
            float* at = values + (k - samples.begin);
            multiply(at, m_steadyGain.data() + phase, at, static_cast<std::size_t>(end - k));
            k = end;
            continue;
        }
        double sum = 0.0;
        const FrameCount first = std::max<FrameCount>(0, floorDivide(k - half, m_shape.hop) + 1);
        const FrameCount last = std::min(frames - 1, floorDivide(k + half, m_shape.hop));
        for (FrameCount t = first; t <= last; ++t) {
            sum += m_squares[static_cast<std::size_t>(k + half - t * m_shape.hop)];
        }
        values[k - samples.begin] *= static_cast<float>(1.0 / sum);
        ++k;
    }
}

} // namespace morphony
