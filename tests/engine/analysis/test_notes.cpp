// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/notes.h"
#include "core/engine_error.h"
#include "nn/basic_pitch/basic_pitch.h"
#include "music_excerpt.h"
#include "signals.h"

#include <QTest>

#include <cmath>
#include <fstream>

using namespace morphony;

namespace {

constexpr std::size_t kKeys = NotePosteriors::kKeys;

NotePosteriors empty(std::size_t frames) {
    NotePosteriors out;
    out.frames = frames;
    out.note.resize(frames * kKeys);
    out.onset.resize(frames * kKeys);
    return out;
}

std::uint16_t stored(double posterior) {
    return static_cast<std::uint16_t>(std::lround(posterior * NotePosteriors::kCertain));
}

void sound(NotePosteriors& posteriors, std::size_t begin, std::size_t end, int pitch, double posterior,
           double onset = 0.9) {
    const auto key = static_cast<std::size_t>(pitch - NotePosteriors::kLowestPitch);
    for (std::size_t t = begin; t < end; ++t) {
        posteriors.note[t * kKeys + key] = stored(posterior);
    }
    posteriors.onset[begin * kKeys + key] = stored(onset);
}

std::vector<Note> notesOf(const NotePosteriors& posteriors, const NoteSettings& settings = {}) {
    JobContext context;
    return notesFrom(posteriors, context, settings);
}

std::vector<Note> notesOf(AudioBuffer mono) {
    JobContext context;
    const BufferSource source(std::move(mono), BasicPitch::kRate);
    return notesFrom(BasicPitch().transcribe(source, context), context);
}

Note note(std::size_t begin, std::size_t end, int pitch, int velocity) {
    return {NotePosteriors::timeOf(begin), NotePosteriors::timeOf(end), pitch, velocity};
}

} // namespace

class TestNotes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsThePackagesNotes();
    void onsetsSplitAHeldKey();
    void shortGapsAreBridged();
    void shortAndWeakNotesAreLeftOut();
    void aNoteTakesItsNeighbours();
    void aNoteWithoutOnsetIsFoundWhereAsked();
    void emptyAndShortPieces();
    void nothingIsHeardWhereNothingSounds();
    void aToneIsOneNote();
    void onsetStrengthCountsKeys();
    void stopsWhenCancelled();
};

void TestNotes::equalsThePackagesNotes() {
    // output_to_notes_polyphonic of basic-pitch 0.4.0 on its network's posteriors; see tests/data/make_references.py
    const auto stereo = test::musicExcerpt(test::kConcerto, 60.0, 8.0);
    QVERIFY2(stereo, "gamine-data is not installed");
    const AudioBuffer all = readAll(*stereo);
    AudioBuffer mono(1, all.frames() / 2);
    for (std::size_t i = 0; i < mono.channel(0).size(); ++i) {
        mono.channel(0)[i] = (all.channel(0)[2 * i] + all.channel(1)[2 * i]) / 2.0F;
    }
    const auto found = notesOf(std::move(mono));

    std::ifstream file(MORPHONY_TEST_DATA "/basic_pitch_concerto_notes.txt");
    std::vector<Note> expected;
    for (std::size_t begin = 0, end = 0, pitch = 0, velocity = 0; file >> begin >> end >> pitch >> velocity;) {
        expected.push_back(note(begin, end, static_cast<int>(pitch), static_cast<int>(velocity)));
    }
    QVERIFY(expected.size() > 100);
    const auto same = std::ranges::count_if(expected, [&](const Note& one) {
        return std::ranges::any_of(found, [&](const Note& other) {
            // posteriors differ by 2e-4, so a velocity may round the other way; starts and ends are the same frames
            return one.start == other.start && one.end == other.end && one.pitch == other.pitch &&
                   std::abs(one.velocity - other.velocity) <= 1;
        });
    });
    // a posterior beside a threshold may fall to the other side: one note in a hundred
    const double f1 = 2.0 * static_cast<double>(same) / static_cast<double>(expected.size() + found.size());
    QVERIFY2(f1 >= 0.99, qPrintable(QString("%1 of %2 notes, %3 found").arg(same).arg(expected.size()).arg(found.size())));
}

void TestNotes::onsetsSplitAHeldKey() {
    auto posteriors = empty(100);
    sound(posteriors, 10, 30, 60, 0.8);
    sound(posteriors, 30, 60, 60, 0.6);
    QCOMPARE(notesOf(posteriors), (std::vector{note(10, 30, 60, 102), note(30, 60, 60, 76)}));
}

