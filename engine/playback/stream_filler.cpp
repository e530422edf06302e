// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/stream_filler.h"

#include "core/log.h"
#include "playback/looped_source.h"

#include <chrono>
#include <limits>

namespace morphony {

namespace {
/// How often the fill thread looks at the rings. They hold 25 times as much.
constexpr auto kTick = std::chrono::milliseconds(20);
constexpr double kAheadSeconds = 0.5;
/// A new program takes over so much later than it is asked for, in step with the old one: it is usually ready by then.
constexpr double kLeadSeconds = 0.1;
constexpr double kMeterSeconds = 0.1;
constexpr SampleRate kUsualRate{48'000};
constexpr std::uint32_t kLastGeneration = (1U << 24) - 1;

FrameCount inFramesOf(SampleRate to, FrameCount frames, SampleRate from) {
    return to == from ? frames : framesOf(secondsOf(frames, from), to);
}
} // namespace

FrameCount StreamFiller::StreamInfo::positionAt(FrameCount deviceFrame) const {
    const double moved = static_cast<double>(deviceFrame) * timelineRate.hz / deviceRate.hz;
    const FrameCount unrolled = start.position + std::llround(moved);
    if (start.loop) {
        return Unrolled{static_cast<double>(start.loop->begin), static_cast<double>(start.loop->end)}.at(unrolled).position;
    }
    return std::clamp(unrolled, FrameCount{0}, length);
}

// ---- control thread --------------------------------------------------------------------------------------------------

StreamFiller::StreamFiller(DeviceFactory factory, std::string device)
    : m_factory(std::move(factory)), m_program(std::make_shared<const Program>()), m_wishedDevice(device) {
    m_wishes.device = std::move(device);
    m_wishes.stream = true;
    m_thread = std::thread([this] { run(); });
}

StreamFiller::~StreamFiller() {
    {
        const std::lock_guard hold(m_mutex);
        m_wishes.quit = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void StreamFiller::setProgram(std::shared_ptr<const Program> program) {
    {
        const std::lock_guard hold(m_mutex);
        noticeEndLocked();
        m_retiredPrograms.push_back(std::exchange(m_program, std::move(program)));
        m_wishes.stream = true;
        m_view.problem.clear();
    }
    m_wake.notify_one();
}

void StreamFiller::setLoop(std::optional<FrameRange> loop) {
    {
        const std::lock_guard hold(m_mutex);
        noticeEndLocked();
        m_loop = loop;
        m_wishes.stream = true;
    }
    m_wake.notify_one();
}

void StreamFiller::seek(FrameCount position) {
    {
        const std::lock_guard hold(m_mutex);
        noticeEndLocked();
        m_target = position;
        ++m_seekSerial;
        m_wishes.stream = true;
    }
    m_wake.notify_one();
}

void StreamFiller::play() {
    {
        const std::lock_guard hold(m_mutex);
        if (const bool failed = !m_view.problem.empty(); failed || endedLocked()) {
            m_target = failed ? positionLocked(0.0) : 0; // tries again, or starts again
            ++m_seekSerial;
            m_wishes.stream = true;
        }
        if (m_view.deviceLost) {
            m_wishes.device = m_wishedDevice;
        }
        m_view.problem.clear();
        controls.playing.store(true, std::memory_order_release);
    }
    m_wake.notify_one();
}

void StreamFiller::pause() {
    const std::lock_guard hold(m_mutex);
    m_resumeAfterLoss = false;
    controls.playing.store(false, std::memory_order_release);
}

void StreamFiller::setDevice(std::string device) {
    {
        const std::lock_guard hold(m_mutex);
        m_wishedDevice = device;
        m_wishes.device = std::move(device);
    }
    m_wake.notify_one();
}

StreamFiller::View StreamFiller::view() {
    const std::lock_guard hold(m_mutex);
    View view = m_view;
    view.ended = endedLocked();
    const bool sounding = controls.playing.load(std::memory_order_relaxed) && !view.ended;
    view.position = positionLocked(sounding ? m_latency : 0.0);
    const AudioSource* timeline = m_program->timeline();
    view.pending = pendingLocked();
    const FrameCount ahead = telemetry.ahead.load(std::memory_order_relaxed);
    view.aheadSeconds = ahead == kAllOfIt ? std::numeric_limits<double>::infinity()
                        : m_infos.empty() ? 0.0
                                          : secondsOf(ahead, m_infos.back().deviceRate);
    view.timelineRate = timeline != nullptr ? timeline->sampleRate() : SampleRate{};
    return view;
}

// ---- under the lock --------------------------------------------------------------------------------------------------

const StreamFiller::StreamInfo* StreamFiller::heardInfo(StreamPlace place) const {
    const auto found =
        std::ranges::find(m_infos, place.generation, [](const StreamInfo& info) { return info.start.generation; });
    return found == m_infos.end() ? nullptr : &*found;
}

FrameCount StreamFiller::positionLocked(double latencySeconds) const {
    const StreamPlace place = StreamPlace::unpacked(telemetry.place.load(std::memory_order_acquire));
    const StreamInfo* info = heardInfo(place);
    if (info == nullptr || info->seekSerial < m_seekSerial) {
        return m_target; // not there yet, but on the way
    }
    return info->positionAt(std::max(FrameCount{0}, place.frame - framesOf(latencySeconds, info->deviceRate)));
}

bool StreamFiller::endedLocked() const {
    const StreamPlace place = StreamPlace::unpacked(telemetry.place.load(std::memory_order_acquire));
    const StreamInfo* info = heardInfo(place);
    return info != nullptr && info->seekSerial == m_seekSerial && place.generation == m_infos.back().start.generation &&
           telemetry.endedGeneration.load(std::memory_order_relaxed) == place.generation;
}

/// Whatever makes the stream that has ended one of the past comes after this, or playback would go on by itself.
void StreamFiller::noticeEndLocked() {
    if (endedLocked()) {
        controls.playing.store(false, std::memory_order_release);
    }
}

bool StreamFiller::pendingLocked() const {
    const StreamPlace place = StreamPlace::unpacked(telemetry.place.load(std::memory_order_acquire));
    return m_serving || wishesWaitLocked() || m_infos.empty() || m_infos.back().start.generation != place.generation;
}

bool StreamFiller::wishesWaitLocked() const { return m_wishes.quit || m_wishes.stream || m_wishes.device; }

// ---- fill thread -----------------------------------------------------------------------------------------------------

void StreamFiller::run() {
    for (;;) {
        Wishes wishes;
        std::vector<std::shared_ptr<const Program>> gone; // freed here, after the lock
        {
            std::unique_lock hold(m_mutex);
            m_wake.wait_for(hold, kTick, [this] { return wishesWaitLocked(); });
            wishes = std::exchange(m_wishes, {});
            m_serving = wishes.stream || wishes.device;
            gone.swap(m_retiredPrograms);
        }
        if (wishes.quit) {
            break;
        }
        gone.clear();
        freeRetired();
        if (wishes.device) {
            openDevice(*wishes.device);
        }
        if (m_device && (wishes.stream || wishes.device)) {
            makeStream();
        }
        served();
        fillStreams();
        measureHeard();
        watchDevice();
        noticeEnd();
    }
    closeDevice();
}

void StreamFiller::served() {
    const std::lock_guard hold(m_mutex);
    m_serving = false;
}

void StreamFiller::closeDevice() {
    if (m_device) {
        m_device->stop();
        m_device.reset();
    }
    m_callback.configure(m_output.rate, m_output.channels, 0); // forgets the streams
    m_streams.clear();
    const std::lock_guard hold(m_mutex);
    m_target = positionLocked(0.0);
    m_infos.clear();
}

void StreamFiller::openDevice(const std::string& id) {
    closeDevice();
    SampleRate wanted = kUsualRate;
    {
        const std::lock_guard hold(m_mutex);
        if (const AudioSource* timeline = m_program->timeline()) {
            wanted = timeline->sampleRate(); // no resampling where the device can do without
        }
    }
    std::string problem;
    try {
        startDevice(id, wanted);
    } catch (const EngineError& error) {
        problem = error.what();
        log::warn(problem);
        m_device.reset();
        startDevice(kNullDeviceId, wanted);
    }
    const std::lock_guard hold(m_mutex);
    m_latency = m_device->latencySeconds();
    m_view.deviceName = m_device->info().name;
    m_view.nullDevice = m_device->info().id == kNullDeviceId;
    m_view.deviceProblem = problem;
    m_view.deviceLost = false;
    if (std::exchange(m_resumeAfterLoss, false)) {
        controls.playing.store(true, std::memory_order_release);
    }
}

void StreamFiller::startDevice(const std::string& id, SampleRate wanted) {
    m_device = m_factory(id, wanted, m_callback);
    const SampleRate rate = m_device->sampleRate();
    const FrameCount twoBlocks = 2 * m_device->blockFrames();
    m_enoughFrames = twoBlocks + 4 * Stream::kBlockFrames;
    m_output = {rate, m_device->channels(), std::max(framesOf(kAheadSeconds, rate), 2 * m_enoughFrames)};
    m_callback.configure(rate, m_output.channels, m_enoughFrames);
    m_meter = std::make_unique<LoudnessMeter>(rate, m_output.channels);
    m_device->start();
}

void StreamFiller::makeStream() {
    std::shared_ptr<const Program> program;
    StreamInfo info;
    {
        const std::lock_guard hold(m_mutex);
        program = m_program;
        info = nextStart(*program);
    }
    DialSetting dial;
    while (!controls.dial.read(dial)) {
        std::this_thread::yield();
    }
    std::unique_ptr<Stream> stream;
    try {
        stream = std::make_unique<Stream>(program, info.start, m_output, dial);
    } catch (const EngineError& error) {
        fail(error);
        return;
    }
    while (stream->available() < m_enoughFrames && fillOne(*stream)) {
    }
    {
        const std::lock_guard hold(m_mutex);
        noticeEndLocked();
        m_infos.push_back(info);
    }
    handOver(std::move(stream));
}

/// Where the next stream begins: at the last seek that no stream knows of yet; else in step with the stream that is
/// heard, a little ahead; else where the one on its way begins.
StreamFiller::StreamInfo StreamFiller::nextStart(const Program& program) {
    StreamInfo next;
    const AudioSource* timeline = program.timeline();
    next.length = timeline != nullptr ? timeline->frames() : 0;
    next.timelineRate = timeline != nullptr ? timeline->sampleRate() : kUsualRate;
    next.deviceRate = m_output.rate;
    next.seekSerial = m_seekSerial;
    m_generation = m_generation % kLastGeneration + 1;
    next.start.generation = m_generation;

    const StreamPlace place = StreamPlace::unpacked(telemetry.place.load(std::memory_order_acquire));
    if (m_infos.empty() || m_infos.back().seekSerial < m_seekSerial) {
        next.start.position = m_target;
    } else if (const StreamInfo& newest = m_infos.back(); newest.start.generation != place.generation) {
        next.start.position = inFramesOf(next.timelineRate, newest.start.position, newest.timelineRate);
        next.start.follows = newest.start.follows;
    } else {
        const bool playing = controls.playing.load(std::memory_order_relaxed);
        const FrameCount meeting = place.frame + (playing ? framesOf(kLeadSeconds, m_output.rate) : 0);
        next.start.follows = StreamPlace{place.generation, meeting};
        next.start.position = inFramesOf(next.timelineRate, newest.positionAt(meeting), newest.timelineRate);
    }
    next.start.position = std::clamp(next.start.position, FrameCount{0}, next.length);
    if (m_loop) {
        const FrameRange loop = m_loop->clippedTo({0, next.length});
        if (!loop.empty()) {
            next.start.loop = loop;
            next.start.position = next.start.position >= loop.end ? loop.begin : next.start.position;
        }
    }
    return next;
}

void StreamFiller::handOver(std::unique_ptr<Stream> stream) {
    Stream* neverHeard = m_callback.offer(stream.get());
    m_streams.push_back(std::move(stream));
    if (neverHeard != nullptr) {
        forget(neverHeard);
    }
}

void StreamFiller::forget(const Stream* stream) {
    std::erase_if(m_streams, [&](const auto& owned) { return owned.get() == stream; });
}

void StreamFiller::freeRetired() {
    for (Stream* stream = nullptr; m_callback.takeRetired(stream);) {
        forget(stream);
    }
    // the callback only moves on: what came before the stream that it is in is never heard again
    const std::lock_guard hold(m_mutex);
    if (const StreamInfo* heard = heardInfo(StreamPlace::unpacked(telemetry.place.load(std::memory_order_acquire)))) {
        m_infos.erase(m_infos.begin(), m_infos.begin() + (heard - m_infos.data()));
    }
}

/// The newest first: it is the one that is or will be heard.
void StreamFiller::fillStreams() {
    for (auto stream = m_streams.rbegin(); stream != m_streams.rend(); ++stream) {
        while (!wishesWait() && fillOne(**stream)) {
        }
    }
}

bool StreamFiller::wishesWait() {
    const std::lock_guard hold(m_mutex);
    return wishesWaitLocked();
}

bool StreamFiller::fillOne(Stream& stream) {
    try {
        return stream.fillBlock();
    } catch (const EngineError& error) {
        stream.abandon();
        fail(error);
        return false;
    }
}

void StreamFiller::fail(const EngineError& error) {
    const std::lock_guard hold(m_mutex);
    m_view.problem = error.what();
    controls.playing.store(false, std::memory_order_release);
}

void StreamFiller::measureHeard() {
    while (m_meter && m_callback.takeHeard(m_chunk)) {
        const std::array<const float*, 2> rows{m_chunk.samples[0].data(), m_chunk.samples[1].data()};
        m_meter->add({rows.data(), m_output.channels, m_chunk.frames});
        m_unmeasured += m_chunk.frames;
    }
    if (m_unmeasured >= framesOf(kMeterSeconds, m_output.rate)) {
        m_unmeasured = 0;
        const double lufs = m_meter->shortTermLufs();
        const std::lock_guard hold(m_mutex);
        m_view.shortTermLufs = lufs;
    }
}

void StreamFiller::watchDevice() {
    if (!m_device || !m_device->lost()) {
        return;
    }
    {
        const std::lock_guard hold(m_mutex);
        m_resumeAfterLoss = controls.playing.exchange(false, std::memory_order_acq_rel);
        m_view.deviceLost = true;
        m_view.deviceProblem =
            "The sound output " + m_view.deviceName + " is gone; connect it again or choose another one.";
    }
    closeDevice(); // after the word is out: closing a dead output may take long
}

void StreamFiller::noticeEnd() {
    const std::lock_guard hold(m_mutex);
    noticeEndLocked();
}

} // namespace morphony
