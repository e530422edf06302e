// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/fluid_player.h"

#include "core/engine_error.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fluidsynth.h>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace morphony {

namespace {

constexpr int kChannel = 0;
constexpr int kDrumBank = 128;
/// FluidSynth keeps global tables and its cache of samples behind loading and freeing; both are made one at a time.
std::mutex& loading() {
    static std::mutex mutex;
    return mutex;
}

struct Settings {
    fluid_settings_t* handle = new_fluid_settings();
    explicit Settings(SampleRate rate) {
        for (const auto& [key, value] : {std::pair{"synth.reverb.active", 0},
                                         {"synth.chorus.active", 0},
                                         {"synth.dynamic-sample-loading", 1},
                                         {"synth.polyphony", 128},
                                         {"synth.midi-channels", 16},
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

/// Holds the instruments that were asked for last, so that their samples stay decoded from one player to the next: the
/// parts of the next variant, preview or region begin at once. Under loading() alone.
class LastInstruments {
public:
    ~LastInstruments() { close(); }

    void hold(const std::filesystem::path& soundfont, int bank, int program) {
        if (m_synth != nullptr && m_soundfont != soundfont) {
            return; // the first soundfont's alone: changing over costs more than it saves
        }
        if (m_synth == nullptr) {
            close();
            m_settings.emplace(SampleRate{44100});
            m_synth = new_fluid_synth(m_settings->handle);
            m_font = m_synth == nullptr ? FLUID_FAILED : fluid_synth_sfload(m_synth, soundfont.c_str(), 1);
            m_soundfont = soundfont;
        }
        const std::pair instrument{bank, program};
        if (m_font == FLUID_FAILED || std::ranges::find(m_held, instrument) != m_held.end()) {
            return;
        }
        m_held[m_next] = instrument;
        fluid_synth_program_select(m_synth, static_cast<int>(m_next), m_font, bank, program);
        m_next = (m_next + 1) % m_held.size();
    }

private:
    void close() {
        if (m_synth != nullptr) {
            delete_fluid_synth(m_synth);
            m_synth = nullptr;
        }
        m_held.fill({-1, -1});
    }

    std::optional<Settings> m_settings;
    fluid_synth_t* m_synth = nullptr;
    int m_font = FLUID_FAILED;
    std::filesystem::path m_soundfont;
    std::array<std::pair<int, int>, 16> m_held{}; ///< one to a MIDI channel
    std::size_t m_next = 0;
};

LastInstruments& lastInstruments() {
    static LastInstruments instruments;
    return instruments;
}

} // namespace

struct FluidPlayer::Impl {
    Settings settings;
    fluid_synth_t* synth = nullptr;

    explicit Impl(SampleRate rate) : settings(rate), synth(new_fluid_synth(settings.handle)) {}
    ~Impl() {
        const std::scoped_lock lock(loading());
        delete_fluid_synth(synth);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
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
                         double tuningCents) {
    static const bool quiet = [] { // what goes wrong comes back as a sentence, not on standard error
        for (const int level : {FLUID_ERR, FLUID_WARN, FLUID_INFO, FLUID_DBG, FLUID_PANIC}) {
            fluid_set_log_function(level, nullptr, nullptr);
        }
        return true;
    }();
    static_cast<void>(quiet);
    const std::scoped_lock lock(loading());
    lastInstruments(); // made after the mutex, and so gone before it
    m_impl = std::make_unique<Impl>(rate);
    const int font = m_impl->synth == nullptr ? FLUID_FAILED : fluid_synth_sfload(m_impl->synth, soundfont.c_str(), 1);
    if (font == FLUID_FAILED) {
        throw EngineError(ErrorKind::MissingResource,
                          "The soundfont \"" + soundfont.string() +
                              "\" cannot be read; install the package musescore-general-soundfont-small again.");
    }
    const auto select = [&](int bank, int preset) {
        if (fluid_synth_program_select(m_impl->synth, kChannel, font, bank, preset) != FLUID_OK) {
            return false;
        }
        lastInstruments().hold(soundfont, bank, preset);
        return true;
    };
    // soundfonts leave out some kits; the standard one stands in, as General MIDI asks
    fluid_synth_set_channel_type(m_impl->synth, kChannel, drums ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
    const bool found = drums ? select(kDrumBank, program) || select(kDrumBank, program / 8 * 8) || select(kDrumBank, 0)
                             : select(0, program);
    if (!found) {
        throw EngineError(ErrorKind::MissingResource, "The soundfont \"" + soundfont.string() + "\" has no " +
                                                          (drums ? "drum kit" : "program " + std::to_string(program)) +
                                                          "; choose a General MIDI soundfont.");
    }
    if (!drums) {
        fluid_synth_set_gen(m_impl->synth, kChannel, GEN_FINETUNE, static_cast<float>(tuningCents));
    }
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
