// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine_error.h"
#include "dsp/loudness.h"
#include "playback/audio_device.h"
#include "playback/render_callback.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace morphony {

/// The fill thread: owns the device, all streams and the loudness meter. Reads ahead of the callback, makes a new stream
/// for every jump, loop or program, frees what the callback retires, and notices a lost device.
///
/// The public functions belong to the control thread; they leave a wish under a lock that the callback never touches and
/// return at once. Of several wishes the latest wins.
class StreamFiller {
public:
    /// What the window shows of the fill thread's side.
    struct View {
        FrameCount position = 0;
        SampleRate timelineRate;
        bool ended = false;
        bool pending = false; ///< a wish is not heard yet
        double aheadSeconds = 0.0;
        double shortTermLufs = -70.0;
        std::string deviceName;
        bool nullDevice = false;
        bool deviceLost = false;
        std::string deviceProblem;
        std::string problem;
    };

    StreamFiller(DeviceFactory factory, std::string device);
    ~StreamFiller();
    StreamFiller(const StreamFiller&) = delete;
    StreamFiller& operator=(const StreamFiller&) = delete;

    void setProgram(std::shared_ptr<const Program> program);
    void setLoop(std::optional<FrameRange> loop);
    void seek(FrameCount position);
    void play();
    void pause();
    void setDevice(std::string device);
    [[nodiscard]] View view();

    Controls controls;
    Telemetry telemetry;

private:
    /// A stream that the callback may be in, as far as positions need it.
    struct StreamInfo {
        StreamStart start;
        std::uint64_t seekSerial = 0; ///< the last seek that it knows of
        FrameCount length = 0;        ///< of the timeline
        SampleRate timelineRate;
        SampleRate deviceRate;

        [[nodiscard]] FrameCount positionAt(FrameCount deviceFrame) const;
    };
    struct Wishes {
        bool quit = false;
        bool stream = false; ///< program, loop or position have changed
        std::optional<std::string> device;
    };

    // fill thread
    void run();
    void openDevice(const std::string& id);
    void served();
    void closeDevice();
    void startDevice(const std::string& id, SampleRate wanted);
    void makeStream();
    [[nodiscard]] StreamInfo nextStart(const Program& program);
    void handOver(std::unique_ptr<Stream> stream);
    void forget(const Stream* stream);
    [[nodiscard]] bool wishesWait();
    void fillStreams();
    bool fillOne(Stream& stream);
    void fail(const EngineError& error);
    void freeRetired();
    void measureHeard();
    void watchDevice();
    void noticeEnd();

    // under the lock
    [[nodiscard]] const StreamInfo* heardInfo(StreamPlace place) const;
    [[nodiscard]] FrameCount positionLocked(double latencySeconds) const;
    [[nodiscard]] bool endedLocked() const;
    void noticeEndLocked();
    [[nodiscard]] bool pendingLocked() const;
    [[nodiscard]] bool wishesWaitLocked() const;

    // fill thread
    const DeviceFactory m_factory;
    RenderCallback m_callback{controls, telemetry};
    std::unique_ptr<AudioDevice> m_device;
    Stream::Output m_output;
    FrameCount m_enoughFrames = 0;
    std::vector<std::unique_ptr<Stream>> m_streams; ///< oldest first
    std::uint32_t m_generation = 0;
    std::unique_ptr<LoudnessMeter> m_meter;
    FrameCount m_unmeasured = 0;
    HeardChunk m_chunk;

    // under the lock
    std::mutex m_mutex;
    std::condition_variable m_wake;
    Wishes m_wishes;
    bool m_serving = false; ///< wishes have been taken and are being served
    std::shared_ptr<const Program> m_program;
    std::vector<std::shared_ptr<const Program>> m_retiredPrograms; ///< to be freed by the fill thread
    std::optional<FrameRange> m_loop;
    std::uint64_t m_seekSerial = 0;
    FrameCount m_target = 0;         ///< of the last seek, or where playback stood when the device closed
    std::vector<StreamInfo> m_infos; ///< of m_streams
    std::string m_wishedDevice;
    bool m_resumeAfterLoss = false;
    double m_latency = 0.0;
    View m_view;

    std::thread m_thread; // last: starts when everything else is there
};

} // namespace morphony
