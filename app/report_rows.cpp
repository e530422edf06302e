// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_rows.h"

#include "ui/widgets.h"

#include <QCoreApplication>

namespace morphony {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("ReportRows", text); }

using Figure = std::optional<double>;

/// Rows of one group.
class Group {
public:
    Group(QList<ReportRow>& rows, const char* name) : m_rows(rows), m_name(tr(name)) {}

    Group& share(const char* name, const Figure& value, const char* meaning, int decimals = 0) {
        return add(name, value ? number(*value * 100.0, decimals) + QStringLiteral("\u00a0%") : QString(), meaning);
    }
    Group& figure(const char* name, const Figure& value, int decimals, const char* unit, const char* meaning) {
        const QString tail = *unit == '\0' ? QString() : QStringLiteral("\u00a0") + QString::fromUtf8(unit);
        return add(name, value ? number(*value, decimals) + tail : QString(), meaning);
    }

private:
    static QString number(double value, int decimals) {
        return QString::number(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
    }
    Group& add(const char* name, const QString& value, const char* meaning) {
        m_rows.append({m_name, tr(name), value, tr(meaning)});
        return *this;
    }

    QList<ReportRow>& m_rows;
    QString m_name;
};

} // namespace

QList<ReportRow> reportRows(const Report& report) {
    QList<ReportRow> rows;
    const Report::Content& content = report.content;
    Group(rows, "Kept of the song")
        .share("Song kept", content.songKept, "How much of the song a listener still recognises, from the figures below.")
        .share("Same leading pitch class", content.chromaCosine,
               "Share of the time in which the same pitch class leads in both.", 1)
        .figure("Likeness of the harmony", content.chromaCosineSoft, 3, "",
                "Cosine of the strengths of all twelve pitch classes: 1 is equal.")
        .share("Notes found again", content.noteRecall,
               "Share of the song's notes that sound in the result at the same time.")
        .figure("Distance of the pitches", content.pitchJaccardDistance, 2, "",
                "0: the same pitches sound at the same times; 1: none does. Past 0.40 a tune gets hard to recognise.")
        .figure("Onsets in the same places", content.onsetF1, 2, "", "F1 of the onsets of both: 1 is all, within 50 ms.")
        .figure("Beats in the same places", content.beatF1, 2, "", "F1 of the beats of both: 1 is all, within 70 ms.")
        .figure("Beats, half and double allowed", content.beatAmlt, 2, "",
                "Share of the beats that go on rightly at an allowed level of the metre.")
        .figure("Tempo, result to song", content.tempoRatio, 3, "", "1: the same tempo.")
        .figure("Key", content.keyScore, 2, "",
                "1: the same key; 0.5: a fifth away; 0.3: relative; 0.2: parallel; 0: another.");
    const Report::Style& style = report.style_;
    Group(rows, "Style")
        .share("Style reached", style.styleReached, "How far the result came from the song towards the style track.")
        .figure("Distance of the song", style.distanceSource, 1, "dB",
                "Distance of the song's timbre from the style track's.")
        .figure("Distance of the result", style.distanceResult, 1, "dB",
                "Distance of the result's timbre from the style track's.")
        .share("Gap covered", style.gapCovered, "Share of the distance in timbre that was covered.")
        .figure("Song's score for the style", style.targetScoreSource, 2, "",
                "How much the song already sounds like the style asked for.")
        .figure("Result's score for the style", style.targetScoreResult, 2, "",
                "How much the result sounds like the style asked for.");
    const Report::Quality& quality = report.quality;
    Group(rows, "Quality")
        .figure("Loudness of the song", quality.lufsSource, 1, "LUFS", "Integrated loudness after ITU-R BS.1770.")
        .figure("Loudness of the result", quality.lufsResult, 1, "LUFS", "Integrated loudness after ITU-R BS.1770.")
        .figure("True peak", quality.truePeakDbtp, 1, "dBTP", "Largest peak between the samples; above 0 it may distort.")
        .share("Clipped samples", quality.clippedShare, "Samples in runs at full scale.", 3)
        .share("Silence", quality.silenceShare, "Share of the result in which nothing sounds.", 1)
        .figure("Bandwidth, result to song", quality.bandwidthRatio, 2, "", "Below 1 the result is duller than the song.")
        .figure("Stereo correlation", quality.stereoCorrelation, 2, "", "1: mono; 0: wide; below 0 it suffers in mono.")
        .figure("Clicks at seams", quality.seamClicks, 0, "", "Jumps where pieces of sound meet.");
    if (report.cost.seconds > 0.0) {
        Group(rows, "Cost")
            .figure("Time", report.cost.seconds, 1, "s", "Time that the morph took.")
            .figure("Times faster than listening", report.cost.realtimeFactor, 1, "",
                    "Length of the song to the time taken.")
            .figure("Memory at most", report.cost.peakMemoryMb, 0, "MB", "Largest memory of the program.");
    }
    return rows;
}

QString scoreDetails(const Report& report) {
    const Report::Content& content = report.content;
    const Report::Style& style = report.style_;
    QStringList behind;
    if (content.chromaCosineSoft) {
        behind << tr("likeness of the harmony %1").arg(*content.chromaCosineSoft, 0, 'f', 2);
    }
    if (content.noteRecall) {
        behind << tr("notes found again %1").arg(percentText(*content.noteRecall));
    }
    if (content.beatAmlt) {
        behind << tr("beats that go on rightly %1").arg(percentText(*content.beatAmlt));
    }
    QStringList sentences;
    if (content.songKept) {
        sentences << (behind.isEmpty() ? QString() : tr("Song kept: %1.").arg(behind.join(QStringLiteral(", "))));
    } else {
        sentences << (behind.isEmpty()
                          ? tr("Song kept: no figure; the piece is too short or too quiet to compare.")
                          : tr("Song kept: no figure yet; measured so far: %1.").arg(behind.join(QStringLiteral(", "))));
    }
    if (style.styleReached && style.distanceSource && style.distanceResult) {
        sentences << tr("Style reached: the timbre was %1 dB away from the style track and is now %2 dB away.")
                         .arg(*style.distanceSource, 0, 'f', 1)
                         .arg(*style.distanceResult, 0, 'f', 1);
    } else if (!style.styleReached) {
        sentences << tr("Style reached: measured with a style track only.");
    }
    sentences.removeAll(QString());
    return sentences.join(QLatin1Char('\n'));
}

} // namespace morphony
