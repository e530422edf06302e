// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/interleave.h"
#include "io/reader_backends.h"
#include "io/unique_fd.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

namespace morphony {

namespace {

constexpr int kIoBufferBytes = 1 << 16;
/// Containers of sound and film that can be told by their content. Not in it: playlists, which name other files;
/// pictures; and headerless telephone codecs, which any noise may pass for.
constexpr const char* kContainers = "aac,ac3,aiff,ape,asf,au,avi,caf,dsf,dts,dtshd,eac3,flac,flv,matroska,mov,mp3,mpc,mpc8,"
                                    "mpeg,mpegts,ogg,oma,rm,tak,tta,voc,w64,wav,wtv,wv,xwma";
/// Packets in a row that may fail to decode before the file counts as broken: some 20 s of AAC.
constexpr int kMaxBadPackets = 1000;

struct Deleter {
    void operator()(AVFormatContext* format) const { avformat_close_input(&format); }
    void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(SwrContext* converter) const { swr_free(&converter); }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

/// The one file that the demuxer may read: no protocol, no address, so a playlist or a crafted container reaches nothing
/// else on this machine or the network.
class FileIo {
public:
    explicit FileIo(UniqueFd fd) : m_fd(std::move(fd)) {
        auto* buffer = static_cast<unsigned char*>(av_malloc(kIoBufferBytes));
        m_io = avio_alloc_context(buffer, kIoBufferBytes, 0, this, read, nullptr, seek);
    }
    ~FileIo() {
        if (m_io != nullptr) {
            av_freep(&m_io->buffer);
            avio_context_free(&m_io);
        }
    }
    FileIo(const FileIo&) = delete;
    FileIo& operator=(const FileIo&) = delete;

    [[nodiscard]] AVIOContext* context() const { return m_io; }

private:
    static int read(void* self, uint8_t* to, int bytes) {
        const ssize_t got = ::read(static_cast<FileIo*>(self)->m_fd.get(), to, static_cast<std::size_t>(bytes));
        return got > 0 ? static_cast<int>(got) : got == 0 ? AVERROR_EOF : AVERROR(errno);
    }
    static int64_t seek(void* self, int64_t offset, int whence) {
        const int fd = static_cast<FileIo*>(self)->m_fd.get();
        if ((whence & AVSEEK_SIZE) != 0) {
            struct stat status {};
            return ::fstat(fd, &status) == 0 ? status.st_size : AVERROR(errno);
        }
        const off_t at = ::lseek(fd, offset, whence & ~AVSEEK_FORCE);
        return at < 0 ? AVERROR(errno) : at;
    }

