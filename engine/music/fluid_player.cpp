// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/fluid_player.h"

#include "core/engine_error.h"
#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fluidsynth.h>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace morphony {

namespace {

constexpr int kChannel = 0;
constexpr int kDrumBank = 128;
constexpr int kHeld = 16; ///< instruments that stay loaded with an open soundfont, one to a MIDI channel

struct Settings {
    fluid_settings_t* handle = new_fluid_settings();
    explicit Settings(SampleRate rate) {
        for (const auto& [key, value] : {std::pair{"synth.reverb.active", 0},
                                         {"synth.chorus.active", 0},
                                         {"synth.dynamic-sample-loading", 1},
                                         {"synth.polyphony", 128},
                                         {"synth.midi-channels", kHeld},
                                         {"synth.cpu-cores", 1},
                                         {"synth.threadsafe-api", 0}}) {
            fluid_settings_setint(handle, key, value);
        }
        fluid_settings_setnum(handle, "synth.sample-rate", rate.hz);
        fluid_settings_setnum(handle, "synth.gain", 0.5);
    }
    ~Settings() { delete_fluid_settings(handle); }
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;
};

/// The job that this thread reads a soundfont for; reading fails once it is cancelled.
thread_local const JobContext* t_readingFor = nullptr;

class ReadingFor {
public:
    explicit ReadingFor(const JobContext& context) { t_readingFor = &context; }
    ~ReadingFor() { t_readingFor = nullptr; }
    ReadingFor(const ReadingFor&) = delete;
    ReadingFor& operator=(const ReadingFor&) = delete;
};

/// What FluidSynth calls a soundfont's file: no other of its loaders can open that, and its cache of samples, which goes by
/// names, tells a changed file from the one before.
std::string nameOf(const std::filesystem::path& file) {
    std::error_code none;
    const auto changed = std::filesystem::last_write_time(file, none).time_since_epoch().count();
    return "soundfont " + std::to_string(changed) + " " + file.string();
}
const char* fileOf(const char* name) { return std::strchr(std::strchr(name, ' ') + 1, ' ') + 1; }

/// FluidSynth's usual file access, which ends early for a cancelled job.
void readCancellably(fluid_sfloader_t* loader) {
    fluid_sfloader_set_callbacks(
        loader, [](const char* name) -> void* { return std::fopen(fileOf(name), "rb"); },
        [](void* to, fluid_long_long_t count, void* file) {
            const bool cancelled = t_readingFor != nullptr && t_readingFor->isCancelled();
            const auto bytes = static_cast<std::size_t>(count);
            return !cancelled && std::fread(to, 1, bytes, static_cast<std::FILE*>(file)) == bytes ? FLUID_OK : FLUID_FAILED;
        },
        [](void* file, fluid_long_long_t offset, int origin) {
            return fseeko(static_cast<std::FILE*>(file), static_cast<off_t>(offset), origin) == 0 ? FLUID_OK : FLUID_FAILED;
        },
        [](void* file) -> fluid_long_long_t { return ftello(static_cast<std::FILE*>(file)); },
        [](void* file) { return std::fclose(static_cast<std::FILE*>(file)) == 0 ? FLUID_OK : FLUID_FAILED; });
}

/// A soundfont read from its file, with the instruments chosen last. Players borrow it one after another: FluidSynth
/// counts who uses a sample in plain numbers, so that two at once would need a soundfont each. Their own synthesiser is
/// new each time, because a used one remembers the level of its last notes. Everything here happens under loading().
class OpenSoundfont {
public:
    OpenSoundfont(std::string name, const JobContext& context) : m_settings(SampleRate{44100}), m_name(std::move(name)) {
        const ReadingFor reading(context);
        m_synth = new_fluid_synth(m_settings.handle);
        if (fluid_sfloader_t* loader = m_synth == nullptr ? nullptr : new_fluid_defsfloader(m_settings.handle)) {
            readCancellably(loader);
            fluid_synth_add_sfloader(m_synth, loader);
            m_id = fluid_synth_sfload(m_synth, m_name.c_str(), 0);
        }
        m_held.fill({-1, -1});
    }
    ~OpenSoundfont() {
        if (m_synth != nullptr) {
            delete_fluid_synth(m_synth);
        }
    }
    OpenSoundfont(const OpenSoundfont&) = delete;
    OpenSoundfont& operator=(const OpenSoundfont&) = delete;

