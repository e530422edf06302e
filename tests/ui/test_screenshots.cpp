// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window in its main states, for eyes, and checks on them that fail when something is not painted.
#include "window_scene.h"

#include "ui/card_frame.h"

#include <QAbstractButton>
#include <QDir>
#include <QLabel>
#include <QTest>

namespace morphony {
namespace {

/// Share of the pixels of `area` (logical pixels) that are close to a colour.
double shareNear(const QImage& image, QRect area, const QColor& color, int tolerance = 24) {
    const double ratio = image.devicePixelRatio();
    const QRect pixels(area.topLeft() * ratio, area.size() * ratio);
    qint64 hits = 0;
    for (int y = pixels.top(); y <= pixels.bottom(); ++y) {
        for (int x = pixels.left(); x <= pixels.right(); ++x) {
            const QColor c = image.pixelColor(x, y);
            hits += std::abs(c.red() - color.red()) <= tolerance && std::abs(c.green() - color.green()) <= tolerance &&
                    std::abs(c.blue() - color.blue()) <= tolerance;
        }
    }
    return double(hits) / double(qint64(pixels.width()) * pixels.height());
}

class TestScreenshots : public QObject {
    Q_OBJECT

    scene::Pieces m_pieces;

    QImage take(MainWindow& window, const QString& name, QSize size = {1440, 900}) {
        window.resize(size);
        window.show();
        [[maybe_unused]] const bool exposed = QTest::qWaitForWindowExposed(&window);
        QCoreApplication::processEvents();
        const QImage image = window.grab().toImage();
        QDir().mkpath(QStringLiteral("screenshots"));
        image.save(QStringLiteral("screenshots/%1.png").arg(name));
        return image;
    }

private Q_SLOTS:
    void firstStart() {
        MainWindow window;
        scene::first(window);
        const QImage image = take(window, QStringLiteral("01-first-start"));
        QCOMPARE(image.size(), QSize(1440, 900));
        // The demo button is the only thing in the take's colour in the left half.
        QVERIFY(shareNear(image, {404, 482, 130, 38}, window.theme().colors().take) > 0.6);
    }

    void ready() {
        MainWindow window;
        scene::ready(window, m_pieces);
        const QImage image = take(window, QStringLiteral("02-ready"));
        const Palette& colors = window.theme().colors();
        // The source is heard: its RMS core is solid. It fills at least a tenth of its lane.
        QVERIFY(shareNear(image, {152, 150, 900, 190}, colors.source) > 0.10);
        QVERIFY(shareNear(image, {152, 380, 900, 150}, colors.source) < 0.001);
        // The playhead is a line at 255.5 s: x = 152 + (255.5 - 246) / 23.8 * 920 = 519.
        QVERIFY(shareNear(image, {518, 150, 3, 200}, colors.play, 60) > 0.3);
        QVERIFY(shareNear(image, {600, 150, 3, 200}, colors.play, 60) < 0.05);
    }

    void morphing() {
        MainWindow window;
        scene::morphing(window, m_pieces);
        const QImage image = take(window, QStringLiteral("03-morphing"));
        const Palette& colors = window.theme().colors();
        // Colour only inside the finished part (x 287 to 782); grey silhouette outside.
        QVERIFY(shareNear(image, {300, 510, 400, 160}, colors.take) > 0.10);
        QVERIFY(shareNear(image, {820, 510, 230, 160}, colors.take) < 0.001);
    }

    void result() {
        MainWindow window;
        scene::result(window, m_pieces);
        const QImage image = take(window, QStringLiteral("04-result"));
        QVERIFY(shareNear(image, {400, 460, 350, 150}, window.theme().colors().take) > 0.08);
    }

    void problem() {
        MainWindow window;
        scene::problem(window, m_pieces);
        const QImage image = take(window, QStringLiteral("08-error-and-hint"));
        QVERIFY(shareNear(image, {152, 385, 4, 100}, window.theme().colors().error) > 0.8);
        // The words of both cards are there, whole: text covers a few per cent of its lines, down to the last one.
        for (const auto* card : window.findChildren<CardFrame*>()) {
            for (const QLabel* label : card->findChildren<QLabel*>()) {
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
                const QRect lastLine(label->mapTo(&window, QPoint(0, label->height() - 14)), QSize(80, 12));
                QVERIFY2(shareNear(image, lastLine, window.theme().colors().lane, 4) < 0.97, qPrintable(label->text()));
            }
        }
    }

    void resultLight() {
        MainWindow window;
        window.setThemeMode(ThemeMode::Light);
        scene::result(window, m_pieces);
        const QImage image = take(window, QStringLiteral("09-result-light"));
        QVERIFY(shareNear(image, {1100, 660, 300, 60}, window.theme().colors().panel, 4) > 0.9);
    }