void TestNotes::shortGapsAreBridged() {
    auto posteriors = empty(200);
    sound(posteriors, 10, 40, 60, 0.8);
    sound(posteriors, 50, 70, 60, 0.8, 0.0); // after 10 quiet frames, one less than end a note
    NoteSettings settings;
    settings.inferOnsets = false;
    auto notes = notesOf(posteriors, settings);
    QCOMPARE(notes.size(), std::size_t(1));
    QCOMPARE(notes[0].end, NotePosteriors::timeOf(70));
    settings.toleratedFrames = 10;
    notes = notesOf(posteriors, settings);
    QCOMPARE(notes[0].end, NotePosteriors::timeOf(40));
}

void TestNotes::shortAndWeakNotesAreLeftOut() {
    auto posteriors = empty(100);
    sound(posteriors, 10, 21, 60, 0.8); // 11 frames: not longer than the shortest
    sound(posteriors, 10, 60, 70, 0.2); // never above the threshold
    QCOMPARE(notesOf(posteriors), std::vector<Note>{});
    sound(posteriors, 40, 52, 60, 0.8);
    QCOMPARE(notesOf(posteriors), std::vector{note(40, 52, 60, 102)});
}

void TestNotes::aNoteTakesItsNeighbours() {
    auto posteriors = empty(100);
    sound(posteriors, 10, 40, 60, 0.8);
    sound(posteriors, 10, 40, 61, 0.5, 0.0);
    NoteSettings settings;
    settings.inferOnsets = false;
    QCOMPARE(notesOf(posteriors, settings), std::vector{note(10, 40, 60, 102)});
}

void TestNotes::aNoteWithoutOnsetIsFoundWhereAsked() {
    auto posteriors = empty(100);
    sound(posteriors, 10, 40, 60, 0.5, 0.0);
    sound(posteriors, 50, 70, 65, 0.9); // so that rises are scaled by an onset
    NoteSettings settings;
    settings.inferOnsets = false;
    const auto notes = notesOf(posteriors, settings);
    // the package leaves the last frame out of notes that have no onset
    QCOMPARE(notes, (std::vector{note(10, 39, 60, 64), note(50, 70, 65, 114)}));
    settings.keepUnstarted = false;
    QCOMPARE(notesOf(posteriors, settings), std::vector{note(50, 70, 65, 114)});
}

void TestNotes::emptyAndShortPieces() {
    for (const std::size_t frames : {0, 1, 2, 3, 12}) {
        auto posteriors = empty(frames);
        QCOMPARE(notesOf(posteriors), std::vector<Note>{});
        std::ranges::fill(posteriors.note, NotePosteriors::kCertain);
        std::ranges::fill(posteriors.onset, NotePosteriors::kCertain);
        QVERIFY(notesOf(posteriors).size() <= kKeys);
    }
}

void TestNotes::nothingIsHeardWhereNothingSounds() {
    QVERIFY(notesOf(AudioBuffer(1, 22'050 * 5)).empty());
    QVERIFY(notesOf(signals::noise(22'050 * 5, 1, 1e-4)).empty());   // -80 dB
    const auto notes = notesOf(signals::noise(22'050 * 30, 1, 0.5)); // the network hears a dozen weak ones
    QVERIFY2(notes.empty(), qPrintable(QString::number(notes.size())));
}

void TestNotes::aToneIsOneNote() {
    const auto notes = notesOf(signals::sine(440.0, BasicPitch::kRate, 22'050 * 5));
    QCOMPARE(notes.size(), std::size_t(1));
    QCOMPARE(notes[0].pitch, 69);
    QVERIFY(notes[0].start < 0.1 && notes[0].end > 4.9);
}

void TestNotes::onsetStrengthCountsKeys() {
    auto posteriors = empty(10);
    for (const int pitch : {40, 60, 64}) {
        sound(posteriors, 4, 9, pitch, 0.8, 1.0);
    }
    QCOMPARE(noteOnsetStrength(posteriors), (std::vector<float>{0, 0, 0, 0, 3, 0, 0, 0, 0, 0}));
    QCOMPARE(noteOnsetStrength(posteriors, 21, 52)[4], 1.0F);
    QCOMPARE(noteOnsetStrength(posteriors, 60, 60)[4], 1.0F);
}

void TestNotes::stopsWhenCancelled() {
    JobContext context;
    context.cancel();
    QVERIFY_EXCEPTION_THROWN(std::ignore = notesFrom(empty(100), context), JobCancelled);
}

QTEST_APPLESS_MAIN(TestNotes)
#include "test_notes.moc"