    [[nodiscard]] bool isOpen() const { return m_id != FLUID_FAILED; }
    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] bool holds(int bank, int program) const {
        return std::ranges::find(m_held, std::pair{bank, program}) != m_held.end();
    }

    /// Decodes an instrument's samples and keeps them until sixteen others were chosen; null when there is none.
    fluid_preset_t* instrument(int bank, int program, const JobContext& context) {
        fluid_preset_t* preset = fluid_sfont_get_preset(fluid_synth_get_sfont_by_id(m_synth, m_id), bank, program);
        if (preset != nullptr && !holds(bank, program)) {
            const ReadingFor reading(context);
            m_held[m_next] = {bank, program};
            fluid_synth_program_select(m_synth, static_cast<int>(m_next), m_id, bank, program);
            m_next = (m_next + 1) % m_held.size();
        }
        return preset;
    }

private:
    Settings m_settings;
    std::string m_name; ///< nameOf() its file
    fluid_synth_t* m_synth = nullptr;
    int m_id = FLUID_FAILED;
    std::array<std::pair<int, int>, kHeld> m_held{};
    std::size_t m_next = 0;
};

/// The open soundfonts that nobody plays at the moment: reading one takes longer than playing many a part.
class Shelf {
public:
    /// FluidSynth keeps global tables and its cache of samples behind loading and freeing; all of it is done one at a time.
    [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }
    [[nodiscard]] std::unique_lock<std::mutex> lock(const JobContext& context) {
        std::unique_lock lock(m_mutex, std::try_to_lock);
        while (!lock.owns_lock()) {
            context.checkCancelled();
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            lock.try_lock();
        }
        return lock;
    }

    /// Under lock(): one of `file`, if possible one that has the instrument.
    std::unique_ptr<OpenSoundfont> take(const std::filesystem::path& file, int bank, int program,
                                        const JobContext& context) {
        const std::string name = nameOf(file);
        auto found = m_idle.end();
        for (auto each = m_idle.begin(); each != m_idle.end(); ++each) {
            if ((*each)->name() == name && (found == m_idle.end() || (*each)->holds(bank, program))) {
                found = each;
            }
        }
        if (found == m_idle.end()) {
            return std::make_unique<OpenSoundfont>(name, context);
        }
        auto taken = std::move(*found);
        m_idle.erase(found);
        return taken;
    }

    /// Under lock(). Those that were used longest ago go.
    void give(std::unique_ptr<OpenSoundfont> soundfont) {
        m_idle.push_back(std::move(soundfont));
        if (m_idle.size() > static_cast<std::size_t>(availableProcessors())) {
            m_idle.erase(m_idle.begin());
        }
    }

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<OpenSoundfont>> m_idle;
};

Shelf& shelf() {
    static Shelf shelf;
    return shelf;
}

/// Stands for a soundfont in a player's synthesiser and gives out one instrument alone, so that the synthesiser loads
/// nothing for channels that nobody plays and frees nothing that it does not own.
fluid_sfont_t* soleInstrument() {
    return new_fluid_sfont(
        [](fluid_sfont_t*) { return "instrument"; },
        [](fluid_sfont_t* self, int, int) { return static_cast<fluid_preset_t*>(fluid_sfont_get_data(self)); },
        [](fluid_sfont_t*) {}, [](fluid_sfont_t*) -> fluid_preset_t* { return nullptr; }, delete_fluid_sfont);
}

} // namespace

struct FluidPlayer::Impl {
    std::unique_ptr<OpenSoundfont> soundfont;
    Settings settings;
    fluid_synth_t* synth = nullptr;

