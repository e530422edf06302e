// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/notes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace morphony {

namespace {

constexpr std::size_t kKeys = NotePosteriors::kKeys;
constexpr std::size_t kFramesPerPoll = 4096;

std::uint16_t stored(float posterior) {
    return static_cast<std::uint16_t>(std::ceil(std::clamp(posterior, 0.0F, 1.0F) * NotePosteriors::kCertain));
}

/// Reads notes out of the posteriors: first from every onset, the last one first, then what is left over, the clearest
/// first. A note takes its key's posterior and that of the two keys beside it, so that nothing is read twice.
class NoteReader {
public:
    NoteReader(const NotePosteriors& posteriors, JobContext& context, const NoteSettings& settings)
        : m_posteriors(posteriors), m_context(context), m_settings(settings), m_threshold(stored(settings.frameThreshold)),
          m_taken(posteriors.note.size()) {}

    std::vector<Note> read() {
        if (m_posteriors.frames > 2) {
            readFromOnsets();
            if (m_settings.keepUnstarted) {
                readUnstarted();
            }
        }
        const auto clear = static_cast<int>(std::lround(127.0F * m_settings.leastClearest));
        if (std::ranges::none_of(m_notes, [&](const Note& note) { return note.velocity >= clear; })) {
            m_notes.clear();
        }
        std::ranges::sort(m_notes, {}, [](const Note& note) { return std::pair(note.start, note.pitch); });
        return std::move(m_notes);
    }

private:
    [[nodiscard]] std::size_t frames() const { return m_posteriors.frames; }
    [[nodiscard]] std::uint16_t remaining(std::size_t frame, std::size_t key) const {
        return m_taken[frame * kKeys + key] ? 0 : m_posteriors.note[frame * kKeys + key];
    }

    /// Rise of the note posterior over one frame and over two, whichever is less.
    [[nodiscard]] float rise(std::size_t frame, std::size_t key) const {
        if (frame < 2) {
            return 0.0F;
        }
        const float now = m_posteriors.noteAt(frame, key);
        const float before = std::max(m_posteriors.noteAt(frame - 1, key), m_posteriors.noteAt(frame - 2, key));
        return std::max(0.0F, now - before);
    }

    /// What makes the largest rise count as much as the largest onset.
    [[nodiscard]] float riseScale() const {
        float mostRise = 0.0F;
        std::uint16_t mostOnset = 0;
        for (std::size_t t = 0; t < frames(); ++t) {
            for (std::size_t key = 0; key < kKeys; ++key) {
                mostRise = std::max(mostRise, rise(t, key));
                mostOnset = std::max(mostOnset, m_posteriors.onset[t * kKeys + key]);
            }
            poll(t);
        }
        return mostRise > 0.0F ? NotePosteriors::valueOf(mostOnset) / mostRise : 0.0F;
    }

    void readFromOnsets() {
        const float scale = m_settings.inferOnsets ? riseScale() : 0.0F;
        const auto fill = [&](std::size_t frame, std::array<float, kKeys>& row) {
            for (std::size_t key = 0; key < kKeys; ++key) {
                row[key] = std::max(m_posteriors.onsetAt(frame, key), scale > 0.0F ? scale * rise(frame, key) : 0.0F);
            }
        };
        std::array<float, kKeys> after{};
        std::array<float, kKeys> now{};
        std::array<float, kKeys> before{};
        fill(frames() - 1, after);
        fill(frames() - 2, now);
        for (std::size_t t = frames() - 2; t > 0; --t) {
            fill(t - 1, before);
            for (std::size_t key = kKeys; key-- > 0;) {
                // not above, but not below `after`: stored posteriors may be equal where the network's were not
                if (now[key] >= m_settings.onsetThreshold && now[key] > before[key] && now[key] >= after[key]) {
                    readFrom(t, key);
                }
            }
            after = now;
            now = before;
            poll(t);
        }
    }

    void readFrom(std::size_t start, std::size_t key) {
        std::size_t end = start + 1;
        int quiet = 0;
        for (; end < frames() - 1 && quiet < m_settings.toleratedFrames; ++end) {
            quiet = remaining(end, key) < m_threshold ? quiet + 1 : 0;
        }
        end -= static_cast<std::size_t>(quiet);
        if (end > start + static_cast<std::size_t>(m_settings.shortestFrames)) {
            for (std::size_t t = start; t < end; ++t) {
                take(t, key);
            }
            add(start, end, key);
        }
    }

