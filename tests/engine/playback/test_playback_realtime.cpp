// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/realtime.h"
#include "manual_output.h"
#include "material.h"

#include <QTest>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdlib>

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

// Everything below stands in front of libc in this executable only: the allocator and what can make a thread wait count
// the calls made inside a RealtimeScope and pass them on. Sanitizers put themselves there, so it is left out with them.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define MORPHONY_INTERPOSED 0
#else
#define MORPHONY_INTERPOSED 1
#endif

namespace {

std::atomic<int> g_violations{0};
std::atomic<const char*> g_firstViolation{nullptr};

[[maybe_unused]] void note(const char* function) {
    if (morphony::RealtimeScope::active()) {
        g_violations.fetch_add(1);
        const char* none = nullptr;
        g_firstViolation.compare_exchange_strong(none, function);
    }
}

int takeViolations() {
    g_firstViolation.store(nullptr);
    return g_violations.exchange(0);
}

} // namespace

#if MORPHONY_INTERPOSED
namespace {

/// The next definition of a function; looked up without a lock of our own.
template <typename Function>
Function next(std::atomic<Function>& known, const char* name, const char* version = nullptr) {
    Function function = known.load(std::memory_order_relaxed);
    if (function == nullptr) {
        void* found = version != nullptr ? dlvsym(RTLD_NEXT, name, version) : dlsym(RTLD_NEXT, name);
        function = reinterpret_cast<Function>(found);
        known.store(function, std::memory_order_relaxed);
    }
    return function;
}

} // namespace

// glibc's own names of its allocator: calling them needs no look-up, which would itself allocate
extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);

void* malloc(size_t size) {
    note("malloc");
    return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
    note("calloc");
    return __libc_calloc(count, size);
}
void* realloc(void* old, size_t size) {
    note("realloc");
    return __libc_realloc(old, size);
}
void* memalign(size_t alignment, size_t size) {
    note("memalign");
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) {
    note("aligned_alloc");
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, size_t alignment, size_t size) {
    note("posix_memalign");
    *out = __libc_memalign(alignment, size);
    return *out != nullptr ? 0 : ENOMEM;
}
void free(void* memory) {
    note("free");
    __libc_free(memory);
}

