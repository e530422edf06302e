// SPDX-License-Identifier: GPL-3.0-or-later
#include "material.h"
#include "playback/player.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace morphony;
using namespace morphony::test;

namespace {

constexpr int kBytesPerFrame = 2 * static_cast<int>(sizeof(float));

/// The sound card of this test: ALSA's `file` plugin writes what it is given into a pipe, and this thread takes it out
/// at the speed of a card. (ALSA's `null` device alone has no clock: it takes sound as fast as it is made.)
class PipeCard {
public:
    explicit PipeCard(const QString& folder) : m_path((folder + "/card").toStdString()) {
        if (mkfifo(m_path.c_str(), 0600) != 0) {
            throw std::runtime_error("no pipe");
        }
        m_pipe = open(m_path.c_str(), O_RDWR | O_NONBLOCK); // open for writing too: never at its end
        m_thread = std::thread([this] { run(); });
    }
    ~PipeCard() {
        m_stop.store(true);
        m_thread.join();
        close(m_pipe);
    }
    [[nodiscard]] const std::string& path() const { return m_path; }
    /// Takes nothing any more: a card that hangs.
    void hang(bool on) { m_hangs.store(on); }
    /// Everything played so far, both channels.
    [[nodiscard]] AudioBuffer played() {
        const std::lock_guard hold(m_mutex);
        AudioBuffer out(2, static_cast<FrameCount>(m_bytes.size()) / kBytesPerFrame);
        const auto* samples = reinterpret_cast<const float*>(m_bytes.data());
        for (std::size_t i = 0; i < static_cast<std::size_t>(out.frames()); ++i) {
            out.channel(0)[i] = samples[2 * i];
            out.channel(1)[i] = samples[2 * i + 1];
        }
        return out;
    }

private:
    void run() {
        constexpr auto kTurn = std::chrono::milliseconds(5);
        constexpr std::size_t kBytesPerTurn = 48 * 5 * kBytesPerFrame;
        std::vector<char> buffer(kBytesPerTurn);
        for (auto due = std::chrono::steady_clock::now(); !m_stop.load(); due += kTurn) {
            std::this_thread::sleep_until(due);
            if (m_hangs.load()) {
                continue;
            }
            const ssize_t got = read(m_pipe, buffer.data(), buffer.size());
            if (got > 0) {
                const std::lock_guard hold(m_mutex);
                m_bytes.insert(m_bytes.end(), buffer.begin(), buffer.begin() + got);
            }
        }
    }

    const std::string m_path;
    int m_pipe = -1;
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_hangs{false};
    std::mutex m_mutex;
    std::vector<char> m_bytes;
    std::thread m_thread;
};

FrameCount firstSound(const AudioBuffer& buffer) {
    for (FrameCount i = 0; i < buffer.frames(); ++i) {
        if (buffer.channel(0)[static_cast<std::size_t>(i)] != 0.0F) {
            return i;
        }
    }
    return buffer.frames();
}

} // namespace

/// From the layers to what a sound card gets, through PortAudio and ALSA.
class TestAlsaOutput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_card = std::make_unique<PipeCard>(m_folder.path());
        QFile config(m_folder.filePath("asound.conf"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        // only this one: the system's own configuration would add its servers and their plugins
        config.write(QString(R"(
            pcm.!default {
                type file
                slave.pcm { type null }
                file "%1"
                format "raw"
                hint { show on description "Test card" }
            }
            ctl.!default { type hw card 0 }
        )")
                         .arg(QString::fromStdString(m_card->path()))
                         .toUtf8());
        config.close();
        qputenv("ALSA_CONFIG_PATH", config.fileName().toUtf8());
    }
    void cleanupTestCase() { m_card.reset(); }

    void cardIsListed() {
        const auto devices = listAudioDevices();
        QVERIFY(!devices.empty());
        QVERIFY(devices.front().isDefault);
        QCOMPARE(devices.front().id, std::string("ALSA:default"));
        QCOMPARE(listAudioDevices().size(), devices.size());
    }

    void whatArrivesIsTheMix() {
        const auto source = noise(1, 0.5F, 4.0);
        const auto sound = take({source, noise(2, 0.5F, 4.0), noise(3, 0.5F, 4.0)});
        const DialSetting dial{.strength = 0.6};
        const AudioBuffer expected = mixed(*sound, dial);
        {
            Player player;
            player.setDial(dial);
            player.hear(Deck::Take);
            player.setSource(source);
            player.setTake(sound);
            QTRY_VERIFY(!player.state().pending);
            QCOMPARE(player.deviceProblem(), std::string());
            QVERIFY(!player.state().nullDevice);
            player.play();
            QTRY_VERIFY_WITH_TIMEOUT(player.state().position > 2 * 48'000, 10'000);
            QCOMPARE(player.state().underruns, std::uint64_t{0});
            player.pause();
            QTest::qWait(200); // what is in the pipe is taken out
        }
        const AudioBuffer heard = m_card->played();
        const FrameCount start = firstSound(heard);
        QVERIFY(heard.frames() - start > 90'000);
        // the fade-in is 240 frames; its first gain is 1/240, so the first sound is the first frame
        const FrameCount compared = 90'000;
        QCOMPARE(firstDifference(heard, start + 240, expected, 240, compared - 240), FrameCount{-1});
    }

    void hangingCardIsLostAndComesBack() {
        Player player;
        player.setSource(sine(440, 0.5, 30.0));
        QTRY_VERIFY(!player.state().pending);
        player.play();
        QTRY_VERIFY(player.state().position > 4'800);
        m_card->hang(true);
        QTRY_VERIFY_WITH_TIMEOUT(player.state().deviceLost, 10'000);
        QVERIFY(!player.state().playing);
        const FrameCount held = player.state().position;
        m_card->hang(false);
        player.setDevice("ALSA:default");
        QTRY_VERIFY(!player.state().deviceLost);
        QTRY_VERIFY(player.state().position > held + 4'800);
        QVERIFY(player.state().playing);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<PipeCard> m_card;
};

QTEST_GUILESS_MAIN(TestAlsaOutput)
#include "test_alsa_output.moc"
