// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/audio_reader.h"

#include "core/engine_error.h"
#include "io/reader_backends.h"
#include "io/unique_fd.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>

namespace morphony {

namespace {

constexpr int kMaxChannels = 64;
constexpr int kMinRateHz = 8000;
constexpr int kMaxRateHz = 192000;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    const char* meaning;
};

/// What people drop by mistake, so that the message can name it.
constexpr std::array kForeign{
    Signature{0, "MThd", "a MIDI file, which holds notes and no sound"},
    Signature{0, "\x89PNG", "a picture (PNG)"},
    Signature{0, "\xFF\xD8\xFF", "a picture (JPEG)"},
    Signature{0, "GIF8", "a picture (GIF)"},
    Signature{0, "%PDF", "a PDF document"},
    Signature{0, "PK\x03\x04", "a ZIP archive or an office document"},
    Signature{0, "\x1F\x8B", "a gzip archive"},
    Signature{0,
              "\xFD"
              "7zXZ",
              "an XZ archive"},
    Signature{0, "7z\xBC\xAF", "a 7z archive"},
    Signature{0, "Rar!", "a RAR archive"},
    Signature{0,
              "\x7F"
              "ELF",
              "a program"},
    Signature{257, "ustar", "a TAR archive"},
};

/// `decoders` is what the decoders made of it, if anything.
std::string describeContent(const std::filesystem::path& file, const std::string& decoders) {
    std::array<char, 512> start{};
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    const ssize_t got = ::pread(fd.get(), start.data(), start.size(), 0);
    const std::string_view bytes(start.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    for (const auto& signature : kForeign) {
        if (bytes.size() > signature.offset && bytes.substr(signature.offset).starts_with(signature.bytes)) {
            return std::string("it is ") + signature.meaning;
        }
    }
    if (!decoders.empty()) {
        return decoders;
    }
    const auto isText = [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t'; };
    return std::ranges::all_of(bytes, isText) ? "it is text" : "it is no audio file that is known, or a damaged one";
}

void requireSupported(const std::filesystem::path& file, const AudioFileInfo& info) {
    if (info.channels < 1 || info.channels > kMaxChannels) {
        refuseInput(file, "it has " + std::to_string(info.channels) + " channels; 1 to 64 are supported");
    }
    if (info.sampleRate.hz < kMinRateHz || info.sampleRate.hz > kMaxRateHz) {
        refuseInput(file,
                    "its sample rate is " + std::to_string(info.sampleRate.hz) + " Hz; 8000 to 192000 Hz are supported");
    }
    if (info.frames && *info.frames <= 0) {
        refuseInput(file, "it is a " + info.container + " file without any sound in it");
    }
}

} // namespace

void refuseInput(const std::filesystem::path& file, const std::string& reason) {
    throw EngineError(ErrorKind::InputUnreadable, "Cannot read " + file.string() + ": " + reason);
}

void requireReadableFile(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        refuseInput(file, errno == ENOENT ? "there is no such file" : std::strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        refuseInput(file, "it is a folder; an audio or video file is expected");
    }
    if (!S_ISREG(status.st_mode)) {
        refuseInput(file, "it is a device or a pipe; an audio or video file is expected");
    }
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        refuseInput(file, errno == EACCES ? "you have no permission to read it" : std::strerror(errno));
    }
    if (status.st_size == 0) {
        refuseInput(file, "it is empty");
    }
}

std::string readableFormats() {
    return "WAV, FLAC, MP3, OGG, Opus, AIFF, M4A, AAC and WMA, tracker modules (XM, MOD, IT, S3M) and the sound of MP4, "
           "MKV, "
           "MOV, WebM and AVI";
}

std::unique_ptr<AudioReader> openAudio(const std::filesystem::path& file) {
    requireReadableFile(file);
    std::string why;
    for (const auto open : {openWithSndfile, openWithOpenmpt, openWithFfmpeg}) {
        if (auto reader = open(file, why)) {
            requireSupported(file, reader->info());
            return reader;
        }
    }
    refuseInput(file, describeContent(file, why) + ". Morphony reads " + readableFormats());
}

} // namespace morphony
