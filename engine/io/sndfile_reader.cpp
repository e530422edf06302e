// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/channel_order.h"
#include "io/interleave.h"
#include "io/reader_backends.h"
#include "io/unique_fd.h"

#include <array>
#include <fcntl.h>
#include <sndfile.h>
#include <vector>

namespace morphony {

namespace {

/// Frames asked for at a time; libsndfile decodes into an interleaved buffer of this length.
constexpr FrameCount kBlockFrames = 4096;

struct CloseSndfile {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using Sndfile = std::unique_ptr<SNDFILE, CloseSndfile>;

std::string containerName(int format) {
    switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX: return "WAV";
    case SF_FORMAT_RF64: return "WAV (RF64)";
    case SF_FORMAT_FLAC: return "FLAC";
    case SF_FORMAT_MPEG: return "MP3";
    case SF_FORMAT_AIFF: return "AIFF";
    case SF_FORMAT_OGG:
        switch (format & SF_FORMAT_SUBMASK) {
        case SF_FORMAT_VORBIS: return "Ogg Vorbis";
        case SF_FORMAT_OPUS: return "Ogg Opus";
        default: return "Ogg";
        }
    default: break;
    }
    SF_FORMAT_INFO info{};
    info.format = format & SF_FORMAT_TYPEMASK;
    return sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof info) == 0 && info.name != nullptr ? info.name : "audio";
}

std::string codecName(int format) {
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8: return "PCM 8";
    case SF_FORMAT_PCM_16: return "PCM 16";
    case SF_FORMAT_PCM_24: return "PCM 24";
    case SF_FORMAT_PCM_32: return "PCM 32";
    case SF_FORMAT_FLOAT: return "float 32";
    case SF_FORMAT_DOUBLE: return "float 64";
    case SF_FORMAT_VORBIS: return "Vorbis";
    case SF_FORMAT_OPUS: return "Opus";
    case SF_FORMAT_MPEG_LAYER_I: return "MPEG layer 1";
    case SF_FORMAT_MPEG_LAYER_II: return "MPEG layer 2";
    case SF_FORMAT_MPEG_LAYER_III: return "MP3";
    default: break;
    }
    SF_FORMAT_INFO info{};
    info.format = format & SF_FORMAT_SUBMASK;
    return sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof info) == 0 && info.name != nullptr ? info.name : "audio";
}

/// Raw AAC (ADTS) begins with the same 11 sync bits as MP3, but with layer bits that MPEG audio reserves; libsndfile
/// would look for MP3 frames in it.
bool looksLikeAdts(int fd) {
    std::array<unsigned char, 2> start{};
    return ::pread(fd, start.data(), start.size(), 0) == static_cast<ssize_t>(start.size()) && start[0] == 0xFF &&
           (start[1] & 0xF6) == 0xF0;
}

class SndfileReader final : public AudioReader {
public:
    SndfileReader(Sndfile file, AudioFileInfo info, std::span<const std::size_t> order)
        : m_file(std::move(file)), m_info(std::move(info)), m_order(order),
          m_rows(static_cast<std::size_t>(m_info.channels)),
          m_block(static_cast<std::size_t>(kBlockFrames) * static_cast<std::size_t>(m_info.channels)) {}

    [[nodiscard]] const AudioFileInfo& info() const override { return m_info; }

    FrameCount read(AudioView out) override {
        FrameCount done = 0;
        while (done < out.frames() && fill()) {
            const FrameCount count = std::min(out.frames() - done, m_end - m_begin);
            const AudioView part = out.slice({done, done + count});
            deinterleave(m_block.data() + m_begin * m_info.channels, inCodedOrder(part));
            makeFinite(part);
            m_begin += count;
            done += count;
        }
        return done;
    }

    /// Decodes the next block when the last one is used up; false at the end.
    bool fill() {
        if (m_begin == m_end) {
            m_begin = 0;
            m_end = std::max<FrameCount>(0, sf_readf_float(m_file.get(), m_block.data(), kBlockFrames));
        }
        return m_end > 0;
    }

private:
    AudioView inCodedOrder(AudioView out) {
        if (m_order.empty()) {
            return out;
        }
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            m_rows[i] = out.channel(static_cast<int>(m_order[i])).data();
        }
        return {m_rows.data(), out.channels(), out.frames()};
    }

    Sndfile m_file;
    AudioFileInfo m_info;
    std::span<const std::size_t> m_order; ///< coded to WAV's order; empty: the same
    std::vector<float*> m_rows;
    std::vector<float> m_block;
    FrameCount m_begin = 0; ///< [m_begin, m_end) of m_block is yet to be handed out
    FrameCount m_end = 0;
};

} // namespace

std::unique_ptr<AudioReader> openWithSndfile(const std::filesystem::path& file, std::string& why) {
    UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || looksLikeAdts(fd.get())) {
        return nullptr;
    }
    SF_INFO sf{};
    // by descriptor: given a name, libsndfile takes headerless data for raw telephone audio by its ending
    Sndfile handle(sf_open_fd(fd.release(), SFM_READ, &sf, SF_TRUE));
    if (!handle) {
        return nullptr;
    }
    AudioFileInfo info{containerName(sf.format), codecName(sf.format), {sf.samplerate}, sf.channels, std::nullopt, false};
    if (sf.frames != SF_COUNT_MAX) {
        info.frames = sf.frames;
    }
    // buffers are sized by the channel count, so an absurd one must not get as far as the reader
    if (info.channels < 1 || info.channels > 1024) {
        return nullptr;
    }
    const int codec = sf.format & SF_FORMAT_SUBMASK;
    const auto order = codec == SF_FORMAT_VORBIS || codec == SF_FORMAT_OPUS ? wavOrderOfVorbis(info.channels)
                                                                            : std::span<const std::size_t>();
    const bool empty = info.frames == 0;
    auto reader = std::make_unique<SndfileReader>(std::move(handle), std::move(info), order);
    if (!empty && !reader->fill()) { // damaged at its beginning; another decoder may get over that
        why = "nothing in this " + reader->info().container + " file can be decoded";
        return nullptr;
    }
    return reader;
}

} // namespace morphony
