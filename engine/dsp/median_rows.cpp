// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/median_rows.h"

#include "core/engine_error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

namespace morphony {

namespace {

constexpr std::size_t kLanes = 4;
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

Lanes load(const float* from) {
    Lanes value;
    std::memcpy(&value, from, sizeof value);
    return value;
}
void store(Lanes value, float* to) { std::memcpy(to, &value, sizeof value); }
Lanes least(Lanes a, Lanes b) { return a < b ? a : b; }
Lanes most(Lanes a, Lanes b) { return a > b ? a : b; } // not the same comparison again: each is one instruction so

struct Exchange {
    unsigned char low, high;
};

/// Batcher's odd-even merge sort of `Count` values (Knuth, The Art of Computer Programming 3, algorithm 5.2.2M).
template <std::size_t Count> struct Network {
    static constexpr std::size_t kMost = 200;
    std::array<Exchange, kMost> exchanges{};
    std::size_t size = 0;

    constexpr Network() {
        std::size_t top = 1;
        while (2 * top < Count) {
            top *= 2;
        }
        for (std::size_t p = top; p > 0; p /= 2) {
            std::size_t q = top;
            std::size_t r = 0;
            std::size_t d = p;
            while (true) {
                for (std::size_t i = 0; i + d < Count; ++i) {
                    if ((i & p) == r) {
                        exchanges[size++] = {static_cast<unsigned char>(i), static_cast<unsigned char>(i + d)};
                    }
                }
                if (q == p) {
                    break;
                }
                d = q - p;
                q /= 2;
                r = p;
            }
        }
    }
};

/// Sorts lane by lane. Written out at compile time, so that what no later value needs is left out.
template <std::size_t Count, std::size_t... Steps>
[[gnu::always_inline]] inline void sort(std::array<Lanes, Count>& values, std::index_sequence<Steps...> /*steps*/) {
    constexpr Network<Count> kNetwork;
    const auto exchange = [&]<std::size_t Step>() __attribute__((always_inline)) {
        constexpr Exchange kStep = kNetwork.exchanges[Step];
        const Lanes a = values[kStep.low];
        const Lanes b = values[kStep.high];
        values[kStep.low] = least(a, b);
        values[kStep.high] = most(a, b);
    };
    (exchange.template operator()<Steps>(), ...);
}
template <std::size_t Count> [[gnu::always_inline]] inline void sort(std::array<Lanes, Count>& values) {
    sort(values, std::make_index_sequence<Network<Count>().size>());
}

template <std::size_t Width> void mediansAt(std::span<const float* const> rows, std::size_t at, float* out, float* next) {
    std::array<Lanes, Width - 1> shared;
    for (std::size_t k = 0; k < shared.size(); ++k) {
        shared[k] = load(rows[k + 1] + at);
    }
    sort(shared);
    const Lanes low = shared[Width / 2 - 1];
    const Lanes high = shared[Width / 2];
    store(most(low, least(load(rows[0] + at), high)), out + at);
    store(most(low, least(load(rows[Width] + at), high)), next + at);
}

template <std::size_t Width>
void mediansOf(std::span<const float* const> rows, std::span<float> out, std::span<float> next) {
    const std::size_t count = out.size();
    for (std::size_t i = 0; i + kLanes <= count; i += kLanes) {
        mediansAt<Width>(rows, i, out.data(), next.data());
    }
    if (const std::size_t done = count / kLanes * kLanes; done < count) {
        // the last few, in rows of their own
        std::array<std::array<float, kLanes>, Width + 1> ends{};
        std::array<const float*, Width + 1> at{};
        for (std::size_t k = 0; k < ends.size(); ++k) {
            std::copy(rows[k] + done, rows[k] + count, ends[k].begin());
            at[k] = ends[k].data();
        }
        std::array<float, kLanes> first{};
        std::array<float, kLanes> second{};
        mediansAt<Width>(at, 0, first.data(), second.data());
        std::copy_n(first.begin(), count - done, out.begin() + static_cast<std::ptrdiff_t>(done));
        std::copy_n(second.begin(), count - done, next.begin() + static_cast<std::ptrdiff_t>(done));
    }
}

constexpr std::size_t kReach = 15;

} // namespace

void medianOfRows(std::span<const float* const> rows, std::span<float> out, std::span<float> next) {
    switch (rows.size()) {
    case 18:
        return mediansOf<17>(rows, out, next);
    case 32:
        return mediansOf<31>(rows, out, next);
    default:
        throw EngineError(ErrorKind::Internal,
                          "Medians of " + std::to_string(rows.size()) + " rows were asked for; 18 or 32 are possible.");
    }
}

MedianFilter31::MedianFilter31(std::size_t length)
    : m_length(length), m_even((length + 1) / 2 + kReach + 2 * kLanes), m_odd(m_even.size()),
      m_outEven((length + 1) / 2 + kLanes), m_outOdd(m_outEven.size()) {}

void MedianFilter31::filter(std::span<const float> in, std::span<float> out) {
    // the continued sequence begins kReach before in[0]: its values of even place stand in m_even
    const auto at = [&](std::size_t place) {
        return in[place < kReach ? 0 : std::min(place - kReach, m_length - 1)];
    };
    for (std::size_t i = 0; i < m_even.size(); ++i) {
        m_even[i] = at(2 * i);
        m_odd[i] = at(2 * i + 1);
    }
    // window 2 i: even places i to i + 15, odd ones i to i + 14; window 2 i + 1: even i + 1 to i + 15, odd i to i + 15
    for (std::size_t i = 0; i < (m_length + 1) / 2; i += kLanes) {
        std::array<Lanes, 30> shared;
        for (std::size_t k = 0; k < kReach; ++k) {
            shared[2 * k] = load(m_even.data() + i + k + 1);
            shared[2 * k + 1] = load(m_odd.data() + i + k);
        }
        sort(shared);
        store(most(shared[14], least(load(m_even.data() + i), shared[15])), m_outEven.data() + i);
        store(most(shared[14], least(load(m_odd.data() + i + kReach), shared[15])), m_outOdd.data() + i);
    }
    for (std::size_t i = 0; i < m_length; ++i) {
        out[i] = i % 2 == 0 ? m_outEven[i / 2] : m_outOdd[i / 2];
    }
}

} // namespace morphony
