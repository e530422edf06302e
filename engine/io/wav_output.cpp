// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/audio_output.h"
#include "io/interleave.h"
#include "io/sample_convert.h"

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

// Written by hand rather than through libsndfile: its RF64 writer adds a PEAK chunk with the time of day that cannot be
// turned off, so the same audio would not give the same bytes.

namespace morphony {

namespace {

static_assert(std::endian::native == std::endian::little, "WAV is written in the machine's own byte order");

constexpr FrameCount kBlockFrames = 4096;
constexpr std::int64_t kMaxRiffBytes = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint16_t kFormatPcm = 1;
constexpr std::uint16_t kFormatFloat = 3;
constexpr std::uint16_t kFormatExtensible = 0xFFFE;
constexpr std::array<unsigned char, 14> kSubformatTail{0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80,
                                                       0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

/// Speakers of 1 to 8 channels as WAV's channel mask has them; beyond that none are named.
std::uint32_t speakerMask(int channels) {
    constexpr std::array<std::uint32_t, 9> kMasks{0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3F, 0x70F, 0x63F};
    return channels < static_cast<int>(kMasks.size()) ? kMasks[static_cast<std::size_t>(channels)] : 0;
}

class Header {
public:
    void tag(std::string_view name) { m_bytes.append(name); }
    template <typename T>
    void number(T value) {
        std::array<char, sizeof(T)> bytes{};
        std::memcpy(bytes.data(), &value, sizeof(T));
        m_bytes.append(bytes.data(), bytes.size());
    }
    void raw(std::span<const unsigned char> bytes) {
        m_bytes.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

class WavOutput final : public AudioOutput {
public:
    WavOutput(OutputFile file, const OutputShape& shape) : m_file(std::move(file)), m_shape(shape) {
        m_sampleBytes = shape.sampleFormat == SampleFormat::Pcm16 ? 2 : shape.sampleFormat == SampleFormat::Pcm24 ? 3 : 4;
        m_samples.resize(static_cast<std::size_t>(kBlockFrames * shape.channels));
        m_packed.resize(m_samples.size() * 4);
        writeHeader();
    }

    void write(ConstAudioView audio) override {
        for (FrameCount done = 0; done < audio.frames(); done += kBlockFrames) {
            writeBlock(audio.slice({done, std::min(audio.frames(), done + kBlockFrames)}));
        }
    }

    void finish() override {
        const char padding = 0;
        if (dataBytes() % 2 != 0) {
            put(&padding, 1);
        }
        if (m_file.seek(0, SEEK_SET) != 0) {
            m_file.fail("its header could not be completed");
        }
        writeHeader();
    }

private:
    [[nodiscard]] std::int64_t dataBytes() const { return m_frames * m_shape.channels * m_sampleBytes; }

    void put(const void* bytes, std::int64_t count) {
        if (m_file.write(bytes, count) != count) {
            m_file.fail("the disk took only a part of it");
        }
    }

    void writeBlock(ConstAudioView block) {
        const auto samples = static_cast<std::size_t>(block.frames() * m_shape.channels);
        const auto bytes = static_cast<std::int64_t>(samples) * m_sampleBytes;
        if (m_shape.sampleFormat == SampleFormat::Float32) {
            auto* const floats = reinterpret_cast<float*>(m_packed.data());
            interleave(block, floats);
            for (std::size_t i = 0; i < samples; ++i) {
                floats[i] = finiteOrZero(floats[i]);
            }
        } else {
            toIntegers(block, m_frames, 8 * m_sampleBytes, m_samples.data());
            char* to = m_packed.data();
            for (std::size_t i = 0; i < samples; ++i, to += m_sampleBytes) {
                const auto* const from = reinterpret_cast<const char*>(&m_samples[i]); // the upper bytes hold the sample
                std::memcpy(to, from + 4 - m_sampleBytes, static_cast<std::size_t>(m_sampleBytes));
            }
        }
        put(m_packed.data(), bytes);
        m_frames += block.frames();
    }

    /// The same length before and after: the JUNK chunk keeps the place of the 64-bit sizes that RF64 needs.
    void writeHeader() {
        const bool isFloat = m_shape.sampleFormat == SampleFormat::Float32;
        const std::uint16_t format = isFloat ? kFormatFloat : kFormatPcm;
        // what plain WAVE_FORMAT_PCM is defined for stays plain, which every program reads
        const bool extensible = m_shape.channels > 2 || m_shape.sampleFormat == SampleFormat::Pcm24;
        const std::uint32_t formatBytes = extensible ? 40 : isFloat ? 18 : 16;
        const std::int64_t headerBytes = 12 + 36 + 8 + formatBytes + (isFloat ? 12 : 0) + 8;
        const std::int64_t riffBytes = headerBytes - 8 + dataBytes() + dataBytes() % 2;
        const bool large = riffBytes > kMaxRiffBytes;
        const auto small = [&](std::int64_t value) { return large ? 0xFFFFFFFFU : static_cast<std::uint32_t>(value); };

        Header header;
        header.tag(large ? "RF64" : "RIFF");
        header.number(small(riffBytes));
        header.tag("WAVE");
        header.tag(large ? "ds64" : "JUNK");
        header.number(std::uint32_t{28});
        header.number(large ? riffBytes : std::int64_t{0});
        header.number(large ? dataBytes() : std::int64_t{0});
        header.number(large ? m_frames : std::int64_t{0});
        header.number(std::uint32_t{0});
        header.tag("fmt ");
        header.number(formatBytes);
        header.number(extensible ? kFormatExtensible : format);
        header.number(static_cast<std::uint16_t>(m_shape.channels));
        header.number(static_cast<std::uint32_t>(m_shape.rate.hz));
        header.number(static_cast<std::uint32_t>(m_shape.rate.hz * m_shape.channels * m_sampleBytes));
        header.number(static_cast<std::uint16_t>(m_shape.channels * m_sampleBytes));
        header.number(static_cast<std::uint16_t>(8 * m_sampleBytes));
        if (extensible) {
            header.number(std::uint16_t{22});
            header.number(static_cast<std::uint16_t>(8 * m_sampleBytes));
            header.number(speakerMask(m_shape.channels));
            header.number(format);
            header.raw(kSubformatTail);
        } else if (isFloat) {
            header.number(std::uint16_t{0});
        }
        if (isFloat) {
            header.tag("fact");
            header.number(std::uint32_t{4});
            header.number(small(m_frames));
        }
        header.tag("data");
        header.number(small(dataBytes()));
        put(header.bytes().data(), static_cast<std::int64_t>(header.bytes().size()));
    }

    OutputFile m_file;
    OutputShape m_shape;
    int m_sampleBytes = 4;
    FrameCount m_frames = 0;
    std::vector<std::int32_t> m_samples;
    std::vector<char> m_packed;
};

} // namespace

std::unique_ptr<AudioOutput> createWavOutput(OutputFile file, const OutputShape& shape) {
    return std::make_unique<WavOutput>(std::move(file), shape);
}

} // namespace morphony
