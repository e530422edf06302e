// SPDX-License-Identifier: GPL-3.0-or-later
// Geometry, ticks, colours: values only, no window.
#include "ui/console/dial_geometry.h"
#include "ui/theme.h"
#include "ui/timeline/spectrogram_painter.h"
#include "ui/timeline/tick_marks.h"

#include <QTest>

namespace morphony {
namespace {

class TestTimelineValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zoomKeepsTheMomentUnderThePointer() {
        const ViewWindow window{300.0, 100.0, 50.0};
        const ViewWindow closer = window.zoomedAt(120.0, 0.5);
        QCOMPARE(closer.span, 25.0);
        // 120 s stood at 40 % of the width and still does.
        QCOMPARE((120.0 - closer.begin) / closer.span, 0.4);
        QCOMPARE(window.zoomedAt(120.0, 100.0), ViewWindow::whole(300.0));
        QCOMPARE(window.zoomedAt(120.0, 1e-9).span, ViewWindow::kShortestSpan);
    }

    void scrollStaysInside() {
        const ViewWindow window{300.0, 100.0, 50.0};
        QCOMPARE(window.scrolledBy(-500.0).begin, 0.0);
        QCOMPARE(window.scrolledBy(500.0).end(), 300.0);
        QCOMPARE(window.showing(200.0, 0.1).begin, 195.0);
    }

    void laneHeightsFillTheRoom() {
        // Source, style, take, folded take in 556 pixels: three gaps of 8, 56 for the folded one, the rest by shares.
        const std::vector<int> heights = laneHeights(556, {{1.0}, {0.66}, {1.2}, {1.0, true}});
        QCOMPARE(heights[3], 56);
        QCOMPARE(heights[0] + heights[1] + heights[2] + heights[3] + 24, 556);
        QCOMPARE(heights[0], qRound(476 / 2.86));
        QVERIFY(laneHeights(10, {{1.0}, {1.0}})[1] >= TimelineMetrics::kFoldedLane);
    }

    void ticksStandOnRoundTimes() {
        const std::vector<TickMark> ticks = timeTicks({246.3, 23.8 / 920.0}, 920.0);
        QCOMPARE(tickStep(23.8 / 920.0, 60.0), 2.0);
        QStringList labels;
        for (const TickMark& tick : ticks) {
            QVERIFY(tick.x >= 0.0 && tick.x < 920.0);
            if (tick.major) {
                labels.append(tick.label);
                QCOMPARE(std::fmod(tick.seconds, 2.0), 0.0);
            }
        }
        QCOMPARE(labels.first(), QStringLiteral("4:08"));
        QCOMPARE(labels.last(), QStringLiteral("4:30"));
        QCOMPARE(labels.size(), 12);
    }

    void ticksOfHoursAreCheapAndExact() {
        const std::vector<TickMark> ticks = timeTicks({0.0, 3.0 * 3600.0 / 900.0}, 900.0);
        QVERIFY(ticks.size() < 200);
        QCOMPARE(ticks.front().label, QStringLiteral("0:00"));
        QCOMPARE(timeLabel(3.0 * 3600.0), QStringLiteral("3:00:00"));
    }

    void clockShowsMilliseconds() {
        QCOMPARE(clockText(255.5), QStringLiteral("4:15.500"));
        QCOMPARE(clockText(59.9996), QStringLiteral("1:00.000"));
        QCOMPARE(clockText(3661.25), QStringLiteral("1:01:01.250"));
    }

    void dialPlacesAndBack() {
        const DialGeometry arc{{148.0, 130.0}};
        QCOMPARE(arc.point(0.0), QPointF(54.0, 130.0));
        QVERIFY(std::abs(arc.point(0.5).y() - 36.0) < 1e-9);
        for (const double value : {0.0, 0.1, 0.5, 0.84, 1.0}) {
            QVERIFY(std::abs(arc.valueToward(arc.point(value)) - value) < 1e-9);
        }
        QVERIFY(arc.valueToward({60.0, 160.0}) < 0.0);
        QVERIFY(arc.valueToward({236.0, 160.0}) > 1.0);
    }

