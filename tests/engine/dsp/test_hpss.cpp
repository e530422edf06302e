// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/hpss.h"

#include "core/engine_error.h"
#include "dsp/median_rows.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr FrameCount kFrames = 22'050;

/// Two steady tones and three clicks of 32 samples.
AudioBuffer tonesAndClicks(int channels = 1) {
    AudioBuffer buffer(channels, kFrames);
    for (int c = 0; c < channels; ++c) {
        const auto samples = buffer.channel(c);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const double t = static_cast<double>(i) / kRate.hz;
            samples[i] = static_cast<float>(0.3 * std::sin(2.0 * std::numbers::pi * 440.0 * t) +
                                            0.2 * std::sin(2.0 * std::numbers::pi * 1234.5 * t));
        }
        for (const std::size_t at : {4'000U, 11'000U, 17'000U}) {
            for (std::size_t k = 0; k < 32; ++k) {
                samples[at + k] +=
                    static_cast<float>(0.8 * (k % 2 == 0 ? 1.0 : -1.0) * std::exp(-static_cast<double>(k) / 8.0));
            }
        }
    }
    return buffer;
}

} // namespace

class TestHpss : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Figures of an independent implementation: numpy 2.4.6 (FFT) and scipy 1.17.1 (ndimage.median_filter, mode
    // "nearest") in double precision. Masks near their steepest place turn single precision's 1e-7 into some 1e-5.
    void agreesWithScipy() {
        JobContext context;
        const BufferSource source(tonesAndClicks(), kRate);
        const AudioBuffer harmonic = harmonicPart(source, {0, kFrames}, {}, context);
        constexpr std::pair<std::size_t, double> kExpected[] = {
            {1'000, -0.051853069},  {4'005, 0.055570997},   {4'016, 0.220872425},  {8'000, -0.339616725},
            {11'001, -0.395418529}, {17'003, -0.269970429}, {21'000, -0.201158590}};
        for (const auto& [at, value] : kExpected) {
            QVERIFY2(std::abs(harmonic.channel(0)[at] - value) < 1e-4,
                     qPrintable(QString("%1: %2, expected %3").arg(at).arg(harmonic.channel(0)[at]).arg(value)));
        }
    }

    // The networks against a sort of every window. Exact: a median is one of the values.
    void mediansAreThoseOfASort() {
        unsigned state = 1;
        const auto random = [&] {
            state = state * 1'664'525U + 1'013'904'223U;
            return static_cast<float>(state >> 24U); // 256 values, so that many are equal
        };
        for (const std::size_t length : {1U, 3U, 4U, 15U, 31U, 100U, 2'049U}) {
            std::vector<float> in(length), out(length);
            std::ranges::generate(in, random);
            MedianFilter31(length).filter(in, out);
            for (std::ptrdiff_t i = 0; i < std::ssize(in); ++i) {
                std::vector<float> window;
                for (std::ptrdiff_t k = i - 15; k <= i + 15; ++k) {
                    window.push_back(in[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(k, 0, std::ssize(in) - 1))]);
                }
                std::ranges::sort(window);
                QCOMPARE(out[static_cast<std::size_t>(i)], window[15]);
            }
            for (const std::size_t width : {17U, 31U}) {
                std::vector<std::vector<float>> rows(width + 1, std::vector<float>(length));
                std::vector<const float*> places;
                for (auto& row : rows) {
                    std::ranges::generate(row, random);
                    places.push_back(row.data());
                }
                std::vector<float> next(length);
                medianOfRows(places, out, next);
                for (std::size_t i = 0; i < length; ++i) {
                    for (const std::size_t first : {0U, 1U}) {
                        std::vector<float> window;
                        for (std::size_t k = first; k < first + width; ++k) {
                            window.push_back(rows[k][i]);
                        }
                        std::ranges::sort(window);
                        QCOMPARE(first == 0 ? out[i] : next[i], window[width / 2]);
                    }
                }
            }
        }
    }

    // Pieces of a long signal may be made apart: their bits are those of the whole.
    void rangesAreTheWholeBitForBit() {
        JobContext context;
        const BufferSource source(tonesAndClicks(2), kRate);
        const AudioBuffer whole = harmonicPart(source, {0, kFrames}, {}, context);
        for (const FrameRange range : {FrameRange{0, 5'000}, FrameRange{5'000, 5'001}, FrameRange{5'001, kFrames}}) {
            const AudioBuffer part = harmonicPart(source, range, {}, context);
            QCOMPARE(part.frames(), range.size());
            for (int c = 0; c < 2; ++c) {
                QCOMPARE(std::memcmp(part.channel(c).data(), whole.channel(c).data() + range.begin,
                                     part.channel(c).size_bytes()),
                         0);
            }
        }
    }

    // Shorter than a window, silent, at another rate: the right shape and no rubbish.
    void oddInputs() {
        JobContext context;
        for (const int hz : {8'000, 44'100, 192'000}) {
            for (const FrameCount frames : {FrameCount{1}, FrameCount{100}, FrameCount{3'000}}) {
                const AudioBuffer part = harmonicPart(BufferSource(AudioBuffer(3, frames), {hz}), {0, frames}, {}, context);
                QCOMPARE(part.frames(), frames);
                for (int c = 0; c < 3; ++c) {
                    for (const float sample : part.channel(c)) {
                        QCOMPARE(sample, 0.0F);
                    }
                }
            }
        }
    }

    void stopsWhenAsked() {
        JobContext context;
        context.cancel();
        const BufferSource source(tonesAndClicks(), kRate);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(harmonicPart(source, {0, kFrames}, {}, context)), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestHpss)
#include "test_hpss.moc"
