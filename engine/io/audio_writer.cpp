// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/audio_writer.h"

#include "core/engine_error.h"
#include "io/atomic_file.h"
#include "io/audio_output.h"
#include "io/ogg_serial.h"
#include "io/resampler.h"
#include "io/tags.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace morphony {

namespace {

constexpr std::array kMp3Rates{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
constexpr int kMaxFlacChannels = 8;
constexpr int kMaxChannels = 64;
constexpr std::uint32_t kOggSerial = 0x4D6F7270; // "Morp"
/// For the text of the tags and the padding that formats leave behind them.
constexpr std::int64_t kTagRoomBytes = std::int64_t{1} << 20;

/// The lowest rate that MP3 has and that loses nothing, or else the highest of the same family (44.1 or 48 kHz).
SampleRate mp3Rate(SampleRate rate) {
    const auto* const fitting = std::ranges::lower_bound(kMp3Rates, rate.hz);
    if (fitting != kMp3Rates.end()) {
        return {*fitting};
    }
    return {rate.hz % 44100 == 0 ? 44100 : 48000};
}

/// Gains to left and right of each channel in WAV's order (front left, right, centre, LFE, back, side), after ITU-R
/// BS.775, scaled so that a full-scale input cannot clip; beyond 7.1 channels alternate.
std::vector<std::array<float, 2>> stereoGains(int channels) {
    constexpr float kHalf = 0.70710678F;
    constexpr std::array<float, 2> kLeft{1.0F, 0.0F};
    constexpr std::array<float, 2> kRight{0.0F, 1.0F};
    constexpr std::array<float, 2> kCentre{kHalf, kHalf};
    constexpr std::array<float, 2> kBackLeft{kHalf, 0.0F};
    constexpr std::array<float, 2> kBackRight{0.0F, kHalf};
    constexpr std::array<float, 2> kOff{0.0F, 0.0F};
    std::vector<std::array<float, 2>> gains;
    switch (channels) {
    case 3:
        gains = {kLeft, kRight, kCentre};
        break;
    case 4:
        gains = {kLeft, kRight, kBackLeft, kBackRight};
        break;
    case 5:
        gains = {kLeft, kRight, kCentre, kBackLeft, kBackRight};
        break;
    case 6:
        gains = {kLeft, kRight, kCentre, kOff, kBackLeft, kBackRight};
        break;
    case 7:
        gains = {kLeft, kRight, kCentre, kOff, kCentre, kBackLeft, kBackRight};
        break;
    case 8:
        gains = {kLeft, kRight, kCentre, kOff, kBackLeft, kBackRight, kBackLeft, kBackRight};
        break;
    default:
        for (int c = 0; c < channels; ++c) {
            gains.push_back(c % 2 == 0 ? kLeft : kRight);
        }
    }
    float left = 0.0F;
    float right = 0.0F;
    for (const auto& gain : gains) {
        left += gain[0];
        right += gain[1];
    }
    for (auto& gain : gains) {
        gain[0] /= left;
        gain[1] /= right;
    }
    return gains;
}

[[noreturn]] void refuseUsage(const std::filesystem::path& file, const std::string& reason) {
    throw EngineError(ErrorKind::BadUsage, "Cannot write " + file.string() + ": " + reason);
}

void requireBitrate(const std::filesystem::path& file, int kbps, int least, int most, const char* format) {
    if (kbps < least || kbps > most) {
        refuseUsage(file, std::string(format) + " takes " + std::to_string(least) + " to " + std::to_string(most) +
                              " kbit/s, not " + std::to_string(kbps));
    }
}

/// What the file will hold: the settings' wishes, bent to what the format can.
OutputShape shapeFor(const std::filesystem::path& file, SampleRate rate, int channels, const AudioWriteSettings& settings) {
    const AudioFormat format = settings.format.value_or(formatForEnding(file));
    const SampleFormat usual = format == AudioFormat::Flac ? SampleFormat::Pcm24 : SampleFormat::Float32;
    OutputShape shape{format, settings.sampleFormat.value_or(usual), settings.kbps, rate, channels};
    if (channels < 1 || channels > kMaxChannels) {
        refuseUsage(file, "1 to 64 channels can be written, not " + std::to_string(channels));
    }
    switch (format) {
    case AudioFormat::Wav:
        break;
    case AudioFormat::Flac:
        if (channels > kMaxFlacChannels) {
            refuseUsage(file, "FLAC holds at most 8 channels, not " + std::to_string(channels) + "; choose WAV");
        }
        if (shape.sampleFormat == SampleFormat::Float32) {
            refuseUsage(file, "FLAC holds 16 or 24 bits, not floating point; choose one of them or WAV");
        }
        break;
    case AudioFormat::Mp3:
        requireBitrate(file, shape.kbps.value_or(320), 32, 320, "MP3");
        shape.channels = std::min(channels, 2);
        shape.rate = mp3Rate(rate);
        break;
    case AudioFormat::OggVorbis:
        requireBitrate(file, shape.kbps.value_or(256), 48, 500, "OGG");
        break;
    }
    return shape;
}

} // namespace

AudioFormat formatForEnding(const std::filesystem::path& file) {
    std::string ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending == ".wav") {
        return AudioFormat::Wav;
    }
    if (ending == ".flac") {
        return AudioFormat::Flac;
    }
    if (ending == ".mp3") {
        return AudioFormat::Mp3;
    }
    if (ending == ".ogg") {
        return AudioFormat::OggVorbis;
    }
    refuseUsage(file, "its name must end in .wav, .flac, .mp3 or .ogg, which says the format");
}