    void dialSticksAtTheLimitAndGoesOn() {
        DialDrag drag;
        drag.begin(0.80, 0.80, 0.84);
        QCOMPARE(drag.move(0.83, 1.0, 0.84), 0.83);
        QCOMPARE(drag.move(0.86, 1.0, 0.84), 0.84);
        QVERIFY(std::abs(drag.move(0.90, 1.0, 0.84) - 0.87) < 1e-12);
        // The end is still reached: the hand may go past it.
        QCOMPARE(drag.move(1.04, 1.0, 0.84), 1.0);
    }

    void tilesCoverTheViewAndNoMore() {
        const SpectrogramView view{QStringLiteral("source"), 1000.0, 100.0, 441000, QRectF(0, 0, 900, 100)};
        const QList<TileKey> tiles = visibleTiles(view);
        const FrameCount tileFrames = tiles.first().hop() * TileKey::kColumns;
        QVERIFY(tiles.first().hop() <= 150); // at most 1.5 device pixels of 100 frames each
        QVERIFY(tiles.first().index * tileFrames <= 1000);
        QVERIFY((tiles.first().index + 1) * tileFrames > 1000);
        QVERIFY((tiles.last().index + 1) * tileFrames >= 91000);
        QVERIFY(tiles.last().index * tileFrames < 91000);
    }

    void cacheForgetsTheOldestFirst() {
        TileCache cache;
        const QImage tile(4, 4, QImage::Format_Grayscale8);
        for (int i = 0; i < TileCache::kMostTiles; ++i) {
            cache.insert({QStringLiteral("a"), 0, i}, tile);
        }
        QVERIFY(cache.find({QStringLiteral("a"), 0, 0}) != nullptr); // used: now the youngest
        cache.insert({QStringLiteral("a"), 0, 100000}, tile);
        QVERIFY(cache.size() < TileCache::kMostTiles);
        QVERIFY(cache.find({QStringLiteral("a"), 0, 0}) != nullptr);
        QVERIFY(cache.find({QStringLiteral("a"), 0, 1}) == nullptr);
        cache.removeLane(QStringLiteral("a"));
        QCOMPARE(cache.size(), 0);
    }

    void bothThemesAreReadable() {
        // WCAG 2.2: text 4.5 : 1, control outlines 3 : 1.
        for (const Palette* p : {&darkPalette(), &lightPalette()}) {
            for (const QColor& ground : {p->panel, p->lane}) {
                for (const QColor& text : {p->text, p->text2, p->text3, p->source, p->style, p->take, p->error}) {
                    QVERIFY2(contrastRatio(text, ground) >= 4.5, qPrintable(text.name() + ground.name()));
                }
                QVERIFY(contrastRatio(p->edge, ground) >= 3.0);
            }
            for (const QColor& role : {p->source, p->style, p->take}) {
                QVERIFY(contrastRatio(p->on, role) >= 4.5);
            }
        }
        QVERIFY(std::abs(contrastRatio(Qt::black, Qt::white) - 21.0) < 1e-9);
    }

    void oklchMatchesKnownColours() {
        // sRGB red and blue in OKLCH, from CSS Color 4's published conversions.
        const QColor red = oklch(0.62796, 0.25768, 29.234);
        QVERIFY(std::abs(red.red() - 255) <= 1 && red.green() <= 1 && red.blue() <= 1);
        const QColor blue = oklch(0.45201, 0.31321, 264.052);
        QVERIFY(blue.red() <= 1 && blue.green() <= 1 && std::abs(blue.blue() - 255) <= 1);
    }
};

} // namespace
} // namespace morphony

QTEST_GUILESS_MAIN(morphony::TestTimelineValues)
#include "test_timeline_values.moc"
