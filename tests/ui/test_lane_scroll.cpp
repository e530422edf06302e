// SPDX-License-Identifier: GPL-3.0-or-later
// A lane moves its picture when it is scrolled and paints strips; what stands there must be what a painting of the whole
// would give.
#include "window_scene.h"

#include <QTest>

namespace morphony {
namespace {

class TestLaneScroll : public QObject {
    Q_OBJECT

    static QImage picture(MainWindow& window, const char* lane) {
        auto* body = window.findChild<QWidget*>(QStringLiteral("laneBody_") + QLatin1String(lane));
        return body->grab().toImage().convertToFormat(QImage::Format_RGB32);
    }

    /// Share of the pixels that differ by more than one of 255 in a channel.
    static double difference(const QImage& a, const QImage& b) {
        qint64 different = 0;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x) {
                const QRgb p = a.pixel(x, y);
                const QRgb q = b.pixel(x, y);
                const int most =
                    std::max({std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
                different += most > 1 ? 1 : 0;
            }
        }
        return static_cast<double>(different) / a.width() / a.height();
    }

    static void answerTiles(MainWindow& window) {
        connect(&window.timeline(), &TimelineView::tilesWanted, &window, [&window](const QList<TileKey>& keys) {
            for (const TileKey& key : keys) {
                QImage levels(TileKey::kColumns, TileKey::kRows, QImage::Format_Grayscale8);
                for (int y = 0; y < levels.height(); ++y) {
                    for (int x = 0; x < levels.width(); ++x) {
                        // smooth over the edges of tiles, else rounding at an edge would show
                        const double t =
                            static_cast<double>((key.index * TileKey::kColumns + x) * key.hop()) / scene::kRate.hz;
                        levels.scanLine(y)[x] = static_cast<uchar>(128.0 + 100.0 * std::sin(t * 2.0 + y * 0.05));
                    }
                }
                window.timeline().setTile(key, levels);
            }
        });
    }

private Q_SLOTS:
    void scrolledEqualsPainted_data() {
        QTest::addColumn<int>("mode");
        QTest::newRow("waveform") << static_cast<int>(ViewMode::Waveform);
        QTest::newRow("spectrogram") << static_cast<int>(ViewMode::Spectrogram);
        QTest::newRow("both") << static_cast<int>(ViewMode::Both);
    }

    void scrolledEqualsPainted() {
        QFETCH(int, mode);
        MainWindow window;
        answerTiles(window);
        scene::result(window, m_pieces);
        window.setViewMode(static_cast<ViewMode>(mode));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        ViewRange& range = window.timeline().viewRange();
        for (const double seconds : {0.37, 1.0, -0.05, 4.2, -6.1, 0.011, 40.0, -1.3}) {
            const QImage before = picture(window, "source");
            range.scrollBy(seconds);
            QTest::qWait(20); // tiles are asked for and arrive
            for (const char* lane : {"source", "style", "t2"}) {
                const QImage moved = picture(window, lane);
                window.setThemeMode(ThemeMode::Dark); // paints everything
                const QImage painted = picture(window, lane);
                // Rounding may put a grid line or a column of the wave's edge one pixel aside; a wrong strip of even one
                // column would be some 0.05 %, in most of its rows.
                const double share = difference(moved, painted);
                QVERIFY2(share < 0.002,
                         qPrintable(QStringLiteral("%1 after %2 s: %3").arg(QLatin1String(lane)).arg(seconds).arg(share)));
            }
            QVERIFY(difference(before, picture(window, "source")) > 0.01 || std::abs(seconds) < 0.02);
        }
    }

private:
    scene::Pieces m_pieces;
};

} // namespace
} // namespace morphony

QTEST_MAIN(morphony::TestLaneScroll)
#include "test_lane_scroll.moc"
