// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/interleave.h"
#include "io/reader_backends.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <libopenmpt/libopenmpt.hpp>
#include <vector>

namespace morphony {

namespace {

/// Modules are rendered, not decoded; this is the rate that libopenmpt recommends.
constexpr int kRateHz = 48000;
constexpr int kChannels = 2;
constexpr FrameCount kBlockFrames = 4096;
/// The library holds the whole module in memory. The largest known ones are a few dozen megabytes.
constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{256} << 20;

class OpenmptReader final : public AudioReader {
public:
    explicit OpenmptReader(std::istream& stream) : m_module(stream, m_log), m_block(kBlockFrames * kChannels) {
        std::string type = m_module.get_metadata("type");
        std::ranges::transform(type, type.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        m_info = {type + " module", "tracker", {kRateHz}, kChannels, std::nullopt, false};
        const double seconds = m_module.get_duration_seconds();
        if (seconds > 0.0 && seconds < 1e7) {
            m_info.frames = static_cast<FrameCount>(seconds * kRateHz);
        }
    }

    [[nodiscard]] const AudioFileInfo& info() const override { return m_info; }

    FrameCount read(AudioView out) override {
        FrameCount done = 0;
        while (done < out.frames()) {
            const auto wanted = static_cast<std::size_t>(std::min(kBlockFrames, out.frames() - done));
            const auto got = static_cast<FrameCount>(m_module.read_interleaved_stereo(kRateHz, wanted, m_block.data()));
            if (got == 0) {
                break;
            }
            const AudioView part = out.slice({done, done + got});
            deinterleave(m_block.data(), part);
            makeFinite(part);
            done += got;
        }
        return done;
    }

private:
    std::ostream m_log{nullptr}; ///< swallows what the library has to say
    openmpt::module m_module;
    AudioFileInfo m_info;
    std::vector<float> m_block;
};

} // namespace

std::unique_ptr<AudioReader> openWithOpenmpt(const std::filesystem::path& file, std::string& /*why*/) {
    std::error_code error;
    if (std::filesystem::file_size(file, error) > kMaxFileBytes || error) {
        return nullptr;
    }
    try {
        std::ifstream stream(file, std::ios::binary);
        if (openmpt::probe_file_header(openmpt::probe_file_header_flags_default2, stream) !=
            openmpt::probe_file_header_result_success) {
            return nullptr;
        }
        stream.clear();
        stream.seekg(0);
        return std::make_unique<OpenmptReader>(stream);
    } catch (const openmpt::exception&) {
        return nullptr; // it only looked like a module
    }
}

} // namespace morphony
