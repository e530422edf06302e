// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/player.h"

#include "core/units.h"

#include <algorithm>
#include <cmath>

namespace morphony {

Player::Player(const BeatGrid& grid, const Plan& plan, const Style& style, double seconds, std::uint64_t seed,
               std::uint64_t stream)
    : m_grid(grid), m_plan(plan), m_style(style), m_seconds(seconds), m_random(seed, stream) {}

double Player::swung(double grooveBeat) const {
    if (m_plan.swings || m_style.swing <= 0.5) {
        return grooveBeat;
    }
    // from 0.6 on it is the eighths that swing, below it the sixteenths
    const double unit = m_style.swing >= 0.6 ? 1.0 : 0.5;
    const double whole = std::floor(grooveBeat / unit + 1e-9) * unit;
    const double share = (grooveBeat - whole) / unit;
    const double late =
        share < 0.5 ? share * m_style.swing / 0.5 : m_style.swing + (share - 0.5) * (1.0 - m_style.swing) / 0.5;
    return whole + late * unit;
}

double Player::beatOf(const PlannedBar& bar, double tick) const {
    // patterns are swung by their place in the bar, which begins on a beat
    return bar.beat + swung(tick / kGrooveTicks) / m_plan.factor;
}

void Player::play(ScorePart& part, const PlannedBar& bar, double tick, double durationTicks, int pitch, int velocity) {
    constexpr double kLoudnessFollowed = 0.7; // share of the source's dynamics that the band goes along with
    const double loud = velocity * std::pow(10.0, kLoudnessFollowed * bar.energyDb / 40.0);
    playAt(part, beatOf(bar, tick), durationTicks / kGrooveTicks / m_plan.factor, pitch, loud);
}

void Player::playAt(ScorePart& part, double beat, double beats, int pitch, double velocity) {
    constexpr double kShortest = 0.04; // s
    const double error = m_style.timingMs * 1e-3 * m_random.normal();
    const double louder = m_style.velocitySpread * m_random.normal();
    ScoreNote note;
    note.start = std::max(0.0, m_grid.seconds(beat) + std::clamp(error, -0.02, 0.02));
    note.end = std::min(m_seconds, std::max(m_grid.seconds(beat + beats), note.start + kShortest));
    if (note.end - note.start < 0.5 * kShortest || pitch < 0 || pitch > 127) {
        return;
    }
    note.beat = m_grid.beat(note.start);
    note.beats = m_grid.beat(note.end) - note.beat;
    note.pitch = pitch;
    note.velocity = static_cast<int>(std::lround(std::clamp(velocity + louder, 1.0, 127.0)));
    part.notes.push_back(note);
}

void finish(ScorePart& part) {
    std::ranges::stable_sort(part.notes, [](const ScoreNote& a, const ScoreNote& b) {
        return a.start != b.start ? a.start < b.start : a.pitch < b.pitch;
    });
    std::vector<ScoreNote*> last(128, nullptr);
    for (ScoreNote& note : part.notes) {
        ScoreNote*& before = last[static_cast<std::size_t>(note.pitch)];
        if (before != nullptr && before->end > note.start) {
            before->beats -= (before->end - note.start) / std::max(1e-9, before->end - before->start) * before->beats;
            before->end = note.start;
        }
        before = &note;
    }
    std::erase_if(part.notes, [](const ScoreNote& note) { return note.end - note.start < 0.01; });
}

} // namespace morphony
