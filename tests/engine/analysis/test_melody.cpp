// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/melody.h"
#include "core/engine_error.h"

#include <QTest>

#include <algorithm>

using namespace morphony;

namespace {

std::vector<Note> melodyOf(std::vector<Note> notes) {
    std::ranges::sort(notes, {}, [](const Note& note) { return std::pair(note.start, note.pitch); });
    JobContext context;
    return melodyFrom(notes, context);
}

/// A line of quarter notes at 120 BPM from `start` on.
std::vector<Note> line(double start, const std::vector<int>& pitches, int velocity) {
    std::vector<Note> notes;
    for (const int pitch : pitches) {
        notes.push_back({start, start + 0.5, pitch, velocity});
        start += 0.5;
    }
    return notes;
}

std::vector<Note> together(std::vector<Note> one, const std::vector<Note>& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

} // namespace

class TestMelody : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLineAboveChordsIsTheMelody() {
        const auto tune = line(0.0, {72, 74, 76, 77, 79, 77, 76, 74}, 80);
        std::vector<Note> chords;
        for (const double start : {0.0, 2.0}) {
            for (const int pitch : {36, 55, 60, 64}) {
                chords.push_back({start, start + 2.0, pitch, 70});
            }
        }
        QCOMPARE(melodyOf(together(tune, chords)), tune);
    }

    void aClearLineBelowAFaintPadIsTheMelody() {
        const auto tune = line(0.0, {60, 62, 64, 65, 67, 65, 64, 62}, 110);
        QCOMPARE(melodyOf(together(tune, {{0.0, 4.0, 84, 40}, {0.0, 4.0, 88, 40}})), tune);
    }

    void oneNoteAtATime() {
        std::vector<Note> held;
        for (int i = 0; i < 8; ++i) {
            held.push_back({i * 0.5, i * 0.5 + 2.0, 70 + i, 90});
        }
        const auto melody = melodyOf(held);
        QVERIFY(melody.size() >= 2);
        for (std::size_t i = 1; i < melody.size(); ++i) {
            QVERIFY(melody[i - 1].start < melody[i].start);
            QVERIFY(melody[i - 1].end <= melody[i].start);
        }
    }

    void goesOnAfterALongRest() {
        const auto first = line(0.0, {72, 74, 76}, 90);
        const auto second = line(60.0, {60, 62}, 90);
        QCOMPARE(melodyOf(together(first, second)), together(first, second));
    }

    void whereNothingSoundsIsNoMelody() {
        QCOMPARE(melodyOf({}), std::vector<Note>{});
        // hardly heard, low, and always below something clearer
        const auto melody = melodyOf(together(line(0.0, {72, 74, 76, 77}, 100), line(0.0, {40, 41, 40, 41}, 40)));
        QVERIFY(std::ranges::all_of(melody, [](const Note& note) { return note.pitch > 60; }));
    }

    void stopsWhenCancelled() {
        JobContext context;
        context.cancel();
        const auto notes = line(0.0, {60}, 90);
        QVERIFY_EXCEPTION_THROWN(std::ignore = melodyFrom(notes, context), JobCancelled);
    }
};

QTEST_APPLESS_MAIN(TestMelody)
#include "test_melody.moc"
