// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/render_data.h"

#include "core/engine_error.h"
#include "dsp/log_mel.h"
#include "io/audio_writer.h"
#include "music/arranger.h"
#include "music/fluid_player.h"
#include "train/render/labels.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <set>
#include <tuple>

namespace morphony {

namespace fs = std::filesystem;

namespace {

constexpr SampleRate kRate = LogMel::kRate;
constexpr std::array kRoles{PartRole::Drums, PartRole::Bass, PartRole::Comping,
                            PartRole::Pad,   PartRole::Lead, PartRole::Counter};

/// What all shards share, checked once.
class Material {
public:
    explicit Material(const RenderSettings& settings) : m_settings(settings) {
        for (const Style& style : settings.styles.empty() ? allStyles() : named(settings.styles)) {
            m_styles.push_back(style);
        }
        for (const std::string& id : settings.heldOutStyles) {
            std::ignore = styleById(id); // must exist
        }
        m_fonts = checked(settings.soundfonts);
        if (m_fonts.empty()) {
            const auto own = findSoundfont();
            if (!own) {
                throw EngineError(ErrorKind::MissingResource,
                                  "No General MIDI soundfont was found; install the package "
                                  "musescore-general-soundfont-small or name some under \"soundfonts\".");
            }
            m_fonts.push_back(*own);
        }
        m_heldOutFonts = settings.heldOutSoundfonts.empty() ? m_fonts : checked(settings.heldOutSoundfonts);
    }

    [[nodiscard]] const RenderSettings& settings() const { return m_settings; }
    [[nodiscard]] const std::vector<fs::path>& fonts(bool heldOut) const { return heldOut ? m_heldOutFonts : m_fonts; }

    /// Styles for a piece: of different families as long as there are some, and such as have grooves of its meter. Of a
    /// family with held-out styles, a held-out piece has those alone.
    [[nodiscard]] std::vector<const Style*> choose(bool waltz, bool heldOut, SeededRandom& random) const {
        std::vector<const Style*> open;
        for (const Style& style : m_styles) {
            if (style.grooves.contains(waltz ? "3/4" : "4/4") && (heldOut ? isForJudging(style) : !isKept(style))) {
                open.push_back(&style);
            }
        }
        std::vector<const Style*> chosen;
        std::set<std::string> families;
        while (chosen.size() < m_settings.stylesPerPiece && !open.empty()) {
            const Style* style = drawFamilyFirst(open, families, random);
            chosen.push_back(style);
            families.insert(style->family);
            std::erase(open, style);
        }
        return chosen;
    }

private:
    [[nodiscard]] bool isKept(const Style& style) const {
        return std::ranges::find(m_settings.heldOutStyles, style.id) != m_settings.heldOutStyles.end();
    }
    [[nodiscard]] bool isForJudging(const Style& style) const {
        return isKept(style) || std::ranges::none_of(m_styles, [&](const Style& other) {
                   return other.family == style.family && isKept(other);
               });
    }
    static std::vector<Style> named(const std::vector<std::string>& ids) {
        std::vector<Style> styles;
        std::ranges::transform(ids, std::back_inserter(styles), styleById);
        return styles;
    }
    static std::vector<fs::path> checked(const std::vector<fs::path>& fonts) {
        for (const fs::path& font : fonts) {
            std::error_code none;
            if (!fs::is_regular_file(font, none)) {
                throw EngineError(ErrorKind::MissingResource,
                                  "The soundfont " + font.string() + " is not there; install its package or leave it out.");
            }
        }
        return fonts;
    }
    /// Every family is as likely as any other, however many styles it has.
    static const Style* drawFamilyFirst(const std::vector<const Style*>& open, const std::set<std::string>& used,
                                        SeededRandom& random) {
        std::set<std::string> fresh;
        for (const Style* style : open) {
            if (!used.contains(style->family)) {
                fresh.insert(style->family);
            }
        }
        if (fresh.empty()) {
            return open[random.below(open.size())];
        }
        const std::string family = *std::next(fresh.begin(), static_cast<std::ptrdiff_t>(random.below(fresh.size())));
        std::vector<const Style*> of;
        std::ranges::copy_if(open, std::back_inserter(of), [&](const Style* style) { return style->family == family; });
        return of[random.below(of.size())];
    }

    const RenderSettings& m_settings;
    std::vector<Style> m_styles;
    std::vector<fs::path> m_fonts;
    std::vector<fs::path> m_heldOutFonts;
};

void addTo(AudioBuffer& mix, const AudioSource& stem) {
    AudioBuffer part(2, mix.frames());
    stem.read(0, part.view());
    for (int c = 0; c < 2; ++c) {
        std::ranges::transform(mix.channel(c), part.channel(c), mix.channel(c).begin(), std::plus());
    }
}

void writeFlac(const fs::path& file, const AudioBuffer& audio) {
    AudioWriter writer(file, kRate, 2, {.sampleFormat = SampleFormat::Pcm16, .overwrite = true});
    writer.write(audio.view());
    writer.commit();
}

/// One shard's worker.
class ShardMaker {
public:
    ShardMaker(const Material& material, const ShardFolder& folder, JobContext& context)
        : m_material(material), m_folder(folder), m_context(context) {}

