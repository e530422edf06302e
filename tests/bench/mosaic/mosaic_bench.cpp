// SPDX-License-Identifier: GPL-3.0-or-later
// morphony-mosaic [OPTION ...] PAIRS: how near the engine mosaic brings a song to a style track, and how much of the song
// it keeps. A line of PAIRS: set (tuning or test), source, second of it where the excerpt begins, style track, separated
// by tabs; # begins a comment. One line of figures per pair and setting, then their means and worst values.
//
//   --set tuning|test       only these pairs (all)
//   --only N                only the N-th of them, from 1
//   --seconds S             length of the excerpt (30)
//   --at S,S,...            dial settings (1)
//   --row "NAME key=value"  a row with these engine settings; may be given several times (mosaic, and colour alone)
//   --no-beats              without the beat F1, the slowest figure
//   --out DIR               writes the excerpts and results as WAV
//   --heard NAME=DIR        a row of results made elsewhere, DIR/NAME-N.wav of the N-th pair
#include "pairs.h"

#include "analysis/metrics/beat_metrics.h"
#include "analysis/metrics/clicks.h"
#include "analysis/metrics/event_matching.h"
#include "analysis/metrics/note_metrics.h"
#include "analysis/onsets.h"
#include "analysis/rhythm.h"
#include "core/engine_error.h"
#include "dsp/chroma.h"
#include "dsp/k_weighting.h"
#include "io/audio_cache.h"
#include "io/audio_writer.h"
#include "io/resampled.h"
#include "morph/render.h"
#include "morph/structure_distance.h"
#include "morph/timbre_distance.h"
#include "nn/basic_pitch/basic_pitch.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <sstream>

using namespace morphony;

