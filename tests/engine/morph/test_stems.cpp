// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/stems.h"
#include "morph_material.h"

#include "core/engine_error.h"
#include "dsp/loudness.h"
#include "morph/morpher.h"
#include "morph/render.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <map>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};
constexpr double kSeconds = 6.0;
constexpr std::array kAll{Stem::Vocals, Stem::Drums, Stem::Bass, Stem::Other};

double turns(double hz, double t) { return 2.0 * std::numbers::pi * hz * t; }

/// Eight partials on a new note every 0.8 s, with a vibrato of half a semitone at 5.5 Hz: what a voice has and keys have
/// not.
double voice(double t) {
    constexpr double kNotes[] = {220.0, 261.6, 329.6, 293.7};
    const double hz = kNotes[static_cast<int>(t / 0.8) % 4];
    const double since = std::fmod(t, 0.8);
    const double phase = turns(hz, since) - hz * 0.03 / 5.5 * std::cos(turns(5.5, since));
    double sum = 0.0;
    for (int h = 1; h <= 8; ++h) {
        sum += std::sin(h * phase) / h;
    }
    return 0.12 * sum * std::min({1.0, since / 0.05, (0.8 - since) / 0.05});
}

/// Two chords, one on each side, that stand for the whole piece.
double pad(double t, int channel) {
    double sum = 0.0;
    for (const double hz : channel == 0 ? std::array{392.0, 523.3, 784.0} : std::array{466.2, 622.3, 932.3}) {
        sum += std::sin(turns(hz, t));
    }
    return 0.06 * sum;
}

/// The four stems of a small piece: a voice in the middle, noise bursts, a bass without overtones, a pad at the sides.
std::map<Stem, AudioBuffer> truth() {
    std::map<Stem, AudioBuffer> stems;
    const FrameCount frames = framesOf(kSeconds, kRate);
    for (const Stem stem : kAll) {
        stems.emplace(stem, AudioBuffer(2, frames));
    }
    const AudioBuffer hiss = signals::noise(frames);
    for (FrameCount n = 0; n < frames; ++n) {
        const auto i = static_cast<std::size_t>(n);
        const double t = static_cast<double>(n) / kRate.hz;
        const double strike = 0.5 * std::exp(-120.0 * std::fmod(t, 0.4)) * hiss.channel(0)[i];
        for (int c = 0; c < 2; ++c) {
            stems.at(Stem::Vocals).channel(c)[i] = static_cast<float>(voice(t));
            stems.at(Stem::Drums).channel(c)[i] = static_cast<float>(strike);
            stems.at(Stem::Bass).channel(c)[i] = static_cast<float>(0.2 * std::sin(turns(82.4, t)));
            stems.at(Stem::Other).channel(c)[i] = static_cast<float>(pad(t, c));
        }
    }
    return stems;
}

AudioBuffer sumOf(const std::map<Stem, AudioBuffer>& stems) {
    AudioBuffer sum(2, stems.begin()->second.frames());
    for (const auto& [stem, audio] : stems) {
        for (int c = 0; c < 2; ++c) {
            std::ranges::transform(audio.channel(c), sum.channel(c), sum.channel(c).begin(), std::plus{});
        }
    }
    return sum;
}

/// Power of the wanted against power of the difference, dB.
double signalToDistortion(const AudioBuffer& wanted, const AudioBuffer& found) {
    double signal = 0.0;
    double distortion = 0.0;
    for (int c = 0; c < wanted.channels(); ++c) {
        for (std::size_t i = 0; i < wanted.channel(c).size(); ++i) {
            signal += std::pow(wanted.channel(c)[i], 2.0);
            distortion += std::pow(wanted.channel(c)[i] - found.channel(c)[i], 2.0);
        }
    }
    return 10.0 * std::log10(signal / distortion);
}

} // namespace

class TestStems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        const std::filesystem::path folder = m_folder.path().toStdString();
        m_request.source = writeAudio(folder / "source.wav", sumOf(truth()), kRate);
        m_request.style = writeAudio(folder / "style.wav", pluckedNotes(5.0, kRate, 2, 1.0, 52, 0.008), kRate);
    }

    /// By how much a stem wins over taking the whole mix for it, and at least a rough likeness: the methods are simple.
    void stemsAreFoundAndAddUp() {
        const auto stems = truth();
        const AudioBuffer mix = sumOf(stems);
        JobContext context;
        std::map<Stem, AudioBuffer> found;
        for (const StemAudio& stem : splitStems(shared(sumOf(stems), kRate), {kAll.begin(), kAll.end()}, {context})) {
            const AudioBuffer& wanted = stems.at(stem.stem);
            const AudioBuffer& sound = found.emplace(stem.stem, readAll(*stem.audio)).first->second;
            const double db = signalToDistortion(wanted, sound);
            const double gained = db - signalToDistortion(wanted, mix);
            qInfo("%s: %.1f dB, %.1f dB more than the mix", std::string(nameOf(kStemNames, stem.stem)).c_str(), db, gained);
            QVERIFY(db > 3.0 && gained > 6.0);
        }
        // floats of four resyntheses: -100 dB
        QVERIFY(signalToDistortion(mix, sumOf(found)) > 100.0);
    }

    void monoAndShortPiecesHaveStems() {
        JobContext context;
        for (const FrameCount frames : {FrameCount{1}, FrameCount{3'000}, FrameCount{40'000}}) {
            const auto piece = shared(signals::sine(300.0, kRate, frames), kRate);
            for (const StemAudio& stem : splitStems(piece, {Stem::Vocals, Stem::Bass}, {context})) {
                QCOMPARE(stem.audio->frames(), frames);
                QCOMPARE(stem.audio->channels(), 1);
            }
        }
    }

    /// A kept stem sounds at its own level at every setting, the whole is as loud as the source, and 0 is the source.
    void keptStemsStay() {
        MorphRequest request = m_request;
        request.kept = {Stem::Drums, Stem::Bass};
        JobContext context;
        const auto result = runMorph(request, 0, context);
        std::vector<float> gains(result->layers.size());
        std::size_t kept = 0;
        for (const double strength : {0.2, 0.6, 1.0}) {
            result->law->gains({strength, {}, {}, {}}, gains);
            for (std::size_t i = 1; i < gains.size(); ++i) {
                if (!result->layers[i].gain.followsDial) {
                    ++kept;
                    QVERIFY(std::abs(gains[0] + gains[i] - 1.0F) < 1e-6F);
                }
            }
        }
        QCOMPARE(kept, std::size_t{6});
        const AudioBuffer source = readAll(result->sourceAudio());
        QVERIFY(sameBits(render(*result, 0.0), source));
        // as close as renders without kept stems come on a piece of a few seconds
        const double change = measureLoudness(*shared(render(*result, 1.0), kRate), context).integratedLufs -
                              measureLoudness(result->sourceAudio(), context).integratedLufs;
        QVERIFY2(std::abs(change) < 0.5, qPrintable(QString::number(change)));
    }

    void keepingEverythingLeavesNothingToMorph() {
        MorphRequest request = m_request;
        request.kept = {kAll.begin(), kAll.end()};
        JobContext context;
        QVERIFY_THROWS_EXCEPTION(EngineError, std::ignore = runMorph(request, 0, context));
    }

private:
    QTemporaryDir m_folder;
    MorphRequest m_request;
};

QTEST_GUILESS_MAIN(TestStems)
#include "test_stems.moc"
