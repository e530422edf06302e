// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/audio_output.h"
#include "io/channel_order.h"
#include "io/interleave.h"
#include "io/sample_convert.h"

#include <array>
#include <sndfile.h>
#include <vector>

namespace morphony {

namespace {

/// Frames converted at a time. libsndfile's Vorbis encoder keeps a whole call's analysis on the stack, so not more.
constexpr FrameCount kBlockFrames = 4096;

/// Below this rate MP3 is MPEG-2, whose bitrates end at 160 kbit/s.
constexpr int kMpeg1MinRateHz = 32000;

/// Nominal kbit/s per channel of Vorbis qualities -1 to 10 at 44.1 kHz (libvorbis, setup_44.h and setup_44u.h).
constexpr std::array kCoupledKbps{22.5, 32.0, 40.0, 48.0, 56.0, 64.0, 80.0, 96.0, 112.0, 128.0, 160.0, 250.0};
constexpr std::array kUncoupledKbps{32.0, 48.0, 60.0, 70.0, 80.0, 86.0, 96.0, 110.0, 120.0, 140.0, 160.0, 240.0};
constexpr double kDefaultVorbisQuality = 0.8;

sf_count_t fileLength(void* file) { return static_cast<OutputFile*>(file)->length(); }
sf_count_t fileSeek(sf_count_t offset, int whence, void* file) {
    return static_cast<OutputFile*>(file)->seek(offset, whence);
}
sf_count_t fileTell(void* file) { return static_cast<OutputFile*>(file)->seek(0, SEEK_CUR); }
sf_count_t fileRead(void* to, sf_count_t bytes, void* file) { return static_cast<OutputFile*>(file)->read(to, bytes); }
sf_count_t fileWrite(const void* from, sf_count_t bytes, void* file) {
    return static_cast<OutputFile*>(file)->write(from, bytes);
}

int sndfileFormat(const OutputShape& shape) {
    switch (shape.format) {
    case AudioFormat::Mp3:
        return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    case AudioFormat::OggVorbis:
        return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    default:
        return SF_FORMAT_FLAC | (shape.sampleFormat == SampleFormat::Pcm16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24);
    }
}

/// libsndfile's compression level in [0, 1] runs linearly from the highest bitrate of the MPEG version to the lowest.
double mp3Compression(int kbps, SampleRate rate) {
    const bool mpeg1 = rate.hz >= kMpeg1MinRateHz;
    const double most = mpeg1 ? 320.0 : 160.0;
    const double least = mpeg1 ? 32.0 : 8.0;
    // it truncates the bitrate to an integer, so aim at the middle
    return std::clamp((most - kbps - 0.5) / (most - least), 0.0, 1.0);
}

double vorbisQuality(int kbps, int channels) {
    const auto& table = channels == 2 ? kCoupledKbps : kUncoupledKbps;
    const double perChannel = std::clamp(static_cast<double>(kbps) / channels, table.front(), table.back());
    std::size_t i = 0;
    while (i + 2 < table.size() && perChannel > table[i + 1]) {
        ++i;
    }
    const double between = (perChannel - table[i]) / (table[i + 1] - table[i]);
    return std::clamp((static_cast<double>(i) - 1.0 + between) / 10.0, 0.0, 1.0);
}

class SndfileOutput final : public AudioOutput {
public:
    SndfileOutput(OutputFile file, const OutputShape& shape) : m_file(std::move(file)), m_shape(shape) {
        SF_INFO info{};
        info.samplerate = shape.rate.hz;
        info.channels = shape.channels;
        info.format = sndfileFormat(shape);
        m_handle = sf_open_virtual(&m_io, SFM_WRITE, &info, &m_file);
        if (m_handle == nullptr) {
            m_file.fail(sf_strerror(nullptr));
        }
        if (shape.format == AudioFormat::Mp3) {
            setMp3Bitrate();
        } else if (shape.format == AudioFormat::OggVorbis) {
            double quality = shape.kbps ? vorbisQuality(*shape.kbps, shape.channels) : kDefaultVorbisQuality;
            sf_command(m_handle, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
            m_order = wavOrderOfVorbis(shape.channels);
        }
        m_rows.resize(static_cast<std::size_t>(shape.channels));
    }

    ~SndfileOutput() override {
        if (m_handle != nullptr) {
            m_file.abandon();
            sf_close(m_handle);
        }
    }

    void write(ConstAudioView audio) override {
        for (FrameCount done = 0; done < audio.frames(); done += kBlockFrames) {
            writeBlock(audio.slice({done, std::min(audio.frames(), done + kBlockFrames)}));
        }
    }

    void finish() override {
        const int error = sf_close(m_handle);
        m_handle = nullptr;
        if (error != 0 || m_file.failed()) {
            m_file.fail(sf_error_number(error));
        }
    }

private:
    void setMp3Bitrate() {
        // the level first: setting the mode before it has no effect
        double level = mp3Compression(m_shape.kbps.value_or(320), m_shape.rate);
        sf_command(m_handle, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
        int mode = SF_BITRATE_MODE_CONSTANT;
        sf_command(m_handle, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    }

    void writeBlock(ConstAudioView block) {
        const auto samples = static_cast<std::size_t>(kBlockFrames * m_shape.channels);
        sf_count_t put = 0;
        if (m_shape.format == AudioFormat::Flac) {
            m_integers.resize(samples);
            toIntegers(block, m_written, m_shape.sampleFormat == SampleFormat::Pcm16 ? 16 : 24, m_integers.data());
            put = sf_writef_int(m_handle, m_integers.data(), block.frames());
        } else {
            m_floats.resize(samples);
            interleave(inCodedOrder(block), m_floats.data());
            for (float& sample : m_floats) {
                sample = finiteOrZero(sample);
            }
            put = sf_writef_float(m_handle, m_floats.data(), block.frames());
        }
        if (put != block.frames() || m_file.failed()) {
            m_file.fail(sf_strerror(m_handle));
        }
        m_written += block.frames();
    }

    ConstAudioView inCodedOrder(ConstAudioView block) {
        if (m_order.empty()) {
            return block;
        }
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            m_rows[i] = block.channel(static_cast<int>(m_order[i])).data();
        }
        return {m_rows.data(), block.channels(), block.frames()};
    }

    OutputFile m_file;
    OutputShape m_shape;
    SF_VIRTUAL_IO m_io{fileLength, fileSeek, fileRead, fileWrite, fileTell};
    SNDFILE* m_handle = nullptr;
    FrameCount m_written = 0;
    std::span<const std::size_t> m_order; ///< coded to WAV's order; empty: the same
    std::vector<const float*> m_rows;
    std::vector<std::int32_t> m_integers;
    std::vector<float> m_floats;
};

} // namespace

std::unique_ptr<AudioOutput> createSndfileOutput(OutputFile file, const OutputShape& shape) {
    return std::make_unique<SndfileOutput>(std::move(file), shape);
}

} // namespace morphony