namespace {

using Source = std::shared_ptr<const AudioSource>;

constexpr SampleRate kAnalysisRate{22'050};
constexpr double kMostStyleSeconds = 120.0;

struct Row {
    std::string name;
    EngineSettings settings;
};

struct Options {
    std::string set, pairs;
    int only = 0;
    double seconds = 30.0;
    std::vector<double> at{1.0};
    std::vector<Row> rows;
    bool beats = true;
    std::string out;
    std::vector<std::pair<std::string, std::string>> heard; ///< name, folder
};

/// Everything about a piece that figures are made from.
struct Sound {
    std::vector<ChromaFrame> chroma;
    std::vector<double> onsets, beats, clicks;
    std::vector<std::uint16_t> notes;
    std::vector<double> levels; ///< of every second, K-weighted, in dB
    TimbreProfile timbre;
    StructureProfile structure;
    double seconds = 0.0;
    double sideDb = 0.0; ///< side against mid
    double bassDb = 0.0; ///< power below 150 Hz
};

double sideAgainstMid(const AudioBuffer& audio) {
    if (audio.channels() != 2) {
        return 0.0;
    }
    double mid = 1e-12;
    double side = 1e-12;
    for (std::size_t i = 0; i < audio.channel(0).size(); ++i) {
        const double l = audio.channel(0)[i];
        const double r = audio.channel(1)[i];
        mid += (l + r) * (l + r);
        side += (l - r) * (l - r);
    }
    return dbFromPower(side / mid);
}

double powerBelow(const AudioSource& audio, double hz) {
    const StftShape shape = StftShape{4096, 1024}.scaledTo(audio.sampleRate());
    StftAnalyser analyser(audio, shape);
    double sum = 1e-12;
    for (FrameCount t = 0; t < analyser.frameCount(); ++t) {
        analyser.transform(t);
        for (std::size_t b = 0; b < static_cast<std::size_t>(hz * shape.size / audio.sampleRate().hz); ++b) {
            sum += std::norm(analyser.bins(0)[b]);
        }
    }
    return dbFromPower(sum);
}

Sound listen(const Source& audio, double limitHz, bool beats) {
    JobContext context;
    Sound sound;
    sound.seconds = audio->seconds();
    sound.chroma = chromagram(*audio, context);
    sound.onsets = pickOnsets(onsetStrength(*audio, {context}));
    sound.clicks = findClicks(*audio, {context});
    const auto mono = resampledMono(*audio, kAnalysisRate, context);
    static const BasicPitch transcriber;
    sound.notes = transcriber.transcribe(*mono, context).note;
    if (beats) {
        sound.beats = analyseRhythm(*mono, context).beats;
    }
    sound.timbre = timbreProfile(*audio, limitHz, kMostStyleSeconds, {context});
    sound.structure = structureProfile(*audio, limitHz, kMostStyleSeconds, {context});
    const AudioBuffer plain = readAll(*audio);
    AudioBuffer samples = plain;
    for (int c = 0; c < samples.channels(); ++c) {
        KWeighting(audio->sampleRate()).process(samples.channel(c).data(), nullptr, samples.channel(c).size());
    }
    const auto second = static_cast<std::size_t>(audio->sampleRate().hz);
    for (std::size_t at = 0; at + second <= samples.channel(0).size(); at += second) {
        double sum = 1e-12;
        for (int c = 0; c < samples.channels(); ++c) {
            for (const float sample : samples.channel(c).subspan(at, second)) {
                sum += static_cast<double>(sample) * sample;
            }
        }
        sound.levels.push_back(dbFromPower(sum / static_cast<double>(second)));
    }
    sound.sideDb = sideAgainstMid(plain);
    sound.bassDb = powerBelow(*audio, 150.0);
    return sound;
}

/// The figures of one result, in the order of kColumns.
constexpr const char* kColumns[] = {"timbre", "struct", "Jaccard", "recall", "chroma", "onset",
                                    "beat",   "clicks", "level",   "side",   "bass"};
constexpr std::size_t kFigures = std::size(kColumns);
/// Whether less is better, for the worst value.
constexpr bool kLessIsBetter[kFigures] = {false, false, true, false, false, false, false, true, true, false, false};
using Figures = std::array<double, kFigures>;

double gap(const std::optional<double>& source, const std::optional<double>& result) {
    return source && result && *source > 0.0 ? 1.0 - *result / *source : std::nan("");
}

double worstSecond(const Sound& source, const Sound& result) {
    const double loudest = *std::ranges::max_element(source.levels);
    double worst = 0.0;
    for (std::size_t i = 0; i < std::min(source.levels.size(), result.levels.size()); ++i) {
        if (source.levels[i] > loudest - 40.0) {
            worst = std::max(worst, std::abs(source.levels[i] - result.levels[i]));
        }
    }
    return worst;
}

Figures figuresOf(const Sound& source, const Sound& result, const Sound& style, bool beats) {
    NoteComparison notes;
    const std::size_t common = std::min(source.notes.size(), result.notes.size());
    notes.add(std::span(source.notes).first(common), std::span(result.notes).first(common), NotePosteriors::kKeys);
    const auto orNone = [](const std::optional<double>& value) { return value.value_or(std::nan("")); };
    return {gap(timbreDistance(source.timbre, style.timbre), timbreDistance(result.timbre, style.timbre)),
            gap(structureDistance(source.structure, style.structure), structureDistance(result.structure, style.structure)),
            orNone(notes.jaccardDistance()),
            orNone(notes.recall()),
            chromaSimilarity(source.chroma, result.chroma).soft,
            orNone(onsetF1(source.onsets, result.onsets)),
            beats ? orNone(beatF1(source.beats, result.beats)) : std::nan(""),
            orNone(seamClicks(source.clicks, result.clicks, result.seconds)),
            worstSecond(source, result),
            result.sideDb - source.sideDb,
            result.bassDb - source.bassDb};
}

void print(const std::string& name, const Figures& figures) {
    std::printf("%-34.34s", name.c_str());
    for (const double figure : figures) {
        std::printf(" %7.2f", figure);
    }
    std::printf("\n");
    std::fflush(stdout);
}

class Table {
public:
    void add(const std::string& pair, const std::string& row, const Figures& figures) {
        print(pair + " " + row, figures);
        if (std::ranges::find(m_order, row) == m_order.end()) {
            m_order.push_back(row);
        }
        m_rows[row].push_back(figures);
    }

    void summary() const {
        for (const bool worst : {false, true}) {
            for (const std::string& row : m_order) {
                Figures sum{};
                for (std::size_t k = 0; k < kFigures; ++k) {
                    std::vector<double> values;
                    for (const Figures& figures : m_rows.at(row)) {
                        if (!std::isnan(figures[k])) {
                            values.push_back(figures[k]);
                            sum[k] += figures[k];
                        }
                    }
                    if (values.empty()) {
                        sum[k] = std::nan("");
                    } else if (worst) {
                        sum[k] = kLessIsBetter[k] ? std::ranges::max(values) : std::ranges::min(values);
                    } else {
                        sum[k] /= static_cast<double>(values.size());
                    }
                }
                print((worst ? "WORST " : "MEAN ") + row, sum);
            }
        }
    }

private:
    std::vector<std::string> m_order;
    std::map<std::string, std::vector<Figures>> m_rows;
};

void write(const Options& options, const std::string& name, const AudioSource& audio) {
    if (options.out.empty()) {
        return;
    }
    std::filesystem::create_directories(options.out);
    AudioWriter writer(std::filesystem::path(options.out) / (name + ".wav"), audio.sampleRate(), audio.channels(),
                       {.overwrite = true});
    writer.write(readAll(audio).view());
    writer.commit();
}

/// Compares the results of one pair.
class Judge {
public:
    Judge(const MorphPair& pair, const MorphResult& result, const Options& options, Table& table)
        : m_options(options), m_table(table), m_label(std::to_string(pair.number)), m_original(result.layers.front().audio),
          m_limitHz(timbreLimitHz({m_original->sampleRate(), result.style->audio->sampleRate()})),
          m_source(listen(m_original, m_limitHz, options.beats)) {
        const Source goal = middleOf(result.style->audio, kMostStyleSeconds);
        m_style = listen(goal, m_limitHz, options.beats);
        std::printf("# %d %s: %s -> %s (distance %.2f, structure %.2f)\n", pair.number, pair.set.c_str(),
                    std::filesystem::path(pair.source).filename().c_str(),
                    std::filesystem::path(pair.style).filename().c_str(),
                    timbreDistance(m_source.timbre, m_style.timbre).value_or(0.0),
                    structureDistance(m_source.structure, m_style.structure).value_or(0.0));
        write(options, m_label + "-source", *m_original);
        write(options, m_label + "-style", *goal);
        m_table.add(m_label, "copy source", figuresOf(m_source, m_source, m_style, options.beats));
        m_table.add(m_label, "copy style", figuresOf(m_source, m_style, m_style, options.beats));
    }

    void add(const std::string& row, const Source& audio) {
        m_table.add(m_label, row, figuresOf(m_source, listen(audio, m_limitHz, m_options.beats), m_style, m_options.beats));
    }

    /// DIR/NAME-N.wav.
    void addHeard(const std::string& name, const std::filesystem::path& folder) {
        JobContext context;
        const Source made = loadAudio(folder / (name + "-" + m_label + ".wav"), context).audio;
        add(name, std::make_shared<ExcerptSource>(resampled(made, m_original->sampleRate(), context),
                                                  FrameRange{0, m_original->frames()}));
    }

    void addMorphs(const Row& row, const MorphResult& result) {
        JobContext context;
        for (const double at : m_options.at) {
            const Source rendered = renderToSource(result, {at, {}, {}, {}}, context);
            std::ostringstream name;
            name << row.name << " " << at;
            add(name.str(), rendered);
            write(m_options, m_label + "-" + name.str(), *rendered);
        }
    }

private:
    const Options& m_options;
    Table& m_table;
    const std::string m_label;
    const Source m_original;
    const double m_limitHz;
    const Sound m_source;
    Sound m_style;
};

void measure(const MorphPair& pair, const Options& options, Table& table) {
    std::optional<Judge> judge;
    for (const Row& row : options.rows) {
        const auto began = std::chrono::steady_clock::now();
        const auto result = morphPair(pair, options.seconds, row.settings);
        const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        if (!judge) {
            judge.emplace(pair, *result, options, table);
            for (const auto& [name, folder] : options.heard) {
                judge->addHeard(name, folder);
            }
        }
        judge->addMorphs(row, *result);
        std::printf("#   %s: %.1f s\n", row.name.c_str(), took);
    }
}

/// "NAME key=value ...".
Row rowFrom(const std::string& text) {
    const auto space = std::min(text.find(' '), text.size());
    return {text.substr(0, space), settingsFrom(text.substr(space))};
}

Options optionsFrom(const std::vector<std::string>& words) {
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--no-beats") {
            options.beats = false;
        } else if (word.starts_with("--")) {
            if (i + 1 == words.size()) {
                throw EngineError(ErrorKind::BadUsage, word + " needs a value.");
            }
            const std::string& value = words[++i];
            if (word == "--set") {
                options.set = value;
            } else if (word == "--only") {
                options.only = std::stoi(value);
            } else if (word == "--seconds") {
                options.seconds = std::stod(value);
            } else if (word == "--row") {
                options.rows.push_back(rowFrom(value));
            } else if (word == "--heard") {
                const auto equals = value.find('=');
                if (equals == std::string::npos) {
                    throw EngineError(ErrorKind::BadUsage, "--heard takes NAME=DIR; this is \"" + value + "\".");
                }
                options.heard.emplace_back(value.substr(0, equals), value.substr(equals + 1));
            } else if (word == "--out") {
                options.out = value;
            } else if (word == "--at") {
                options.at.clear();
                std::istringstream values(value);
                for (std::string at; std::getline(values, at, ',');) {
                    options.at.push_back(std::stod(at));
                }
            } else {
                throw EngineError(ErrorKind::BadUsage, "There is no option " + word + ".");
            }
        } else {
            options.pairs = word;
        }
    }
    if (options.rows.empty()) {
        options.rows = {{"colour", {{"notes", "0"}, {"hits", "0"}}}, {"mosaic", {}}};
    }
    return options;
}

} // namespace

int main(int count, char** arguments) {
    try {
        const Options options = optionsFrom({arguments + 1, arguments + count});
        std::printf("%-34s", "");
        for (const char* column : kColumns) {
            std::printf(" %7s", column);
        }
        std::printf("\n");
        Table table;
        for (const MorphPair& pair : readPairs(options.pairs, options.set, options.only)) {
            measure(pair, options, table);
        }
        table.summary();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
