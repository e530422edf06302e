// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <utility>
#include <vector>

namespace morphony {

/// Lock-free queue between exactly one producing and one consuming thread. Capacity is fixed at construction (rounded
/// up to a power of two). tryPush and tryPop neither lock nor allocate (T's move assignment must not either): real-time
/// safe on both ends.
template <typename T>
class SpscRing {
public:
    explicit SpscRing(std::size_t capacity) : m_slots(std::bit_ceil(capacity)), m_mask(m_slots.size() - 1) {}
    SpscRing(const SpscRing&) = delete;
    SpscRing& operator=(const SpscRing&) = delete;

    /// Producer. False when full; `value` is then untouched.
    bool tryPush(T&& value) {
        const std::size_t write = m_write.load(std::memory_order_relaxed);
        if (write - m_read.load(std::memory_order_acquire) == m_slots.size()) {
            return false;
        }
        m_slots[write & m_mask] = std::move(value);
        m_write.store(write + 1, std::memory_order_release);
        return true;
    }

    /// Consumer. False when empty.
    bool tryPop(T& value) {
        const std::size_t read = m_read.load(std::memory_order_relaxed);
        if (read == m_write.load(std::memory_order_acquire)) {
            return false;
        }
        value = std::move(m_slots[read & m_mask]);
        m_read.store(read + 1, std::memory_order_release);
        return true;
    }

    /// Consumer. The oldest element without removing it, or nullptr.
    T* front() {
        const std::size_t read = m_read.load(std::memory_order_relaxed);
        return read == m_write.load(std::memory_order_acquire) ? nullptr : &m_slots[read & m_mask];
    }

    /// Either end; exact for the calling end, a bound for the other.
    [[nodiscard]] std::size_t size() const {
        return m_write.load(std::memory_order_acquire) - m_read.load(std::memory_order_acquire);
    }
    [[nodiscard]] std::size_t capacity() const { return m_slots.size(); }

private:
    std::vector<T> m_slots;
    const std::size_t m_mask;
    // 64 bytes: one cache line each, so that the two ends do not fight over one
    alignas(64) std::atomic<std::size_t> m_write{0};
    alignas(64) std::atomic<std::size_t> m_read{0};
};

} // namespace morphony