    UniqueFd m_fd;
    AVIOContext* m_io = nullptr;
};

int refuseToOpen(AVFormatContext* /*format*/, AVIOContext** /*io*/, const char* /*url*/, int /*flags*/,
                 AVDictionary** /*options*/) {
    return AVERROR(EACCES);
}

std::string containerName(const AVFormatContext& format, bool hasVideo) {
    const std::string names = format.iformat->name; // a list, such as "mov,mp4,m4a,3gp,3g2,mj2" or "matroska,webm"
    if (names.find("mp4") != std::string::npos) {
        return hasVideo ? "MP4" : "M4A";
    }
    if (names.starts_with("matroska")) {
        return "Matroska";
    }
    std::string first = names.substr(0, names.find(','));
    std::ranges::transform(first, first.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return first;
}

std::string codecName(AVCodecID id) {
    std::string name = avcodec_get_name(id);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
}

class FfmpegReader final : public AudioReader {
public:
    explicit FfmpegReader(UniqueFd fd) : m_io(std::move(fd)) {}

    /// False when the file holds no sound that can be decoded; `why` says what it is where that is known.
    bool open(std::string& why) {
        if (!openContainer() || !openTrack(why)) {
            return false;
        }
        // the container may be wrong about rate and channels (AAC with SBR), the first decoded frame is not
        if (!decodeFrame()) {
            why = "nothing of its " + codecName(m_stream->codecpar->codec_id) + " sound can be decoded";
            return false;
        }
        m_info.sampleRate = {m_frame->sample_rate};
        m_info.channels = m_frame->ch_layout.nb_channels;
        if (m_stream->duration > 0 && m_format->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE) {
            m_info.frames = av_rescale_q(m_stream->duration, m_stream->time_base, {1, m_info.sampleRate.hz});
        }
        return true;
    }

    [[nodiscard]] const AudioFileInfo& info() const override { return m_info; }

    FrameCount read(AudioView out) override {
        FrameCount done = 0;
        while (done < out.frames()) {
            if (m_readyBegin == m_readyEnd && !fillReady()) {
                break;
            }
            const FrameCount count = std::min(out.frames() - done, m_readyEnd - m_readyBegin);
            const AudioView part = out.slice({done, done + count});
            part.copyFrom(ConstAudioView(m_ready.view()).slice({m_readyBegin, m_readyBegin + count}));
            makeFinite(part);
            m_readyBegin += count;
            done += count;
        }
        return done;
    }

private:
    bool openContainer() {
        AVFormatContext* format = avformat_alloc_context();
        if (format == nullptr || m_io.context() == nullptr) {
            return false;
        }
        format->pb = m_io.context();
        format->io_open = refuseToOpen;
        AVDictionary* options = nullptr;
        av_dict_set(&options, "format_whitelist", kContainers, 0);
        const int opened = avformat_open_input(&format, "", nullptr, &options);
        av_dict_free(&options);
        if (opened < 0) { // `format` has been freed then
            return false;
        }
        m_format.reset(format);
        return avformat_find_stream_info(format, nullptr) >= 0;
    }

    bool openTrack(std::string& why) {
        for (unsigned i = 0; i < m_format->nb_streams; ++i) {
            AVStream* stream = m_format->streams[i];
            const AVMediaType type = stream->codecpar->codec_type;
            if (type == AVMEDIA_TYPE_AUDIO && m_stream == nullptr) {
                m_stream = stream;
                continue;
            }
            if (type == AVMEDIA_TYPE_VIDEO && (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) == 0) {
                m_info.hasVideo = true;
            }
            stream->discard = AVDISCARD_ALL;
        }
        m_info.container = containerName(*m_format, m_info.hasVideo);
        if (m_stream == nullptr) {
            why = "it is a " + m_info.container + " file without an audio track";
            return false;
        }
        m_info.codec = codecName(m_stream->codecpar->codec_id);
        const AVCodec* decoder = avcodec_find_decoder(m_stream->codecpar->codec_id);
        if (decoder == nullptr) {
            why = "its sound is coded as " + m_info.codec + ", for which this system has no decoder";
            return false;
        }
        m_codec.reset(avcodec_alloc_context3(decoder));
        m_codec->pkt_timebase = m_stream->time_base; // taking off the encoder's delay is reckoned in it
        if (avcodec_parameters_to_context(m_codec.get(), m_stream->codecpar) < 0) {
            return false;
        }
        m_codec->thread_count = 1;
        return avcodec_open2(m_codec.get(), decoder, nullptr) >= 0;
    }

    /// The next decoded frame in m_frame; false at the end. Packets that do not decode are skipped, as players do.
    bool decodeFrame() {
        for (;;) {
            const int received = avcodec_receive_frame(m_codec.get(), m_frame.get());
            if (received >= 0) {
                if (m_frame->nb_samples > 0 && m_frame->sample_rate > 0 && m_frame->ch_layout.nb_channels > 0) {
                    m_badPackets = 0;
                    return true;
                }
                continue;
            }
            if (received == AVERROR_EOF || m_badPackets > kMaxBadPackets) {
                return false;
            }
            if (received != AVERROR(EAGAIN)) {
                ++m_badPackets;
            }
            sendPacket();
        }
    }

    void sendPacket() {
        while (av_read_frame(m_format.get(), m_packet.get()) >= 0) {
            const bool ours = m_packet->stream_index == m_stream->index;
            const int sent = ours ? avcodec_send_packet(m_codec.get(), m_packet.get()) : 0;
            av_packet_unref(m_packet.get());
            if (sent < 0 && ++m_badPackets > kMaxBadPackets) {
                break;
            }
            if (ours && sent >= 0) {
                return;
            }
        }
        (void)avcodec_send_packet(m_codec.get(), nullptr); // the end: hand out what is inside
    }

    /// Converts the next frame to planar float in the shape that info() promises.
    bool fillReady() {
        for (;;) {
            if (m_ended || (m_started && !decodeFrame())) { // the first frame was decoded by open()
                if (m_ended || !m_converter) {
                    return false;
                }
                m_ended = true;
                return convert(nullptr, 0);
            }
            m_started = true;
            if (!m_converter || shapeChanged()) {
                if (!setUpConverter()) {
                    return false;
                }
            }
            const bool any = convert(const_cast<const uint8_t**>(m_frame->extended_data), m_frame->nb_samples);
            av_frame_unref(m_frame.get());
            if (any) {
                return true;
            }
        }
    }

    [[nodiscard]] bool shapeChanged() const {
        return m_frame->format != m_converterFormat || m_frame->sample_rate != m_converterRate ||
               m_frame->ch_layout.nb_channels != m_converterChannels;
    }

    /// A broadcast recording may go from stereo to 5.1 in the middle; all comes out in the shape of the beginning.
    bool setUpConverter() {
        AVChannelLayout from{};
        AVChannelLayout to{};
        layoutFor(m_frame->ch_layout.nb_channels, from);
        layoutFor(m_info.channels, to);
        SwrContext* converter = nullptr;
        const int made =
            swr_alloc_set_opts2(&converter, &to, AV_SAMPLE_FMT_FLTP, m_info.sampleRate.hz, &from,
                                static_cast<AVSampleFormat>(m_frame->format), m_frame->sample_rate, 0, nullptr);
        av_channel_layout_uninit(&from);
        av_channel_layout_uninit(&to);
        m_converter.reset(converter);
        m_converterFormat = m_frame->format;
        m_converterRate = m_frame->sample_rate;
        m_converterChannels = m_frame->ch_layout.nb_channels;
        return made >= 0 && swr_init(m_converter.get()) >= 0;
    }

    static void layoutFor(int channels, AVChannelLayout& layout) {
        av_channel_layout_default(&layout, channels); // beyond 8 channels: no speakers named, passed on one to one
    }

    bool convert(const uint8_t** from, int frames) {
        const FrameCount room = std::max<FrameCount>(1, swr_get_out_samples(m_converter.get(), frames));
        if (m_ready.frames() < room || m_ready.channels() != m_info.channels) {
            m_ready.resize(m_info.channels, room);
        }
        std::vector<uint8_t*> rows(static_cast<std::size_t>(m_info.channels));
        for (std::size_t c = 0; c < rows.size(); ++c) {
            rows[c] = reinterpret_cast<uint8_t*>(m_ready.channel(static_cast<int>(c)).data());
        }
        m_readyBegin = 0;
        m_readyEnd =
            std::max(0, swr_convert(m_converter.get(), rows.data(), static_cast<int>(m_ready.frames()), from, frames));
        return m_readyEnd > 0;
    }

    AudioFileInfo m_info;
    FileIo m_io; ///< outlives m_format, which reads through it
    Owned<AVFormatContext> m_format;
    Owned<AVCodecContext> m_codec;
    Owned<AVPacket> m_packet{av_packet_alloc()};
    Owned<AVFrame> m_frame{av_frame_alloc()};
    Owned<SwrContext> m_converter;
    AVStream* m_stream = nullptr;
    int m_badPackets = 0;
    int m_converterFormat = -1;
    int m_converterRate = 0;
    int m_converterChannels = 0;
    bool m_started = false;
    bool m_ended = false;
    AudioBuffer m_ready;
    FrameCount m_readyBegin = 0;
    FrameCount m_readyEnd = 0;
};

} // namespace

std::unique_ptr<AudioReader> openWithFfmpeg(const std::filesystem::path& file, std::string& why) {
    static std::once_flag quiet;
    std::call_once(quiet, [] { av_log_set_level(AV_LOG_QUIET); }); // errors reach the user as sentences, not as its log
    auto reader = std::make_unique<FfmpegReader>(UniqueFd(::open(file.c_str(), O_RDONLY | O_CLOEXEC)));
    if (!reader->open(why)) {
        return nullptr;
    }
    return reader;
}

} // namespace morphony
