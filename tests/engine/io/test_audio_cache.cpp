// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paths.h"
#include "io/audio_cache.h"
#include "io/cache_folder.h"
#include "io/frame_file.h"
#include "io_test_support.h"
#include "signals.h"

#include <csignal>
#include <sys/mount.h>
#include <sys/resource.h>
#include <thread>

using namespace morphony;
using namespace morphony::iotest;

namespace {

/// A limit on the size of any file written, which stands for a full disk where nothing may be mounted.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int) = nullptr;
};

} // namespace

class TestAudioCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_cache = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_cache->path().toUtf8());
    }

    [[nodiscard]] std::filesystem::path entries() const { return cacheFolder() / "audio"; }
    [[nodiscard]] std::filesystem::path onlyEntry() const { return std::filesystem::directory_iterator(entries())->path(); }

    void decodesOnceAndReadsAnywhere() {
        const QTemporaryDir folder;
        const auto file = in(folder, "a.ogg");
        writeAll(file, signals::noise(100'000, 2, 0.5), {44100});
        const auto sequential = readAll(file).audio;
        JobContext context;
        const auto first = loadAudio(file, context);
        QCOMPARE(first.hash.size(), std::size_t{64});
        QCOMPARE(*first.info.frames, FrameCount{100'000});
        QCOMPARE(first.info.container, std::string("Ogg Vorbis"));
        for (const FrameCount position : {0, 1, 8191, 50'001, 99'000}) {
            const auto part = readRange(*first.audio, {position, position + 777});
            QVERIFY(same(part.view(), ConstAudioView(sequential.view()).slice({position, position + 777})));
        }
        QCOMPARE(filesIn(entries()), 1);

        // the second time the cached frames are served: plant a mark in them that no decoder would make
        const float mark = 0.12345F;
        {
            std::fstream entry(onlyEntry(), std::ios::in | std::ios::out | std::ios::binary);
            entry.seekp(4096);
            entry.write(reinterpret_cast<const char*>(&mark), sizeof mark);
        }
        std::filesystem::copy(file, in(folder, "same bytes, another name.mp3"));
        const auto second = loadAudio(in(folder, "same bytes, another name.mp3"), context);
        QCOMPARE(second.hash, first.hash);
        QCOMPARE(second.info.container, first.info.container);
        QCOMPARE(second.info.codec, first.info.codec);
        QCOMPARE(readRange(*second.audio, {0, 1}).channel(0)[0], mark);
    }

    void outsideReadsAsSilence() {
        const QTemporaryDir folder;
        AudioBuffer ones(2, 1000);
        std::ranges::fill(ones.channel(0), 1.0F);
        writeAll(in(folder, "a.wav"), ones, {44100});
        JobContext context;
        const auto loaded = loadAudio(in(folder, "a.wav"), context);
        const auto across = readRange(*loaded.audio, {-10, 1010});
        QCOMPARE(std::ranges::count(across.channel(0), 1.0F), std::ptrdiff_t{1000});
        QCOMPARE(across.channel(0)[9], 0.0F);
        QCOMPARE(across.channel(0)[10], 1.0F);
        const auto beyond = readRange(*loaded.audio, {5000, 5010});
        QCOMPARE(std::ranges::count(beyond.channel(0), 0.0F), std::ptrdiff_t{10});
    }

    void deletedOrDamagedEntriesAreMadeAgain() {
        const QTemporaryDir folder;
        const auto audio = signals::noise(30'000, 2, 0.5, 16);
        writeAll(in(folder, "a.wav"), audio, {44100}, {.sampleFormat = SampleFormat::Pcm16});
        JobContext context;
        const auto open = loadAudio(in(folder, "a.wav"), context);
        std::filesystem::remove_all(entries());
        QVERIFY(same(readAll(*open.audio).view(), audio.view())); // what is open stays readable
        QVERIFY(same(readAll(*loadAudio(in(folder, "a.wav"), context).audio).view(), audio.view()));

        std::filesystem::resize_file(onlyEntry(), std::filesystem::file_size(onlyEntry()) - 100);
        QVERIFY(same(readAll(*loadAudio(in(folder, "a.wav"), context).audio).view(), audio.view()));

        const auto entry = onlyEntry();
        putBytes(entry, std::string(std::filesystem::file_size(entry), 'x'));
        QVERIFY(same(readAll(*loadAudio(in(folder, "a.wav"), context).audio).view(), audio.view()));
        QCOMPARE(filesIn(entries()), 1);
    }

    void theLeastRecentlyUsedGoesFirst() {
        // each entry takes 4096 bytes of header and 40,000 of frames: two fit the bound, three do not
        const CacheFolder cache(entries(), 100'000);
        const auto put = [&](const std::string& hash, FrameCount frames = 10'000) {
            CacheFolder::Pending pending = cache.create();
            FrameFile file(UniqueFd(::dup(pending.fd())), 1);
            QVERIFY(file.write(0, AudioBuffer(1, frames).view()));
            (void)cache.publish(std::move(pending), hash, {"WAV", "PCM 16", {44100}, 1, frames, false});
            QTest::qWait(20); // some file systems tick no faster than every 10 ms
        };
        put("a");
        put("b");
        QVERIFY(cache.find("a").has_value()); // used again, so b is now the older one
        QTest::qWait(20);
        put("c");
        QVERIFY(cache.find("a").has_value());
        QVERIFY(!cache.find("b").has_value());
        QVERIFY(cache.find("c").has_value());
        put("larger than all", 30'000);   // not kept, and nothing is thrown out for it
        QVERIFY(cache.makeRoom(200'000)); // nor is it before one that cannot be kept
        QCOMPARE(filesIn(entries()), 2);
        QVERIFY(!cache.makeRoom(std::int64_t{1} << 60)); // no disk has that much, however much of the cache goes
        QCOMPARE(filesIn(entries()), 0);
    }

    void cancelLeavesNothing() {
        const QTemporaryDir folder;
        writeAll(in(folder, "a.wav"), AudioBuffer(2, 2'000'000), {44100});
        int reports = 0;
        JobContext* running = nullptr;
        JobContext context([&](const Progress&) {
            if (++reports == 2) {
                running->cancel();
            }
        });
        running = &context;
        context.beginStage("Reading");
        QVERIFY_EXCEPTION_THROWN(
            for (;;) { // until a report falls into a load
                std::filesystem::remove_all(entries());
                (void)loadAudio(in(folder, "a.wav"), context);
            },
            JobCancelled);
        QVERIFY(!std::filesystem::exists(entries()) || filesIn(entries()) == 0);
    }

    void unwritableCacheFallsBack() {
        const QTemporaryDir folder;
        const auto audio = signals::noise(30'000, 2, 0.5, 16);
        writeAll(in(folder, "a.wav"), audio, {44100}, {.sampleFormat = SampleFormat::Pcm16});
        // a file where the cache folder should be: nobody, not even root, can write below it
        putBytes(in(folder, "blocked"), "x");
        qputenv("XDG_CACHE_HOME", q(in(folder, "blocked")).toUtf8());
        JobContext context;
        QVERIFY(same(readAll(*loadAudio(in(folder, "a.wav"), context).audio).view(), audio.view()));

        qputenv("TMPDIR", q(in(folder, "blocked")).toUtf8()); // no disk at all: memory
        QVERIFY(same(readAll(*loadAudio(in(folder, "a.wav"), context).audio).view(), audio.view()));
        qunsetenv("TMPDIR");
    }

    void fullDiskFallsBackToMemoryAndThenSaysSo() {
        const QTemporaryDir folder;
        writeAll(in(folder, "short.wav"), signals::noise(100'000, 2, 0.5), {44100});
        writeAll(in(folder, "long.flac"), AudioBuffer(8, 48000 * 180), {48000}); // 276 MB decoded, over the bound of memory
        JobContext context;
        const FileSizeLimit full(100'000);
        const auto loaded = loadAudio(in(folder, "short.wav"), context);
        QCOMPARE(loaded.audio->frames(), FrameCount{100'000});
        QCOMPARE(filesIn(entries()), 0);
        const auto error = errorOf([&] { (void)loadAudio(in(folder, "long.flac"), context); });
        QVERIFY(error.has_value());
        QCOMPARE(static_cast<int>(error->kind()), static_cast<int>(ErrorKind::OutputUnwritable));
        QVERIFY2(std::string(error->what()).find("long.flac") != std::string::npos, error->what());
    }

    void scratchAudioHoldsWhatIsWritten() {
        const FrameCount frames = 100'000;
        const auto audio = signals::noise(frames, 3);
        const auto scratch = std::make_shared<ScratchAudio>(3, frames, SampleRate{48000});
        QCOMPARE(std::ranges::count(readRange(*scratch, {0, 100}).channel(1), 0.0F), std::ptrdiff_t{100});
        {
            // disjoint ranges on two threads
            std::jthread other([&] { scratch->write(50'000, ConstAudioView(audio.view()).slice({50'000, frames})); });
            for (FrameCount at = 0; at < 50'000; at += 3'125) {
                scratch->write(at, ConstAudioView(audio.view()).slice({at, at + 3'125}));
            }
        }
        QVERIFY(same(readAll(*scratch).view(), audio.view()));
        scratch->write(frames - 10, signals::noise(100, 3, 1.0, 0, 7).view()); // the rest is dropped
        scratch->write(-90, signals::noise(100, 3, 1.0, 0, 8).view());
        QCOMPARE(scratch->frames(), frames);
        QCOMPARE(readRange(*scratch, {frames - 10, frames}).channel(2)[0], signals::noise(100, 3, 1.0, 0, 7).channel(2)[0]);
        QCOMPARE(readRange(*scratch, {9, 10}).channel(0)[0], signals::noise(100, 3, 1.0, 0, 8).channel(0)[99]);
        QVERIFY(!std::filesystem::exists(cacheFolder()) || filesIn(cacheFolder()) == 0); // it has no name
    }

    void scratchAudioSaysWhenThereIsNoRoom() {
        // a thousand terabytes
        const auto error = errorOf([] { const ScratchAudio scratch(2, FrameCount{125'000'000'000'000}, {48000}); });
        QVERIFY(error.has_value());
        QCOMPARE(static_cast<int>(error->kind()), static_cast<int>(ErrorKind::OutputUnwritable));
        const FileSizeLimit full(1'000'000);
        QVERIFY(errorOf([] { const ScratchAudio scratch(2, 1'000'000, {48000}); }).has_value());
    }

    /// What a thread is still giving back counts as room: of the 128 MB here 64 are kept for others, and each of these
    /// takes 48.
    void scratchAudioGivesItsRoomBack() {
        const QTemporaryDir folder;
        const QByteArray disk = folder.path().toUtf8();
        if (::mount("none", disk.constData(), "tmpfs", 0, "size=128m") != 0) {
            QSKIP("mounting a small file system needs root");
        }
        qputenv("XDG_CACHE_HOME", disk);
        qputenv("TMPDIR", disk);
        const auto undo = qScopeGuard([&] {
            qunsetenv("TMPDIR");
            ::umount2(disk.constData(), MNT_DETACH); // the last one may still be leaving
        });
        for (int i = 0; i < 20; ++i) {
            const auto error = errorOf([] {
                ScratchAudio scratch(2, 6'000'000, {48000});
                scratch.write(0, AudioBuffer(2, 6'000'000).view());
            });
            QVERIFY2(!error.has_value(), error ? error->what() : "");
        }
    }

private:
    std::unique_ptr<QTemporaryDir> m_cache;
};

QTEST_GUILESS_MAIN(TestAudioCache)
#include "test_audio_cache.moc"
