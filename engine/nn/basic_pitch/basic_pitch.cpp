// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/basic_pitch/basic_pitch.h"

#include "core/parallel.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace morphony {

using namespace basic_pitch;

namespace {

constexpr FrameCount kWindowHop = kWindowSamples - 2 * kMargin * kHop;
constexpr FrameCount kFirstWindow = -static_cast<FrameCount>(kMargin * kHop);
/// -72 dB. The network stretches each window's levels, so it would hear notes in the noise of a converter.
constexpr float kLeastPeak = 2.5e-4F;
constexpr std::size_t kWindowsPerTask = 4; ///< share a workspace; 0.1 s of work
constexpr std::size_t kTasksPerRound = 8;  ///< between two reports of progress
constexpr std::size_t kWindowValues = kKept * kKeys;

struct Workspace {
    AudioBuffer window{1, static_cast<FrameCount>(kWindowSamples)};
    std::vector<float> map = std::vector<float>(kFrames * kMapStride);
    std::vector<float> note = std::vector<float>(kWindowValues);
    std::vector<float> onset = std::vector<float>(kWindowValues);
    FrontEnd::Workspace frontEnd;
    Network::Workspace network;
};

/// What fits of a window's frames.
void store(const std::vector<float>& values, std::size_t window, std::vector<std::uint16_t>& out) {
    const std::size_t begin = window * kWindowValues;
    const std::size_t count = std::min(kWindowValues, out.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
        out[begin + i] = static_cast<std::uint16_t>(std::lround(values[i] * NotePosteriors::kCertain));
    }
}

/// Frames whose middle lies inside the piece.
std::size_t framesOf(FrameCount samples) {
    const FrameCount windows = samples / kWindowHop;
    const FrameCount rest =
        (samples - windows * kWindowHop + static_cast<FrameCount>(kHop) - 1) / static_cast<FrameCount>(kHop);
    return static_cast<std::size_t>(windows) * kKept + std::min(static_cast<std::size_t>(rest), kKept);
}

} // namespace

std::size_t NotePosteriors::frameAt(double seconds) {
    const auto sample = static_cast<FrameCount>(std::max(0.0, seconds) * BasicPitch::kRate.hz);
    const FrameCount inside = sample % kWindowHop / static_cast<FrameCount>(kHop);
    return static_cast<std::size_t>(sample / kWindowHop) * kKept + std::min(static_cast<std::size_t>(inside), kKept - 1);
}

BasicPitch::BasicPitch() : BasicPitch(openModel("basic-pitch")) {}

BasicPitch::BasicPitch(const TensorFile& weights) : m_frontEnd(weights), m_network(weights) {}

NotePosteriors BasicPitch::transcribe(const AudioSource& mono, JobContext& context) const {
    assert(mono.channels() == 1 && mono.sampleRate() == kRate);
    NotePosteriors out;
    out.frames = framesOf(mono.frames());
    out.note.resize(out.frames * kKeys);
    out.onset.resize(out.frames * kKeys);
    const std::size_t windows = (out.frames + kKept - 1) / kKept;
    const auto transcribeWindow = [&](std::size_t window, Workspace& work) {
        mono.read(kFirstWindow + static_cast<FrameCount>(window) * kWindowHop, work.window.view());
        if (std::ranges::none_of(work.window.channel(0), [](float sample) { return std::abs(sample) > kLeastPeak; })) {
            return; // posteriors stay 0
        }
        m_frontEnd.run(work.window.channel(0), work.map, work.frontEnd);
        m_network.run(work.map, work.note, work.onset, work.network);
        store(work.note, window, out.note);
        store(work.onset, window, out.onset);
    };
    for (std::size_t begin = 0; begin < windows; begin += kWindowsPerTask * kTasksPerRound) {
        const std::size_t end = std::min(windows, begin + kWindowsPerTask * kTasksPerRound);
        parallelFor((end - begin + kWindowsPerTask - 1) / kWindowsPerTask, [&](std::size_t task) {
            Workspace work;
            const std::size_t first = begin + task * kWindowsPerTask;
            for (std::size_t window = first; window < std::min(end, first + kWindowsPerTask); ++window) {
                context.checkCancelled();
                transcribeWindow(window, work);
            }
        });
        context.progress(static_cast<double>(end) / static_cast<double>(windows));
    }
    return out;
}

} // namespace morphony
