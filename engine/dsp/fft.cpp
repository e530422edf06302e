// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/fft.h"

#include "core/engine_error.h"

#include <fftw3.h>

#include <map>
#include <mutex>
#include <new>
#include <string>

namespace morphony {

namespace {

struct FftwFree {
    void operator()(void* memory) const { fftwf_free(memory); }
};

template <typename T>
std::unique_ptr<T[], FftwFree> allocateAligned(int count) {
    void* memory = fftwf_malloc(sizeof(T) * static_cast<std::size_t>(count));
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return std::unique_ptr<T[], FftwFree>(new (memory) T[static_cast<std::size_t>(count)]{});
}

struct Plans {
    fftwf_plan forward = nullptr;
    fftwf_plan inverse = nullptr;
};

fftwf_complex* fftwPointer(std::complex<float>* bins) { return reinterpret_cast<fftwf_complex*>(bins); }

/// Every object's scratch comes from fftwf_malloc, so one plan per size serves them all through FFTW's new-array calls.
Plans plansFor(int size, float* time, std::complex<float>* bins) {
    static std::mutex mutex;
    // never destroyed: worker threads may still transform while the process winds down
    static auto& plans = *new std::map<int, Plans>();
    const std::scoped_lock lock(mutex); // FFTW's planner is not thread-safe
    Plans& entry = plans[size];
    if (entry.forward == nullptr) {
        entry.forward = fftwf_plan_dft_r2c_1d(size, time, fftwPointer(bins), FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
        entry.inverse = fftwf_plan_dft_c2r_1d(size, fftwPointer(bins), time, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
    }
    if (entry.forward == nullptr || entry.inverse == nullptr) {
        throw EngineError(ErrorKind::Internal, "FFTW made no plan for an FFT of " + std::to_string(size) + " samples.");
    }
    return entry;
}

} // namespace

struct Fft::Impl {
    explicit Impl(int n)
        : size(n), time(allocateAligned<float>(n)), bins(allocateAligned<std::complex<float>>(n / 2 + 1)),
          plans(plansFor(n, time.get(), bins.get())) {}

    int size;
    std::unique_ptr<float[], FftwFree> time;
    std::unique_ptr<std::complex<float>[], FftwFree> bins;
    Plans plans;
};

Fft::Fft(int size) {
    if (size < 2) {
        throw EngineError(ErrorKind::Internal,
                          "An FFT of " + std::to_string(size) + " samples was asked for; the least size is 2.");
    }
    m_impl = std::make_unique<Impl>(size);
}
Fft::~Fft() = default;
Fft::Fft(Fft&&) noexcept = default;
Fft& Fft::operator=(Fft&&) noexcept = default;

int Fft::size() const { return m_impl->size; }
std::span<float> Fft::timeData() { return {m_impl->time.get(), static_cast<std::size_t>(size())}; }
std::span<std::complex<float>> Fft::binData() { return {m_impl->bins.get(), static_cast<std::size_t>(bins())}; }
std::span<const std::complex<float>> Fft::binData() const { return {m_impl->bins.get(), static_cast<std::size_t>(bins())}; }

void Fft::forward() { fftwf_execute_dft_r2c(m_impl->plans.forward, m_impl->time.get(), fftwPointer(m_impl->bins.get())); }
void Fft::inverse() { fftwf_execute_dft_c2r(m_impl->plans.inverse, fftwPointer(m_impl->bins.get()), m_impl->time.get()); }

} // namespace morphony
