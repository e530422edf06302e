// SPDX-License-Identifier: GPL-3.0-or-later
// What a frame of the window costs at 1440 x 900 with four open lanes. The pixel ratio is that of the process:
// QT_SCALE_FACTOR=2 measures the window at 2x.
#include "core/audio_source.h"
#include "core/job_context.h"
#include "ui/main_window.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/view_range.h"

#include <QApplication>
#include <QRandomGenerator>

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>

using namespace morphony;

namespace {

constexpr double kSongSeconds = 310.0;
constexpr double kHoursSeconds = 3.0 * 3600.0;

QApplication& application() {
    static int argc = 1;
    static char name[] = "morphony-bench";
    static char* argv[] = {name, nullptr};
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static QApplication app(argc, argv);
    return app;
}

/// Stereo noise whose loudness sways, made block by block: three hours would not fit into memory.
class SwayingNoise : public AudioSource {
public:
    explicit SwayingNoise(double seconds, SampleRate rate) : m_rate(rate), m_frames(framesOf(seconds, rate)) {}
    [[nodiscard]] SampleRate sampleRate() const override { return m_rate; }
    [[nodiscard]] int channels() const override { return 2; }
    [[nodiscard]] FrameCount frames() const override { return m_frames; }
    void read(FrameCount position, AudioView out) const override {
        QRandomGenerator random(static_cast<quint32>(position));
        for (FrameCount i = 0; i < out.frames(); ++i) {
            const double envelope = 0.3 + 0.25 * std::sin(static_cast<double>(position + i) / m_rate.hz * 1.7);
            for (int c = 0; c < 2; ++c) {
                out.channel(c)[static_cast<size_t>(i)] =
                    static_cast<float>((random.generateDouble() * 2.0 - 1.0) * envelope);
            }
        }
    }

private:
    SampleRate m_rate;
    FrameCount m_frames;
};

std::shared_ptr<const WaveformPyramid> pyramidOf(double seconds, SampleRate rate) {
    JobContext context;
    return WaveformPyramid::build(SwayingNoise(seconds, rate), context);
}

/// Three hours at a rate that keeps the making short; a screen column still spans many bins.
const std::shared_ptr<const WaveformPyramid>& pieceOf(double seconds) {
    static const auto song = pyramidOf(kSongSeconds, SampleRate{44100});
    static const auto hours = pyramidOf(kHoursSeconds, SampleRate{8000});
    return seconds > kSongSeconds ? hours : song;
}

LaneContent lane(const char* id, LaneRole role, double seconds) {
    LaneContent content;
    content.id = QString::fromLatin1(id);
    content.role = role;
    content.title = content.id;
    content.pyramid = pieceOf(seconds);
    content.rate = content.pyramid->sampleRate();
    content.frames = content.pyramid->frames();
    constexpr double kBeat = 60.0 / 92.0;
    const char* const names[] = {"Am", "F", "G", "Em"};
    for (int k = 0; k * kBeat < seconds; ++k) {
        content.grid.beats.append({k * kBeat, k / 4 + 1, k % 4 + 1});
        if (k % 2 == 0) {
            content.grid.chords.append({k * kBeat, (k + 2) * kBeat, QString::fromLatin1(names[k / 2 % 4])});
        }
    }
    content.grid.index();
    return content;
}

/// The window with source, style, an open and a folded take, shown and painted once.
std::unique_ptr<MainWindow> windowWith(double seconds) {
    application();
    auto window = std::make_unique<MainWindow>();
    window->resize(1440, 900);
    window->setSongLoaded(true);
    TimelineView& timeline = window->timeline();
    timeline.setLane(lane("source", LaneRole::Source, seconds));
    timeline.setLane(lane("style", LaneRole::Style, seconds));
    timeline.setLane(lane("t1", LaneRole::Take, seconds));
    timeline.setLane(lane("t2", LaneRole::Take, seconds));
    window->setSelectedTake(QStringLiteral("t1"));
    window->show();
    QCoreApplication::processEvents();
    return window;
}

ViewWindow startOf(double seconds, double span) { return ViewWindow{seconds, 0.3 * seconds, span}.clamped(); }

void paintFrame() { QCoreApplication::processEvents(); }

/// Arguments: length of the piece and span of the view in seconds, view mode. Scrolls by some 8 pixels a frame.
void scrollFourLanes(benchmark::State& state) {
    const auto seconds = static_cast<double>(state.range(0));
    const auto span = static_cast<double>(state.range(1));
    const auto window = windowWith(seconds);
    window->setViewMode(static_cast<ViewMode>(state.range(2)));
    ViewRange& range = window->timeline().viewRange();
    range.setWindow(startOf(seconds, span));
    if (state.range(2) != 0) {
        QImage levels(TileKey::kColumns, TileKey::kRows, QImage::Format_Grayscale8);
        levels.fill(90);
        QObject::connect(&window->timeline(), &TimelineView::tilesWanted, window.get(),
                         [&window, levels](const QList<TileKey>& keys) {
                             for (const TileKey& key : keys) {
                                 window->timeline().setTile(key, levels);
                             }
                         });
    }
    paintFrame();
    double direction = 1.0;
    for (auto _ : state) {
        const ViewWindow before = range.window();
        range.scrollBy(direction * span * 0.0075);
        if (range.window() == before) {
            direction = -direction;
        }
        paintFrame();
    }
}
BENCHMARK(scrollFourLanes)
    ->Args({310, 24, 0})
    ->Args({310, 24, 1})
    ->Args({310, 24, 2})
    ->Args({10800, 24, 0})
    ->Args({10800, 5400, 0})
    ->ArgNames({"seconds", "span", "mode"})
    ->Unit(benchmark::kMillisecond);

/// Zooming redraws every lane in full.
void zoomFourLanes(benchmark::State& state) {
    const auto seconds = static_cast<double>(state.range(0));
    const auto window = windowWith(seconds);
    ViewRange& range = window->timeline().viewRange();
    range.setWindow(startOf(seconds, seconds / 4.0));
    double factor = 0.97;
    for (auto _ : state) {
        range.zoom(factor);
        factor = range.window().span < seconds / 40.0 ? 1.03 : range.window().span > seconds / 3.0 ? 0.97 : factor;
        paintFrame();
    }
}
BENCHMARK(zoomFourLanes)->Arg(310)->Arg(10800)->ArgName("seconds")->Unit(benchmark::kMillisecond);

/// The playhead runs over the lanes.
void movePlayhead(benchmark::State& state) {
    const auto window = windowWith(kSongSeconds);
    window->timeline().viewRange().setWindow(startOf(kSongSeconds, 24.0));
    paintFrame();
    FrameCount frame = framesOf(0.3 * kSongSeconds, SampleRate{44100});
    const FrameCount first = frame;
    for (auto _ : state) {
        frame = frame - first > 20 * 44100 ? first : frame + 735; // a sixtieth of a second
        window->setPosition(frame, 0);
        paintFrame();
    }
}
BENCHMARK(movePlayhead)->Unit(benchmark::kMillisecond);

} // namespace