#define MORPHONY_WATCH(name, version, parameters, arguments)                                                               \
    int name parameters {                                                                                                  \
        static std::atomic<int(*) parameters> known{nullptr};                                                              \
        note(#name);                                                                                                       \
        return next(known, #name, version) arguments;                                                                      \
    }

MORPHONY_WATCH(pthread_mutex_lock, nullptr, (pthread_mutex_t * mutex), (mutex))
MORPHONY_WATCH(pthread_mutex_unlock, nullptr, (pthread_mutex_t * mutex), (mutex))
MORPHONY_WATCH(pthread_rwlock_rdlock, nullptr, (pthread_rwlock_t * lock), (lock))
MORPHONY_WATCH(pthread_rwlock_wrlock, nullptr, (pthread_rwlock_t * lock), (lock))
// the condition variables have had two forms; without a version the look-up gives the one of before 2003
MORPHONY_WATCH(pthread_cond_wait, "GLIBC_2.3.2", (pthread_cond_t * condition, pthread_mutex_t* mutex), (condition, mutex))
MORPHONY_WATCH(pthread_cond_timedwait, "GLIBC_2.3.2",
               (pthread_cond_t * condition, pthread_mutex_t* mutex, const timespec* until), (condition, mutex, until))
MORPHONY_WATCH(pthread_cond_clockwait, nullptr,
               (pthread_cond_t * condition, pthread_mutex_t* mutex, clockid_t clock, const timespec* until),
               (condition, mutex, clock, until))
MORPHONY_WATCH(pthread_cond_signal, "GLIBC_2.3.2", (pthread_cond_t * condition), (condition))
MORPHONY_WATCH(pthread_cond_broadcast, "GLIBC_2.3.2", (pthread_cond_t * condition), (condition))
MORPHONY_WATCH(nanosleep, nullptr, (const timespec* time, timespec* rest), (time, rest))
MORPHONY_WATCH(clock_nanosleep, nullptr, (clockid_t clock, int flags, const timespec* time, timespec* rest),
               (clock, flags, time, rest))
}
#endif

using namespace morphony;
using namespace morphony::test;

namespace {

float peakOf(const AudioBuffer& buffer) {
    const auto smaller = [](float a, float b) { return std::abs(a) < std::abs(b); };
    return std::abs(*std::ranges::max_element(buffer.channel(0), smaller));
}

/// Storage that stops answering when told to: a disk gone to sleep.
class StallingSource final : public AudioSource {
public:
    explicit StallingSource(std::shared_ptr<const AudioSource> inner) : m_inner(std::move(inner)) {}
    [[nodiscard]] SampleRate sampleRate() const override { return m_inner->sampleRate(); }
    [[nodiscard]] int channels() const override { return m_inner->channels(); }
    [[nodiscard]] FrameCount frames() const override { return m_inner->frames(); }
    void read(FrameCount position, AudioView out) const override {
        std::unique_lock hold(m_mutex);
        m_wake.wait(hold, [&] { return !m_stalled; });
        m_inner->read(position, out);
    }
    void stall(bool on) const {
        {
            const std::lock_guard hold(m_mutex);
            m_stalled = on;
        }
        m_wake.notify_all();
    }

private:
    const std::shared_ptr<const AudioSource> m_inner;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_wake;
    mutable bool m_stalled = false;
};

} // namespace

class TestPlaybackRealtime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        if (!MORPHONY_INTERPOSED) {
            QSKIP("the sanitizer owns the allocator in this build");
        }
        takeViolations();
    }

    /// The net itself: what it is meant to catch is caught.
    void netCatchesAllocationsAndLocks() {
        const auto caught = [](auto action) {
            {
                const RealtimeScope realtime;
                action();
            }
            return takeViolations();
        };
        QCOMPARE(caught([] {}), 0);
        void* volatile memory = nullptr;
        QCOMPARE(caught([&] { memory = std::malloc(100); }), 1);
        QCOMPARE(caught([&] { std::free(memory); }), 1);
        QCOMPARE(caught([] {
                     const std::vector<int> numbers(100'000);
                     QVERIFY(numbers.data() != nullptr);
                 }),
                 2);
        QVERIFY(caught([] {
                    auto text = std::make_unique<std::string>(1'000, 'x');
                    QVERIFY(!text->empty());
                }) >= 4);
        std::mutex mutex;
        QVERIFY(caught([&] { const std::lock_guard hold(mutex); }) > 0);
        QVERIFY(caught([] { std::this_thread::sleep_for(std::chrono::microseconds(1)); }) > 0);
        memory = std::malloc(1); // outside a scope nothing counts
        std::free(memory);
        QCOMPARE(takeViolations(), 0);
    }

    /// The first call that is caught is the named one, so that no lock taken on the way answers for it.
    void netCatchesConditionVariables() {
        const auto firstCaught = [](auto action) {
            {
                const RealtimeScope realtime;
                action();
            }
            const QByteArray first = g_firstViolation.load();
            takeViolations();
            return first;
        };
        std::mutex mutex;
        std::condition_variable condition;
        QCOMPARE(firstCaught([&] { condition.notify_one(); }), "pthread_cond_signal");
        QCOMPARE(firstCaught([&] { condition.notify_all(); }), "pthread_cond_broadcast");
        bool woken = false;
        std::unique_lock hold(mutex);
        std::thread waker([&] { // gets the mutex only once the wait has given it up
            const std::lock_guard take(mutex);
            woken = true;
            condition.notify_one();
        });
        const QByteArray waited = firstCaught([&] { condition.wait(hold, [&] { return woken; }); });
        waker.join();
        QCOMPARE(waited, "pthread_cond_wait");
        QCOMPARE(firstCaught([&] { condition.wait_for(hold, std::chrono::microseconds(1)); }), "pthread_cond_clockwait");
        const auto now = std::chrono::system_clock::now();
        QCOMPARE(firstCaught([&] { condition.wait_until(hold, now); }), "pthread_cond_timedwait");
    }

    void callbackNeitherAllocatesNorWaits() {
        // another rate than the device's: resampling must stay on the fill thread too
        const auto source = std::make_shared<const StallingSource>(noise(1, 0.9F, 4.0, k44));
        const auto first = take({source, noise(2, 0.9F, 4.0, k44), noise(3, 0.9F, 4.0, k44)});
        const auto second = take({source, noise(4, 0.9F, 4.0, k44)});
        ManualOutput output;
        Player player({}, output.factory());
        player.setSource(source);
        player.setTake(first);
        player.setStyle(noise(5, 0.5F, 1.0));
        QVERIFY(output.settle(player));

        player.play();
        float loudest = 0.0F;
        for (int step = 0; step < 100; ++step) {
            player.setDial({.strength = step % 10 / 10.0, .rhythm = step % 3 == 0 ? std::optional(0.5) : std::nullopt});
            player.hear(static_cast<Deck>(step % 3));
            player.setVolume(step % 4 / 3.0);
            player.setLevelMatch(step % 2 == 0);
            loudest = std::max(loudest, peakOf(output.pull(player, 600)));
        }
        QVERIFY(loudest > 0.3F); // it did play
        for (int step = 0; step < 20; ++step) {
            player.seek(step * 3'000);
            output.pull(player, 700);
        }
        player.setLoop(FrameRange{10'000, 13'000});
        output.pull(player, 20'000);
        player.setLoop(std::nullopt);
        player.seek(0);
        for (int step = 0; step < 10; ++step) {
            player.setTake(step % 2 == 0 ? second : first);
            output.pullUntilHeard(player);
        }
        player.pause();
        output.pull(player, 2'000);
        player.play();
        output.pull(player, 2'000);

        source->stall(true);
        for (int step = 0; step < 200; ++step) {
            output.block(256); // 1.07 s without the disk, which is 0.5 s ahead
        }
        source->stall(false);
        QVERIFY(player.state().underruns > 50);
        QVERIFY(output.wait([&] { return player.state().aheadSeconds > 0.2; }));
        player.setVolume(1.0);
        QVERIFY(peakOf(output.pull(player, 4'000)) > 0.1F); // it recovered

        player.seek(source->frames() - 5'000); // runs into the end
        QVERIFY(output.wait([&] {
            output.block(256);
            return !player.state().playing;
        }));
        const char* violation = g_firstViolation.load();
        QVERIFY2(takeViolations() == 0, violation);
    }
};

QTEST_APPLESS_MAIN(TestPlaybackRealtime)
#include "test_playback_realtime.moc"