struct AudioWriter::Impl {
    std::filesystem::path target;
    OutputShape shape;
    AtomicFile file;
    std::unique_ptr<AudioOutput> output;
    std::string notes;
    std::vector<std::array<float, 2>> downmix; ///< empty: channels as they are
    AudioBuffer mixed;
    std::unique_ptr<Resampler> resampler;
    Tags tags;

    Impl(const std::filesystem::path& path, SampleRate rate, int channels, const AudioWriteSettings& settings)
        : target(path), shape(shapeFor(target, rate, channels, settings)), file(target, settings.overwrite),
          output(shape.format == AudioFormat::Wav ? createWavOutput(OutputFile(file.path(), target), shape)
                                                  : createSndfileOutput(OutputFile(file.path(), target), shape)) {
        if (channels != shape.channels) {
            downmix = stereoGains(channels);
            note("MP3 holds at most 2 channels, so the " + std::to_string(channels) + " channels were mixed down.");
        }
        if (rate != shape.rate) {
            resampler = std::make_unique<Resampler>(rate, shape.rate, shape.channels, Resampler::Quality::VeryHigh);
            note("MP3 cannot hold " + std::to_string(rate.hz) + " Hz, so the sound was resampled to " +
                 std::to_string(shape.rate.hz) + " Hz.");
        }
        if (settings.tagsFrom) {
            tags = readTags(*settings.tagsFrom);
        }
    }

    /// Tags go in at the end, into the temporary file: whatever happens, the target is whole or not there.
    void writeTagsInto(const std::filesystem::path& temporary) {
        if (tags.empty()) {
            return;
        }
        requireRoomFor(temporary, static_cast<std::int64_t>(tags.cover.size()) * 2 + kTagRoomBytes);
        if (!writeTags(temporary, tags)) {
            note("The tags could not be carried over.");
        }
    }

    /// The tag library does not tell when the disk refuses, so it is asked beforehand.
    void requireRoomFor(const std::filesystem::path& temporary, std::int64_t bytes) const {
        std::error_code unknown;
        const auto space = std::filesystem::space(temporary, unknown);
        if (!unknown && static_cast<std::int64_t>(space.available) < bytes) {
            throw EngineError(ErrorKind::OutputUnwritable,
                              "Cannot write " + target.string() + ": no space left on the disk for its tags");
        }
    }

    void note(const std::string& sentence) { notes += (notes.empty() ? "" : " ") + sentence; }

    ConstAudioView mixDown(ConstAudioView audio) {
        if (downmix.empty()) {
            return audio;
        }
        mixed.resize(2, audio.frames());
        for (int side = 0; side < 2; ++side) {
            const auto to = mixed.channel(side);
            for (int c = 0; c < audio.channels(); ++c) {
                const float gain = downmix[static_cast<std::size_t>(c)][static_cast<std::size_t>(side)];
                const auto from = audio.channel(c);
                for (std::size_t i = 0; i < to.size(); ++i) {
                    to[i] += gain * from[i];
                }
            }
        }
        return mixed.view();
    }
};

AudioWriter::AudioWriter(const std::filesystem::path& file, SampleRate rate, int channels,
                         const AudioWriteSettings& settings)
    : m_impl(std::make_unique<Impl>(file, rate, channels, settings)) {}

AudioWriter::~AudioWriter() = default;

void AudioWriter::write(ConstAudioView audio) {
    const ConstAudioView mixed = m_impl->mixDown(audio);
    m_impl->output->write(m_impl->resampler ? m_impl->resampler->process(mixed) : mixed);
}

void AudioWriter::commit() {
    if (m_impl->resampler) {
        m_impl->output->write(m_impl->resampler->flush());
    }
    m_impl->output->finish();
    m_impl->output.reset();
    const auto& temporary = m_impl->file.path();
    if (m_impl->shape.format == AudioFormat::OggVorbis && !setOggSerial(temporary, kOggSerial)) {
        throw EngineError(ErrorKind::OutputUnwritable,
                          "Cannot write " + m_impl->target.string() + ": its pages are incomplete");
    }
    m_impl->writeTagsInto(temporary);
    m_impl->file.commit();
}

std::string AudioWriter::notes() const { return m_impl->notes; }

} // namespace morphony
