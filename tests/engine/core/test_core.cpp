// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio_source.h"
#include "core/content_hash.h"
#include "core/engine_error.h"
#include "core/parallel.h"
#include "core/spsc_ring.h"

#include <QTest>
#include <numeric>
#include <thread>

using namespace morphony;

namespace {
AudioBuffer ramp(int channels, FrameCount frames) {
    AudioBuffer buffer(channels, frames);
    for (int c = 0; c < channels; ++c) {
        std::iota(buffer.channel(c).begin(), buffer.channel(c).end(), static_cast<float>(1000 * c));
    }
    return buffer;
}
} // namespace

class TestCore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rangesClip() {
        QCOMPARE((FrameRange{-5, 20}.clippedTo({0, 10})), (FrameRange{0, 10}));
        QCOMPARE((FrameRange{3, 7}.clippedTo({0, 10})), (FrameRange{3, 7}));
        QVERIFY((FrameRange{12, 20}.clippedTo({0, 10}).empty()));
        QVERIFY((FrameRange{-9, -2}.clippedTo({0, 10}).empty()));
    }

    void buffersKeepRowsAfterCopyAndMove() {
        AudioBuffer first = ramp(2, 8);
        AudioBuffer copy = first;
        copy.channel(1)[3] = -1.0F;
        QCOMPARE(first.channel(1)[3], 1003.0F);
        const AudioBuffer moved = std::move(copy);
        QCOMPARE(moved.channel(1)[3], -1.0F);
        QCOMPARE(moved.view().slice({2, 5}).channel(0)[0], 2.0F);
    }

    void sourcesReadSilencePastTheirEnds() {
        auto whole = std::make_shared<BufferSource>(ramp(1, 10), SampleRate{8000});
        AudioBuffer out(1, 6);
        out.view().channel(0)[0] = 7.0F; // must be overwritten
        whole->read(-2, out.view());
        QCOMPARE(out.channel(0)[0], 0.0F);
        QCOMPARE(out.channel(0)[2], 0.0F);
        QCOMPARE(out.channel(0)[5], 3.0F);
        whole->read(8, out.view());
        QCOMPARE(out.channel(0)[1], 9.0F);
        QCOMPARE(out.channel(0)[2], 0.0F);

        // an excerpt must not let frames from outside its window through
        const ExcerptSource part(whole, {4, 7});
        part.read(-1, out.view());
        QCOMPARE(out.channel(0)[0], 0.0F);
        QCOMPARE(out.channel(0)[1], 4.0F);
        QCOMPARE(out.channel(0)[3], 6.0F);
        QCOMPARE(out.channel(0)[4], 0.0F);
        QCOMPARE(readAll(part).frames(), FrameCount{3});
    }

    void ringHandsOverEverythingInOrder() {
        SpscRing<int> ring(8);
        QCOMPARE(ring.capacity(), std::size_t{8});
        constexpr int kCount = 200'000;
        std::jthread producer([&ring] {
            for (int i = 0; i < kCount;) {
                if (int value = i; ring.tryPush(std::move(value))) {
                    ++i;
                } else {
                    std::this_thread::yield();
                }
            }
        });
        int expected = 0;
        while (expected < kCount) {
            if (int value = -1; ring.tryPop(value)) {
                QCOMPARE(value, expected);
                ++expected;
            } else {
                std::this_thread::yield();
            }
        }
        QCOMPARE(ring.front(), nullptr);
    }

    void ringRefusesWhenFull() {
        SpscRing<int> ring(2);
        QVERIFY(ring.tryPush(1));
        QVERIFY(ring.tryPush(2));
        QVERIFY(!ring.tryPush(3));
        QCOMPARE(*ring.front(), 1);
    }

    void parallelForVisitsEachOnceAndPassesErrorsOn() {
        std::vector<int> visits(1000, 0);
        parallelFor(visits.size(), [&](std::size_t i) { ++visits[i]; });
        QVERIFY(std::ranges::all_of(visits, [](int n) { return n == 1; }));
        QVERIFY_EXCEPTION_THROWN(
            parallelFor(100, [](std::size_t i) {
                if (i == 37) {
                    throw EngineError(ErrorKind::Internal, "37");
                }
            }),
            EngineError);
        std::atomic<int> inner{0};
        parallelFor(4, [&](std::size_t) { parallelFor(4, [&](std::size_t) { ++inner; }); });
        QCOMPARE(inner.load(), 16);
    }

    void sha256OfKnownStrings() {
        // FIPS 180-4 test vectors
        Sha256 empty;
        QCOMPARE(empty.hex(), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        Sha256 abc;
        const std::string text = "abc";
        abc.update(std::as_bytes(std::span(text)));
        QCOMPARE(abc.hex(), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void hashOfAMissingFileNamesIt() {
        JobContext context;
        try {
            (void)contentHash("/no/such/file.wav", context);
            QFAIL("no error");
        } catch (const EngineError& error) {
            QCOMPARE(error.kind(), ErrorKind::InputUnreadable);
            QVERIFY(std::string(error.what()).find("/no/such/file.wav") != std::string::npos);
        }
    }
};

QTEST_APPLESS_MAIN(TestCore)
#include "test_core.moc"
