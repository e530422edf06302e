// SPDX-License-Identifier: GPL-3.0-or-later
// A score as MIDI and MusicXML. The files of this score were also opened once by hand with mido 1.3.3, pretty_midi 0.2.11
// and music21 9.9.1, which agree with the figures here.
#include "music/midi_export.h"
#include "music/music_xml.h"

#include <QTest>
#include <QXmlStreamReader>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <numeric>

using namespace morphony;

namespace {

/// Three bars of three, the tempo rising, after a pickup of one beat; out of tune by 20 cents.
Score waltz() {
    Score score;
    score.title = "A & B";
    score.grid = {{0.0, 0.5, 1.0, 1.5, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.4}, {0, 1, 4, 7}, 4};
    score.seconds = 4.3;
    score.tuningCents = 20.0;
    score.keyFifths = -1;
    score.chords = {{1.0, 3.0, "F:maj"}, {4.0, 6.0, "C:7/3"}};
    const auto note = [&](double beat, double beats, int pitch) {
        return ScoreNote{score.grid.seconds(beat), score.grid.seconds(beat + beats), beat, beats, pitch, 90};
    };
    score.parts.push_back({PartRole::Drums, "Drums", 0, {note(1.0, 0.1, 36), note(2.0, 0.1, 42), note(2.0, 0.1, 38)}});
    score.parts.push_back(
        {PartRole::Lead,
         "Lead",
         73,
         {note(1.0, 1.0 / 3.0, 65), note(4.0 / 3.0, 2.0 / 3.0, 67), note(2.5, 4.0, 69), note(8.0, 2.0, 70)}});
    return score;
}

std::uint32_t number(const std::string& bytes, std::size_t at, int size) {
    std::uint32_t value = 0;
    for (int i = 0; i < size; ++i) {
        value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    }
    return value;
}

struct MidiTrack {
    std::string name;
    std::map<int, int> tempos;              ///< tick to microseconds per quarter
    std::vector<std::pair<int, int>> notes; ///< tick, key
    int channel = -1, program = -1, bend = 8192, lastTick = 0, meters = 0;
};

MidiTrack parsed(const std::string& data) {
    MidiTrack track;
    std::size_t at = 0;
    int tick = 0;
    const auto length = [&] {
        int value = 0;
        for (;;) {
            const int byte = static_cast<unsigned char>(data.at(at++));
            value = value << 7 | (byte & 127);
            if (byte < 128) {
                return value;
            }
        }
    };
    while (at < data.size()) {
        tick += length();
        const int status = static_cast<unsigned char>(data.at(at++));
        if (status == 0xFF) {
            const int type = data.at(at++);
            const int size = length();
            const std::string text = data.substr(at, static_cast<std::size_t>(size));
            at += static_cast<std::size_t>(size);
            track.name = type == 3 ? text : track.name;
            track.meters += type == 0x58 ? 1 : 0;
            if (type == 0x51) {
                track.tempos[tick] = static_cast<int>(number(text, 0, 3));
            }
            continue;
        }
        track.channel = status & 15;
        const int first = data.at(at++);
        if (status >> 4 == 0xC) {
            track.program = first;
            continue;
        }
        const int second = static_cast<unsigned char>(data.at(at++));
        if (status >> 4 == 9 && second > 0) {
            track.notes.emplace_back(tick, first);
        }
        if (status >> 4 == 0xE) {
            track.bend = first | second << 7;
        }
        track.lastTick = tick;
    }
    return track;
}

std::vector<MidiTrack> tracksOf(const std::string& file) {
    std::vector<MidiTrack> tracks;
    std::size_t at = 14;
    while (at < file.size()) {
        const std::size_t size = number(file, at + 4, 4);
        tracks.push_back(parsed(file.substr(at + 8, size)));
        at += 8 + size;
    }
    return tracks;
}

} // namespace

class TestScoreFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gridGoesBothWays() {
        const BeatGrid grid = waltz().grid;
        QCOMPARE(grid.seconds(4.5), 2.2);
        QCOMPARE(grid.beat(2.2), 4.5);
        QCOMPARE(grid.seconds(11.0), 4.8); // beyond the end with the last beat's tempo
        QCOMPARE(grid.beatsInBar(0), 1);
        QCOMPARE(grid.beatsInBar(3), 3);
        QCOMPARE(grid.barOf(6), std::size_t{2});
    }

    void midiHasTheGridsClock() {
        const Score score = waltz();
        const std::string file = midiFile(score);
        QCOMPARE(file.substr(0, 4), std::string("MThd"));
        QCOMPARE(number(file, 8, 2), 1U);
        QCOMPARE(number(file, 12, 2), 480U);
        const auto tracks = tracksOf(file);
        QCOMPARE(tracks.size(), std::size_t{3});
        QCOMPARE(tracks[0].name, std::string("A & B"));
        QCOMPARE(tracks[0].tempos.size(), std::size_t{2}); // 120, then 150 beats a minute
        QCOMPARE(tracks[0].tempos.at(0), 500000);
        QCOMPARE(tracks[0].tempos.at(4 * 480), 400000);
        QCOMPARE(tracks[0].meters, 2); // 1/4 for the pickup, then 3/4
    }

    void midiTracksAreTheParts() {
        const auto tracks = tracksOf(midiFile(waltz()));
        QCOMPARE(tracks[1].channel, 9);
        QCOMPARE(tracks[1].notes.size(), std::size_t{3});
        QCOMPARE(tracks[1].bend, 8192);
        QCOMPARE(tracks[2].channel, 0);
        QCOMPARE(tracks[2].name, std::string("Lead"));
        QCOMPARE(tracks[2].program, 73);
        QCOMPARE(tracks[2].notes[1], (std::pair{640, 67}));
        QCOMPARE(tracks[2].bend, 8192 + 819); // 20 cents of a range of 200 up
        QCOMPARE(tracks[2].lastTick, 10 * 480);
    }

    void musicXmlFillsEveryBar() {
        QXmlStreamReader xml(QString::fromStdString(musicXml(waltz())));
        std::vector<std::vector<int>> bars; // per part the divisions in each bar
        int chordNotes = 0, tuplets = 0, harmonies = 0;
        bool inChord = false;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement()) {
                continue;
            }
            const auto tag = xml.name();
            if (tag == QLatin1String("part")) {
                bars.emplace_back();
            } else if (tag == QLatin1String("measure")) {
                bars.back().push_back(0);
            } else if (tag == QLatin1String("note")) {
                inChord = false;
            } else if (tag == QLatin1String("chord")) {
                inChord = true;
                ++chordNotes;
            } else if (tag == QLatin1String("time-modification")) {
                ++tuplets;
            } else if (tag == QLatin1String("harmony")) {
                ++harmonies;
            } else if (tag == QLatin1String("duration")) {
                bars.back().back() += inChord ? 0 : xml.readElementText().toInt();
            }
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(bars.size(), std::size_t{2});
        const std::vector<int> expected{12, 36, 36, 36};
        QCOMPARE(bars[0], expected);
        QCOMPARE(bars[1], expected);
        QCOMPARE(chordNotes, 1); // snare and hi-hat
        QCOMPARE(tuplets, 2);    // a third and two thirds of a beat
        QCOMPARE(harmonies, 2);
    }
};

QTEST_APPLESS_MAIN(TestScoreFiles)
#include "test_score_files.moc"
