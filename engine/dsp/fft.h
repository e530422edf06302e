// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <memory>
#include <span>

namespace morphony {

/// Real FFT of a fixed size in single precision (FFTW behind it; plans are made once per size and shared by the
/// whole process, made under a lock with FFTW_ESTIMATE so that results never depend on timing). The object owns its
/// aligned scratch: one thread at a time per object; make one per thread. forward and inverse do not allocate.
class Fft {
public:
    explicit Fft(int size);
    ~Fft();
    Fft(Fft&&) noexcept;
    Fft& operator=(Fft&&) noexcept;

    [[nodiscard]] int size() const;
    [[nodiscard]] int bins() const { return size() / 2 + 1; }

    /// Aligned scratch: fill timeData() then forward() fills binData(); fill binData() then inverse() fills timeData().
    /// forward() destroys timeData(), inverse() destroys binData(). Unnormalised both ways: inverse(forward(x)) = size * x.
    [[nodiscard]] std::span<float> timeData();
    [[nodiscard]] std::span<std::complex<float>> binData();
    [[nodiscard]] std::span<const std::complex<float>> binData() const;
    void forward();
    void inverse();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace morphony
