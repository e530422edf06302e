// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/voicing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace morphony {

namespace {

int nearest(int pitchClass, double to, int low, int high) {
    int best = -1;
    for (int key = low + (pitchClass - low % 12 + 12) % 12; key <= high; key += 12) {
        if (best < 0 || std::abs(key - to) < std::abs(best - to)) {
            best = key;
        }
    }
    return best;
}

/// The key of a pitch class that the source itself plays most within the range, or -1.
int soundingKey(int pitchClass, const VoicingRequest& request) {
    int best = -1;
    for (int key = request.low + (pitchClass - request.low % 12 + 12) % 12; key <= request.high; key += 12) {
        const double weight = request.sounding[static_cast<std::size_t>(key)];
        if (weight > 0.0 && (best < 0 || weight > request.sounding[static_cast<std::size_t>(best)])) {
            best = key;
        }
    }
    return best;
}

/// The pitch classes to play, most important first.
std::vector<int> chosenTones(const VoicingRequest& request) {
    const ChartChord& chord = request.chord;
    std::array<double, 12> sounding{};
    for (std::size_t key = 0; key < request.sounding.size(); ++key) {
        sounding[key % 12] += request.sounding[key];
    }
    std::array<double, 12> weight{};
    const double loudest = *std::ranges::max_element(sounding);
    for (std::size_t p = 0; p < 12; ++p) {
        weight[p] = loudest > 0.0 && sounding[p] > 0.15 * loudest ? sounding[p] / loudest : 0.0;
    }
    for (std::size_t i = 0; i < chord.intervals.size(); ++i) {
        // third and seventh make the chord; root and fifth are the bass's business too
        constexpr std::array kShare{0.45, 0.6, 0.4, 0.5};
        weight[static_cast<std::size_t>((chord.root + chord.intervals[i]) % 12)] += kShare[std::min<std::size_t>(i, 3)];
    }
    std::vector<int> classes(12);
    std::iota(classes.begin(), classes.end(), 0);
    std::ranges::stable_sort(classes, std::ranges::greater{}, [&](int p) { return weight[static_cast<std::size_t>(p)]; });
    classes.resize(static_cast<std::size_t>(std::clamp(request.notes, 1, 5)));
    std::erase_if(classes, [&](int p) { return weight[static_cast<std::size_t>(p)] <= 0.0; });
    return classes;
}

std::vector<int> powerChord(const VoicingRequest& request) {
    const int root = request.low + (request.chord.root - request.low % 12 + 12) % 12;
    std::vector<int> keys{root, root + (request.chord.intervals.size() > 2 && request.chord.intervals[2] == 6 ? 6 : 7)};
    if (root + 12 <= request.high) {
        keys.push_back(root + 12);
    }
    return keys;
}

} // namespace

std::vector<int> voiceChord(const VoicingRequest& request, const std::vector<int>& before) {
    if (request.power) {
        return powerChord(request);
    }
    const double mean = before.empty()
                            ? request.centre
                            : std::accumulate(before.begin(), before.end(), 0.0) / static_cast<double>(before.size());
    const double target = 0.5 * (mean + request.centre);
    std::vector<int> keys;
    for (const int pitchClass : chosenTones(request)) {
        // the voice before that moves least, unless the hand drifts off its place
        double to = target;
        double least = std::numeric_limits<double>::max();
        for (const int key : before) {
            const int candidate = nearest(pitchClass, key, request.low, request.high);
            if (candidate >= 0 && std::abs(candidate - request.centre) < 10 && std::abs(candidate - key) < least) {
                least = std::abs(candidate - key);
                to = candidate;
            }
        }
        const int own = soundingKey(pitchClass, request);
        const int key = own >= 0 ? own : nearest(pitchClass, to, request.low, request.high);
        if (key >= 0 && std::ranges::find(keys, key) == keys.end()) {
            keys.push_back(key);
        }
    }
    std::ranges::sort(keys);
    return keys;
}

} // namespace morphony
