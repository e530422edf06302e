// SPDX-License-Identifier: GPL-3.0-or-later
// Every style by itself: its band plays the song that all styles are shown with.
#include "core/parallel.h"
#include "morph/timbre_distance.h"
#include "music/fluid_player.h"
#include "music/style_sheet.h"

#include <QTest>
#include <set>

using namespace morphony;

namespace {

constexpr SampleRate kRate{22'050}; // enough for what is looked at, and half the work

struct Sheet {
    StyleSheet sheet;
    TimbreProfile begin, end; ///< of its halves
};

Sheet made(const Style& style) {
    JobContext context;
    Sheet made;
    made.sheet = styleSheet(style, 1, kRate, context);
    const auto& whole = made.sheet.audio;
    const FrameCount middle = whole->frames() / 2;
    const double limit = timbreLimitHz({kRate});
    made.begin = timbreProfile(ExcerptSource(whole, {0, middle}), limit, 60.0, {context});
    made.end = timbreProfile(ExcerptSource(whole, {middle, whole->frames()}), limit, 60.0, {context});
    return made;
}

const std::vector<Sheet>& sheets() {
    static const std::vector<Sheet> all = [] {
        const std::vector<Style>& styles = builtInStyles();
        std::vector<Sheet> sheets(styles.size());
        parallelFor(styles.size(), [&](std::size_t i) { sheets[i] = made(styles[i]); });
        return sheets;
    }();
    return all;
}

} // namespace

class TestStyleSheets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!findSoundfont()) {
            QSKIP("no soundfont is installed");
        }
    }

    void everyPartSounds() {
        for (std::size_t i = 0; i < sheets().size(); ++i) {
            const Style& style = builtInStyles()[i];
            std::set<PartRole> sounding;
            for (const RenderedPart& part : sheets()[i].sheet.parts) {
                if (part.lufs > -50.0) {
                    sounding.insert(part.role);
                }
            }
            for (const auto& [role, part] : style.parts) {
                QVERIFY2(sounding.contains(role), (style.id + ": " + name(role) + " is silent").c_str());
            }
        }
    }

    void everyPartStaysInItsRange() {
        for (std::size_t i = 0; i < sheets().size(); ++i) {
            const Style& style = builtInStyles()[i];
            for (const ScorePart& part : sheets()[i].sheet.score.parts) {
                const PartStyle& wanted = *style.part(part.role);
                const bool drums = part.role == PartRole::Drums; // these have General MIDI's keys, which mean no pitch
                const auto [low, high] = std::ranges::minmax(part.notes, {}, &ScoreNote::pitch);
                const bool inside = low.pitch >= (drums ? 27 : wanted.low) && high.pitch <= (drums ? 87 : wanted.high);
                QVERIFY2(inside, (style.id + ": " + part.name + " plays from " + std::to_string(low.pitch) + " to " +
                                  std::to_string(high.pitch))
                                     .c_str());
            }
        }
    }

    /// The first half of a sheet is nearer to its own second half than to that of any other style. Near relations that
    /// share kit, bass and keys (boom-bap and lo-fi, waltzes of strings) may be taken for each other: as many as the
    /// arranger's renders may be, 15 of 100.
    void stylesDifferMoreThanTheirHalves() {
        std::size_t found = 0;
        for (std::size_t i = 0; i < sheets().size(); ++i) {
            std::size_t nearest = i;
            double least = timbreDistance(sheets()[i].begin, sheets()[i].end).value();
            for (std::size_t j = 0; j < sheets().size(); ++j) {
                if (const double distance = timbreDistance(sheets()[i].begin, sheets()[j].end).value(); distance < least) {
                    least = distance;
                    nearest = j;
                }
            }
            found += nearest == i ? 1 : 0;
            if (nearest != i) {
                qInfo("%s is taken for %s", builtInStyles()[i].id.c_str(), builtInStyles()[nearest].id.c_str());
            }
        }
        QVERIFY2(100 * found >= 85 * sheets().size(), std::to_string(found).c_str());
    }
};

QTEST_GUILESS_MAIN(TestStyleSheets)
#include "test_style_sheets.moc"
