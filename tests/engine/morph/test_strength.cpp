// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph_material.h"

#include "core/engine_error.h"
#include "morph/content_limit.h"
#include "morph/excerpt.h"
#include "morph/monotone.h"
#include "morph/morpher.h"
#include "morph/render.h"
#include "morph/strength.h"
#include "morph/structure_distance.h"
#include "morph/timbre_distance.h"

#include <QtTest>

using namespace morphony;

namespace {

constexpr SampleRate kRate{44'100};

} // namespace

class TestStrength : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_request.source = writeAudio(path("source.wav"), pluckedNotes(6.0, kRate, 2, 2.0, 52, 0.002), kRate);
        m_request.style = writeAudio(path("style.wav"), pluckedNotes(5.0, kRate, 2, 1.0, 52, 0.008), kRate);
        JobContext context;
        m_result = runMorph(m_request, 0, context);
    }

    // scipy 1.17.1, optimize.isotonic_regression.
    void poolsWhatFalls() {
        const std::vector<double> expected{1.0, 7.0 / 3.0, 7.0 / 3.0, 7.0 / 3.0, 4.5, 4.5};
        const auto found = nonDecreasing({1, 3, 2, 2, 5, 4});
        QCOMPARE(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            QVERIFY(std::abs(found[i] - expected[i]) < 1e-12);
        }
        QVERIFY(nonDecreasing({}).empty());
    }

    // Mixing spectra is mixing sound: the points are those of mixes made sample by sample. The excerpt is the whole piece.
    // 1e-3: sums of floats in another order, under a floor of 90 dB.
    void spectraMixAsSoundsDo() {
        std::vector<std::shared_ptr<const AudioSource>> layers;
        for (const Layer& layer : m_result->layers) {
            layers.push_back(layer.audio);
        }
        JobContext context;
        const auto excerpts = excerptsOf(layers, context);
        const AudioSource& style = *m_result->style->audio;
        const auto points = measureStrength(*m_result->law, excerpts, kRate, style, context);
        QCOMPARE(points.size(), std::size_t{17});
        MixLaw plain = *m_result->law;
        plain.calibration = Curve();
        const double limitHz = timbreLimitHz({kRate});
        const StyleFrames ofStyle = styleFrames(style, limitHz, 60.0, {context});
        for (const std::size_t i : {0, 5, 16}) {
            std::vector<float> gains(excerpts.size());
            plain.gains({points[i].strength, {}, {}, {}}, gains);
            AudioBuffer mix(2, excerpts.front().frames());
            for (std::size_t k = 0; k < gains.size(); ++k) {
                for (int c = 0; c < 2; ++c) {
                    std::ranges::transform(mix.channel(c), excerpts[k].channel(c), mix.channel(c).begin(),
                                           [&](float sum, float sample) { return sum + gains[k] * sample; });
                }
            }
            const StyleFrames ofMix = styleFrames(BufferSource(std::move(mix), kRate), limitHz, 60.0, {context});
            const double timbre = *timbreDistance(timbreProfile(ofMix, context), timbreProfile(ofStyle, context));
            const double structure =
                *structureDistance(structureProfile(ofMix, context), structureProfile(ofStyle, context));
            QVERIFY2(std::abs(timbre - points[i].timbre) < 1e-3 * points.front().timbre,
                     qPrintable(QString::number(timbre)));
            QVERIFY2(std::abs(structure - points[i].structure) < 1e-3 * points.front().structure,
                     qPrintable(QString::number(structure)));
        }
        QCOMPARE(*m_result->dialScale.coverage, 1.0 - points.back().timbre / points.front().timbre);
        QCOMPARE(*m_result->dialScale.structureCoverage, 1.0 - points.back().structure / points.front().structure);
    }

    void limitsAreReadOffTheCurve() {
        const std::vector<ContentPoint> points{{0.0, 0.0, 0.0}, {0.5, 0.1, 0.3}, {0.75, 0.08, 0.3}, {1.0, 0.3, 0.5}};
        QCOMPARE(*dialWithin(points, &ContentPoint::pitchDistance, 0.4), 0.875);
        QCOMPARE(*dialWithin(points, &ContentPoint::lost, 0.09), 0.75 + 0.0); // 0.1 and 0.08 are one pool
        QVERIFY(!dialWithin(points, &ContentPoint::pitchDistance, 0.6));
        QVERIFY(!dialWithin({}, &ContentPoint::lost, 0.1));
        QCOMPARE(*dialWithin(points, &ContentPoint::lost, 0.0), 0.0);
        const Curve stopped = stoppedAt(Curve({{0.0, 0.0}, {0.5, 0.2}, {1.0, 1.0}}), 0.75);
        QCOMPARE(stopped(0.25), 0.1);
        QCOMPARE(stopped(0.75), 0.6);
        QCOMPARE(stopped(1.0), 0.6);
    }

    // Where the song would go below its share the dial turns on without effect, and what it makes there keeps the share as
    // far as an excerpt tells: 3 % for the straight lines between the quarters.
    void dialStopsWhereTooLittleIsKept() {
        const auto needed = measuredWhole();
        if (needed.empty()) {
            QSKIP("The model basic-pitch is not installed (./packaging/dev setup).");
        }
        const double share = 1.0 - 0.5 * needed.back().lost; // half of what the whole dial loses
        MorphRequest request = m_request;
        request.keptContent = share;
        JobContext context;
        const auto result = runMorph(request, 0, context);
        QVERIFY(result->dialScale.stop && *result->dialScale.stop > 0.0 && *result->dialScale.stop < 1.0);
        QCOMPARE(result->notices.size(), m_result->notices.size() + 1);
        QVERIFY(sameBits(render(*result, *result->dialScale.stop), render(*result, 1.0)));
        QVERIFY(sameBits(render(*result, 0.0), readAll(result->sourceAudio())));
        std::vector<std::shared_ptr<const AudioSource>> layers;
        for (const Layer& layer : result->layers) {
            layers.push_back(layer.audio);
        }
        const auto kept = measureContentOverDial(*result->law, excerptsOf(layers, context), kRate, context);
        QVERIFY2(1.0 - kept.back().lost > share - 0.03, qPrintable(QString::number(1.0 - kept.back().lost)));

        request.keptContent = 1.0; // everything
        const auto still = runMorph(request, 0, context);
        QCOMPARE(*still->dialScale.stop, 0.0);
        request.keptContent = 0.0; // nothing
        QVERIFY(!runMorph(request, 0, context)->dialScale.stop);
    }

private:
    [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    /// What the morph of initTestCase() keeps over its dial; empty without the network that hears notes.
    [[nodiscard]] std::vector<ContentPoint> measuredWhole() const {
        std::vector<std::shared_ptr<const AudioSource>> layers;
        for (const Layer& layer : m_result->layers) {
            layers.push_back(layer.audio);
        }
        JobContext context;
        try {
            return measureContentOverDial(*m_result->law, excerptsOf(layers, context), kRate, context);
        } catch (const EngineError& error) {
            return {};
        }
    }

    QTemporaryDir m_folder;
    MorphRequest m_request;
    std::shared_ptr<const MorphResult> m_result;
};

QTEST_GUILESS_MAIN(TestStrength)
#include "test_strength.moc"
