// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "core/units.h"
#include "dsp/waveform_pyramid.h"
#include "ui/music_grid.h"

#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace morphony {

// Values that the window shows and speaks in. The window keeps copies; none of them is shared with another thread but
// the pyramid, which is immutable.

/// Whose sound: A is the source, B the take, C the style track.
enum class LaneRole { Source, Style, Take };

enum class ViewMode { Waveform, Spectrogram, Both };

enum class ThemeMode { System, Dark, Light };

/// What Morph works on.
enum class RangeMode { WholeSong, Selection };

/// One lane of the timeline.
struct LaneContent {
    QString id;                                      ///< "source", "style", or the take's id
    LaneRole role = LaneRole::Source;
    QString title;                                   ///< bold, one line
    QStringList facts;                               ///< up to two lines under it
    SampleRate rate;
    FrameCount frames = 0;
    std::shared_ptr<const WaveformPyramid> pyramid;  ///< null while the file is being read
    MusicGrid grid;
    /// While a take is rendered: the part that is finished (pyramid covers the whole length). The rest is shown as the
    /// source's grey silhouette. None: everything is there.
    std::optional<FrameRange> finished;
    bool rendering = false;                          ///< take under way, even when nothing is finished yet
    bool pending = false;                            ///< a take that is being made: nothing to hear, choose or export
    std::optional<double> readFraction;              ///< while the file is being read: 0 to 1
};

/// A button that is answered by its id.
struct CardButton {
    QString id;
    QString text;
};

/// A problem told where it happened: what, why and what helps. The first button is the usual answer.
struct ErrorCard {
    QString id;
    QString title;
    QString text;
    QList<CardButton> buttons;
};

/// One finished result in the list.
struct TakeCard {
    QString id;
    QString name;
    QString time;                    ///< time of day it was made
    QString engine;
    std::optional<double> kept;      ///< song kept, 0 to 1; none when not measured
    std::optional<double> reached;   ///< style reached, 0 to 1
    bool starred = false;
    QString detail;                  ///< why a figure is absent, and what was measured instead
};

/// What the Morph button shows.
struct MorphButtonState {
    enum class Kind { Blocked, Ready, Running };
    Kind kind = Kind::Blocked;
    QString reason;                  ///< Blocked: what is missing, in a few words
    bool again = false;              ///< Ready: "Morph again"
    QString estimate;                ///< Ready: "about 9 s", or empty
    Progress progress;               ///< Running
    QString step;                    ///< Running: "Step 4 of 6", or empty
    bool cancelling = false;         ///< Running: cancel has been asked for
};

/// A prompt word as it was understood.
struct PromptChip {
    QString kind;                    ///< "Era"
    QString value;                   ///< "80s"
    bool understood = true;          ///< false: dashed, "no effect"
};

/// The style slot of the panel.
struct StyleSlotContent {
    QString title;
    QString facts;
    std::shared_ptr<const WaveformPyramid> pyramid;
};

struct EngineItem {
    QString id;                      ///< "auto" or the engine's own
    QString name;                    ///< as the row shows it: "Auto: mosaic"
    QString summary;                 ///< one line of help
    bool available = true;           ///< false: can be chosen, and then tells what is missing
};

struct DeviceItem {
    QString id;
    QString name;
};

/// A figure of the report in words.
struct ReportRow {
    QString group;                   ///< "What is kept of the song"
    QString name;                    ///< "Same notes"
    QString value;                   ///< "72 %"; empty: not measured
    QString meaning;                 ///< one or two sentences
};

/// The figures beside the dial. Absent figures are shown as a dash over an empty bar.
struct ScoreContent {
    std::optional<double> kept;      ///< 0 to 1
    std::optional<double> reached;   ///< 0 to 1
    QString note;                    ///< line below
    bool good = false;               ///< a check stands before the note
    QString detail;                  ///< the numbers behind the two figures; why one is absent
    QString title;                   ///< of the take that was measured
    QList<ReportRow> rows;           ///< everything that was measured
};

/// One reading of the meter, linear peaks since the last reading.
struct MeterReading {
    float peakLeft = 0.0F;
    float peakRight = 0.0F;
    std::optional<double> lufs;      ///< short term; none when there is no signal
};

/// What the A/B switch says on its B half.
struct TakeHalfContent {
    bool present = false;            ///< false: nothing to hear yet
    QString title;                   ///< "Take 2", "Preview", "no take yet"
    QString detail;                  ///< "70 %", "bars 96–100", "press Morph"
};

/// What the user asked to be written.
struct ExportChoice {
    QString takeId;
    QString format;                  ///< "wav", "flac", "mp3", "ogg"
    int bits = 0;                    ///< wav and flac: 16, 24, or 32 (float, wav only); 0 otherwise
    int kbps = 0;                    ///< mp3 and ogg; 0 otherwise
    double strength = 0.0;           ///< the dial when Export was pressed, 0 to 1
    QString path;                    ///< file to write; never an existing one unless `overwrite`
    bool overwrite = false;          ///< the user named an existing file in the file dialog and confirmed it there
};

/// What the export sheet opens with.
struct ExportOffer {
    QString takeId;
    QString takeName;
    QString folder;                  ///< where to save
    QString fileStem;                ///< proposed file name without ending
    SampleRate rate;
    int channels = 2;
    double seconds = 0.0;
};

/// Where an export stands.
struct ExportProgress {
    enum class Kind { Idle, Running, Done, Failed };
    Kind kind = Kind::Idle;
    Progress progress;               ///< Running
    QString message;                 ///< Done: what was written; Failed: why not and what to do
    QString path;                    ///< Done: the file
};

/// One piece of a lane's spectrogram: columns [index * kColumns, (index + 1) * kColumns) of a hop of kBaseHop << level
/// frames; column k shows the frames around k * hop. The answer is a QImage of kColumns x kRows, Format_Grayscale8:
/// 0 is kFloorDb or less and 255 is 0 dB relative to a full-scale sine, linear in dB; row 0 is kHighHz and the last row
/// kLowHz, on a logarithmic axis. Colours are added by the window.
struct TileKey {
    static constexpr int kColumns = 256;
    static constexpr int kRows = 192;
    static constexpr FrameCount kBaseHop = 64;
    static constexpr double kLowHz = 40.0;
    static constexpr double kHighHz = 16000.0;
    static constexpr double kFloorDb = -60.0;

    QString laneId;
    int level = 0;
    qint64 index = 0;

    [[nodiscard]] FrameCount hop() const { return kBaseHop << level; }
    friend bool operator==(const TileKey&, const TileKey&) = default;
};

inline size_t qHash(const TileKey& key, size_t seed = 0) { return qHashMulti(seed, key.laneId, key.level, key.index); }

} // namespace morphony

Q_DECLARE_METATYPE(morphony::TileKey)
Q_DECLARE_METATYPE(morphony::ExportChoice)
