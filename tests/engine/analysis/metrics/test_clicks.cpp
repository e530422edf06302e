// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/clicks.h"
#include "analysis/metrics/event_matching.h"
#include "core/engine_error.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QTest>

using namespace morphony;

namespace {

std::vector<double> clicksOf(const AudioSource& audio) {
    JobContext context;
    return findClicks(audio, {context});
}

/// A jump of `size` at `seconds` that dies away within 50 ms, as when two renders are joined.
void addJump(AudioBuffer& buffer, SampleRate rate, double seconds, double size) {
    const FrameCount length = framesOf(0.05, rate);
    for (int c = 0; c < buffer.channels(); ++c) {
        for (FrameCount n = 0; n < length; ++n) {
            const double fade =
                0.5 + 0.5 * std::cos(std::numbers::pi * static_cast<double>(n) / static_cast<double>(length));
            buffer.channel(c)[static_cast<std::size_t>(framesOf(seconds, rate) + n)] += static_cast<float>(size * fade);
        }
    }
}

} // namespace

class TestClicks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jumpsAreFoundAndMusicIsNot_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<double>("from");
        QTest::addColumn<int>("least"); // of 18 jumps: where drums and guitars jump as far themselves, they hide some
        QTest::newRow("concerto") << QString(test::kConcerto) << 30.0 << 16;
        QTest::newRow("funk") << QString(test::kFunk) << 30.0 << 4;
        QTest::newRow("metal") << QString(test::kMetal) << 60.0 << 12;
    }
    void jumpsAreFoundAndMusicIsNot() {
        QFETCH(QString, file);
        QFETCH(double, from);
        QFETCH(int, least);
        const auto music = test::musicExcerpt(qPrintable(file), from, 20.0);
        if (!music) {
            QSKIP("the Debian packages gamine-data, davegnukem-data and fretsonfire-songs-sectoid are not installed");
        }
        const auto own = clicksOf(*music);
        QVERIFY2(own.size() <= 1, qPrintable(QString::number(own.size())));
        AudioBuffer joined = readAll(*music);
        std::vector<double> jumps;
        for (double at = 1.0; at < 19.0; at += 1.0) {
            addJump(joined, music->sampleRate(), at, 0.2); // -14 dBFS
            jumps.push_back(at);
        }
        const auto found = clicksOf(BufferSource(std::move(joined), music->sampleRate()));
        QVERIFY2(static_cast<int>(matchedEvents(jumps, found, 0.002)) >= least, qPrintable(QString::number(found.size())));
        QVERIFY(std::abs(*seamClicks(own, found, 20.0) - 3.0 * static_cast<double>(found.size())) <= 3.0);
    }

    void smallJumpsInQuietMusicAreFound() {
        for (const double size : {0.03, 0.01, 0.003}) { // -30, -40 and -50 dBFS
            AudioBuffer buffer = signals::sine(440.0, {44'100}, 10 * 44'100, 2, 0.1);
            addJump(buffer, {44'100}, 3.3, size);
            addJump(buffer, {44'100}, 6.6, size);
            const auto found = clicksOf(BufferSource(std::move(buffer), {44'100}));
            QCOMPARE(matchedEvents(std::vector{3.3, 6.6}, found, 0.002), 2U);
            QCOMPARE(found.size(), 2U);
        }
    }

    void whatTheSourceHasIsNotTheResultsFault() {
        const std::vector<double> source{1.0, 2.0};
        QCOMPARE(*seamClicks(source, std::vector{1.001, 2.0}, 30.0), 0.0);
        QCOMPARE(*seamClicks(source, std::vector{1.0, 5.0, 6.0}, 30.0), 4.0);
        QVERIFY(!seamClicks(source, {}, 0.0));
    }

    void silenceNoiseAndTheEndsHaveNone() {
        QVERIFY(clicksOf(BufferSource(AudioBuffer(2, 50'000), {44'100})).empty());
        QVERIFY(clicksOf(BufferSource(AudioBuffer(1, 1), {44'100})).empty());
        QVERIFY(clicksOf(BufferSource(signals::noise(200'000), {44'100})).empty());
        QVERIFY(clicksOf(BufferSource(signals::sine(100.3, {44'100}, 50'000), {44'100})).empty());
    }

    void cancels() {
        JobContext context;
        context.cancel();
        const BufferSource noise(signals::noise(100'000), {44'100});
        QVERIFY_EXCEPTION_THROWN((void)findClicks(noise, {context}), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestClicks)
#include "test_clicks.moc"