    Impl(std::unique_ptr<OpenSoundfont> borrowed, SampleRate rate) : soundfont(std::move(borrowed)), settings(rate) {}
    ~Impl() {
        const auto lock = shelf().lock();
        if (synth != nullptr) {
            delete_fluid_synth(synth);
            shelf().give(std::move(soundfont));
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    /// The player's own synthesiser, its one channel playing `instrument`.
    void begin(fluid_preset_t* instrument, bool drums, double tuningCents) {
        synth = new_fluid_synth(settings.handle);
        fluid_sfont_t* font = soleInstrument();
        const int id = fluid_synth_add_sfont(synth, font);
        fluid_sfont_set_data(font, instrument); // not before: adding asks for an instrument for every channel
        fluid_synth_set_channel_type(synth, kChannel, drums ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
        fluid_synth_program_select(synth, kChannel, id, 0, 0);
        fluid_synth_set_gen(synth, kChannel, GEN_FINETUNE, drums ? 0.0F : static_cast<float>(tuningCents));
    }
};

std::optional<std::filesystem::path> findSoundfont() {
    std::vector<std::filesystem::path> places;
    if (const char* chosen = std::getenv("MORPHONY_SOUNDFONT"); chosen != nullptr && *chosen != '\0') {
        places.emplace_back(chosen);
    }
    for (const char* file : {"sf3/MuseScore_General_Lite.sf3", "sf3/MuseScore_General_Full.sf3",
                             "sf3/MuseScore_General.sf3", "sf2/FluidR3_GM.sf2"}) {
        places.push_back(std::filesystem::path("/usr/share/sounds") / file);
    }
    for (const auto& place : places) {
        if (std::error_code none; std::filesystem::is_regular_file(place, none)) {
            return place;
        }
    }
    return std::nullopt;
}

FluidPlayer::FluidPlayer(const std::filesystem::path& soundfont, SampleRate rate, int program, bool drums,
                         double tuningCents, const JobContext& context) {
    static const bool quiet = [] { // what goes wrong comes back as a sentence, not on standard error
        for (const int level : {FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG, FLUID_PANIC}) {
            fluid_set_log_function(level, nullptr, nullptr);
        }
        return true;
    }();
    static_cast<void>(quiet);
    const int bank = drums ? kDrumBank : 0;
    auto lock = shelf().lock(context);
    auto open = shelf().take(soundfont, bank, program, context);
    context.checkCancelled();
    if (!open->isOpen()) {
        throw EngineError(ErrorKind::MissingResource,
                          "The soundfont \"" + soundfont.string() +
                              "\" cannot be read; install the package musescore-general-soundfont-small again.");
    }
    fluid_preset_t* instrument = open->instrument(bank, program, context);
    if (drums && instrument == nullptr) { // soundfonts leave out some kits; a nearer one stands in, as General MIDI asks
        instrument = open->instrument(bank, program / 8 * 8, context);
    }
    if (drums && instrument == nullptr) {
        instrument = open->instrument(bank, 0, context);
    }
    context.checkCancelled(); // with samples that were not read to the end, the soundfont goes
    if (instrument == nullptr) {
        shelf().give(std::move(open));
        throw EngineError(ErrorKind::MissingResource, "The soundfont \"" + soundfont.string() + "\" has no " +
                                                          (drums ? "drum kit" : "program " + std::to_string(program)) +
                                                          "; choose a General MIDI soundfont.");
    }
    m_impl = std::make_unique<Impl>(std::move(open), rate);
    m_impl->begin(instrument, drums, tuningCents);
}

FluidPlayer::~FluidPlayer() = default;

void FluidPlayer::noteOn(int key, int velocity) { fluid_synth_noteon(m_impl->synth, kChannel, key, velocity); }

void FluidPlayer::noteOff(int key) { fluid_synth_noteoff(m_impl->synth, kChannel, key); }

bool FluidPlayer::sounds() const { return fluid_synth_get_active_voice_count(m_impl->synth) > 0; }

void FluidPlayer::render(AudioView stereo) {
    fluid_synth_write_float(m_impl->synth, static_cast<int>(stereo.frames()), stereo.channel(0).data(), 0, 1,
                            stereo.channel(1).data(), 0, 1);
}

} // namespace morphony
