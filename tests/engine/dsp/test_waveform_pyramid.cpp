// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine_error.h"
#include "dsp/waveform_pyramid.h"
#include "dsp_signals.h"

#include <QTest>

using namespace morphony;

namespace {

std::shared_ptr<const WaveformPyramid> pyramidOf(const AudioSource& source) {
    JobContext context;
    return WaveformPyramid::build(source, context);
}

/// What query() promises for one column, straight from the samples.
WaveformBin bruteForce(const std::vector<float>& samples, double from, double to) {
    constexpr auto kBase = static_cast<double>(WaveformPyramid::kBaseFrames);
    const auto size = static_cast<double>(samples.size());
    if (to <= 0.0 || from >= size) {
        return {};
    }
    const auto first = static_cast<std::size_t>(std::clamp(std::floor(from / kBase) * kBase, 0.0, size));
    const auto last = static_cast<std::size_t>(std::clamp(std::ceil(to / kBase) * kBase, 0.0, size));
    WaveformBin bin{samples[first], samples[first], 0.0F};
    double squares = 0.0;
    for (std::size_t i = first; i < last; ++i) {
        bin.min = std::min(bin.min, samples[i]);
        bin.max = std::max(bin.max, samples[i]);
        squares += static_cast<double>(samples[i]) * samples[i];
    }
    bin.rms = static_cast<float>(std::sqrt(squares / static_cast<double>(last - first)));
    return bin;
}

} // namespace

class TestWaveformPyramid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsBruteForceAtEveryZoom_data() {
        QTest::addColumn<int>("samples");
        for (const int samples : {1, 255, 256, 257, 1'024, 65'536, 65'537, 300'001}) {
            QTest::addRow("%d samples", samples) << samples;
        }
    }
    void equalsBruteForceAtEveryZoom() {
        QFETCH(int, samples);
        const auto left = test::noise(static_cast<std::size_t>(samples));
        auto right = test::noise(static_cast<std::size_t>(samples), 8);
        for (std::size_t i = 0; i < right.size(); ++i) {
            right[i] *= static_cast<float>(i % 50'000) / 50'000.0F; // levels that differ from place to place
        }
        const auto pyramid = pyramidOf(*test::sourceOf({left, right}));
        QCOMPARE(pyramid->frames(), samples);
        QCOMPARE(pyramid->channels(), 2);
        std::vector<WaveformBin> columns(97);
        const std::vector<std::pair<double, double>> ranges{{0.0, 1.0 * samples},
                                                            {-0.3 * samples, 1.4 * samples},
                                                            {0.1 * samples, 0.15 * samples},
                                                            {0.5 * samples, 0.5 * samples + 3.0},
                                                            {1.0 * samples, 2.0 * samples},
                                                            {-1e9, 1e9}};
        for (const auto& [begin, end] : ranges) {
            for (const int channel : {0, 1}) {
                pyramid->query(channel, begin, end, columns);
                const double width = (end - begin) / static_cast<double>(columns.size());
                for (std::size_t k = 0; k < columns.size(); ++k) {
                    const WaveformBin expected =
                        bruteForce(channel == 0 ? left : right, begin + width * static_cast<double>(k),
                                   begin + width * static_cast<double>(k + 1));
                    QCOMPARE(columns[k].min, expected.min);
                    QCOMPARE(columns[k].max, expected.max);
                    // joined from single-precision values of 256 frames each
                    QVERIFY(std::abs(columns[k].rms - expected.rms) <= 1e-5F * expected.rms);
                }
            }
        }
    }

    void silenceAndNothing() {
        std::vector<WaveformBin> columns(5, WaveformBin{1.0F, 1.0F, 1.0F});
        pyramidOf(*test::sourceOf({std::vector<float>(10'000)}))->query(0, 0.0, 10'000.0, columns);
        for (const WaveformBin& bin : columns) {
            QVERIFY(bin.min == 0.0F && bin.max == 0.0F && bin.rms == 0.0F);
        }
        columns.assign(5, WaveformBin{1.0F, 1.0F, 1.0F});
        pyramidOf(BufferSource(AudioBuffer(1, 0), SampleRate{44'100}))->query(0, 0.0, 10.0, columns);
        QVERIFY(columns[2].max == 0.0F);
    }

    void offsetsAreKept() {
        // a signal that never crosses zero: neither end may be pulled to 0
        std::vector<WaveformBin> columns(3);
        pyramidOf(*test::sourceOf({std::vector<float>(2'000, 0.25F)}))->query(0, 0.0, 2'000.0, columns);
        for (const WaveformBin& bin : columns) {
            QVERIFY(bin.min == 0.25F && bin.max == 0.25F && std::abs(bin.rms - 0.25F) < 1e-6F);
        }
    }

    void cancels() {
        JobContext context;
        context.cancel();
        const auto source = test::sourceOf({test::noise(1'000)});
        QVERIFY_EXCEPTION_THROWN((void)WaveformPyramid::build(*source, context), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestWaveformPyramid)
#include "test_waveform_pyramid.moc"
