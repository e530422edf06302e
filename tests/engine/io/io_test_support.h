// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine_error.h"
#include "io/audio_reader.h"
#include "io/audio_writer.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <string>
#include <vector>

namespace morphony::iotest {

inline std::filesystem::path in(const QTemporaryDir& folder, const char* name) {
    return std::filesystem::path(folder.path().toStdString()) / name;
}

inline void writeAll(const std::filesystem::path& file, const AudioBuffer& audio, SampleRate rate,
                     const AudioWriteSettings& settings = {}) {
    AudioWriter writer(file, rate, audio.channels(), settings);
    writer.write(audio.view());
    writer.commit();
}

struct Decoded {
    AudioFileInfo info;
    AudioBuffer audio;
};

/// All of a file, read in blocks of an odd size so that block edges fall everywhere.
inline Decoded readAll(const std::filesystem::path& file) {
    const auto reader = openAudio(file);
    const int channels = reader->info().channels;
    std::vector<AudioBuffer> blocks;
    FrameCount total = 0;
    for (;;) {
        AudioBuffer block(channels, 4999);
        const FrameCount got = reader->read(block.view());
        if (got == 0) {
            break;
        }
        AudioBuffer part(channels, got);
        part.view().copyFrom(ConstAudioView(block.view()).slice({0, got}));
        total += got;
        blocks.push_back(std::move(part));
    }
    Decoded decoded{reader->info(), AudioBuffer(channels, total)};
    FrameCount position = 0;
    for (const auto& block : blocks) {
        decoded.audio.view().slice({position, position + block.frames()}).copyFrom(block.view());
        position += block.frames();
    }
    return decoded;
}

inline bool same(ConstAudioView a, ConstAudioView b) {
    if (a.channels() != b.channels() || a.frames() != b.frames()) {
        return false;
    }
    for (int c = 0; c < a.channels(); ++c) {
        if (!std::ranges::equal(a.channel(c), b.channel(c))) {
            return false;
        }
    }
    return true;
}

/// Largest absolute difference over the frames that both have.
inline double worstDifference(ConstAudioView a, ConstAudioView b) {
    double worst = 0.0;
    for (int c = 0; c < std::min(a.channels(), b.channels()); ++c) {
        for (std::size_t i = 0; i < std::min(a.channel(c).size(), b.channel(c).size()); ++i) {
            worst = std::max(worst, std::abs(static_cast<double>(a.channel(c)[i]) - b.channel(c)[i]));
        }
    }
    return worst;
}

/// Normalised correlation of one channel at lag 0 over the frames that both have: 1 for the same sound in the same place.
inline double correlation(std::span<const float> a, std::span<const float> b) {
    double ab = 0.0;
    double aa = 1e-30;
    double bb = 1e-30;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        ab += static_cast<double>(a[i]) * b[i];
        aa += static_cast<double>(a[i]) * a[i];
        bb += static_cast<double>(b[i]) * b[i];
    }
    return ab / std::sqrt(aa * bb);
}

inline std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void putBytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

/// The error that `action` throws; none when it does not throw.
template <typename Action>
std::optional<EngineError> errorOf(Action&& action) {
    try {
        action();
    } catch (const EngineError& error) {
        return error;
    }
    return std::nullopt;
}

inline int filesIn(const std::filesystem::path& folder) {
    return static_cast<int>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

/// Runs ffmpeg quietly; the files are absolute paths inside the arguments.
inline bool ffmpeg(const QStringList& arguments) {
    return QProcess::execute("ffmpeg", QStringList{"-nostdin", "-v", "error", "-y"} + arguments) == 0;
}

inline QString q(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

constexpr const char* kBrandenburg = "/usr/share/games/gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg";

} // namespace morphony::iotest