    /// Seconds of music.
    double make(std::size_t shard) {
        const RenderSettings& settings = m_material.settings();
        const std::size_t first = shard * settings.piecesPerShard;
        const std::size_t end = std::min(first + settings.piecesPerShard, settings.pieces);
        double seconds = 0.0;
        m_entries.clear();
        for (std::size_t piece = first; piece < end; ++piece) {
            seconds += renderPiece(piece);
        }
        m_folder.save(shard, m_entries);
        return seconds;
    }

private:
    double renderPiece(std::size_t index) {
        const RenderSettings& settings = m_material.settings();
        SeededRandom random(settings.seed, index + 1);
        PieceOptions options;
        options.seconds = settings.seconds;
        options.heldOut = random.uniform() < settings.heldOutShare;
        options.waltz = random.uniform() < 0.12;
        const auto styles = m_material.choose(options.waltz, options.heldOut, random);
        if (styles.empty()) {
            return 0.0;
        }
        // the first style's own tempo, so that all tempi occur as often as they do in music
        options.bpm = styles.front()->tempoLow + random.uniform() * (styles.front()->tempoHigh - styles.front()->tempoLow);
        const Piece piece = makePiece(random.next(), options);
        for (const Style* style : styles) {
            render(piece, *style, index, options.heldOut, random);
        }
        return piece.analysis.seconds * static_cast<double>(styles.size());
    }

    void render(const Piece& piece, const Style& style, std::size_t index, bool heldOut, SeededRandom& random) {
        Rendering rendering;
        rendering.name = std::to_string(index) + "-" + style.id;
        rendering.piece = &piece;
        rendering.style = style;
        rendering.heldOut = heldOut;
        const auto& fonts = m_material.fonts(heldOut);
        rendering.soundfont = fonts[random.below(fonts.size())];
        if (m_material.settings().augment) {
            rendering.change = Augmentation::drawn(random);
        }
        rendering.score = arrange(piece.analysis, style, {.seed = random.next(), .energy = random.uniform() * 1.6 - 0.8});
        rendering.score.tuningCents = rendering.change.detuneCents;
        AudioBuffer mix = mixed(rendering);
        augment(mix, kRate, rendering.change, random);
        if (m_material.settings().audio != RenderSettings::Audio::None) {
            writeFlac(m_folder.path() / (rendering.name + ".flac"), mix);
        }
        keep(rendering, mix);
    }

    /// The band without augmentation, scaled so that it does not clip; the stems are written as they sound in it.
    AudioBuffer mixed(Rendering& rendering) {
        const FrameCount frames = framesOf(rendering.piece->analysis.seconds, kRate);
        const auto parts = renderParts(rendering.score, rendering.style, frames, kRate, {m_context}, rendering.soundfont);
        rendering.instruments = heardInstruments(parts, rendering.score, rendering.style);
        AudioBuffer mix(2, frames);
        for (const PartRole role : kRoles) {
            const std::array recipe{StemRecipe{{role}, true, role != PartRole::Drums}};
            // with the room, a stem is a mix of its own, at a gain of 1
            const MixedStem stem = mixStems(parts, recipe, rendering.score, rendering.style, m_context).front();
            if (stem.audio == nullptr) {
                continue;
            }
            addTo(mix, *stem.audio);
            if (m_material.settings().audio == RenderSettings::Audio::Stems) {
                AudioBuffer audio(2, frames);
                stem.audio->read(0, audio.view());
                writeFlac(m_folder.path() / (rendering.name + "-" + name(role) + ".flac"), audio);
            }
        }
        return mix;
    }

    void keep(const Rendering& rendering, const AudioBuffer& mix) {
        std::vector<float> mono(mix.channel(0).size());
        std::ranges::transform(mix.channel(0), mix.channel(1), mono.begin(),
                               [](float l, float r) { return 0.5F * (l + r); });
        ShardEntry entry{
            .name = rendering.name, .shortLabels = shortLabels(rendering), .fullLabels = fullLabels(rendering)};
        entry.setMel(mono, m_logMel);
        m_entries.push_back(std::move(entry));
    }

    const Material& m_material;
    const ShardFolder& m_folder;
    JobContext& m_context;
    LogMel m_logMel;
    std::vector<ShardEntry> m_entries;
};

} // namespace

RenderReport renderData(const RenderSettings& settings, const std::string& settingsText, const fs::path& out,
                        const std::atomic<bool>& cancel, const std::function<void(const RenderReport&)>& told) {
    const Material material(settings);
    const ShardFolder folder(out, settingsText);
    const std::size_t shards = (settings.pieces + settings.piecesPerShard - 1) / settings.piecesPerShard;
    const auto make = [&](std::size_t shard, JobContext& context) {
        return ShardMaker(material, folder, context).make(shard);
    };
    return makeShards(folder, shards, cancel, make, told);
}

} // namespace morphony