    void readUnstarted() {
        const std::vector<std::size_t> places = clearestFirst();
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!m_taken[places[i]]) {
                readAround(places[i] / kKeys, places[i] % kKeys);
            }
            poll(i);
        }
    }

    /// Places above the threshold that no note has taken, by falling posterior, then in order. One pass over the
    /// posteriors counts them by value, one puts them into their place: it can be cancelled, as a sort cannot.
    [[nodiscard]] std::vector<std::size_t> clearestFirst() const {
        std::vector<std::size_t> next(std::size_t{NotePosteriors::kCertain} + 1);
        eachUntaken([&](std::size_t place) { ++next[m_posteriors.note[place]]; });
        std::size_t count = 0;
        for (std::size_t value = next.size(); value-- > 0;) {
            count += std::exchange(next[value], count);
        }
        std::vector<std::size_t> places(count);
        eachUntaken([&](std::size_t place) { places[next[m_posteriors.note[place]]++] = place; });
        return places;
    }

    template <class Visit>
    void eachUntaken(const Visit& visit) const {
        for (std::size_t t = 0; t < frames(); ++t) {
            for (std::size_t place = t * kKeys; place < (t + 1) * kKeys; ++place) {
                if (m_posteriors.note[place] > m_threshold && !m_taken[place]) {
                    visit(place);
                }
            }
            poll(t);
        }
    }

    void readAround(std::size_t middle, std::size_t key) {
        m_taken[middle * kKeys + key] = true;
        int quiet = 0;
        std::size_t end = middle + 1;
        for (; end < frames() - 1 && quiet < m_settings.toleratedFrames; ++end) {
            quiet = remaining(end, key) < m_threshold ? quiet + 1 : 0;
            take(end, key);
        }
        const std::size_t last = end - 1 - static_cast<std::size_t>(quiet);
        quiet = 0;
        std::size_t start = middle;
        for (; start > 1 && quiet < m_settings.toleratedFrames; --start) {
            quiet = remaining(start - 1, key) < m_threshold ? quiet + 1 : 0;
            take(start - 1, key);
        }
        start += static_cast<std::size_t>(quiet);
        if (last > start + static_cast<std::size_t>(m_settings.shortestFrames)) {
            add(start, last, key);
        }
    }

    void take(std::size_t frame, std::size_t key) {
        const std::size_t place = frame * kKeys + key;
        m_taken[place] = true;
        if (key + 1 < kKeys) {
            m_taken[place + 1] = true;
        }
        if (key > 0) {
            m_taken[place - 1] = true;
        }
    }

    void add(std::size_t start, std::size_t end, std::size_t key) {
        double sum = 0.0;
        for (std::size_t t = start; t < end; ++t) {
            sum += m_posteriors.noteAt(t, key);
        }
        const long velocity = std::lround(127.0 * sum / static_cast<double>(end - start));
        m_notes.push_back({NotePosteriors::timeOf(start), NotePosteriors::timeOf(end),
                           NotePosteriors::kLowestPitch + static_cast<int>(key),
                           static_cast<int>(std::clamp(velocity, 1L, 127L))});
    }

    void poll(std::size_t step) const {
        if (step % kFramesPerPoll == 0) {
            m_context.checkCancelled();
        }
    }

    const NotePosteriors& m_posteriors;
    JobContext& m_context;
    const NoteSettings m_settings;
    const std::uint16_t m_threshold;
    std::vector<bool> m_taken; ///< places of the note posterior that a note has used up
    std::vector<Note> m_notes;
};

} // namespace

std::vector<Note> notesFrom(const NotePosteriors& posteriors, JobContext& context, const NoteSettings& settings) {
    return NoteReader(posteriors, context, settings).read();
}

std::vector<float> noteOnsetStrength(const NotePosteriors& posteriors, int lowestPitch, int highestPitch) {
    const auto begin = static_cast<std::size_t>(std::clamp(lowestPitch - NotePosteriors::kLowestPitch, 0, 88));
    const auto end = static_cast<std::size_t>(std::clamp(highestPitch - NotePosteriors::kLowestPitch + 1, 0, 88));
    std::vector<float> strength(posteriors.frames);
    for (std::size_t t = 0; t < posteriors.frames; ++t) {
        for (std::size_t key = begin; key < end; ++key) {
            strength[t] += posteriors.onsetAt(t, key) * posteriors.onsetAt(t, key);
        }
    }
    return strength;
}

} // namespace morphony