    void resultSmall() {
        MainWindow window;
        scene::result(window, m_pieces);
        const QImage image = take(window, QStringLiteral("10-result-1280x720"), {1280, 720});
        QCOMPARE(image.size(), QSize(1280, 720));
    }

    void smallestWindowFoldsThePanelAway() {
        MainWindow window;
        scene::result(window, m_pieces);
        take(window, QStringLiteral("12-smallest"), {1120, 640});
        QVERIFY(!window.panel().isVisible());
        QCOMPARE(window.timeline().width(), 1120);
    }

    void exportSheet() {
        MainWindow window;
        scene::result(window, m_pieces);
        window.openExport({QStringLiteral("t2"), QStringLiteral("Take 2"), QStringLiteral("/home/me/Music"),
                           QStringLiteral("Brandenburg 2, 80s funk (Take 2)"), SampleRate{44100}, 2, 310.0});
        take(window, QStringLiteral("07-export"));
        QVERIFY(!window.panel().isVisible());
    }

    void corrections_data() {
        QTest::addColumn<bool>("light");
        QTest::newRow("dark") << false;
        QTest::newRow("light") << true;
    }

    void corrections() {
        QFETCH(bool, light);
        MainWindow window;
        window.setThemeMode(light ? ThemeMode::Light : ThemeMode::Dark);
        scene::result(window, m_pieces);
        window.findChild<QAbstractButton*>(QStringLiteral("tempoField"))->click();
        window.findChild<QAbstractButton*>(QStringLiteral("allFigures"))->click();
        const QImage image =
            take(window, light ? QStringLiteral("13-corrections-light") : QStringLiteral("13-corrections"));
        const auto* panel = window.findChild<QWidget*>(QStringLiteral("correctionPanel"));
        QVERIFY(panel->isVisible() && panel->y() > 0);
        // every button and word of it has its room
        for (const QWidget* part : panel->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
            QVERIFY2(panel->rect().contains(part->geometry()), qPrintable(part->objectName()));
        }
        QVERIFY(shareNear(image, {1100, 600, 300, 60}, window.theme().colors().panel, 4) > 0.8);
        QVERIFY(!window.panel().isVisible());
    }

    void gridLinesAreSeenAndThinOut() {
        MainWindow window;
        scene::ready(window, m_pieces);
        const auto columns = [&](const QImage& image) { // grid lines in the empty top rows of the source lane
            int lines = 0;
            const int y = window.timeline().mapTo(&window, QPoint(0, 0)).y() + 101;
            for (int x = 200; x < 1000; ++x) {
                const QColor c = image.pixelColor(x, y);
                lines += c.lightness() > window.theme().colors().lane.lightness() + 8 && c.saturation() < 120;
            }
            return lines;
        };
        const int close = columns(take(window, QStringLiteral("14-grid-close")));
        // 800 of 920 pixels show 20.7 s: 32 beats of 0.652 s
        QVERIFY2(std::abs(close - 32) <= 2, qPrintable(QString::number(close)));
        window.timeline().viewRange().fit();
        const int whole = columns(take(window, QStringLiteral("14-grid-whole")));
        // 270 s: 103 bars of 2.6 s; every second one stands 15 pixels from the next
        QVERIFY2(std::abs(whole - 52) <= 2, qPrintable(QString::number(whole)));
    }

    void spectrogram() {
        MainWindow window;
        scene::result(window, m_pieces);
        window.setViewMode(ViewMode::Spectrogram);
        // Every tile that is asked for is a ramp from silence at the top to full level at the bottom.
        QImage ramp(TileKey::kColumns, TileKey::kRows, QImage::Format_Grayscale8);
        for (int y = 0; y < ramp.height(); ++y) {
            memset(ramp.scanLine(y), y * 255 / (ramp.height() - 1), static_cast<size_t>(ramp.width()));
        }
        connect(&window, &MainWindow::tilesWanted, &window, [&](const QList<TileKey>& keys) {
            for (const TileKey& key : keys) {
                window.timeline().setTile(key, ramp);
            }
        });
        take(window, QStringLiteral("05-spectrogram"));
        QTest::qWait(50);
        const QImage image = take(window, QStringLiteral("05-spectrogram"));
        const int top = image.pixelColor(700, 165).lightness();
        const int bottom = image.pixelColor(700, 290).lightness();
        QVERIFY2(bottom > top + 100, qPrintable(QStringLiteral("%1 %2").arg(top).arg(bottom)));
    }
};

} // namespace
} // namespace morphony

QTEST_MAIN(morphony::TestScreenshots)
#include "test_screenshots.moc"
